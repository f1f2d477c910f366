"""3D boxes as lines in an image: cut off at the field of view, then bent by lens and shutter."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.geometry import (
    CameraCalibration,
    box_corners,
    invert_transform,
    pixel_rays,
)
from waymo_kit.geometry.arrays import as_array
from waymo_kit.kernels import kernel

Projection = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.bool_]]]
"""Function from (N, 3) points of the vehicle frame to (N, 2) pixels and their validity."""

_EDGES = np.array(
    [[0, 1], [1, 2], [2, 3], [3, 0], [4, 5], [5, 6], [6, 7], [7, 4], [0, 4], [1, 5], [2, 6], [3, 7]]
    + [[8, 9]]
)
"""Pairs of corners; 8 and 9 are the middles of the bottom and of its front edge: the heading."""

_NEAR = 0.2
"""Meters in front of the camera at which lines are cut."""

_MARGIN = 1.15
"""Lines are cut this much outside of the image, where lens and shutter cannot bring them back."""

_SAMPLES = 9
"""Points a line: enough to follow the lens."""


class Wireframes(NamedTuple):
    """The edges of boxes in an image.

    Attributes:
        pixels: (L, S, 2) float64 pixels along each line; a point that has no projection is not a
            number.
        owner: (L,) int64, the box of each line.
        edge: (L,) int64, 0 to 3 the edges of the bottom, 4 to 7 those of the top, 8 to 11 the
            upright ones, 12 the line from the middle of the bottom to its front.
    """

    pixels: NDArray[np.float64]
    owner: NDArray[np.int64]
    edge: NDArray[np.int64]


def box_wireframes(
    boxes: ArrayLike, calibration: CameraCalibration, project: Projection
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Returns the edges of boxes in an image, and a line towards the front of each.

    Args:
        boxes: (N, 7), vehicle frame.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame, such as `Camera.project` of a scene.

    Returns:
        `pixels` and `owner` of `wireframes`, which says more.
    """
    found = wireframes(boxes, calibration, project)
    return found.pixels, found.owner


def wireframes(boxes: ArrayLike, calibration: CameraCalibration, project: Projection) -> Wireframes:
    """Returns the edges of boxes in an image, and a line towards the front of each.

    Edges are cut off near the camera and just outside of its field of view, so that no line is
    missing or runs wild where a box is partly beside or behind the camera; what juts out of the
    image is left to the axes to cut.

    Args:
        boxes: (N, 7), vehicle frame.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame, such as `Camera.project` of a scene.
    """
    return wireframes_of_edges(box_edges(boxes), calibration, project)


def box_edges(boxes: ArrayLike) -> NDArray[np.float64]:
    """Returns the ends of the lines that `wireframes` draws, before they are seen by a camera.

    Args:
        boxes: (N, 7), vehicle frame.

    Returns:
        (N, 13, 2, 3) float64, vehicle frame.
    """
    corners = box_corners(as_array("boxes", boxes, ("N", 7)))
    bottom = corners[:, :4].mean(axis=1, keepdims=True)
    front = corners[:, [0, 3]].mean(axis=1, keepdims=True)
    joints = np.concatenate([corners, bottom, front], axis=1)
    edges: NDArray[np.float64] = joints[:, _EDGES]
    return edges


def wireframes_of_edges(
    edges: NDArray[np.float64], calibration: CameraCalibration, project: Projection
) -> Wireframes:
    """Returns `wireframes` of boxes whose edges several cameras share.

    Args:
        edges: (N, 13, 2, 3) float64 edges in the vehicle frame, as `box_edges` returns them.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame.
    """
    pixels, kept = image_lines(edges.reshape(-1, 2, 3), calibration, project)
    owner, edge = np.divmod(kept, len(_EDGES))
    return Wireframes(pixels, owner, edge)


def image_lines(
    segments: NDArray[np.float64], calibration: CameraCalibration, project: Projection
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Returns straight segments as lines in an image, cut off near the camera and beside its view.

    Args:
        segments: (N, 2, 3) ends of the segments in meters, vehicle frame.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame.

    Returns:
        (L, S, 2) float64 pixels along each line, and the (L,) int64 segment of each.
    """
    segments = np.ascontiguousarray(segments, np.float64)
    points = np.empty((len(segments), _SAMPLES, 3))
    kept = np.empty(len(segments), np.int64)
    count = _cut(segments, _view_planes(calibration), points, kept)
    pixels, _ = project(points[:count].reshape(-1, 3))
    return pixels.reshape(-1, _SAMPLES, 2), kept[:count]


@lru_cache(maxsize=64)  # calibrations of twelve segments
def _view_planes(calibration: CameraCalibration) -> NDArray[np.float64]:
    """(5, 4) float64: points `p` of the vehicle frame in view have `planes @ [*p, 1] >= 0`."""
    u, v = np.linspace(0, calibration.width, 17), np.linspace(0, calibration.height, 17)
    border = [(x, y) for x in u for y in (0, calibration.height)]
    border += [(x, y) for y in v for x in (0, calibration.width)]
    rays = pixel_rays(calibration, border)
    side, up = rays[:, 1] / rays[:, 0], rays[:, 2] / rays[:, 0]
    planes = np.array(
        [
            [1, 0, 0, -_NEAR],
            [_MARGIN * np.nanmax(side), -1, 0, 0],
            [-_MARGIN * np.nanmin(side), 1, 0, 0],
            [_MARGIN * np.nanmax(up), 0, -1, 0],
            [-_MARGIN * np.nanmin(up), 0, 1, 0],
        ]
    )
    seen: NDArray[np.float64] = planes @ invert_transform(calibration.vehicle_from_camera)
    return seen


@kernel
def _cut(segments: Any, planes: Any, points: Any, kept: Any) -> int:
    """Liang-Barsky: cuts segments off at planes; returns how many are left.

    Args:
        segments: (N, 2, 3) ends.
        planes: (5, 4) planes.
        points: (N, S, 3), of which the first become points along the segments that are left.
        kept: (N,) int64, of which the first become their numbers.
    """
    count, last = 0, points.shape[1] - 1
    for n in range(len(segments)):
        x, y, z = segments[n, 0]
        dx, dy, dz = segments[n, 1, 0] - x, segments[n, 1, 1] - y, segments[n, 1, 2] - z
        enter, leave = 0.0, 1.0
        for plane in planes:
            before = plane[0] * x + plane[1] * y + plane[2] * z + plane[3]
            after = before + plane[0] * dx + plane[1] * dy + plane[2] * dz
            if before < 0 and after < 0:
                leave = 0.0
            elif before < 0 and after >= 0:
                enter = max(enter, before / (before - after))
            elif before >= 0 and after < 0:
                leave = min(leave, before / (before - after))
        if not enter < leave:
            continue
        for sample in range(last + 1):
            share = enter + (leave - enter) * sample / last
            points[count, sample, 0] = x + share * dx
            points[count, sample, 1] = y + share * dy
            points[count, sample, 2] = z + share * dz
        kept[count] = n
        count += 1
    return count
