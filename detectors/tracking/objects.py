"""What goes into a tracker and what comes out of it, frame by frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import transform_boxes
from waymo_kit.geometry.arrays import as_array
from waymo_kit.schema import ObjectType


class Detections(NamedTuple):
    """The detected boxes of a frame.

    Attributes:
        boxes: (N, 7), vehicle frame.
        scores: (N,) in [0, 1].
        types: (N,) `ObjectType`, not UNKNOWN.
        velocities: (N, 2) m/s over ground along the axes of the vehicle frame; NaN, or None for
            all, where the detector does not give them.
    """

    boxes: ArrayLike
    scores: ArrayLike
    types: ArrayLike
    velocities: ArrayLike | None = None


class TrackedObjects(NamedTuple):
    """The tracked objects of a frame, in the order in which they were first seen.

    Attributes:
        ids: (N,) int64, the same for an object in all frames until `Tracker.reset`.
        boxes: (N, 7) float64, vehicle frame.
        scores: (N,) float64 in [0, 1].
        types: (N,) int64 `ObjectType`.
        velocities: (N, 2) float64, m/s over ground along the axes of the vehicle frame; NaN where
            not known yet.
        detected: (N,) bool, whether the frame has a detection of the object; else its place is
            predicted.
    """

    ids: NDArray[np.int64]
    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    types: NDArray[np.int64]
    velocities: NDArray[np.float64]
    detected: NDArray[np.bool_]


class WorldDetections(NamedTuple):
    """Checked detections in the world frame, in an order that depends on nothing but themselves.

    Attributes:
        boxes: (M, 7) float64.
        scores: (M,) float64, the best in front.
        types: (M,) int64 `ObjectType`.
        velocities: (M, 3) float64 m/s, NaN where not known.
    """

    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    types: NDArray[np.int64]
    velocities: NDArray[np.float64]


def prepare_detections(
    detections: Detections,
    world_from_vehicle: NDArray[np.float64],
    min_score: NDArray[np.float64],
) -> WorldDetections:
    """Checks detections, leaves out those with low scores, sorts them and moves them to the world.

    Args:
        detections: of a frame.
        world_from_vehicle: (4, 4) pose of the vehicle.
        min_score: (5,) by type; boxes with a lower score are left out.

    Raises:
        InvalidInputError: a shape or value is wrong.
    """
    boxes, scores, types, velocities = _checked(detections)
    rows = np.flatnonzero(scores >= min_score[types])
    keys = [velocities[rows, 1], velocities[rows, 0], types[rows], *boxes[rows].T, -scores[rows]]
    rows = rows[np.lexsort(keys)]
    return WorldDetections(
        transform_boxes(world_from_vehicle, boxes[rows]),
        scores[rows],
        types[rows],
        velocities[rows] @ world_from_vehicle[:3, :2].T,
    )


def _checked(
    detections: Detections,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    boxes = as_array("boxes", detections.boxes, ("N", 7))
    scores = as_array("scores", detections.scores, ("N",))
    types = np.asarray(detections.types).reshape(-1).astype(np.int64)
    if detections.velocities is None:
        velocities = np.full((len(boxes), 2), np.nan)
    else:
        velocities = as_array("velocities", detections.velocities, ("N", 2))
    lengths = (len(scores), len(types), len(velocities))
    if lengths != (len(boxes),) * 3:
        raise InvalidInputError(
            f"detections: expected {len(boxes)} scores, types and velocities for as many boxes, "
            f"got {lengths[0]}, {lengths[1]} and {lengths[2]}"
        )
    _check("boxes", boxes, np.isfinite(boxes).all(axis=1), "finite numbers")
    _check("boxes", boxes, (boxes[:, 3:6] >= 0).all(axis=1), "sides of at least 0")
    _check("scores", scores, (scores >= 0) & (scores <= 1), "a number from 0 to 1")
    known = (types > ObjectType.UNKNOWN) & (types <= max(ObjectType))
    _check("types", types, known, f"a type from 1 to {int(max(ObjectType))}")
    _check("velocities", velocities, ~np.isinf(velocities).any(axis=1), "finite numbers or NaN")
    return boxes, scores, types, velocities


def _check(name: str, values: NDArray, right: Any, expected: str) -> None:
    if not right.all():
        row = int(right.argmin())
        raise InvalidInputError(
            f"detections: {name}: expected {expected}, got {values[row].tolist()} in row {row}"
        )
