"""Load a scene and look at what is in it: poses, points, boxes, cameras, tracks, tables.

    python examples/load_scene.py [DATA]

DATA is what `open_dataset` takes: v1 files, tables, a folder, a URI. Without it a drive is
simulated.
"""

from __future__ import annotations

import argparse
import tempfile

import numpy as np

import waymo_kit as wk
from waymo_kit.schema import ObjectType
from waymo_kit.simulate import simulate_dataset


def show(scene: wk.Scene) -> None:
    """Prints what a scene holds."""
    print(f"{scene.name}: {len(scene)} frames, {scene.location}, {scene.time_of_day}")
    path = scene.world_from_vehicle[:, :3, 3]
    print(f"driven {np.linalg.norm(np.diff(path, axis=0), axis=1).sum():.1f} m")

    frame = scene[len(scene) // 2]
    cloud = frame.points()
    print(f"{len(cloud):,} points, {np.mean(cloud.return_number == 2):.0%} of the second return")
    top = frame.points(lasers=["TOP"], returns=[1])
    print(f"TOP range image {frame.range_image('TOP', 1).shape}, {len(top):,} first returns")

    boxes = frame.boxes
    near = boxes[np.linalg.norm(boxes.array[:, :2], axis=1) < 30]
    for kind in ObjectType:
        print(f"{kind.name.lower():10s} {np.sum(near.types == kind):3d} within 30 m")

    for name in frame.cameras:
        camera = frame.camera(name)
        seen = camera.project(cloud.xyz)[1].sum()
        print(f"{name.name:11s} {camera.image.shape}, {len(camera.boxes)} boxes, {seen:,} points")

    tracks = scene.tracks().values()
    longest = max(tracks, key=lambda track: len(track.frames))
    first, last = longest.boxes_world[0], longest.boxes_world[-1]
    moved = np.linalg.norm(last.center - first.center)
    print(f"{len(tracks)} tracks; {longest.id}: {len(longest.frames)} frames, {moved:.1f} m")
    table = scene.table("lidar_box")
    print(f"lidar_box: {table.num_rows} rows of {table.num_columns} columns, an Arrow table")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", help="a v1 file, tables, a folder or a URI")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.data is None:
            simulate_dataset(folder, segments=1, frames=3)
        with wk.open_dataset(options.data or folder)[0] as scene:
            show(scene)


if __name__ == "__main__":
    main()
