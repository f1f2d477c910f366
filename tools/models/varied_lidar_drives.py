"""Simulates drives in which each segment has another lidar, to train detectors for real ones.

    python -m tools.models.varied_lidar_drives --out raw --segments 120 --workers 2
    waymo-kit convert raw --out tables

Beams, their angles, points per turn, height and noise of the lidar on the roof are drawn anew for
each segment; the short-range lidars see nothing. The places are those of the seed of
benchmark v1 that none of its splits uses. Cameras have the smallest images that work, since only
the points are wanted. Frames are a second apart, since neighbors show the same, and leave out the
first one with the map.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from waymo_kit.engine import LocalEngine, run_tasks
from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.geometry.transforms import make_transform, rotation_from_euler
from waymo_kit.schema.names import LaserName
from waymo_kit.simulate.benchmark import find_benchmark
from waymo_kit.simulate.frame import FrameMaker
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.sensors.messages import context_message
from waymo_kit.simulate.sensors.rig import Laser, Rig, make_cameras, rig_of_quality
from waymo_kit.simulate.stage import build_stage

_FRAME_STRIDE = 10


def draw_rig(rng: np.random.Generator) -> Rig:
    """Draws the sensors of a segment."""
    lasers = [
        _draw_top(laser, rng) if laser.name == LaserName.TOP else _without_view(laser)
        for laser in rig_of_quality("fast").lasers
    ]
    return Rig(tuple(lasers), make_cameras(24), 50, 1000)


def _draw_top(top: Laser, rng: np.random.Generator) -> Laser:
    """Draws a lidar of 32 to 80 beams, the half of them with 64, 1.55 to 2.3 m over the ground."""
    rows = 64 if rng.random() < 0.6 else int(rng.integers(32, 81))
    columns = int(rng.integers(500, 2201))
    low, high = rng.uniform(-26.0, -17.0), rng.uniform(1.5, 4.0)
    # The beams are 1 to 4 times as dense at the horizon as below.
    gaps = np.linspace(rng.uniform(1.0, 4.0), 1.0, rows - 1)
    degrees = low + (high - low) * np.concatenate([[0.0], np.cumsum(gaps)]) / gaps.sum()
    inclinations, half = np.radians(degrees), np.radians((high - low) / (2 * rows))
    roll, pitch, yaw = np.radians([*rng.normal(0, 0.4, 2), rng.uniform(-180, 180)])
    place = [rng.uniform(0.0, 1.6), rng.normal(0, 0.1), rng.uniform(1.55, 2.3)]
    return replace(
        top,
        vehicle_from_laser=make_transform(rotation_from_euler(roll, pitch, yaw), place),
        rows=rows,
        columns=columns,
        inclinations=inclinations,
        inclination_min=float(inclinations[0] - half),
        inclination_max=float(inclinations[-1] + half),
    )


def _without_view(laser: Laser) -> Laser:
    return replace(laser, rows=4, columns=8, half_view=0.0, reach=0.5)


def write_drive(
    folder: Path, frames: int, plan: SegmentPlan, on_work: Callable[[int], None]
) -> str:
    """Writes a segment with a lidar of its own; returns the name of the file."""
    path = folder / plan.file_name
    if not path.exists():
        rig = draw_rig(np.random.default_rng(int(plan.name.split("_")[0])))
        maker = FrameMaker(build_stage(plan), rig)
        conditions = (plan.time_of_day, plan.city.name, plan.weather)
        context = context_message(plan.name, rig, {}, {}, conditions)
        with RecordWriter(path) as writer:
            for number in range(frames):
                frame, _ = maker.make(1 + number * _FRAME_STRIDE)
                frame.context.CopyFrom(context)
                writer.write(frame.SerializeToString(deterministic=True))
    on_work(frames)
    return plan.file_name


def main() -> None:
    """Simulates the drives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--segments", type=int, default=120)
    parser.add_argument("--frames", type=int, default=6)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    benchmark = find_benchmark("v1", "small")
    first = sum(split.segments for split in benchmark.splits.values())
    plans = [
        plan_segment(benchmark.seed, index, 1 + args.frames * _FRAME_STRIDE, place=index // 3)
        for index in range(first, first + args.segments)
    ]
    args.out.mkdir(parents=True, exist_ok=True)
    tasks = run_tasks(
        LocalEngine(args.workers),
        partial(write_drive, args.out, args.frames),
        plans,
        name=lambda plan: plan.file_name,
        advice="use fewer workers and run again",
        ordered=True,
    )
    print(f"{sum(1 for _ in tasks)} segments")


if __name__ == "__main__":
    main()
