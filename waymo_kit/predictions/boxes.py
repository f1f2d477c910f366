"""Predictions tables from `Boxes` or `ImageBoxes`, and back."""

from __future__ import annotations

from typing import Any, Literal, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions.table import box_array, make_predictions
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import (
    CAMERA,
    MASK,
    MASK_SIZE,
    SCORE,
    SEGMENT,
    SPEED,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
    BoxKind,
)


def boxes_to_predictions(
    boxes: Boxes | ImageBoxes, segment: str, timestamp_micros: int | None = None
) -> pa.Table:
    """Makes a predictions table of detections or tracks.

    `ids` become track ids and `velocities` (along the vehicle's axes) become speeds; of the other
    columns a predictions table has `scores`, `types` and times, and `cameras` and `masks` of 2D
    boxes.

    Args:
        boxes: Boxes with scores, in the vehicle frame; 2D boxes need cameras, too.
        segment: Name of the segment.
        timestamp_micros: Time of the frame. Defaults to None, which takes the boxes' own
            `timestamps_micros`.

    Returns:
        A table in `BoxKind.BOX_3D.schema` or `BoxKind.BOX_2D.schema`.

    Raises:
        InvalidInputError: The boxes lack scores, times or cameras, or a value is out of range.
    """
    times = boxes.require("timestamps_micros") if timestamp_micros is None else timestamp_micros
    table = make_predictions(
        segment,
        times,
        boxes.array,
        boxes.types,
        boxes.require("scores"),
        cameras=boxes.require("cameras") if isinstance(boxes, ImageBoxes) else None,
    )
    if boxes.ids is not None:
        table = _with_column(table, TRACK_ID, pa.array([i or None for i in boxes.ids], pa.string()))
    if isinstance(boxes, Boxes) and boxes.velocities is not None:
        for axis, column in enumerate(SPEED):
            values = pa.array(boxes.velocities[:, axis], pa.float64(), from_pandas=True)
            table = _with_column(table, column, values)
    if isinstance(boxes, ImageBoxes) and boxes.masks is not None:
        has_mask = boxes.masks != ""
        texts = pa.array([text or None for text in boxes.masks], pa.string())
        table = _with_column(table, MASK, texts)
        for column, sides in zip(MASK_SIZE, boxes.require("image_sizes").T, strict=True):
            table = _with_column(table, column, pa.array(sides, pa.int32(), mask=~has_mask))
    return conform_predictions(table, _kind_of(table), type(boxes).__name__)


@overload
def predictions_to_boxes(
    table: pa.Table, segment: str | None = ..., kind: Literal[BoxKind.BOX_3D] = ...
) -> Boxes: ...


@overload
def predictions_to_boxes(
    table: pa.Table, segment: str | None, kind: Literal[BoxKind.BOX_2D]
) -> ImageBoxes: ...


@overload
def predictions_to_boxes(
    table: pa.Table, segment: str | None, kind: BoxKind
) -> Boxes | ImageBoxes: ...


def predictions_to_boxes(
    table: pa.Table, segment: str | None = None, kind: BoxKind = BoxKind.BOX_3D
) -> Boxes | ImageBoxes:
    """Returns the boxes of one segment of a predictions table, with times and scores.

    `boxes.by_frame(scene.timestamps_micros)` splits them into those of each frame.

    Args:
        table: Predictions of one kind, such as `read_predictions` returns.
        segment: Name of the segment. Defaults to None, which takes all rows of a table that holds
            one segment only.
        kind: Whether the boxes are 3D or 2D. Defaults to 3D.

    Returns:
        Boxes in the order of the table. `ids` are the track ids, empty where null; `velocities` are
        the speeds, NaN where null; `masks` are empty where null; each is None where the whole
        column is null.

    Raises:
        InvalidInputError: The table does not have this kind's columns, or it holds several segments
            and none was named.
    """
    table = conform_predictions(table, kind, "predictions")
    if segment is not None:
        table = table.filter(pc.equal(table.column(SEGMENT), segment))
    else:
        names = pc.unique(table.column(SEGMENT)).to_pylist()
        if len(names) > 1:
            raise InvalidInputError(
                f"predictions: expected the name of a segment for a table of {len(names)}, such as "
                f"{names[0]}"
            )
    columns: dict[str, Any] = {
        "array": box_array(table, kind),
        "types": table.column(TYPE).to_numpy(),
        "scores": table.column(SCORE).to_numpy(),
        "timestamps_micros": table.column(TIMESTAMP).to_numpy(),
        "ids": _ids(table),
    }
    if kind is BoxKind.BOX_2D:
        return ImageBoxes(cameras=table.column(CAMERA).to_numpy(), **columns, **_masks(table))
    return Boxes(velocities=_velocities(table), **columns)


def _kind_of(table: pa.Table) -> BoxKind:
    return BoxKind.BOX_2D if CAMERA in table.column_names else BoxKind.BOX_3D


def _with_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def _ids(table: pa.Table) -> NDArray[np.object_] | None:
    column = table.column(TRACK_ID)
    if column.null_count == len(column):
        return None
    return np.array(pc.fill_null(column, "").to_pylist(), object)


def _masks(table: pa.Table) -> dict[str, Any]:
    column = table.column(MASK)
    if column.null_count == len(column):
        return {}
    sizes = [table.column(name).fill_null(0).to_numpy() for name in MASK_SIZE]
    texts = np.array(pc.fill_null(column, "").to_pylist(), object)
    return {"masks": texts, "image_sizes": np.stack(sizes, axis=1)}


def _velocities(table: pa.Table) -> NDArray[np.float64] | None:
    columns = [table.column(name) for name in SPEED]
    if all(column.null_count == len(column) for column in columns):
        return None
    return np.stack([column.to_numpy() for column in columns], axis=1)
