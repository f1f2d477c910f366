"""Times geographic coverage on random drives through two cities, in one run.

    python -m tools.benchmark.geographic_coverage [--segments 1150] [--extent 3000] [--json OUT]

The drives follow a grid of streets at up to 16 m/s, sometimes stop, and have 1 mm of noise like the
poses of real files. The other side computes the union of the exact discs (the buffer of the
points), on a sample of the segments because it takes seconds per segment.
"""

import argparse
import json
import platform
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from waymo_kit.metrics.coverage import CoverageMetric
from waymo_kit.metrics.footprint import footprint
from waymo_kit.scene.vehicle_paths import VehiclePaths
from waymo_kit.schema import component_of

RADIUS, BLOCK, LANES, NOISE = 75.0, 120.0, 2.0, 1e-3
"""Radius, length of a block, spread of drives across a street, and pose noise, in meters."""

CITIES = ("location_phx", "location_sf")


def drive(random, poses, extent):
    """Makes positions at 10 Hz along a grid of streets."""
    axis = random.integers(2)
    place = random.uniform(-extent, extent, 2)
    place[1 - axis] = np.round(place[1 - axis] / BLOCK) * BLOCK
    direction = np.zeros(2)
    direction[axis] = random.choice([-1, 1])
    speed, wanted = random.uniform(0, 16, 2)
    positions = np.empty((poses, 2))
    for index in range(poses):
        positions[index] = place
        speed = max(speed + np.clip(wanted - speed, -0.3, 0.2), 0)
        if random.random() < 0.01:
            wanted = random.choice([0, random.uniform(3, 16)])
        following = place + direction * speed * 0.1
        along = int(direction[0] == 0)
        crossed = np.floor(following[along] / BLOCK) != np.floor(place[along] / BLOCK)
        if crossed and random.random() < 0.3:
            following[along] = np.round(following[along] / BLOCK) * BLOCK
            direction = np.array([-direction[1], direction[0]]) * random.choice([-1, 1])
        place = following
    lane = random.normal(0, LANES, 2)
    return positions + lane + random.normal(0, NOISE, positions.shape)


def write_tables(root, drives):
    """Writes the component tables that coverage reads."""
    for index, positions in enumerate(drives):
        name, count = f"{index:06d}", len(positions)
        transforms = np.tile(np.eye(4), (count, 1, 1))
        transforms[:, :2, 3] = positions
        values = {
            "world_from_vehicle.transform": transforms.reshape(count, 16).tolist(),
            "location": [CITIES[index % 2]] * count,
        }
        for tag in ("vehicle_pose", "stats"):
            component = component_of(tag)
            known = {component.column(key): value for key, value in values.items()}
            known["key.segment_context_name"] = [name] * count
            known["key.frame_timestamp_micros"] = 100_000 * np.arange(count)
            arrays = [
                pa.array(known[field.name], field.type)
                if field.name in known
                else pa.nulls(count, field.type)
                for field in component.schema
            ]
            (root / tag).mkdir(exist_ok=True)
            table = pa.Table.from_arrays(arrays, schema=component.schema)
            pq.write_table(table, root / tag / f"{name}.parquet")


class Stopwatch:
    """Measures the seconds of each stage, by name."""

    def __init__(self):
        self.seconds = {}
        self.started = time.perf_counter()

    def stop(self, stage):
        now = time.perf_counter()
        self.seconds[stage] = now - self.started
        self.started = time.perf_counter()


def measure(segments, poses, extent, sample):
    random = np.random.default_rng(0)
    drives = [drive(random, poses, extent) for _ in range(segments)]
    with tempfile.TemporaryDirectory() as folder:
        write_tables(Path(folder), drives)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        watch = Stopwatch()
        paths = [path for found in VehiclePaths(folder) for path in found]
        watch.stop("read component tables")
    survey = CoverageMetric(RADIUS)
    for path in paths:
        survey.update(path.segment, path.city, path.positions)
    watch.stop("footprints")
    coverage = survey.result()
    watch.stop("union")
    survey.growth()
    watch.stop("growth curve")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    chosen = drives[:: max(segments // sample, 1)][:sample]
    sides = Stopwatch()
    ours = sum(footprint(positions, RADIUS).geometry.area for positions in chosen)
    sides.stop("ours")
    discs = sum(shapely.multipoints(one).buffer(RADIUS, quad_segs=96).area for one in chosen)
    sides.stop("discs")
    return {
        "machine": platform.processor() or platform.machine(),
        "segments": coverage.segments,
        "poses": coverage.poses,
        "area_km2": coverage.area_km2,
        "bounds_km2": coverage.bounds_km2,
        "seconds": watch.seconds,
        "memory_mb": memory / 1024,
        "sample": {
            "segments": len(chosen),
            "ours_seconds": sides.seconds["ours"],
            "discs_seconds": sides.seconds["discs"],
            "ratio": sides.seconds["discs"] / sides.seconds["ours"],
            "area_difference": ours / discs - 1,
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=1150)
    parser.add_argument("--poses", type=int, default=200)
    parser.add_argument(
        "--extent", type=float, default=3000.0, help="half the side of a city, meters"
    )
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report = measure(arguments.segments, arguments.poses, arguments.extent, arguments.sample)
    low, high = report["bounds_km2"]
    print(
        f"{report['segments']:,} segments, {report['poses']:,} poses: {report['area_km2']:.4f} km2"
    )
    print(f"  exact discs cover between {low:.4f} and {high:.4f} km2")
    for stage, seconds in report["seconds"].items():
        print(f"  {stage:24s} {seconds:7.2f} s")
    print(f"  {'all':24s} {sum(report['seconds'].values()):7.2f} s")
    print(f"  {'memory on top':24s} {report['memory_mb']:7.0f} MB")
    sample = report["sample"]
    print(f"footprints of {sample['segments']} segments, and the union of exact discs instead:")
    print(f"  ours  {sample['ours_seconds']:8.4f} s")
    print(f"  discs {sample['discs_seconds']:8.4f} s, {sample['ratio']:,.0f} times")
    print(f"  areas differ by {sample['area_difference']:.1e}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
