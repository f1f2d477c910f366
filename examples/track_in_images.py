"""Follow what a detector finds in images, and score the tracks as `tracking-2d`.

    python examples/track_in_images.py [--out tracking] [--frames 20] [--checkpoint runs/faster]

The drive is simulated. Without a checkpoint the detections are its camera labels, with some missed,
all a little off, and false ones between them. With that of a `faster-rcnn` or `mask-rcnn` they are
what the network finds, and the network also follows objects by itself (Tracktor).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa

import waymo_kit as wk
from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors import detect_dataset
from waymo_kit.detectors.tracking import IMAGE_METHODS, ImageTracker, track_dataset
from waymo_kit.evaluation import evaluate
from waymo_kit.predictions import BoxKind, boxes_to_predictions, write_predictions
from waymo_kit.simulate import simulate_segment

FIGURES = ("MOTA", "IDF1", "MISS", "FP", "MISMATCH")


def detect(labels: ImageBoxes, camera: wk.Camera, random: np.random.Generator) -> ImageBoxes:
    """A detector that misses one object in ten and sees one where nothing is."""
    seen = random.random(len(labels)) < 0.9
    boxes = labels.array[seen]
    boxes = boxes + random.normal(0.0, 0.03, boxes.shape) * np.tile(boxes[:, 2:], 2)
    false = np.append(random.uniform(100, 300, 2), random.uniform(10, 60, 2))
    scores = np.append(random.uniform(0.65, 1.0, len(boxes)), random.uniform(0.2, 0.8))
    types = np.append(labels.types[seen], labels.types[:1] if len(labels) else 1)
    cameras = np.full(len(types), int(camera.name), np.int8)
    return ImageBoxes(np.vstack([boxes, false]), types, scores=scores, cameras=cameras)


def write_detections(data: Path, path: Path) -> None:
    """Writes the detections in all cameras and frames as a predictions table."""
    random, tables = np.random.default_rng(1), []
    with wk.open_dataset(data)[0] as scene:
        for frame in scene:
            cameras = [frame.camera(name) for name in frame.cameras]
            found = ImageBoxes.concatenate(detect(c.boxes, c, random) for c in cameras)
            tables.append(boxes_to_predictions(found, scene.name, frame.timestamp_micros))
    write_predictions(pa.concat_tables(tables), path, BoxKind.BOX_2D)


def score(tracks: Path, data: Path) -> str:
    """The metrics of vehicles at LEVEL_2, in all cameras."""
    rows = evaluate(tracks, data, "tracking-2d", force=True).rows  # even if there are none
    row = rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    return "".join(f"{row[name]:10.3f}" for name in FIGURES)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("tracking"))
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--checkpoint", type=Path, help="trained detector in images")
    options = parser.parse_args(arguments)
    data, detections = options.out / "drives", options.out / "detections.parquet"
    simulate_segment(data, seed=7, frames=options.frames)
    if options.checkpoint is None:
        write_detections(data, detections)
    else:
        detect_dataset(options.checkpoint, data, detections)

    print(f"{'tracker':10s}" + "".join(f"{name:>10s}" for name in FIGURES))
    for name, method in IMAGE_METHODS.items():
        tracks = options.out / f"{name}.parquet"
        track_dataset(ImageTracker(method()), detections, data, tracks)
        print(f"{name:10s}{score(tracks, data)}")
    if options.checkpoint is not None:
        tracks = options.out / "tracktor.parquet"
        detect_dataset(options.checkpoint, data, tracks, follow=True)
        print(f"{'tracktor':10s}{score(tracks, data)}")


if __name__ == "__main__":
    main()
