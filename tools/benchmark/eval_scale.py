"""Measures time and memory of `waymo-kit eval` on a dataset as large as the validation set.

    python -m tools.benchmark.eval_scale [--frames 40000] [--workers 2] [--json OUT.json]

Each frame has 100 random labels and 300 predictions. The labels are component tables with one file
per segment; the predictions are one Parquet file, written by `write_predictions`. Time runs from
the start of the command until it prints its table, including reading the files. Memory is the peak
sum over its processes, with shared pages counted once (PSS, read from Linux's /proc).
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tools.benchmark.detection_metrics import PREDICTIONS, TRUTHS, make_frames
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.schema import component_of

FRAMES_PER_SEGMENT = 200
SAMPLE_SECONDS = 0.25
COMMAND = "from waymo_kit.cli import main; main()"


def write_dataset(folder, frames):
    """Writes the tables and returns the paths of predictions and labels."""
    labels, predictions = folder / "labels", folder / "predictions.parquet"
    for tag in ("lidar_box", "vehicle_pose"):
        (labels / tag).mkdir(parents=True)
    schema = BoxKind.BOX_3D.schema
    absent = ("track_id", "overlap_with_nlz", "speed.x", "speed.y")
    schema = pa.schema([field for field in schema if not field.name.endswith(absent)])
    with pq.ParquetWriter(predictions, schema, compression="zstd") as writer:
        for number in range(-(-frames // FRAMES_PER_SEGMENT)):
            count = min(FRAMES_PER_SEGMENT, frames - number * FRAMES_PER_SEGMENT)
            segment = f"{10**18 + number}_{number:03d}_000_{number + 20:03d}_000"
            case = make_frames(count, seed=number)
            times = 1_550_000_000_000_000 + number * 10**9 + 100_000 * np.arange(count)
            found = case.predictions
            table = make_predictions(
                segment, times[found.frame], found.box, found.type, found.score
            )
            writer.write_table(table.select(schema.names))
            write_labels(labels, segment, times, case.ground_truth)
    return predictions, labels


def write_labels(labels, segment, times, truth):
    """Writes the boxes and poses of a segment."""
    component, count = component_of("lidar_box"), len(truth)
    name = component.column
    columns = {
        "key.segment_context_name": pa.array([segment] * count),
        "key.frame_timestamp_micros": pa.array(times[truth.frame]),
        "key.laser_object_id": pa.array([f"object-{k % TRUTHS}" for k in range(count)]),
        name("type"): pa.array(truth.type.astype(np.int8)),
        name("num_lidar_points_in_box"): pa.array(np.full(count, 20)),
        name("num_top_lidar_points_in_box"): pa.array(np.full(count, 20)),
        name("difficulty_level.detection"): pa.array(truth.detection_difficulty.astype(np.int8)),
    }
    for part, first in (("center", 0), ("size", 3)):
        for k, axis in enumerate("xyz"):
            columns[name(f"box.{part}.{axis}")] = pa.array(truth.box[:, first + k])
    columns[name("box.heading")] = pa.array(truth.box[:, 6])
    for field in component.schema:
        if field.name not in columns:
            columns[field.name] = pa.nulls(count, field.type)
    table = pa.table({key: columns[key] for key in component.schema.names})
    pq.write_table(table.cast(component.schema), labels / "lidar_box" / f"{segment}.parquet")
    schema = component_of("vehicle_pose").schema
    poses = [[segment] * len(times), times, [np.eye(4).ravel()] * len(times)]
    pose_table = pa.table(dict(zip(schema.names, poses, strict=True)), schema=schema)
    pq.write_table(pose_table, labels / "vehicle_pose" / f"{segment}.parquet")


def processes_of(root):
    """Returns the ids of a process and of all its descendants."""
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            waiting += map(int, children.read_text().split())
    return found


def proportional_bytes(process):
    """Returns the memory of a process; a page shared by n processes counts as 1 / n."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def watch(command):
    """Runs a command and returns its output, wall seconds, CPU seconds and peak memory."""
    started, before = time.perf_counter(), os.times()
    with tempfile.TemporaryFile("w+") as out:
        running = subprocess.Popen(command, stdout=out)
        peak = 0
        while running.poll() is None:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it just ended
                peak = max(peak, sum(map(proportional_bytes, processes_of(running.pid))))
            time.sleep(SAMPLE_SECONDS)
        seconds, after = time.perf_counter() - started, os.times()
        out.seek(0)
        text = out.read()
    if running.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed")
    used = after.children_user + after.children_system
    return text, seconds, used - before.children_user - before.children_system, peak


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=40_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--folder", type=Path, help="folder of the tables, which are created unless they exist"
    )
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        predictions, labels = folder / "predictions.parquet", folder / "labels"
        started = time.perf_counter()
        if not predictions.exists():
            write_dataset(folder, options.frames)
        made = time.perf_counter() - started
        command = [sys.executable, "-c", COMMAND, "eval", "-p", predictions, "-g", labels]
        text, seconds, used, peak = watch([*command, "--workers", str(options.workers)])
        size = predictions.stat().st_size
    print(text)
    result = {
        "frames": options.frames,
        "truths_per_frame": TRUTHS,
        "predictions_per_frame": PREDICTIONS,
        "workers": options.workers,
        "cores": len(os.sched_getaffinity(0)),
        "seconds": seconds,
        "cpu_seconds": used,
        "peak_bytes": peak,
        "predictions_bytes": size,
        "seconds_to_make_the_data": made,
        "cpu": platform.processor() or platform.machine(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
