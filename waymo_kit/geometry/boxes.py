"""3D boxes: corners, change of frame, and points inside.

A box is `(center_x, center_y, center_z, length, width, height, heading)`: meters and radians,
length along the heading, heading counter-clockwise from +x, center in the middle.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.geometry.transforms import wrap_angle
from waymo_kit.kernels import kernel

_UNIT_CORNERS = 0.5 * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
"""Corners of the unit square in (length, width), counter-clockwise from front-left."""

_GRID_SIZE = 64
"""Cells a side of the bird's-eye grid that tells a point which boxes are near."""


_LARGEST = 1e12
"""Numbers beyond this are no box; below it nothing overflows."""


def bev_corners(boxes: ArrayLike) -> NDArray[np.float64]:
    """Returns the corners of boxes seen from above.

    Args:
        boxes: (N, 7).

    Returns:
        (N, 4, 2) float64 x, y, counter-clockwise: front-left, rear-left, rear-right, front-right.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    boxes = as_array("boxes", boxes, ("N", 7))
    along, across = np.moveaxis(boxes[:, None, 3:5] * _UNIT_CORNERS, -1, 0)
    cos, sin = np.cos(boxes[:, 6:]), np.sin(boxes[:, 6:])
    turned = np.stack([along * cos - across * sin, along * sin + across * cos], axis=-1)
    return turned + boxes[:, None, :2]


def box_corners(boxes: ArrayLike) -> NDArray[np.float64]:
    """Returns the eight corners of boxes.

    Args:
        boxes: (N, 7).

    Returns:
        (N, 8, 3) float64: 0-3 the bottom, 4-7 the top, each counter-clockwise seen from above:
        front-left, rear-left, rear-right, front-right.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    boxes = as_array("boxes", boxes, ("N", 7))
    corners = np.empty((len(boxes), 2, 4, 3))
    corners[..., :2] = bev_corners(boxes)[:, None]
    corners[:, 0, :, 2] = (boxes[:, 2] - 0.5 * boxes[:, 5])[:, None]
    corners[:, 1, :, 2] = (boxes[:, 2] + 0.5 * boxes[:, 5])[:, None]
    return corners.reshape(-1, 8, 3)


def transform_boxes(target_from_source: ArrayLike, boxes: ArrayLike) -> NDArray[np.float64]:
    """Moves boxes from one frame to another; they stay upright.

    The center moves with the whole transform, the heading turns by the rotation's yaw only: a box
    has no roll or pitch.

    Args:
        target_from_source: (4, 4), or (N, 4, 4) with one for each box, rigid.
        boxes: (N, 7) in the source frame.

    Returns:
        (N, 7) float64 in the target frame, headings in [-pi, pi).

    Raises:
        InvalidInputError: A shape is wrong.
    """
    moved = as_array("boxes", boxes, ("N", 7)).copy()
    transform = as_array("target_from_source", target_from_source, (..., 4, 4))
    rotation, translation = transform[..., :3, :3], transform[..., :3, 3]
    if transform.shape not in ((4, 4), (len(moved), 4, 4)):
        raise InvalidInputError(
            f"target_from_source: expected (4, 4) or ({len(moved)}, 4, 4), got {transform.shape}"
        )
    if transform.ndim == 2:
        moved[:, :3] = moved[:, :3] @ rotation.T + translation
    else:
        moved[:, :3] = np.einsum("nij,nj->ni", rotation, moved[:, :3]) + translation
    moved[:, 6] = wrap_angle(moved[:, 6] + np.arctan2(rotation[..., 1, 0], rotation[..., 0, 0]))
    return moved


def points_in_boxes(points: ArrayLike, boxes: ArrayLike) -> NDArray[np.int32]:
    """Tells which box holds each point; the boundary belongs to the box.

    Args:
        points: (P, 3) in the frame of the boxes; a point that is not finite lies in no box.
        boxes: (N, 7), finite, sizes not negative.

    Returns:
        (P,) int32: index of the first box that holds the point, -1 where none does.

    Raises:
        InvalidInputError: A shape is wrong or a box is not finite or has a negative size.
    """
    points = as_array("points", points, ("P", 3))
    boxes = _checked_boxes(boxes)
    index = np.full(len(points), -1, dtype=np.int32)
    if len(points) and len(boxes):
        _find_first_box(points, _frames(boxes), *_near_boxes(boxes), index)
    return index


def count_points_in_boxes(points: ArrayLike, boxes: ArrayLike) -> NDArray[np.int64]:
    """Counts the points in each box, boundary included, in float64.

    Args:
        points: (P, 3) in the frame of the boxes; a point that is not finite lies in no box.
        boxes: (N, 7), finite, sizes not negative.

    Returns:
        (N,) int64; a point in several boxes counts in each.

    Raises:
        InvalidInputError: A shape is wrong or a box is not finite or has a negative size.
    """
    points = as_array("points", points, ("P", 3))
    boxes = _checked_boxes(boxes)
    counts = np.zeros(len(boxes), dtype=np.int64)
    if len(points) and len(boxes):
        _count_points(points, _frames(boxes), *_near_boxes(boxes), counts)
    return counts


