"""Follow the objects of a simulated drive, frame by frame.

    python examples/track_objects.py [--frames 30] [--picture tracks.png]

The detections are the labels of the drive, with some missed, all a little off, and false ones
between them. Prints what the tracker makes of them, and its official score.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.detectors.tracking import KalmanMethod, Tracker
from waymo_kit.draw import draw_tracks
from waymo_kit.metrics import Breakdown, TrackingConfig, align_boxes, evaluate_tracks
from waymo_kit.simulate import simulate_segment

TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
FIGURES = ("MOTA", "MISS", "MISMATCH", "FP", "IDF1", "HOTA")


def detect(boxes: np.ndarray, types: np.ndarray, random: np.random.Generator) -> wk.Boxes:
    """A detector that misses one object in ten and sees two where nothing is."""
    seen = random.random(len(boxes)) < 0.9
    near = boxes[seen]
    near[:, :3] += near[:, 3:6] * random.normal(0, 0.04, (len(near), 3))
    near[:, 3:6] *= random.normal(1, 0.03, (len(near), 3)).clip(0.5)
    false = np.zeros((2, 7))
    false[:, :2], false[:, 3:6] = random.uniform(-50, 50, (2, 2)), (4.7, 2.1, 1.7)
    scores = np.concatenate([random.beta(8, 2, len(near)), random.beta(2, 4, 2)])
    found = np.concatenate([near, false])
    return wk.Boxes(found, np.append(types[seen], [1, 1]), scores=scores)


def score(frames: list[wk.Frame], tracks: list[wk.Boxes]) -> dict[str, dict]:
    """Official tracking metrics by type."""
    labels = wk.Boxes.concatenate(frame.boxes for frame in frames)
    times = [frame.timestamp_micros for frame in frames]
    inputs = align_boxes(wk.Boxes.concatenate(tracks), labels, times)
    return evaluate_tracks(*inputs, TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,))).as_dict()


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=30, help="length of the drive")
    parser.add_argument("--picture", type=Path, help="draw the tracks into this file")
    options = parser.parse_args(arguments)
    random = np.random.default_rng(0)
    tracker = Tracker(KalmanMethod())
    with tempfile.TemporaryDirectory() as folder:
        path = simulate_segment(folder, seed=4, frames=options.frames)
        frames = list(wk.open_dataset(path)[0])
        tracks = []
        for frame in frames:
            found = detect(frame.boxes.array, frame.boxes.types, random)
            objects = tracker.update(found, frame.world_from_vehicle, frame.timestamp_micros)
            tracks.append(objects)
            if len(tracks) % 10 == 0:
                print(
                    f"frame {len(tracks):3d}: {len(found):3d} detections, {len(objects):3d} "
                    f"objects, {(~tracker.is_detected).sum()} of them unseen"
                )
        rows = score(frames, tracks)
        for kind in TYPES:
            row = rows[f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"]
            if row["OBJECTS"]:
                figures = "  ".join(f"{name} {row[name]:.3f}" for name in FIGURES)
                print(f"{kind.lower():11s}{row['OBJECTS']:5d} boxes  {figures}")
        if options.picture is not None:
            draw_tracks(frames, tracks, options.picture)
            print(f"-> {options.picture}")


if __name__ == "__main__":
    main()
