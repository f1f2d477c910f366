"""Times this package beside the official library: in turns, on one core, in one run."""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path

from tools.official.official_venv import add_option, official_python
from tools.paths import DATA, ROOT


class OfficialServer:
    """Process of the official library that runs named tasks and reports their times."""

    def __init__(self, python, path):
        script = ROOT / "tools" / "official" / "official_frames.py"
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

    def time(self, task):
        """Runs a task there and returns its wall and CPU seconds."""
        self._process.stdin.write(f"{task}\n")
        self._process.stdin.flush()
        wall, cpu = map(float, self._answer().split())
        return wall, cpu

    def _answer(self):
        line = self._process.stdout.readline().strip()
        if not line:
            raise SystemExit("the official library failed")
        return line


def time_here(work, passes):
    """Returns the mean wall and CPU seconds of a function in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(passes):
        work()
    return (time.perf_counter() - wall) / passes, (time.process_time() - cpu) / passes


def cpu_name():
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def stay_on_one_core():
    """Binds this process and its children to one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def parse_options(description, repeats=5):
    """Parses the options that all benchmarks share: file, official, repeats, json."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    default = DATA / "wod" / "composite_4frames.tfrecord"
    parser.add_argument(
        "file", nargs="?", default=str(default), help="path of a v1 file [%(default)s]"
    )
    parser.add_argument(
        "--repeats", type=int, default=repeats, help="number of turns [%(default)s]"
    )
    parser.add_argument("--json", metavar="OUT.json", help="file to write the result to")
    add_option(parser)
    return parser.parse_args()


def compare(options, name, frames, ours, official, passes=1):
    """Times all sides in turns; prints and returns the result.

    Args:
        options: Options from `parse_options`.
        name: Name of the benchmark.
        frames: Number of frames that one turn processes.
        ours: Function that does the work of this package.
        official: Task of the official server, by side. `ratio` compares with the first side.
        passes: Number of times that a turn of ours repeats its work. A single short pass would be
            timed with the caches as the official side leaves them.
    """
    ours()
    times = {side: [] for side in (*official, "ours")}
    with OfficialServer(official_python(options.official), options.file) as server:
        for _ in range(options.repeats):
            for side, task in official.items():
                times[side].append(server.time(task))
            times["ours"].append(time_here(ours, passes))
    result = {
        "benchmark": name,
        "file": Path(options.file).name,
        "frames": frames,
        "repeats": options.repeats,
        "passes_of_ours": passes,
    }
    for number, kind in enumerate(("wall", "cpu")):
        medians = {
            side: 1e3 * statistics.median(both[number] for both in values) / frames
            for side, values in times.items()
        }
        result[f"{kind}_ms_per_frame"] = {side: round(ms, 2) for side, ms in medians.items()}
        for side in official:
            against = "ratio" if side == next(iter(official)) else f"ratio_to_{side}"
            key = against if kind == "wall" else f"cpu_{against}"
            result[key] = round(medians[side] / medians["ours"], 1)
    result |= {"cpu": cpu_name(), "python": platform.python_version()}
    print(json.dumps(result, indent=1))
    print(f"| {name} | wall, ms/frame | CPU, ms/frame | times ours (wall) |\n|---|---:|---:|---:|")
    for side, wall in result["wall_ms_per_frame"].items():
        ratio = wall / result["wall_ms_per_frame"]["ours"]
        print(f"| {side} | {wall:.1f} | {result['cpu_ms_per_frame'][side]:.1f} | {ratio:.1f} |")
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")
    return result
