"""Project the lidar points of a frame into its cameras and draw them there.

    python examples/project_points.py SEGMENT.tfrecord --out points.png

Takes what `open_dataset` takes: v1 files, tables, folders, URIs.
"""

from __future__ import annotations

import argparse
from contextlib import closing

import waymo_kit as wk
from waymo_kit.draw import draw_frame


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="a v1 file, tables, a folder or a URI")
    parser.add_argument("--frame", type=int, default=0)
    parser.add_argument("--out", default="points.png", help="where to save the picture")
    options = parser.parse_args(arguments)

    with closing(wk.open_dataset(options.data)[0]) as scene:
        frame = scene[options.frame]
        points = frame.points().xyz
        for name in frame.cameras:
            _, valid = frame.camera(name).project(points)
            print(f"{name.name:12s} sees {valid.sum():6d} of {len(points)} points")
        draw_frame(frame, options.out, points_in_images=True)
    print(f"drew {options.out}")


if __name__ == "__main__":
    main()
