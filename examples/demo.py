"""Simulate two drives, convert them, count what they hold and draw a frame.

    python examples/demo.py --out demo

Runs the commands that you would run on segments of your own, and prints them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import waymo_kit as wk
from waymo_kit.draw import draw_frame


def run(*arguments: str) -> None:
    """Runs `waymo-kit` with these arguments, as in a shell."""
    print("\n$ waymo-kit", *arguments, flush=True)
    subprocess.run([sys.executable, "-m", "waymo_kit.cli", *arguments], check=True)


def main(arguments: list[str] | None = None) -> None:
    """Runs the demo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="demo", help="folder for the data and the picture")
    parser.add_argument("--segments", default="2")
    parser.add_argument("--frames", default="20")
    parser.add_argument("--quality", default="fast", choices=["fast", "full"])
    options = parser.parse_args(arguments)
    drives, tables = f"{options.out}/drives", f"{options.out}/tables"

    run(
        *("simulate", drives, "--segments", options.segments, "--frames", options.frames),
        *("--quality", options.quality, "--seed", "0"),
    )
    run("convert", drives, "--out", tables)
    run("info", tables)

    picture = Path(options.out) / "frame.png"
    with closing(wk.open_dataset(tables)[-1]) as scene:
        frame = scene[len(scene) // 2]
        points, boxes = frame.points(), frame.boxes
        draw_frame(frame, picture)
    print(f"\n{frame}: {len(points):,} points, {len(boxes)} boxes, drawn in {picture}")


if __name__ == "__main__":
    main()
