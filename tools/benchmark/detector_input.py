"""Times the input of LiDAR detectors: points to pillars, and examples per second.

    python -m tools.benchmark.detector_input DATASET [--config NAME] [--frames N] [--points N]
        [--sweeps N] [--threads N] [--repeats N] [--json OUT.json]

Points to pillars is timed on one core, from the arrays of a point cloud to `Pillars`, in turns with
plain NumPy. The pipeline is `LidarSource` with augmentation and targets. It is timed decoding each
frame, reading from its cache, and through `training_batches` where TensorFlow is installed. CPU
times are those of the process, so other processes on the machine hardly change them.
"""

import argparse
import dataclasses
import json
import os
import platform
import statistics
import time
from pathlib import Path

import numpy as np

import waymo_kit as wk
from tools.benchmark import in_turns
from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.pillars import Pillars, make_pillars
from waymo_kit.detectors.lidar.source import LidarSource


def points_of(cloud):
    points = np.zeros((len(cloud), 6), np.float32)
    points[:, :3] = cloud.xyz
    np.tanh(cloud.intensity, out=points[:, 3])
    points[:, 4] = cloud.elongation
    return points


def numpy_pillars(points, grid, max_points, max_pillars, seed=0):
    """Makes the same pillars in NumPy, except for the choice of those dropped above a maximum."""
    rng = np.random.default_rng(seed)
    x, y, z = points[:, :3].astype(np.float64).T
    column = np.floor((x - grid.x_min) / grid.pillar_size)
    row = np.floor((y - grid.y_min) / grid.pillar_size)
    inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    inside &= (z >= grid.z_min) & (z <= grid.z_max) & np.isfinite(points).all(axis=1)
    rows = np.flatnonzero(inside)
    if len(rows) > max_points:
        rows = np.sort(rng.choice(rows, max_points, replace=False))
    cells = (row[rows] * grid.columns + column[rows]).astype(np.int32)
    occupied, pillar = np.unique(cells, return_inverse=True)
    if len(occupied) > max_pillars:
        chosen = np.sort(rng.choice(len(occupied), max_pillars, replace=False))
        number = np.full(len(occupied), -1)
        number[chosen] = np.arange(max_pillars)
        kept = number[pillar] >= 0
        rows, pillar, occupied = rows[kept], number[pillar[kept]], occupied[chosen]
    made = Pillars(
        np.zeros((max_points, points.shape[1]), np.float32),
        np.full(max_points, max_pillars, np.int32),
        np.full(max_pillars, grid.rows * grid.columns, np.int32),
    )
    made.points[: len(rows)] = points[rows]
    made.point_pillar[: len(rows)] = pillar
    made.pillar_cell[: len(occupied)] = occupied
    return made


def time_pillars(dataset, config, options):
    """Measures CPU and wall ms from a point cloud to pillars, of the kernels and of NumPy."""
    in_turns.stay_on_one_core()
    cloud = dataset[0][0].points(config.points.lasers, range(1, config.points.returns + 1))
    if len(cloud) > options.points:
        some = np.random.default_rng(0).choice(len(cloud), options.points, replace=False)
        cloud = cloud[np.sort(some)]
    wanted = config.points
    sides = {"ours": make_pillars, "numpy": numpy_pillars}
    result = {"points": len(cloud), "cells": config.grid.rows * config.grid.columns}
    times = {side: [] for side in sides}
    for turn in range(options.repeats + 1):
        for side, make in sides.items():
            both = in_turns.time_here(
                lambda make=make: make(points_of(cloud), config.grid, *wanted.capacity),
                5,
            )
            if turn:
                times[side].append(both)
    for number, kind in enumerate(("wall", "cpu")):
        medians = {
            side: 1e3 * statistics.median(each[number] for each in values)
            for side, values in times.items()
        }
        result[f"{kind}_ms_per_frame"] = {side: round(ms, 2) for side, ms in medians.items()}
        result[f"{kind}_ratio"] = round(medians["numpy"] / medians["ours"], 1)
    return result


def time_loading(source, frames, epoch):
    """Measures wall and CPU seconds of loading some examples on this thread."""
    wall, cpu = time.perf_counter(), time.process_time()
    for index in range(frames):
        source.load(index, epoch)
    return time.perf_counter() - wall, time.process_time() - cpu


def time_batches(source, frames, threads):
    """Measures wall and CPU seconds of the same examples as batches of tf.data."""
    from waymo_kit.detectors.training.tensorflow.batches import training_batches

    batches = iter(training_batches(source, 2, 0, threads=threads))
    for _ in range(8):
        next(batches)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(frames // 2):
        next(batches)
    return time.perf_counter() - wall, time.process_time() - cpu


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("dataset", help="path of tables or v1 files")
    parser.add_argument("--config", default="centerpoint-pillar", choices=NAMED_CONFIGS)
    parser.add_argument(
        "--frames", type=int, default=40, help="number of frames in the pipeline [%(default)s]"
    )
    parser.add_argument(
        "--points", type=int, default=180_000, help="maximum number of points [%(default)s]"
    )
    parser.add_argument("--sweeps", type=int, default=1, help="number of sweeps [%(default)s]")
    parser.add_argument("--threads", type=int, default=2, help="threads of tf.data [%(default)s]")
    parser.add_argument("--repeats", type=int, default=5, help="number of turns [%(default)s]")
    parser.add_argument("--json", metavar="OUT.json", help="file to write the result to")
    options = parser.parse_args()

    dataset = wk.open_dataset(options.dataset)
    config = NAMED_CONFIGS[options.config]
    config = dataclasses.replace(
        config, points=dataclasses.replace(config.points, sweeps=options.sweeps)
    )
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    result = {"benchmark": "detector input", "config": options.config, "sweeps": options.sweeps}
    result["pillars"] = time_pillars(dataset, config, options)
    if cores is not None:
        os.sched_setaffinity(0, cores)

    network = create_network(config)
    every = max(sum(map(len, dataset)) // options.frames, 1)
    source, decoding = (
        LidarSource(
            dataset, network, augmentation=LidarAugmentation(), stride=every, cache_bytes=size
        )
        for size in (1 << 30, 0)
    )
    frames = len(source)
    time_loading(source, frames, 0)
    seconds = {"decoded": time_loading(decoding, frames, 0)}
    seconds["cached"] = time_loading(source, frames, 1)
    seconds[f"cached, tf.data, {options.threads} threads"] = time_batches(
        source, frames, options.threads
    )
    result["pipeline"] = {
        name: {
            "frames_per_second": round(frames / wall, 1),
            "cpu_ms_per_frame": round(1e3 * cpu / frames, 1),
        }
        for name, (wall, cpu) in seconds.items()
    }
    result |= {"frames": frames, "cpu": in_turns.cpu_name(), "python": platform.python_version()}
    print(json.dumps(result, indent=1))
    print("| pipeline | frames/s | CPU, ms/frame |\n|---|---:|---:|")
    for name, values in result["pipeline"].items():
        print(f"| {name} | {values['frames_per_second']} | {values['cpu_ms_per_frame']} |")
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
