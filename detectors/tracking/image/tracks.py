"""Tracks of the objects of one class in the images of one camera, as columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

TENTATIVE, ACTIVE, LOST, ENDED = range(4)
"""Status of a track: not confirmed yet, followed, without a detection, and to be removed."""


class Tracks(NamedTuple):
    """Columns of tracks; the first rows are in use, in the order of their first detections.

    Attributes:
        mean: (C, 8) float64 state of the filter: four numbers of the box, and their changes per
            frame.
        covariance: (C, 4, 3) float64 variance of each number, covariance with its change, and
            variance of the change.
        boxes: (C, 4) float64 boxes of the filter: center x, center y, length, width in pixels.
        detections: (C,) int64 row of the last detection among those of its frame.
        ids: (C,) int64 ids.
        status: (C,) int64 status: TENTATIVE, ACTIVE, LOST or ENDED.
        streak: (C,) int64 number of consecutive frames with a detection, after the first.
        first_frame: (C,) int64 number of the frame of the first detection.
        last_frame: (C,) int64 number of the frame of the last detection.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    boxes: NDArray[np.float64]
    detections: NDArray[np.int64]
    ids: NDArray[np.int64]
    status: NDArray[np.int64]
    streak: NDArray[np.int64]
    first_frame: NDArray[np.int64]
    last_frame: NDArray[np.int64]

    @classmethod
    def allocate(cls, capacity: int) -> Tracks:
        """Returns rows for that many tracks, none of them in use."""
        return cls(
            np.zeros((capacity, 8)),
            np.zeros((capacity, 4, 3)),
            np.zeros((capacity, 4)),
            *(np.zeros(capacity, np.int64) for _ in range(6)),
        )

    def grown(self, capacity: int) -> Tracks:
        """Returns the same tracks with rows for at least `capacity` of them."""
        if capacity <= len(self.ids):
            return self
        larger = Tracks.allocate(max(capacity, 2 * len(self.ids)))
        for old, new in zip(self, larger, strict=True):
            new[: len(old)] = old
        return larger


class Reports(NamedTuple):
    """Tracks that a frame reports.

    Attributes:
        ids: (K,) int64 ids of the tracks, ascending.
        boxes: (K, 4) float64 boxes.
        detections: (K,) int64 rows of their detections.
    """

    ids: NDArray[np.int64]
    boxes: NDArray[np.float64]
    detections: NDArray[np.int64]


class ClassTracker(ABC):
    """Follows the objects of one class in the images of one camera; base of all methods' trackers.

    Subclasses take a step in `_step`.
    """

    def __init__(self) -> None:
        """Starts without tracks."""
        self._tracks = Tracks.allocate(16)
        self._count = 0

    def update(
        self,
        boxes: NDArray[np.float64],
        scores: NDArray[np.float64],
        frame: int,
        next_id: int,
    ) -> tuple[Reports, int]:
        """Takes in the detections of a frame.

        Args:
            boxes: (N, 4) center x, center y, length, width in pixels.
            scores: (N,) scores.
            frame: Number of the frame, from 1 on.
            next_id: Id of the next new track.

        Returns:
            The reports of the frame, and the next id.
        """
        self._tracks = self._tracks.grown(self._count + len(boxes))
        self._count, next_id, *found = self._step(frame, next_id, boxes, scores)
        return Reports(*found), next_id

    @abstractmethod
    def _step(
        self, frame: int, next_id: int, boxes: NDArray[np.float64], scores: NDArray[np.float64]
    ) -> tuple[Any, ...]:
        """Moves the tracks on; returns their number, the next id, and the columns of `Reports`."""


class KernelTracker(ClassTracker):
    """Follows the objects of one class by a kernel without other state than the tracks."""

    def __init__(self, step: Callable[..., tuple[Any, ...]], settings: tuple[float, ...]) -> None:
        """Starts without tracks.

        Args:
            step: Kernel that takes the tracks, their number, the frame, the next id, boxes, scores
                and the settings, and returns what `_step` does.
            settings: Last arguments of the kernel.
        """
        super().__init__()
        self._kernel = step
        self._settings = settings

    def _step(
        self, frame: int, next_id: int, boxes: NDArray[np.float64], scores: NDArray[np.float64]
    ) -> tuple[Any, ...]:
        return self._kernel(
            self._tracks, self._count, frame, next_id, boxes, scores, *self._settings
        )


@kernel
def add_track(tracks, row, number, frame, box, detection, status):
    """Starts the track of a row; its filter is started apart."""
    tracks.boxes[row] = box
    tracks.detections[row] = detection
    tracks.ids[row] = number
    tracks.status[row] = status
    tracks.streak[row] = 0
    tracks.first_frame[row] = frame
    tracks.last_frame[row] = frame


@kernel
def move_track(tracks, source, target):
    """Copies a track to another row."""
    tracks.mean[target] = tracks.mean[source]
    tracks.covariance[target] = tracks.covariance[source]
    tracks.boxes[target] = tracks.boxes[source]
    tracks.detections[target] = tracks.detections[source]
    tracks.ids[target] = tracks.ids[source]
    tracks.status[target] = tracks.status[source]
    tracks.streak[target] = tracks.streak[source]
    tracks.first_frame[target] = tracks.first_frame[source]
    tracks.last_frame[target] = tracks.last_frame[source]


@kernel
def report(tracks, is_reported, boxes):
    """Returns ids, boxes and detections of the tracks of a mask."""
    count = 0
    for row in range(len(is_reported)):
        count += is_reported[row]
    ids, found = np.empty(count, np.int64), np.empty((count, 4))
    detections = np.empty(count, np.int64)
    at = 0
    for row in range(len(is_reported)):
        if is_reported[row]:
            ids[at], detections[at] = tracks.ids[row], tracks.detections[row]
            found[at] = boxes[row]
            at += 1
    return ids, found, detections


@kernel
def drop_ended(tracks, count):
    """Moves the tracks that go on to the front and returns their number."""
    kept = 0
    for row in range(count):
        if tracks.status[row] != ENDED:
            if kept != row:
                move_track(tracks, row, kept)
            kept += 1
    return kept
