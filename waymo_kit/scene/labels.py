"""Labeled boxes from component tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.scene.columns import TIMESTAMP, numbers, strings, vectors
from waymo_kit.schema import Component, component_of


def box_array(table: pa.Table, component: Component, path: str) -> NDArray[np.float64]:
    """Returns the columns of a box as (N, 7) for 3D or (N, 4) for 2D, float64; nulls are NaN."""
    names = [f"{path}.center.{axis}" for axis in "xyz"] + [f"{path}.size.{axis}" for axis in "xyz"]
    names.append(f"{path}.heading")
    present = [component.column(name) for name in names]
    present = [name for name in present if name in table.column_names]
    return np.stack([numbers(table, name, np.float64) for name in present], axis=1)


def lidar_boxes(table: pa.Table) -> Boxes:
    """Returns the boxes of a `lidar_box` table, vehicle frame."""
    component = component_of("lidar_box")
    name = component.column
    return Boxes(
        array=box_array(table, component, "box"),
        types=numbers(table, name("type"), np.int8),
        ids=strings(table, "key.laser_object_id"),
        velocities_world=vectors(table, component, "speed"),
        accelerations_world=vectors(table, component, "acceleration"),
        difficulties=numbers(table, name("difficulty_level.detection"), np.int8),
        tracking_difficulties=numbers(table, name("difficulty_level.tracking"), np.int8),
        num_points=numbers(table, name("num_lidar_points_in_box"), np.int64),
        num_top_points=numbers(table, name("num_top_lidar_points_in_box"), np.int64),
        timestamps_micros=numbers(table, TIMESTAMP, np.int64),
    )


def camera_boxes(table: pa.Table) -> ImageBoxes:
    """Returns the boxes of a `camera_box` table."""
    component = component_of("camera_box")
    name = component.column
    return ImageBoxes(
        array=box_array(table, component, "box"),
        types=numbers(table, name("type"), np.int8),
        ids=strings(table, "key.camera_object_id"),
        difficulties=numbers(table, name("difficulty_level.detection"), np.int8),
        tracking_difficulties=numbers(table, name("difficulty_level.tracking"), np.int8),
        cameras=numbers(table, "key.camera_name", np.int8),
        timestamps_micros=numbers(table, TIMESTAMP, np.int64),
    )


def projected_boxes(table: pa.Table) -> ImageBoxes:
    """Returns the boxes of a `projected_lidar_box` table; ids are those of the 3D boxes."""
    component = component_of("projected_lidar_box")
    return ImageBoxes(
        array=box_array(table, component, "box"),
        types=numbers(table, component.column("type"), np.int8),
        ids=strings(table, "key.laser_object_id"),
        cameras=numbers(table, "key.camera_name", np.int8),
        timestamps_micros=numbers(table, TIMESTAMP, np.int64),
    )
