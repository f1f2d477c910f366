"""Labelled boxes of a frame, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.geometry import box_corners, transform_boxes
from waymo_kit.schema import Component, component_of

_Boxes = TypeVar("_Boxes", bound="_Columns")


@dataclass(frozen=True, eq=False)
class _Columns:
    """Arrays of one length, indexed together."""

    def __len__(self) -> int:
        """Number of boxes."""
        return len(getattr(self, fields(self)[0].name))

    def __getitem__(self: _Boxes, index: slice | NDArray[Any]) -> _Boxes:
        """Selects boxes with a slice, a mask or an array of positions."""
        return type(self)(*(getattr(self, field.name)[index] for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Boxes3D(_Columns):
    """3D boxes in the vehicle frame.

    Attributes:
        array: (N, 7) float64 center_x, center_y, center_z, length, width, height, heading.
        types: (N,) int8 `ObjectType`.
        ids: (N,) object, str; they persist over the frames of a segment.
        num_points: (N,) int64 lidar points in the box.
        num_top_points: (N,) int64 of these, points of the TOP lidar.
        difficulty: (N,) int8 `Difficulty` for detection; 0 where the label does not say.
        tracking_difficulty: (N,) int8, likewise for tracking.
        speed: (N, 3) float64 m/s over ground, along the axes of the world frame, as the labels have
            it; NaN where the label does not say.
        acceleration: (N, 3) float64 m/s^2, likewise.
    """

    array: NDArray[np.float64]
    types: NDArray[np.int8]
    ids: NDArray[np.object_]
    num_points: NDArray[np.int64]
    num_top_points: NDArray[np.int64]
    difficulty: NDArray[np.int8]
    tracking_difficulty: NDArray[np.int8]
    speed: NDArray[np.float64]
    acceleration: NDArray[np.float64]

    @property
    def corners(self) -> NDArray[np.float64]:
        """Corners of the boxes, (N, 8, 3) float64; see `geometry.box_corners`."""
        return box_corners(self.array)

    def array_in(self, target_from_vehicle: NDArray[np.float64]) -> NDArray[np.float64]:
        """The boxes in another frame of reference, (N, 7) float64.

        Args:
            target_from_vehicle: (4, 4), for example `frame.world_from_vehicle`.
        """
        return transform_boxes(target_from_vehicle, self.array)


@dataclass(frozen=True, eq=False)
class Boxes2D(_Columns):
    """2D boxes in a camera's image.

    Attributes:
        array: (N, 4) float64 center_x, center_y, length (along x), width (along y), pixels.
        types: (N,) int8 `ObjectType`.
        ids: (N,) object, str: the camera label's id, or the laser label's for projected boxes.
        difficulty: (N,) int8 `Difficulty` for detection; 0 where the label does not say.
        tracking_difficulty: (N,) int8, likewise for tracking.
    """

    array: NDArray[np.float64]
    types: NDArray[np.int8]
    ids: NDArray[np.object_]
    difficulty: NDArray[np.int8]
    tracking_difficulty: NDArray[np.int8]


def column(table: pa.Table, name: str, dtype: type[np.generic]) -> NDArray[Any]:
    """A column of numbers as an array; nulls become NaN, or 0 for integers."""
    data = table.column(name)
    if data.null_count and not np.issubdtype(dtype, np.floating):
        data = data.fill_null(0)
    return np.asarray(data.to_numpy(), dtype=dtype)


def strings(table: pa.Table, name: str) -> NDArray[np.object_]:
    """A column of strings as an array of str."""
    values = table.column(name).to_pylist()
    out = np.empty(len(values), object)
    out[:] = values
    return out


def box_array(table: pa.Table, component: Component, path: str) -> NDArray[np.float64]:
    """The columns of a box as (N, 7) for 3D, (N, 4) for 2D, float64."""
    names = [f"{path}.center.{axis}" for axis in "xyz"] + [f"{path}.size.{axis}" for axis in "xyz"]
    names.append(f"{path}.heading")
    present = [component.column(name) for name in names]
    present = [name for name in present if name in table.column_names]
    return np.stack([column(table, name, np.float64) for name in present], axis=1)


def _vectors(table: pa.Table, component: Component, path: str) -> NDArray[np.float64]:
    names = [component.column(f"{path}.{axis}") for axis in "xyz"]
    return np.stack([column(table, name, np.float64) for name in names], axis=1)


def boxes_3d(table: pa.Table) -> Boxes3D:
    """Boxes of a `lidar_box` table."""
    component = component_of("lidar_box")
    name = component.column
    return Boxes3D(
        array=box_array(table, component, "box"),
        types=column(table, name("type"), np.int8),
        ids=strings(table, "key.laser_object_id"),
        num_points=column(table, name("num_lidar_points_in_box"), np.int64),
        num_top_points=column(table, name("num_top_lidar_points_in_box"), np.int64),
        difficulty=column(table, name("difficulty_level.detection"), np.int8),
        tracking_difficulty=column(table, name("difficulty_level.tracking"), np.int8),
        speed=_vectors(table, component, "speed"),
        acceleration=_vectors(table, component, "acceleration"),
    )


def boxes_2d(table: pa.Table, tag: str) -> Boxes2D:
    """Boxes of a `camera_box` or a `projected_lidar_box` table."""
    component = component_of(tag)
    name = component.column
    if tag == "camera_box":
        ids = strings(table, "key.camera_object_id")
        difficulty = column(table, name("difficulty_level.detection"), np.int8)
        tracking = column(table, name("difficulty_level.tracking"), np.int8)
    else:
        ids = strings(table, "key.laser_object_id")
        difficulty = tracking = np.zeros(len(ids), np.int8)
    return Boxes2D(
        array=box_array(table, component, "box"),
        types=column(table, name("type"), np.int8),
        ids=ids,
        difficulty=difficulty,
        tracking_difficulty=tracking,
    )
