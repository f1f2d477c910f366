"""Simulate a drive for every time of day and see what is in it.

    python examples/simulate_segments.py [--out simulated] [--frames 5] [--quality full]

The files are v1 segments: what reads the official download reads them too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.schema import ObjectType
from waymo_kit.simulate import simulate_segment

CITIES = {"Day": "location_sf", "Dawn/Dusk": "location_phx", "Night": "location_other"}


def describe(path: Path) -> None:
    """Prints what a segment holds."""
    with wk.open_dataset(path)[0] as scene:
        frame = scene[len(scene) - 1]
        print(f"{path.name}: {scene.location}, {scene.time_of_day}, {scene.weather}")
        driven = frame.world_from_vehicle[:3, 3] - scene[0].world_from_vehicle[:3, 3]
        kinds = Counter(ObjectType(kind).name.lower() for kind in frame.boxes.types)
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        moving = np.linalg.norm(frame.boxes.velocities_world, axis=1) > 0.3
        print(f"  {len(scene)} frames, {np.linalg.norm(driven):.1f} m driven")
        print(f"  last frame: {len(frame.points())} points, {counts}; {moving.sum()} of them move")
        for name in frame.cameras:
            camera = frame.camera(name)
            height, width = camera.image.shape[:2]
            print(f"  {name.name:12s} {width} x {height}, {len(camera.boxes)} boxes")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="simulated", help="folder for the segments")
    parser.add_argument("--frames", type=int, default=5, help="frames a segment, 10 a second")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quality", choices=("fast", "full"), default="fast")
    options = parser.parse_args(arguments)
    for index, (time_of_day, location) in enumerate(CITIES.items()):
        path = simulate_segment(
            options.out,
            options.seed,
            index,
            frames=options.frames,
            quality=options.quality,
            location=location,
            time_of_day=time_of_day,
        )
        describe(path)


if __name__ == "__main__":
    main()
