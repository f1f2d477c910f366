"""Project the lidar points of a frame into its cameras and draw them there.

    python examples/project_points.py [DATA] --out points.png

DATA is what `open_dataset` takes: v1 files, tables, a folder, a URI. Without it a drive is
simulated.
"""

from __future__ import annotations

import argparse
import tempfile

import waymo_kit as wk
from waymo_kit.draw import draw_frame
from waymo_kit.simulate import simulate_dataset


def show(scene: wk.Scene, frame_index: int, out: str) -> None:
    """Counts the points that each camera sees, and draws them."""
    frame = scene[frame_index]
    points = frame.points().xyz
    for name in frame.cameras:
        _, valid = frame.camera(name).project(points)
        print(f"{name.name:12s} sees {valid.sum():6d} of {len(points)} points")
    draw_frame(frame, out, points_in_images=True)
    print(f"drew {out}")


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", help="a v1 file, tables, a folder or a URI")
    parser.add_argument("--frame", type=int, default=0)
    parser.add_argument("--out", default="points.png", help="where to save the picture")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if options.data is None:
            simulate_dataset(folder, segments=1, frames=1)
        with wk.open_dataset(options.data or folder)[0] as scene:
            show(scene, options.frame, options.out)


if __name__ == "__main__":
    main()
