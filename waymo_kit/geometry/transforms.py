"""Rigid transforms between frames of reference, and angles.

A transform is a (4, 4) float64 array named `target_from_source`:
`points_target = target_from_source @ points_source`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array


def rotation_from_euler(roll: ArrayLike, pitch: ArrayLike, yaw: ArrayLike) -> NDArray[np.float64]:
    """Returns the rotation `Rz(yaw) @ Ry(pitch) @ Rx(roll)`.

    This is the order in which Waymo stores the per-pixel pose of the top lidar.

    Args:
        roll: Angle about x in radians; any shape that broadcasts with the other two.
        pitch: Angle about y in radians.
        yaw: Angle about z in radians.

    Returns:
        (..., 3, 3) float64.
    """
    roll, pitch, yaw = np.broadcast_arrays(
        *(np.asarray(angle, dtype=np.float64) for angle in (roll, pitch, yaw))
    )
    cos_r, sin_r = np.cos(roll), np.sin(roll)
    cos_p, sin_p = np.cos(pitch), np.sin(pitch)
    cos_y, sin_y = np.cos(yaw), np.sin(yaw)
    rotation = np.empty((*roll.shape, 3, 3))
    rotation[..., 0, 0] = cos_y * cos_p
    rotation[..., 0, 1] = cos_y * sin_p * sin_r - sin_y * cos_r
    rotation[..., 0, 2] = cos_y * sin_p * cos_r + sin_y * sin_r
    rotation[..., 1, 0] = sin_y * cos_p
    rotation[..., 1, 1] = sin_y * sin_p * sin_r + cos_y * cos_r
    rotation[..., 1, 2] = sin_y * sin_p * cos_r - cos_y * sin_r
    rotation[..., 2, 0] = -sin_p
    rotation[..., 2, 1] = cos_p * sin_r
    rotation[..., 2, 2] = cos_p * cos_r
    return rotation


def make_transform(rotation: ArrayLike, translation: ArrayLike) -> NDArray[np.float64]:
    """Joins rotations and translations to homogeneous transforms.

    Args:
        rotation: (..., 3, 3), target from source.
        translation: (..., 3) meters, the source's origin in the target frame; broadcasts.

    Returns:
        (..., 4, 4) float64, target from source.

    Raises:
        InvalidInputError: A shape is wrong.
    """
    rotation = as_array("rotation", rotation, (..., 3, 3))
    translation = as_array("translation", translation, (..., 3))
    try:
        leading = np.broadcast_shapes(rotation.shape[:-2], translation.shape[:-1])
    except ValueError as error:
        raise InvalidInputError(
            f"expected as many rotations as translations, got shapes {rotation.shape} "
            f"and {translation.shape}"
        ) from error
    transform = np.zeros((*leading, 4, 4))
    transform[..., :3, :3] = rotation
    transform[..., :3, 3] = translation
    transform[..., 3, 3] = 1.0
    return transform


def invert_transform(target_from_source: ArrayLike) -> NDArray[np.float64]:
    """Inverts rigid transforms: the rotation is transposed, not inverted.

    Args:
        target_from_source: (..., 4, 4) with an orthonormal rotation.

    Returns:
        (..., 4, 4) float64, source from target.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    transform = as_array("target_from_source", target_from_source, (..., 4, 4))
    rotation = np.swapaxes(transform[..., :3, :3], -1, -2)
    return make_transform(rotation, -(rotation @ transform[..., :3, 3:])[..., 0])


def transform_points(target_from_source: ArrayLike, points: ArrayLike) -> NDArray[np.float64]:
    """Moves points from one frame to another.

    Args:
        target_from_source: (4, 4).
        points: (N, 3) meters in the source frame.

    Returns:
        (N, 3) float64 meters in the target frame.

    Raises:
        InvalidInputError: A shape is wrong.
    """
    transform = as_array("target_from_source", target_from_source, (4, 4))
    return as_array("points", points, ("N", 3)) @ transform[:3, :3].T + transform[:3, 3]


def wrap_angle(angle: ArrayLike) -> NDArray[np.float64]:
    """Brings angles into [-pi, pi); one that is there already comes back unchanged.

    Args:
        angle: Angles in radians, any shape.

    Returns:
        float64 radians of the same shape.
    """
    angle = np.asarray(angle, dtype=np.float64)
    wrapped = np.mod(angle + np.pi, 2 * np.pi) - np.pi
    wrapped = np.where(wrapped >= np.pi, -np.pi, wrapped)
    return np.where((angle >= -np.pi) & (angle < np.pi), angle, wrapped)