def _checked_boxes(boxes: ArrayLike) -> NDArray[np.float64]:
    checked = as_array("boxes", boxes, ("N", 7))
    wrong = ~(np.abs(checked) <= _LARGEST).all(axis=1) | (checked[:, 3:6] < 0).any(axis=1)
    if wrong.any():
        row = int(wrong.argmax())
        raise InvalidInputError(
            f"boxes: expected finite numbers (up to {_LARGEST:g}) and sizes >= 0, "
            f"got {checked[row].tolist()} in row {row}"
        )
    return checked


def _frames(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 8) float64: center, cos and sin of the heading, half sizes."""
    heading = boxes[:, 6]
    return np.column_stack([boxes[:, :3], np.cos(heading), np.sin(heading), 0.5 * boxes[:, 3:6]])


def _near_boxes(
    boxes: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32]]:
    """Lists the boxes that may touch each cell of a bird's-eye grid over all boxes.

    Returns:
        extent: (6,) float64: least x and y, greatest x and y, cells a meter along x and y.
        starts: (cells + 1,) int64, where each cell's list starts in `members`.
        members: int32 indices of boxes, ascending within a cell.
    """
    corners = bev_corners(boxes)
    # Wider than any rounding in the corners or in the test of a point against a box.
    margin = 1e-9 * (1.0 + np.abs(boxes[:, :2]) + boxes[:, 3:4] + boxes[:, 4:5])
    lowest, highest = corners.min(axis=1) - margin, corners.max(axis=1) + margin
    low, high = lowest.min(axis=0), highest.max(axis=0)
    cells_per_meter = _GRID_SIZE / (high - low)
    first = ((lowest - low) * cells_per_meter).astype(np.int64)
    last = ((highest - low) * cells_per_meter).astype(np.int64)
    starts, members = _list_boxes_by_cell(
        np.minimum(first, _GRID_SIZE - 1), np.minimum(last, _GRID_SIZE - 1)
    )
    return np.concatenate([low, high, cells_per_meter]), starts, members


@kernel
def _list_boxes_by_cell(first, last):
    """Sorts (cell, box) pairs by cell, counting first."""
    counts = np.zeros((_GRID_SIZE, _GRID_SIZE), np.int64)
    for box in range(len(first)):
        for i in range(first[box, 0], last[box, 0] + 1):
            for j in range(first[box, 1], last[box, 1] + 1):
                counts[i, j] += 1
    starts = np.zeros(counts.size + 1, np.int64)
    starts[1:] = np.cumsum(counts.ravel())
    free = starts[:-1].copy()
    members = np.empty(starts[-1], np.int32)
    for box in range(len(first)):
        for i in range(first[box, 0], last[box, 0] + 1):
            for j in range(first[box, 1], last[box, 1] + 1):
                cell = i * _GRID_SIZE + j
                members[free[cell]] = box
                free[cell] += 1
    return starts, members


@kernel
def _cell_of_point(x, y, extent):
    """Cell under a point, -1 outside of the grid or where the point is not a number."""
    if not (extent[0] <= x <= extent[2] and extent[1] <= y <= extent[3]):
        return -1
    # Truncation is monotone, here as in the boxes' own cells, so that no box is missed.
    i = min(int((x - extent[0]) * extent[4]), _GRID_SIZE - 1)
    j = min(int((y - extent[1]) * extent[5]), _GRID_SIZE - 1)
    return i * _GRID_SIZE + j


@kernel
def _holds(frame, x, y, z):
    """Returns whether a closed box holds a point."""
    dx, dy = x - frame[0], y - frame[1]
    return (
        abs(z - frame[2]) <= frame[7]
        and abs(dx * frame[3] + dy * frame[4]) <= frame[5]
        and abs(dy * frame[3] - dx * frame[4]) <= frame[6]
    )


@kernel
def _find_first_box(points, frames, extent, starts, members, index):
    for p in range(len(points)):
        x, y, z = points[p, 0], points[p, 1], points[p, 2]
        cell = _cell_of_point(x, y, extent)
        if cell < 0:
            continue
        for m in range(starts[cell], starts[cell + 1]):
            if _holds(frames[members[m]], x, y, z):
                index[p] = members[m]
                break


@kernel
def _count_points(points, frames, extent, starts, members, counts):
    for p in range(len(points)):
        x, y, z = points[p, 0], points[p, 1], points[p, 2]
        cell = _cell_of_point(x, y, extent)
        if cell < 0:
            continue
        for m in range(starts[cell], starts[cell + 1]):
            if _holds(frames[members[m]], x, y, z):
                counts[members[m]] += 1
