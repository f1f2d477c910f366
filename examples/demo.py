"""Simulate two drives, convert them, train a small detector on them, track and score what it finds.

    python examples/demo.py --out demo

Runs the commands that you would run on segments of your own, and prints them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import waymo_kit as wk
from waymo_kit.draw import draw_frame, draw_tracks
from waymo_kit.predictions import predictions_to_boxes, read_predictions

LEAST_SCORE = 0.4
"""Of the tracks that are drawn."""


def run(*arguments: object) -> None:
    """Runs `waymo-kit` with these arguments, as in a shell."""
    words = [str(argument) for argument in arguments]
    print("\n$ waymo-kit", *words, flush=True)
    subprocess.run([sys.executable, "-m", "waymo_kit", *words], check=True)


def tracks_of(scene: wk.Scene, path: Path) -> list[wk.Boxes]:
    """The tracks of a segment that score `LEAST_SCORE` or more, frame by frame."""
    tracks = predictions_to_boxes(read_predictions(path), scene.name)
    return tracks[tracks.scores >= LEAST_SCORE].by_frame(scene.timestamps_micros)


def main(arguments: list[str] | None = None) -> None:
    """Runs the demo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("demo"), help="folder for all of it")
    parser.add_argument("--segments", default="2")
    parser.add_argument("--frames", default="20")
    parser.add_argument("--quality", default="fast", choices=["fast", "full"])
    parser.add_argument("--steps", default="300", help="of training")
    options = parser.parse_args(arguments)
    out = options.out
    drives, tables = out / "drives", out / "tables"

    run(
        *("simulate", "--out", drives, "--segments", options.segments, "--frames", options.frames),
        *("--quality", options.quality, "--seed", "0"),
    )
    run("convert", drives, "--out", tables)
    run("info", tables)

    picture = out / "frame.png"
    with wk.open_dataset(tables)[-1] as scene:
        frame = scene[len(scene) // 2]
        points, boxes = frame.points(), frame.boxes
        draw_frame(frame, picture)
    print(f"\n{frame}: {len(points):,} points, {len(boxes)} boxes, drawn in {picture}")

    detector, near = out / "detector", out / "near.yaml"
    detections, tracks = out / "detections.parquet", out / "tracks.parquet"
    near.write_text("breakdowns: [type]\nwithin: 20  # meters: what the detector sees\n")
    run(
        *("train", "--data", tables, "--out", detector, "--steps", options.steps),
        *("--config", "centerpoint-pillar-tiny"),
    )
    run("detect", "--checkpoint", detector, "--data", tables, "--out", detections)
    run("eval", "--preds", detections, "--gt", tables, "--config", near)
    run("track", "--preds", detections, "--data", tables, "--out", tracks)
    run("eval", "--preds", tracks, "--gt", tables, "--task", "tracking", "--config", near)

    with wk.open_dataset(tables)[-1] as scene:
        draw_tracks(list(scene), tracks_of(scene, tracks), out / "tracks.png", range_m=25)
    print(f"\nThese are scores on the frames that it learned. Its tracks: {out / 'tracks.png'}")


if __name__ == "__main__":
    main()
