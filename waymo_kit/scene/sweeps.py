"""Sweeps: points of several frames in the axes of the first one, with their age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry import invert_transform
from waymo_kit.kernels import kernel
from waymo_kit.scene.frame import Frame


def join_sweeps(
    frames: Sequence[Frame], sweeps: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Joins the points of frames of a segment, moved into the axes of the first one.

    What stands still in the world falls into one place, and what moves leaves a trail.

    Args:
        frames: Frames of the segment, the newest first; at least one.
        sweeps: Points of each frame in its own axes: (n, C) float32, of which the first three
            columns are x, y and z.

    Returns:
        (N, C + 1) float32: the points in the order of the frames, and as the last column their age
        in seconds, which is 0 for those of the first frame.

    Raises:
        NotFoundError: A frame has no pose, and there are several.
    """
    newest = frames[0]
    points = np.empty((sum(map(len, sweeps)), sweeps[0].shape[1] + 1), np.float32)
    first = 0
    for frame, sweep in zip(frames, sweeps, strict=True):
        motion = np.eye(4)
        if frame is not newest:
            motion = invert_transform(newest.world_from_vehicle) @ frame.world_from_vehicle
        age = 1e-6 * (newest.timestamp_micros - frame.timestamp_micros)
        _copy_moved(sweep, motion, age, points[first : first + len(sweep)])
        first += len(sweep)
    return points


@kernel
def _copy_moved(sweep: Any, motion: Any, age: float, out: Any) -> None:
    """Writes the points of a sweep, moved in float64, with their other columns and their age."""
    last = out.shape[1] - 1
    for i in range(len(sweep)):
        x, y, z = np.float64(sweep[i, 0]), np.float64(sweep[i, 1]), np.float64(sweep[i, 2])
        for k in range(3):
            out[i, k] = motion[k, 0] * x + motion[k, 1] * y + motion[k, 2] * z + motion[k, 3]
        for k in range(3, last):
            out[i, k] = sweep[i, k]
        out[i, last] = age
