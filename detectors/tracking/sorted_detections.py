"""The detections of a frame as trackers compare them: checked, sorted, in one frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import transform_boxes
from waymo_kit.schema import ObjectType


class SortedDetections(NamedTuple):
    """Checked detections in an order that depends on nothing but themselves.

    Attributes:
        boxes: (M, 7) float64 boxes.
        scores: (M,) float64 scores, the best first.
        types: (M,) int64 `ObjectType`.
        velocities: (M, 3) float64 velocities in m/s; NaN where unknown.
    """

    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    types: NDArray[np.int64]
    velocities: NDArray[np.float64]

    def moved(self, world_from_vehicle: NDArray[np.float64]) -> SortedDetections:
        """Returns detections of the vehicle frame in the world frame."""
        return self._replace(
            boxes=transform_boxes(world_from_vehicle, self.boxes),
            velocities=self.velocities[:, :2] @ world_from_vehicle[:3, :2].T,
        )


def prepare_detections(detections: Boxes, min_score: NDArray[np.float64]) -> SortedDetections:
    """Checks detections of the vehicle frame, drops those with low scores and sorts them.

    Args:
        detections: Boxes of a frame with scores, in the vehicle frame.
        min_score: (5,) minimum score by type.

    Raises:
        InvalidInputError: A column is missing, or a value is out of range.
    """
    boxes, scores = detections.array, detections.require("scores")
    types = detections.types.astype(np.int64)
    velocities = detections.velocities
    if velocities is None:
        velocities = np.full((len(boxes), 2), np.nan)
    _check("boxes", boxes, np.isfinite(boxes).all(axis=1), "finite numbers")
    _check("boxes", boxes, (boxes[:, 3:6] >= 0).all(axis=1), "sizes of at least 0")
    _check("scores", scores, (scores >= 0) & (scores <= 1), "a number from 0 to 1")
    known = (types > ObjectType.UNKNOWN) & (types <= max(ObjectType))
    _check("types", types, known, f"a type from 1 to {int(max(ObjectType))}")
    _check("velocities", velocities, ~np.isinf(velocities).any(axis=1), "finite numbers or NaN")
    rows = np.flatnonzero(scores >= min_score[types])
    keys = [velocities[rows, 1], velocities[rows, 0], types[rows], *boxes[rows].T, -scores[rows]]
    rows = rows[np.lexsort(keys)]
    level = np.column_stack([velocities[rows], np.zeros(len(rows))])
    return SortedDetections(boxes[rows], scores[rows], types[rows], level)


def _check(name: str, values: NDArray[Any], is_right: Any, expected: str) -> None:
    if not is_right.all():
        row = int(is_right.argmin())
        raise InvalidInputError(
            f"detections: {name}: expected {expected}, got {values[row].tolist()} in row {row}"
        )
