"""Tracking by detection in the images of a camera, frame by frame."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image.tracks import ClassTracker
from waymo_kit.errors import InvalidInputError


class ImageTrackingMethod(Protocol):
    """Settings of a method that follows boxes in images, such as `Sort()`."""

    def create_class_tracker(self) -> ClassTracker:
        """Returns a tracker of one class without tracks."""


class ImageTracker:
    """Follows the objects in the images of one camera, one segment after the other.

    Classes are never mixed. Frames count, not times: the methods expect images at a steady rate.

    Attributes:
        method: Method that moves and matches the tracks.
    """

    def __init__(self, method: ImageTrackingMethod) -> None:
        """Starts without tracks.

        Args:
            method: Method that moves and matches the tracks, such as `ByteTrack()`.
        """
        self.method = method
        self.reset()

    def reset(self) -> None:
        """Forgets all tracks: another segment or camera begins, with ids from 1 on."""
        self._classes: dict[int, ClassTracker] = {}
        self._frame = 0
        self._next_id = 1

    def update(self, detections: ImageBoxes) -> ImageBoxes:
        """Takes in the next frame; call it for frames without detections, too.

        Args:
            detections: Boxes of the frame with scores.

        Returns:
            The objects that the frame reports, by class and id: boxes with ids (numbers from 1
            on), and all else that their detections have.

        Raises:
            InvalidInputError: A column is missing, a number is not finite, or a side is not
                positive; the tracker is then as before.
        """
        scores = detections.require("scores")
        boxes = detections.array
        if not (np.isfinite(boxes).all() and np.isfinite(scores).all()):
            raise InvalidInputError("detections: expected finite boxes and scores")
        if (boxes[:, 2:] <= 0).any():
            row = int((boxes[:, 2:] <= 0).any(axis=1).argmax())
            raise InvalidInputError(
                f"detections: expected sides above 0, got {boxes[row, 2:].tolist()} in row {row}"
            )
        self._frame += 1
        found = []
        for kind in sorted({*self._classes, *detections.types.tolist()}):
            if kind not in self._classes:
                self._classes[kind] = self.method.create_class_tracker()
            rows = np.flatnonzero(detections.types == kind)
            reports, self._next_id = self._classes[kind].update(
                boxes[rows], scores[rows], self._frame, self._next_id
            )
            found.append(reports._replace(detections=rows[reports.detections]))
        if not found:
            return dataclasses.replace(detections, ids=np.empty(0, object))
        ids, tracked, rows = (np.concatenate(column) for column in zip(*found, strict=True))
        names = ids.astype(np.str_).astype(object)
        return dataclasses.replace(detections[rows], array=tracked, ids=names)
