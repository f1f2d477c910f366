"""Where the points of a range image lie in the camera images."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.camera import CameraPose, project_points
from waymo_kit.simulate.rig import Camera

_HALF_VIEW = math.tan(math.radians(34.0))
"""Points further aside than this are in no image; spares their projection."""


def camera_projections(
    points: NDArray[np.float64],
    valid: NDArray[np.bool_],
    shots: list[tuple[Camera, CameraPose]],
) -> NDArray[np.int32]:
    """Camera, u and v of the first and of the second camera that has each point in its image.

    Args:
        points: (H, W, 3) local frame.
        valid: (H, W) whether there is a point.
        shots: cameras in the order of their names, with their poses in the local frame.

    Returns:
        (H, W, 6) int32; zero where no camera sees the point.
    """
    flat = points[valid]
    found = np.zeros((len(flat), 6), dtype=np.int32)
    seen = np.zeros(len(flat), dtype=np.int64)
    for camera, pose in shots:
        camera_pose = pose.world_from_vehicle @ camera.calibration.vehicle_from_camera
        offset = flat - camera_pose[:3, 3]
        ahead, aside = offset @ camera_pose[:3, 0], offset @ camera_pose[:3, 1]
        near = np.flatnonzero((ahead > 0) & (np.abs(aside) < _HALF_VIEW * ahead + 1.0) & (seen < 2))
        pixels, inside = project_points(flat[near], camera.calibration, pose)
        rows = near[inside]
        columns = 3 * seen[rows]
        found[rows, columns] = int(camera.name)
        found[rows, columns + 1] = pixels[inside, 0].astype(np.int32)
        found[rows, columns + 2] = pixels[inside, 1].astype(np.int32)
        seen[rows] += 1
    result = np.zeros((*valid.shape, 6), dtype=np.int32)
    result[valid] = found
    return result
