"""Samples of frames with predictions and labels, in which mistakes of conventions show."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase

ROUNDED_MICROS = 10_000
"""Maximum difference between a rounded time and that of its frame: a tenth of a frame's time."""

_FRAMES_OF_SEGMENT = 8
_MAX_FRAMES = 80
_MAX_BOXES = 400
"""Maximum number of predictions of a frame; the best count."""


@dataclass(frozen=True, eq=False)
class BoxSamples:
    """Holds 3D boxes of some frames; `+` adds frames of other segments.

    Attributes:
        frames: Number of frames.
        boxes: (P, 7) predictions as they are.
        types: (P,) uint8 `ObjectType`.
        frame: (P,) frame of each prediction.
        labels: (L, 7) labeled boxes.
        label_types: (L,) uint8 `ObjectType`.
        label_frame: (L,) frame of each label.
        poses: (F, 4, 4) world from vehicle, NaN where it is not known.
    """

    frames: int
    boxes: NDArray[np.float64]
    types: NDArray[np.uint8]
    frame: NDArray[np.int64]
    labels: NDArray[np.float64]
    label_types: NDArray[np.uint8]
    label_frame: NDArray[np.int64]
    poses: NDArray[np.float64]

    @classmethod
    def empty(cls) -> BoxSamples:
        """Returns no frames."""
        boxes, types, frame = np.empty((0, 7)), np.empty(0, np.uint8), np.empty(0, np.int64)
        return cls(0, boxes, types, frame, boxes, types, frame, np.empty((0, 4, 4)))

    def __add__(self, other: BoxSamples) -> BoxSamples:
        """Adds the frames of other segments, up to a limit."""
        if self.frames >= _MAX_FRAMES or other.frames == 0:
            return self
        joined = {
            name.name: np.concatenate([getattr(self, name.name), getattr(other, name.name)])
            for name in fields(self)
            if name.name not in ("frames", "frame", "label_frame")
        }
        return BoxSamples(
            self.frames + other.frames,
            frame=np.concatenate([self.frame, other.frame + self.frames]),
            label_frame=np.concatenate([self.label_frame, other.label_frame + self.frames]),
            **joined,
        )


def nearest_times(
    times: NDArray[np.int64], known: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the (N,) known time that is nearest to each time, and the (N,) differences.

    Args:
        times: (N,) times.
        known: (F,) times of frames, ascending, at least one.
    """
    last = len(known) - 1
    after = np.searchsorted(known, times)
    low, high = known[(after - 1).clip(0, last)], known[after.clip(0, last)]
    nearest = np.where(np.abs(times - low) <= np.abs(high - times), low, high)
    return nearest, np.abs(nearest - times)


def sample_frames(case: SegmentCase) -> BoxSamples:
    """Returns a few frames of a segment, spread over it; rounded times find their frame."""
    predictions, labels = case.predictions, case.ground_truth
    known = np.unique(case.truth_times)
    if predictions.box.shape[1] != 7 or not len(predictions) or not len(labels) or not len(known):
        return BoxSamples.empty()
    times, gaps = nearest_times(case.prediction_times, known)
    times = np.where(gaps <= ROUNDED_MICROS, times, -1)
    label_times = case.frames.timestamp_micros[labels.frame]
    common = np.intersect1d(times, label_times)
    if not len(common):
        return BoxSamples.empty()
    chosen = common[np.linspace(0, len(common) - 1, _FRAMES_OF_SEGMENT).round().astype(int)]
    chosen = np.unique(chosen)
    rows, label_rows = [], []
    for time in chosen.tolist():
        here = np.flatnonzero(times == time)
        best = np.argsort(-predictions.score[here], kind="stable")[:_MAX_BOXES]
        rows.append(here[np.sort(best)])
        label_rows.append(np.flatnonzero(label_times == time))
    numbers = np.arange(len(chosen))
    mine, theirs = np.concatenate(rows), np.concatenate(label_rows)
    poses = np.full((len(chosen), 4, 4), np.nan)
    place = np.searchsorted(case.zones.pose_timestamp_micros, chosen)
    for number, (where, time) in enumerate(zip(place.tolist(), chosen.tolist(), strict=True)):
        stored = case.zones.pose_timestamp_micros
        if where < len(stored) and stored[where] == time:
            poses[number] = case.zones.world_from_vehicle[where]
    return BoxSamples(
        len(chosen),
        predictions.box[mine],
        predictions.type[mine],
        np.repeat(numbers, [len(each) for each in rows]),
        labels.box[theirs],
        labels.type[theirs],
        np.repeat(numbers, [len(each) for each in label_rows]),
        poses,
    )
