"""Projection of lidar points into the camera images."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.camera import CameraPose, project_points
from waymo_kit.kernels import kernel
from waymo_kit.simulate.sensors.rig import SimulatedCamera

_HALF_WIDTH, _HALF_HEIGHT = math.tan(math.radians(28.5)), math.tan(math.radians(20.5))
"""Points further aside, above or below than this are in no image; spares their projection."""
_MOVED = 1.0
"""A vehicle moves less than this while an image is read in meters."""


def camera_projections(
    points: NDArray[np.float64], shots: list[tuple[SimulatedCamera, CameraPose]]
) -> NDArray[np.int32]:
    """Returns camera, u and v of the first two cameras that have each point in their image.

    Args:
        points: (N, 3) points in the local frame.
        shots: Cameras in the order of their names, with their poses in the local frame.

    Returns:
        (N, 6) int32; zero where no camera sees the point.
    """
    found = np.zeros((len(points), 6), dtype=np.int32)
    indices = np.empty(len(points), dtype=np.int64)
    near = np.empty((len(points), 3))
    for camera, pose in shots:
        mount = pose.world_from_vehicle @ camera.calibration.vehicle_from_camera
        count = _pick(points, mount, found, indices, near)
        pixels, inside = project_points(near[:count], camera.calibration, pose)
        _write(int(camera.name), pixels, inside, indices, found)
    return found


@kernel
def _pick(points, mount, found, indices, near):
    """Lists the points that a camera may see and that still have room for it."""
    count = 0
    for n in range(len(points)):
        if found[n, 3] > 0:
            continue
        x, y, z = points[n, 0] - mount[0, 3], points[n, 1] - mount[1, 3], points[n, 2] - mount[2, 3]
        ahead = x * mount[0, 0] + y * mount[1, 0] + z * mount[2, 0]
        aside = x * mount[0, 1] + y * mount[1, 1] + z * mount[2, 1]
        above = x * mount[0, 2] + y * mount[1, 2] + z * mount[2, 2]
        if (
            ahead > 0.0
            and abs(aside) < _HALF_WIDTH * ahead + _MOVED
            and abs(above) < _HALF_HEIGHT * ahead + _MOVED
        ):
            indices[count] = n
            near[count, 0], near[count, 1], near[count, 2] = (
                points[n, 0],
                points[n, 1],
                points[n, 2],
            )
            count += 1
    return count


@kernel
def _write(name, pixels, inside, indices, found):
    """Writes a camera's pixels to the first free place of each point."""
    for i in range(len(pixels)):
        if inside[i]:
            n = indices[i]
            at = 3 if found[n, 0] > 0 else 0
            found[n, at] = name
            found[n, at + 1] = int(pixels[i, 0])
            found[n, at + 2] = int(pixels[i, 1])
