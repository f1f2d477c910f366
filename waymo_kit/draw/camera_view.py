"""A camera's image with 3D boxes and points in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.draw.style import BACKGROUND, style_view, type_color
from waymo_kit.draw.wireframe import Projection, box_wireframes
from waymo_kit.geometry import CameraCalibration
from waymo_kit.geometry.arrays import as_array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DISTANCE_COLORMAP = "plasma_r"
DISTANCE_LIMITS = (2.0, 60.0)
"""Meters of the first and last color of points, on a logarithmic scale."""


def draw_camera(
    axes: Axes,
    image: NDArray[np.uint8],
    calibration: CameraCalibration,
    project: Projection | None,
    boxes: Boxes | None = None,
    *,
    predictions: Boxes | None = None,
    points: ArrayLike | None = None,
) -> None:
    """Draws an image, the edges of 3D boxes over it and, if given, points colored by distance.

    Args:
        axes: matplotlib axes to draw into; their limits and ticks are set.
        image: (H, W, 3) uint8 RGB.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame, such as `Camera.project` of a scene; None draws
            the image alone.
        boxes: Boxes in the vehicle frame, for example labels. Defaults to None, which draws none.
        predictions: Predicted boxes to draw over them; the labels are then thin and dim. Defaults
            to None, which draws none.
        points: (P, 3) points in meters, vehicle frame. Defaults to None, which draws none.

    Raises:
        InvalidInputError: A shape is wrong.
    """
    width, height = calibration.width, calibration.height
    style_view(axes)
    axes.imshow(_shrink(image), extent=(0, width, height, 0), interpolation="antialiased")
    if project is not None:
        xyz = as_array("points", () if points is None else points, ("P", 3))
        if len(xyz):
            _draw_points(axes, xyz, calibration, project)
        if boxes is not None:
            strength = 1.0 if predictions is None else 0.55
            _draw_boxes(axes, boxes, calibration, project, strength)
        if predictions is not None:
            _draw_boxes(axes, predictions, calibration, project, 1.0)
    axes.set(xlim=(0, width), ylim=(height, 0))


def _shrink(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Halves a large image by averaging, which is faster here than in the drawing library."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    if width < 1600:
        return image
    even = image[:height, :width].astype(np.uint16)
    total = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    return (total // 4).astype(np.uint8)


def _draw_points(
    axes: Axes, points: NDArray[np.float64], calibration: CameraCalibration, project: Projection
) -> None:
    pixels, valid = project(points)
    distance = np.linalg.norm(points[valid] - calibration.vehicle_from_camera[:3, 3], axis=1)
    far_first = np.argsort(-distance)
    near, far = np.log(DISTANCE_LIMITS)
    axes.scatter(
        pixels[valid, 0][far_first],
        pixels[valid, 1][far_first],
        c=np.log(np.maximum(distance[far_first], 1e-3)),
        cmap=DISTANCE_COLORMAP,
        vmin=near,
        vmax=far,
        s=1.2,
        lw=0,
    )


def _draw_boxes(
    axes: Axes,
    boxes: Boxes,
    calibration: CameraCalibration,
    project: Projection,
    strength: float,
) -> None:
    from matplotlib.collections import LineCollection

    lines, owner = box_wireframes(boxes.array, calibration, project)
    colors = np.array([type_color(kind) for kind in boxes.types.tolist()], dtype=np.str_)
    distance = np.linalg.norm(boxes.array[:, :3] - calibration.vehicle_from_camera[:3, 3], axis=1)
    widths = strength * np.clip(24 / np.maximum(distance, 1), 0.5, 1.5)
    order = np.argsort(-distance[owner], kind="stable")
    lines, owner = lines[order], owner[order]
    # A dark line under each one keeps it legible on any image.
    for color, alpha, extra in ((BACKGROUND, 0.55, 1.0), (colors[owner], 1.0, 0.0)):
        axes.add_collection(
            LineCollection(
                list(lines),
                colors=color,
                alpha=alpha * strength,
                linewidths=widths[owner] + extra,
                capstyle="round",
            ),
            autolim=False,
        )
