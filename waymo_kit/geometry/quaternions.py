"""Unit quaternions (w, x, y, z), in which other formats write rotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.geometry.arrays import as_array


def quaternion_from_rotation(rotation: ArrayLike) -> NDArray[np.float64]:
    """Returns the unit quaternion of a rotation, with w of at least 0.

    Of the four formulas the one is used whose divisor is largest (Shepperd, 1978), so that the
    result is accurate for every rotation.

    Args:
        rotation: (3, 3) orthonormal matrix.

    Returns:
        (4,) float64 w, x, y, z.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    r = as_array("rotation", rotation, (3, 3))
    trace = np.trace(r)
    squares = np.array([trace, r[0, 0], r[1, 1], r[2, 2]])
    largest = int(squares.argmax())
    q = np.empty(4)
    if largest == 0:
        q[:] = 1 + trace, r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]
    else:
        i = largest - 1
        j, k = (i + 1) % 3, (i + 2) % 3
        q[0] = r[k, j] - r[j, k]
        q[1 + i] = 1 + r[i, i] - r[j, j] - r[k, k]
        q[1 + j] = r[j, i] + r[i, j]
        q[1 + k] = r[k, i] + r[i, k]
    q /= np.linalg.norm(q)
    return -q if q[0] < 0 else q


def rotation_from_quaternion(quaternion: ArrayLike) -> NDArray[np.float64]:
    """Returns the rotations of quaternions, which need not have unit length.

    Args:
        quaternion: (..., 4) w, x, y, z.

    Returns:
        (..., 3, 3) float64; not a number for a quaternion of length 0.
    """
    q = as_array("quaternion", quaternion, (..., 4))
    with np.errstate(invalid="ignore", divide="ignore"):
        w, x, y, z = np.moveaxis(q / np.linalg.norm(q, axis=-1, keepdims=True), -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
