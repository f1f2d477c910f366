"""Follow the objects in the images of a simulated drive with three trackers.

    python examples/track_in_images.py [--frames 20]

The detections are the camera labels of the drive, with some missed, all a little off, and false
ones between them. Prints CLEAR MOT and IDF1 of each tracker over all cameras.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking import IMAGE_METHODS, ImageTracker
from waymo_kit.geometry import iou_2d
from waymo_kit.metrics import measure_clear_mot, measure_identity
from waymo_kit.metrics.clear_mot import ClearMot
from waymo_kit.metrics.identity import Identity
from waymo_kit.simulate import simulate_segment


def detect(labels: ImageBoxes, random: np.random.Generator) -> ImageBoxes:
    """A detector that misses one object in ten and sees one where nothing is."""
    seen = random.random(len(labels)) < 0.9
    boxes = labels.array[seen]
    boxes = boxes + random.normal(0.0, 0.03, boxes.shape) * np.tile(boxes[:, 2:], 2)
    false = np.append(random.uniform(100, 800, 2), random.uniform(20, 120, 2))
    scores = np.append(random.uniform(0.65, 1.0, len(boxes)), random.uniform(0.2, 0.8))
    types = np.append(labels.types[seen], labels.types[:1] if len(labels) else 1)
    return ImageBoxes(np.vstack([boxes, false]), types, scores=scores)


def sequences(scene: wk.Scene) -> Iterator[list[ImageBoxes]]:
    """The labels of each camera, frame by frame."""
    frames = list(scene)
    for name in frames[0].cameras:
        yield [frame.camera(name).boxes for frame in frames]


def follow(
    tracker: ImageTracker, labels: list[ImageBoxes], random: np.random.Generator
) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
    """Follows the objects of a camera; returns ids of labels and tracks, and IoUs, by frame."""
    tracks = [tracker.update(detect(boxes, random)) for boxes in labels]
    overlaps = [
        iou_2d(boxes.array, found.array).clip(0, 1)
        for boxes, found in zip(labels, tracks, strict=True)
    ]
    return [boxes.ids for boxes in labels], [found.ids for found in tracks], overlaps


def main(arguments: list[str] | None = None) -> None:
    """Follows the objects and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=20)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = simulate_segment(Path(folder), seed=7, frames=options.frames)
        with wk.open_dataset(path)[0] as scene:
            cameras = list(sequences(scene))
    print(f"{'tracker':<10}  MOTA   IDF1   switches  misses  false")
    for name, method in IMAGE_METHODS.items():
        random = np.random.default_rng(1)
        found = [follow(ImageTracker(method()), labels, random) for labels in cameras]
        clear = ClearMot(*np.sum([measure_clear_mot(*each) for each in found], axis=0))
        identity = Identity(*np.sum([measure_identity(*each) for each in found], axis=0))
        print(
            f"{name:<10}  {clear.mota:.3f}  {identity.idf1:.3f}  {clear.id_switches:8}"
            f"  {clear.misses:6}  {clear.false_positives:5}"
        )


if __name__ == "__main__":
    main()
