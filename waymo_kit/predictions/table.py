"""Predictions tables from arrays, and the arrays of one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import (
    CAMERA,
    OVERLAP_WITH_NLZ,
    SCORE,
    SEGMENT,
    SPEED,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
    BoxKind,
)


def make_predictions(
    segment: ArrayLike,
    timestamp_micros: ArrayLike,
    boxes: ArrayLike,
    types: ArrayLike,
    scores: ArrayLike,
    *,
    cameras: ArrayLike | None = None,
    track_ids: ArrayLike | None = None,
    overlap_with_nlz: ArrayLike | None = None,
    speeds: ArrayLike | None = None,
) -> pa.Table:
    """Makes a predictions table of N boxes, for example those of a frame.

    Args:
        segment: name of the segment, one for all boxes or (N,).
        timestamp_micros: time of the frame, one for all boxes or (N,).
        boxes: (N, 7) in the vehicle frame, or (N, 4) in images; see docs/conventions.md.
        types: (N,) `ObjectType`, or one for all.
        scores: (N,) in [0, 1].
        cameras: (N,) `CameraName`, or one for all; for 2D boxes only.
        track_ids: (N,) str, the same for an object in all frames of a segment.
        overlap_with_nlz: (N,) bool, whether the box overlaps a no-label zone.
        speeds: (N, 2) m/s along x and y; for 3D boxes only.

    Returns:
        A table in `BoxKind.schema`.

    Raises:
        InvalidInputError: a shape or value is wrong; the message has the row and column.
    """
    array = np.asarray(boxes, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] not in (4, 7):
        raise InvalidInputError(f"boxes: expected shape (N, 7) or (N, 4), got {array.shape}")
    kind = BoxKind.BOX_3D if array.shape[1] == 7 else BoxKind.BOX_2D
    if (cameras is not None) != (kind is BoxKind.BOX_2D):
        raise InvalidInputError("cameras: expected for boxes of shape (N, 4), and only for them")
    count = len(array)
    columns = {
        SEGMENT: _column("segment", segment, count),
        TIMESTAMP: _column("timestamp_micros", timestamp_micros, count),
        TYPE: _column("types", types, count),
        SCORE: _column("scores", np.asarray(scores, dtype=np.float64), count),
    }
    columns.update({name: pa.array(array[:, k]) for k, name in enumerate(kind.box_columns)})
    if cameras is not None:
        columns[CAMERA] = _column("cameras", cameras, count)
    if track_ids is not None:
        columns[TRACK_ID] = _column("track_ids", track_ids, count)
    if overlap_with_nlz is not None:
        columns[OVERLAP_WITH_NLZ] = _column("overlap_with_nlz", overlap_with_nlz, count)
    if speeds is not None:
        speed = np.asarray(speeds, dtype=np.float64)
        if speed.shape != (count, 2):
            raise InvalidInputError(f"speeds: expected shape ({count}, 2), got {speed.shape}")
        columns.update({name: pa.array(speed[:, k]) for k, name in enumerate(SPEED)})
    return conform_predictions(pa.table(columns), kind, "predictions")


def box_array(table: pa.Table, kind: BoxKind) -> NDArray[np.float64]:
    """The boxes of a predictions table: (N, 7) or (N, 4) float64."""
    return np.stack([table.column(name).to_numpy() for name in kind.box_columns], axis=1)


def _column(name: str, values: ArrayLike, count: int) -> pa.Array:
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.broadcast_to(array, count)
    if array.shape != (count,):
        raise InvalidInputError(f"{name}: expected shape ({count},), got {array.shape}")
    if array.dtype.kind in "OU":
        return pa.array(array.tolist(), pa.string())
    return pa.array(np.ascontiguousarray(array))
