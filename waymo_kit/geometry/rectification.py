"""Rectified images, as a camera without lens distortion would have recorded them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.camera import CameraCalibration, distort
from waymo_kit.kernels import kernel

OPTICAL_FROM_CAMERA = np.array(
    [[0.0, -1.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
)
"""Transform from Waymo's camera frame to the optical one: x right, y down, z forward."""


def camera_matrix(calibration: CameraCalibration) -> NDArray[np.float64]:
    """Returns the (3, 3) matrix of a camera without its distortion, for the optical frame."""
    f_u, f_v, c_u, c_v = calibration.intrinsic[:4]
    return np.array([[f_u, 0.0, c_u], [0.0, f_v, c_v], [0.0, 0.0, 1.0]])


def rectify_image(image: NDArray[np.uint8], calibration: CameraCalibration) -> NDArray[np.uint8]:
    """Removes the lens distortion of an image; the camera matrix and the size stay the same.

    Each pixel is interpolated between the four nearest ones; those that the lens does not see are
    black. The rolling shutter is left as it is.

    Args:
        image: (H, W, 3) uint8.
        calibration: Calibration of the camera.

    Returns:
        (H, W, 3) uint8 image whose pixels `camera_matrix(calibration)` describes.

    Raises:
        InvalidInputError: The image does not have the size of the calibration.
    """
    expected = (calibration.height, calibration.width, 3)
    if image.shape != expected or image.dtype != np.uint8:
        raise InvalidInputError(
            f"image: expected {expected} uint8 as in the calibration, got {image.shape} "
            f"{image.dtype}"
        )
    rectified = np.zeros_like(image)
    _rectify(np.ascontiguousarray(image), calibration.intrinsic, rectified)
    return rectified


def project_rectified(
    points: NDArray[np.float64], calibration: CameraCalibration
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Projects points into the rectified image.

    Args:
        points: (N, 3) meters in the vehicle frame.
        calibration: Calibration of the camera.

    Returns:
        pixels: (N, 2) float64 u, v; not a number behind the camera.
        depth: (N,) float64 meters along the optical axis.
    """
    inverse = np.linalg.inv(calibration.vehicle_from_camera)
    seen = points @ inverse[:3, :3].T + inverse[:3, 3]
    f_u, f_v, c_u, c_v = calibration.intrinsic[:4]
    depth = seen[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        ahead = np.where(depth > 0, depth, np.nan)
        u = c_u - f_u * seen[:, 1] / ahead
        v = c_v - f_v * seen[:, 2] / ahead
    return np.stack([u, v], axis=1), depth


@kernel
def _rectify(image, intrinsic, rectified):
    """Looks up each pixel of the rectified image where the lens has put it."""
    f_u, f_v, c_u, c_v = intrinsic[0], intrinsic[1], intrinsic[2], intrinsic[3]
    height, width = image.shape[0], image.shape[1]
    for row in range(height):
        b = (row + 0.5 - c_v) / f_v
        for column in range(width):
            a = (column + 0.5 - c_u) / f_u
            u, v = distort(a, b, intrinsic)
            if not (0.0 <= u <= width and 0.0 <= v <= height):
                continue
            x = min(max(u - 0.5, 0.0), width - 1.0)
            y = min(max(v - 0.5, 0.0), height - 1.0)
            x0, y0 = int(x), int(y)
            x1, y1 = min(x0 + 1, width - 1), min(y0 + 1, height - 1)
            s, t = x - x0, y - y0
            for channel in range(3):
                top = (1.0 - s) * image[y0, x0, channel] + s * image[y0, x1, channel]
                bottom = (1.0 - s) * image[y1, x0, channel] + s * image[y1, x1, channel]
                rectified[row, column, channel] = int((1.0 - t) * top + t * bottom + 0.5)
