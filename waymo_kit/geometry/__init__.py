"""Geometry of the sensors and of boxes: numpy in, numpy out, kernels compiled by numba."""

from waymo_kit.geometry.transforms import (
    invert_transform,
    make_transform,
    rotation_from_euler,
    transform_points,
    wrap_angle,
)

__all__ = [
    "invert_transform",
    "make_transform",
    "rotation_from_euler",
    "transform_points",
    "wrap_angle",
]
