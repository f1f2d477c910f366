"""Compare the metrics of two trackers: one follows every object, one loses and renames objects.

    python examples/track_metrics.py

CLEAR MOT counts events, IDF1 and HOTA tell whether identities last, and AMOTA averages over recall.
The tracks are made up.
"""

from __future__ import annotations

import argparse

import numpy as np

from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig, TrackingMetric

SEGMENTS, FRAMES, OBJECTS = 3, 50, 8
COLUMNS = ("MOTA", "MOTP", "MISS", "MISMATCH", "FP", "IDF1", "HOTA", "DETA", "ASSA", "AMOTA")


def drive(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns frame (N,), track (N,) and box (N, 7) of vehicles on straight lines at 10 Hz."""
    start = random.uniform(-40, 40, (OBJECTS, 2))
    velocity = random.uniform(-1, 1, (OBJECTS, 2))
    frame, track = np.divmod(np.arange(FRAMES * OBJECTS), OBJECTS)
    box = np.zeros((len(frame), 7))
    box[:, :2] = start[track] + frame[:, None] * velocity[track]
    box[:, 3:6] = 4.5, 2.0, 1.6
    box[:, 6] = np.arctan2(velocity[track, 1], velocity[track, 0])
    return frame, track, box


def track_objects(
    frame: np.ndarray,
    track: np.ndarray,
    box: np.ndarray,
    lasting: bool,
    random: np.random.Generator,
) -> Predictions:
    """Returns tracks that are a little off; a bad tracker also renames objects and drops some."""
    kept = np.ones(len(frame), bool) if lasting else random.random(len(frame)) < 0.8
    names = track if lasting else track + OBJECTS * (frame // 15)
    moved = box[kept] + random.normal(0, 0.05, (kept.sum(), 7))
    scores = random.uniform(0.5, 1, kept.sum())
    return Predictions.from_arrays(frame[kept], moved, 1, scores, track=names[kept])


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args(arguments)
    config = TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,))
    print(" " * 10 + "".join(f"{name:>10s}" for name in COLUMNS))
    for name, lasting in (("lasting", True), ("renaming", False)):
        random = np.random.default_rng(0)
        total = TrackingMetric(config)
        for segment in range(SEGMENTS):  # in any process, on any machine
            frame, track, box = drive(random)
            metric = TrackingMetric(config)
            metric.update(
                track_objects(frame, track, box, lasting, random),
                GroundTruth.from_arrays(frame, box, 1, track=track),
                Frames.from_arrays([f"segment-{segment}"] * FRAMES, np.arange(FRAMES) * 100_000),
            )
            total.merge(metric)
        row = total.result().as_dict()["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
        print(f"{name:10s}" + "".join(f"{row[column]:10.4f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
