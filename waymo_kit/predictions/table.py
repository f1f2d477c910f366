"""Makes predictions tables from arrays, and arrays from tables."""

from __future__ import annotations

import enum

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema import CameraName, ObjectType, parse_name
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
        segment: Context name of the segment, one for all boxes or (N,).
        timestamp_micros: Time of the frame in microseconds, one for all boxes or (N,).
        boxes: (N, 7) boxes in the vehicle frame, or (N, 4) boxes in images.
        types: Object types as numbers or names (`ObjectType`), one for all boxes or (N,).
        scores: Confidences in [0, 1], one for all boxes or (N,).
        cameras: Cameras as numbers or names (`CameraName`), one for all boxes or (N,). Required
            for boxes of shape (N, 4), and only for them.
        track_ids: (N,) ids of the tracks, None where a box has none. Defaults to no ids.
        overlap_with_nlz: (N,) bool, whether a box overlaps a no-label zone. Defaults to not known.
        speeds: (N, 2) speeds along x and y in m/s, for 3D boxes only. Defaults to not known.

    Returns:
        A table in `BoxKind.schema`.

    Raises:
        InvalidInputError: A shape or value is wrong; the message names the row and column.
        NotFoundError: There is no type or camera of that name.
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
        TYPE: _column("types", types, count, ObjectType),
        SCORE: _column("scores", np.asarray(scores, dtype=np.float64), count),
    }
    columns.update({name: pa.array(array[:, k]) for k, name in enumerate(kind.box_columns)})
    if cameras is not None:
        columns[CAMERA] = _column("cameras", cameras, count, CameraName)
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
    """Returns the boxes of a predictions table, (N, 7) or (N, 4) float64."""
    return np.stack([table.column(name).to_numpy() for name in kind.box_columns], axis=1)


def _column(
    name: str, values: ArrayLike, count: int, names: type[enum.IntEnum] | None = None
) -> pa.Array:
    """Returns one column; members of `names` may be given by their names."""
    array = np.asarray(values)
    if array.ndim == 0:
        array = np.broadcast_to(array, count)
    if array.shape != (count,):
        raise InvalidInputError(f"{name}: expected shape ({count},), got {array.shape}")
    if names is not None and array.dtype.kind in "OU":
        return pa.array([parse_name(names, value).value for value in array.tolist()], pa.int64())
    try:
        if array.dtype.kind == "U":
            return pa.array(array.tolist(), pa.string())
        if array.dtype.kind == "O":
            column = pa.array(array.tolist())
            return column.cast(pa.string()) if pa.types.is_null(column.type) else column
        return pa.array(np.ascontiguousarray(array))
    except pa.ArrowException as error:
        raise InvalidInputError(f"{name}: {' '.join(str(error).split())}") from error
