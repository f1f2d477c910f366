"""Measures the memory of a conversion worker, and the gain of two workers over one.

    python -m tools.benchmark.convert_scaling [FOLDER] [--workers 2] [--repeats N] [--json OUT.json]

FOLDER holds v1 segments, at least one for each worker. Without it, the tool first simulates two
segments of 200 frames at full quality, which takes minutes. To keep such segments, create them with
`waymo-kit simulate --out FOLDER --segments 2 --frames 200 --quality full`.

Each run is a `waymo-kit convert` of the whole folder in a process of its own. The peak memory of
each process is the high-water mark that Linux reports (`VmHWM`).
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.in_turns import cpu_name
from tools.paths import ROOT
from waymo_kit.simulate import simulate_dataset

POLL_SECONDS = 0.05


@dataclass
class Run:
    """One conversion: wall and CPU seconds, and the peak memory of its processes, descending."""

    wall: float
    cpu: float
    peaks_mb: list[float]


def parent_of(pid):
    return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])


def peak_mb(pid):
    for line in (Path("/proc") / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def update_peaks(root, peaks):
    """Records the peak memory of a process and of its children, by process id."""
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        try:
            if pid == root or parent_of(pid) == root:
                peaks[pid] = max(peaks.get(pid, 0.0), peak_mb(pid))
        except OSError:  # the process has ended
            continue


def convert(folder, workers):
    command = [sys.executable, "-m", "waymo_kit", "convert", folder, "--workers", workers]
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        process = subprocess.Popen(
            [*map(str, command), "--out", out], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        peaks = {}
        while process.poll() is None:
            update_peaks(process.pid, peaks)
            time.sleep(POLL_SECONDS)
        wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"the conversion with {workers} workers failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return Run(wall, cpu, sorted((round(peak) for peak in peaks.values()), reverse=True))


def measure(folder, workers, repeats):
    """Converts a folder with one and with several workers, in turns."""
    runs = {1: [], workers: []}
    for _ in range(repeats):
        for count, done in runs.items():
            done.append(convert(folder, count))
    wall = {count: statistics.median(run.wall for run in done) for count, done in runs.items()}
    cpu = {count: statistics.median(run.cpu for run in done) for count, done in runs.items()}
    files = list(folder.glob("*.tfrecord*"))
    return {
        "benchmark": "convert scaling",
        "segments": len(files),
        "source_mb": round(sum(path.stat().st_size for path in files) / 1e6),
        "repeats": repeats,
        "workers": workers,
        "wall_seconds": {count: round(seconds, 2) for count, seconds in wall.items()},
        "cpu_seconds": {count: round(seconds, 2) for count, seconds in cpu.items()},
        "ratio": round(wall[1] / wall[workers], 2),
        "cpu_overhead": round(cpu[workers] / cpu[1] - 1, 3),
        "peak_mb": {count: [run.peaks_mb for run in done] for count, done in runs.items()},
        "worker_peak_mb": max(run.peaks_mb[0] for done in runs.values() for run in done),
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", metavar="OUT.json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder
        if folder is None:
            folder = Path(made) / "segments"
            print("simulating two segments of 200 frames", file=sys.stderr)
            simulate_dataset(folder, 2, 200, 0, quality="full", workers=os.cpu_count() or 1)
        result = measure(folder.resolve(), options.workers, options.repeats)
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
