"""Geometry of the sensors and of boxes: numpy in, numpy out, kernels compiled by numba."""

from waymo_kit.geometry.boxes import (
    bev_corners,
    box_corners,
    count_points_in_boxes,
    points_in_boxes,
    transform_boxes,
)
from waymo_kit.geometry.transforms import (
    invert_transform,
    make_transform,
    rotation_from_euler,
    transform_points,
    wrap_angle,
)

__all__ = [
    "bev_corners",
    "box_corners",
    "count_points_in_boxes",
    "invert_transform",
    "make_transform",
    "points_in_boxes",
    "rotation_from_euler",
    "transform_boxes",
    "transform_points",
    "wrap_angle",
]
