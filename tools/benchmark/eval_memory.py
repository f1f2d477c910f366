"""Measures the memory of the driver and of each worker while many segments are scored.

    python -m tools.benchmark.eval_memory [--segments 1000] [--frames 5] [--engine ray] [--json OUT]

Runs `waymo-kit eval` on random segments, once on a tenth of them and once on all, which shows how
memory grows with their number. Each frame has 100 labels and 300 predictions. Memory is the peak
resident set of each process (`VmHWM`), including shared libraries.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from tools.benchmark.convert_scaling import peak_mb
from tools.benchmark.detection_metrics import make_frames
from tools.benchmark.eval_scale import COMMAND, processes_of, write_labels
from waymo_kit.predictions import BoxKind, make_predictions


def write_segments(folder, segments, frames):
    """Writes tables of labels and a file of predictions: the same frames under many names."""
    labels, predictions = folder / "labels", folder / "predictions.parquet"
    for tag in ("lidar_box", "vehicle_pose"):
        (labels / tag).mkdir(parents=True)
    case = make_frames(frames, seed=0)
    times = 1_550_000_000_000_000 + 100_000 * np.arange(frames)
    found = case.predictions
    with pq.ParquetWriter(predictions, BoxKind.BOX_3D.schema, compression="zstd") as writer:
        for number in range(segments):
            segment = f"{10**18 + number}_{number:03d}_000_{number + 20:03d}_000"
            times_of_rows = times[found.frame]
            writer.write_table(
                make_predictions(segment, times_of_rows, found.box, found.type, found.score)
            )
            write_labels(labels, segment, times, case.ground_truth)
    return predictions, labels


def kind_of(line):
    if "ray::_perform" in line or "spawn_main" in line:
        return "worker"
    return "driver" if "waymo_kit.cli import main" in line else "engine"


def measure(predictions, labels, options):
    """Returns the peak memory in MB of one process of each kind."""
    command = [sys.executable, "-c", COMMAND, "eval", "-p", predictions, "-g", labels]
    command += ["--workers", options.workers, "--engine", options.engine]
    began, peaks = time.perf_counter(), {}
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            for process in processes_of(running.pid):
                try:
                    line = Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
                    kind = kind_of(line)
                    peaks[kind] = max(peaks.get(kind, 0), peak_mb(process))
                except OSError:  # the process has ended
                    continue
            time.sleep(0.2)
    if running.returncode:
        sys.exit("the evaluation failed")
    return {
        "seconds": round(time.perf_counter() - began, 1),
        **{f"{kind}_mb": round(peak) for kind, peak in sorted(peaks.items())},
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=1000)
    parser.add_argument("--frames", type=int, default=5, help="frames per segment")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--json", metavar="OUT.json", type=Path)
    options = parser.parse_args()
    result = {"frames": options.frames, "workers": options.workers, "engine": options.engine}
    result["segments"] = {}
    for segments in (options.segments // 10, options.segments):
        with tempfile.TemporaryDirectory() as scratch:
            predictions, labels = write_segments(Path(scratch), segments, options.frames)
            size = predictions.stat().st_size
            size += sum(path.stat().st_size for path in labels.rglob("*.parquet"))
            measured = measure(predictions, labels, options)
        result["segments"][segments] = measured | {"bytes_a_segment": size // segments}
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
