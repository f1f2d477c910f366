"""The predictions table: one row per predicted box, in the style of the component tables.

Two kinds share most columns: 3D boxes in the vehicle frame, and 2D boxes in the images of cameras.
"""

from __future__ import annotations

import enum

import pyarrow as pa

SEGMENT = "key.segment_context_name"
TIMESTAMP = "key.frame_timestamp_micros"
CAMERA = "key.camera_name"

_PREFIX = "[PredictionComponent]."


def column(field: str) -> str:
    """Full name of a value column: `box.center.x` -> `[PredictionComponent].box.center.x`."""
    return f"{_PREFIX}{field}"


TYPE = column("type")
SCORE = column("score")
TRACK_ID = column("track_id")
OVERLAP_WITH_NLZ = column("overlap_with_nlz")
SPEED = (column("speed.x"), column("speed.y"))
MASK = column("mask.runs")
MASK_SIZE = (column("mask.height"), column("mask.width"))

_CENTER_3D = tuple(column(f"box.center.{axis}") for axis in "xyz")
_SIZE_3D = tuple(column(f"box.size.{axis}") for axis in "xyz")
_CENTER_2D = _CENTER_3D[:2]
_SIZE_2D = _SIZE_3D[:2]

HEADING = column("box.heading")


class BoxKind(enum.Enum):
    """The two kinds of predictions tables."""

    BOX_3D = "3D"
    BOX_2D = "2D"

    @property
    def box_columns(self) -> tuple[str, ...]:
        """Names of the box columns, in the order of docs/conventions.md: seven or four."""
        if self is BoxKind.BOX_3D:
            return (*_CENTER_3D, *_SIZE_3D, HEADING)
        return (*_CENTER_2D, *_SIZE_2D)

    @property
    def size_columns(self) -> tuple[str, ...]:
        """Names of the columns of the box size."""
        return _SIZE_3D if self is BoxKind.BOX_3D else _SIZE_2D

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that a table must have."""
        camera = (CAMERA,) if self is BoxKind.BOX_2D else ()
        return (SEGMENT, TIMESTAMP, *camera, *self.box_columns, TYPE, SCORE)

    @property
    def optional(self) -> tuple[str, ...]:
        """Names of the columns that a table may have; null means not known."""
        own = SPEED if self is BoxKind.BOX_3D else (MASK, *MASK_SIZE)
        return (TRACK_ID, OVERLAP_WITH_NLZ, *own)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema with all columns, the optional ones last."""
        names = (*self.required, *self.optional)
        return pa.schema([pa.field(name, _TYPES.get(name, pa.float64())) for name in names])


_TYPES = {
    SEGMENT: pa.string(),
    TIMESTAMP: pa.int64(),
    CAMERA: pa.int8(),
    TYPE: pa.int8(),
    SCORE: pa.float32(),
    TRACK_ID: pa.string(),
    OVERLAP_WITH_NLZ: pa.bool_(),
    MASK: pa.string(),
    **dict.fromkeys(MASK_SIZE, pa.int32()),
}
"""Arrow types of the columns that are not float64."""
