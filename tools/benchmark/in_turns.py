"""Times our work on a v1 file beside the official library's: in turns, on one core, in one run."""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOOLS))
from official_venv import ROOT, add_option, official_python  # noqa: E402

DATA = Path(os.environ.get("WAYMO_KIT_TESTDATA", ROOT.parent / "shared" / "data"))


class OfficialServer:
    """A process of the official library that does named tasks and tells how long each took."""

    def __init__(self, python, path):
        script = TOOLS / "official_frames.py"
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [python, script, "serve", path], stdin=pipe, stdout=pipe, text=True
        )
        self._answer()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._process.stdin.close()
        self._process.wait()

    def seconds(self, task):
        """Seconds that a task takes there."""
        self._process.stdin.write(f"{task}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self):
        line = self._process.stdout.readline().strip()
        if not line:
            raise SystemExit("the official library failed")
        return line


def cpu_name():
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main(description, name, frame_count, ours, official_task):
    """Runs a benchmark from the command line and prints a table and JSON.

    Args:
        description: the script's docstring.
        name: name of the benchmark.
        frame_count: function of the file that counts its frames.
        ours: function of the file that does our work on all frames.
        official_task: what the official server is asked to do.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    default = DATA / "wod" / "composite_4frames.tfrecord"
    parser.add_argument("file", nargs="?", default=str(default), help="v1 file [%(default)s]")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each side [%(default)s]")
    parser.add_argument("--json", metavar="OUT.json", help="write the result to this file, too")
    add_option(parser)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    frames = frame_count(options.file)
    ours(options.file)
    times = {"ours": [], "official": []}
    with OfficialServer(official_python(options.official), options.file) as server:
        for _ in range(options.repeats):
            times["official"].append(server.seconds(official_task))
            started = time.perf_counter()
            ours(options.file)
            times["ours"].append(time.perf_counter() - started)
    medians = {side: 1e3 * statistics.median(values) / frames for side, values in times.items()}
    result = {
        "benchmark": name,
        "file": Path(options.file).name,
        "frames": frames,
        "repeats": options.repeats,
        "official_ms_per_frame": round(medians["official"], 1),
        "ours_ms_per_frame": round(medians["ours"], 2),
        "ratio": round(medians["official"] / medians["ours"], 1),
        "cpu": cpu_name(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    print("| benchmark | official | ours | ratio |\n|---|---:|---:|---:|")
    print(
        f"| {name} | {medians['official']:.0f} ms/frame | {medians['ours']:.1f} ms/frame "
        f"| {result['ratio']:.1f} |"
    )
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")
