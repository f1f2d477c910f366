"""Boxes as columns: labels, detections, tracks, ground truth and augmented scenes share them."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes.box import Box, ImageBox
from waymo_kit.boxes.html import SHOWN_ROWS, html_table
from waymo_kit.boxes.rows import Rows, checked_column, checked_strings
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import box_corners, transform_boxes
from waymo_kit.geometry.arrays import as_array
from waymo_kit.schema import CameraName, Difficulty, ObjectType

_Row = TypeVar("_Row", Box, ImageBox)
_Self = TypeVar("_Self", bound="BoxColumns[Any]")

_DTYPES: dict[str, type[np.generic]] = {
    "types": np.int8,
    "scores": np.float64,
    "velocities": np.float64,
    "velocities_world": np.float64,
    "accelerations_world": np.float64,
    "difficulties": np.int8,
    "tracking_difficulties": np.int8,
    "num_points": np.int64,
    "num_top_points": np.int64,
    "cameras": np.int8,
    "timestamps_micros": np.int64,
    "image_sizes": np.int64,
}
"""Types of the columns of numbers."""

_WIDTHS: dict[str, tuple[int, ...]] = {
    "velocities": (2,),
    "velocities_world": (3,),
    "accelerations_world": (3,),
    "image_sizes": (2,),
}
"""Shapes of the rows that are not scalars."""

_TEXTS = ("ids", "masks")
"""Columns of texts."""

_HIDDEN = ("timestamps_micros", "masks")
"""Columns that notebooks do not show."""

_ENUMS: dict[str, type[enum.IntEnum]] = {
    "types": ObjectType,
    "difficulties": Difficulty,
    "tracking_difficulties": Difficulty,
    "cameras": CameraName,
}


class BoxColumns(Rows[_Row]):
    """Base of `Boxes` and `ImageBoxes`: dataclasses whose fields are columns of one length."""

    _row_class: ClassVar[type]
    _box_columns: ClassVar[tuple[str, ...]]

    array: NDArray[np.float64]
    types: NDArray[np.int8]
    timestamps_micros: NDArray[np.int64] | None

    def __post_init__(self) -> None:
        """Checks the columns, and repeats scalars for all rows.

        Raises:
            InvalidInputError: The columns differ in length, or a value does not fit its type.
        """
        owner = type(self).__name__
        boxes = as_array(f"{owner}: array", self.array, ("N", len(self._box_columns)))
        object.__setattr__(self, "array", boxes)
        count = len(boxes)
        for field in dataclasses.fields(self)[1:]:  # type: ignore[arg-type]
            name: str = field.name
            values = getattr(self, name)
            if values is None:
                continue
            if name in _TEXTS:
                column: NDArray[Any] = checked_strings(owner, name, values, count)
            else:
                shape = (count, *_WIDTHS.get(name, ()))
                column = checked_column(owner, name, values, _DTYPES[name], shape)
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        """Number of boxes."""
        return len(self.array)

    def __repr__(self) -> str:
        """Number of boxes of each type."""
        counts = ", ".join(f"{count} {name}" for name, count in self.count_types().items())
        return f"<{type(self).__name__}: {counts or 'none'}>"

    def _repr_html_(self) -> str:
        """A table of the first boxes, for notebooks."""
        shown: dict[str, NDArray[Any]] = {
            name: column
            for name, column in self._columns().items()
            if name not in _HIDDEN and column is not None and column.ndim == 1
        }
        rows: list[list[object]] = []
        position: int
        for position in range(min(len(self), SHOWN_ROWS)):
            rows.append([_shown(name, column[position]) for name, column in shown.items()])
            rows[-1].extend(self.array[position].tolist())
        columns = [*shown, *self._box_columns]
        return html_table(repr(self)[1:-1], columns, rows, total=len(self))

    def require(self, column: str) -> NDArray[Any]:
        """Returns a column that must be there, such as `scores`.

        Raises:
            InvalidInputError: The boxes do not have it; the message names it.
        """
        values: NDArray[Any] | None = getattr(self, column)
        if values is None:
            raise InvalidInputError(
                f"expected {type(self).__name__} with {column}, got some without; "
                f"dataclasses.replace(boxes, {column}=...) sets a column"
            )
        return values

    def count_types(self) -> dict[str, int]:
        """Number of boxes by name of the type, the most frequent first."""
        values, counts = np.unique(self.types, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {_name(ObjectType, values[k]): int(counts[k]) for k in order}

    def by_frame(self: _Self, timestamps_micros: ArrayLike) -> list[_Self]:
        """Splits boxes of several frames.

        Args:
            timestamps_micros: (F,) int64 times of the wanted frames, or one.

        Returns:
            The boxes of each of these frames, in the order of the times; boxes of other frames are
            left out.

        Raises:
            InvalidInputError: The boxes have no `timestamps_micros`.
        """
        stamps = self.require("timestamps_micros")
        wanted = np.atleast_1d(np.asarray(timestamps_micros, np.int64))
        order = np.argsort(stamps, kind="stable")
        times = stamps[order]
        first = np.searchsorted(times, wanted, side="left")
        last = np.searchsorted(times, wanted, side="right")
        return [self[order[start:stop]] for start, stop in zip(first, last, strict=True)]

    @classmethod
    def concatenate(cls: type[_Self], parts: Iterable[_Self]) -> _Self:
        """Joins boxes, for example those of several frames.

        Raises:
            InvalidInputError: A column is missing in some of the parts only; parts without rows do
                not count.
        """
        filled = [part for part in parts if len(part)]
        columns = {}
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]
            values = [getattr(part, field.name) for part in filled]
            known = [value for value in values if value is not None]
            if known and len(known) < len(values):
                raise InvalidInputError(
                    f"{cls.__name__}.concatenate: expected {field.name} in all parts, got parts "
                    f"with and without it"
                )
            if known:
                columns[field.name] = np.concatenate(known)
        return cls(**columns) if columns else cls.empty()

    @classmethod
    def empty(cls: type[_Self]) -> _Self:
        """Returns no boxes, without optional columns."""
        return cls(np.empty((0, len(cls._box_columns))), np.empty(0, np.int8))  # type: ignore[call-arg]

    def _columns(self) -> dict[str, NDArray[Any] | None]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    def _select(self: _Self, index: slice | NDArray[Any]) -> _Self:
        # Rows of checked columns need no check.
        chosen: _Self = object.__new__(type(self))
        for name, column in self._columns().items():
            object.__setattr__(chosen, name, None if column is None else column[index])
        object.__setattr__(chosen, "array", np.ascontiguousarray(chosen.array))
        return chosen

    def _row(self, position: int) -> _Row:
        values = []
        for name, column in self._columns().items():
            value = None if column is None else column[position]
            if value is not None and name in _ENUMS:
                value = _member(_ENUMS[name], value)
            values.append(value.item() if isinstance(value, np.generic) else value)
        row: _Row = self._row_class(*values)
        return row


@dataclass(frozen=True, eq=False, repr=False)
class Boxes(BoxColumns[Box]):
    """3D boxes as columns: labels, detections or tracks of a frame or of several.

    `boxes[3]` is one `Box`; slices, boolean masks and arrays of positions give boxes, and iteration
    yields one after the other. A scalar stands for a column of equal values. Columns that a source
    does not have are None. `dataclasses.replace(boxes, scores=...)` sets a column.

    Attributes:
        array: (N, 7) float64 center_x, center_y, center_z, length, width, height, heading in meters
            and radians; vehicle frame unless the name of the boxes says otherwise.
        types: (N,) int8 `ObjectType`.
        ids: (N,) object array of str, the same for an object in all frames of a segment; empty for
            a box without one.
        scores: (N,) float64 confidence in [0, 1].
        velocities: (N, 2) float64 velocities over ground in m/s along x and y of the frame of
            reference of `array`, as detectors and trackers give them; NaN where unknown.
        velocities_world: (N, 3) float64 velocities over ground in m/s along the axes of the world
            whatever the frame of reference of `array`, as Waymo's labels have them; NaN where
            unknown.
        accelerations_world: (N, 3) float64 accelerations in m/s^2 along the axes of the world; NaN
            where unknown.
        difficulties: (N,) int8 `Difficulty` for detection metrics; 0 where the label has none.
        tracking_difficulties: (N,) int8 `Difficulty` for tracking metrics; 0 where the label has
            none.
        num_points: (N,) int64 number of lidar points in the box.
        num_top_points: (N,) int64 number of these that come from the TOP lidar.
        cameras: (N,) int8 `CameraName` that sees the object best; 0 for none.
        timestamps_micros: (N,) int64 time of each box's frame in microseconds.

    Raises:
        InvalidInputError: The columns differ in length, or a value does not fit its type.
    """

    array: NDArray[np.float64]
    types: NDArray[np.int8]
    ids: NDArray[np.object_] | None = None
    scores: NDArray[np.float64] | None = None
    velocities: NDArray[np.float64] | None = None
    velocities_world: NDArray[np.float64] | None = None
    accelerations_world: NDArray[np.float64] | None = None
    difficulties: NDArray[np.int8] | None = None
    tracking_difficulties: NDArray[np.int8] | None = None
    num_points: NDArray[np.int64] | None = None
    num_top_points: NDArray[np.int64] | None = None
    cameras: NDArray[np.int8] | None = None
    timestamps_micros: NDArray[np.int64] | None = None

    _row_class = Box
    _box_columns = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")

    @property
    def corners(self) -> NDArray[np.float64]:
        """Corners of the boxes: (N, 8, 3) float64; see `geometry.box_corners`."""
        return box_corners(self.array)

    def transform(self, target_from_source: ArrayLike) -> Boxes:
        """Returns the boxes and their `velocities` in another frame of reference.

        Args:
            target_from_source: (4, 4) rigid transform, such as `frame.world_from_vehicle`.
        """
        transform = as_array("target_from_source", target_from_source, (4, 4))
        velocities = self.velocities
        if velocities is not None:
            velocities = velocities @ transform[:2, :2].T
        array = transform_boxes(transform, self.array)
        return dataclasses.replace(self, array=array, velocities=velocities)


@dataclass(frozen=True, eq=False, repr=False)
class ImageBoxes(BoxColumns[ImageBox]):
    """2D boxes in camera images as columns; they are indexed like `Boxes`.

    Attributes:
        array: (N, 4) float64 center_x, center_y, length (along x), width (along y) in pixels.
        types: (N,) int8 `ObjectType`.
        ids: (N,) object array of str: the camera label's id, or the laser label's for projected
            boxes; empty for a box without one.
        scores: (N,) float64 confidence in [0, 1].
        difficulties: (N,) int8 `Difficulty` for detection metrics; 0 where the label has none.
        tracking_difficulties: (N,) int8 `Difficulty` for tracking metrics; 0 where the label has
            none.
        cameras: (N,) int8 `CameraName` of the image.
        timestamps_micros: (N,) int64 time of each box's frame in microseconds.
        masks: (N,) object array of str: pixels of the object as run lengths (`geometry.Masks`);
            empty for a box without a mask.
        image_sizes: (N, 2) int64 height and width of the image of each mask; 0 without one.

    Raises:
        InvalidInputError: The columns differ in length, or a value does not fit its type.
    """

    array: NDArray[np.float64]
    types: NDArray[np.int8]
    ids: NDArray[np.object_] | None = None
    scores: NDArray[np.float64] | None = None
    difficulties: NDArray[np.int8] | None = None
    tracking_difficulties: NDArray[np.int8] | None = None
    cameras: NDArray[np.int8] | None = None
    timestamps_micros: NDArray[np.int64] | None = None
    masks: NDArray[np.object_] | None = None
    image_sizes: NDArray[np.int64] | None = None

    _row_class = ImageBox
    _box_columns = ("center_x", "center_y", "length", "width")


def _member(kind: type[enum.IntEnum], value: Any) -> Any:
    """A member of an enum, or the bare number where a damaged file has one that is unknown."""
    return kind(value) if value in kind._value2member_map_ else int(value)


def _shown(name: str, value: Any) -> object:
    """A value of a column as a table shows it: enums by name."""
    if name in _ENUMS:
        return _name(_ENUMS[name], value)
    return value.item() if isinstance(value, np.generic) else value


def _name(kind: type[enum.IntEnum], value: Any) -> str:
    return str(getattr(_member(kind, value), "name", f"type {value}"))
