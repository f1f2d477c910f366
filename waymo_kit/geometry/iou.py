"""Overlap of boxes: intersection over union of 3D, bird's-eye-view and image boxes, and 3D GIoU.

The intersection of two rotated rectangles is exact up to rounding: in the frame of the first one,
Green's theorem turns it into four integrals of a clamped linear function, one an edge of the
second. So touching, nested and coincident boxes need no special case, and the error of an area is
a few ulps of the first box's area; an area of that size counts as 0.

A box with a side <= 0.01 or >= 1e6 has no overlap with anything, as in the official evaluator.
"""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.geometry.box_hull import hull_area
from waymo_kit.kernels import kernel

SMALLEST_SIDE = 1e-2
"""A box with a side of this length or less overlaps nothing."""

LARGEST_SIDE = 1e6
"""A box with a side of this length or more overlaps nothing."""


_ROUNDING = 1e-14
"""An intersection of this part of a quarter of a box's area is rounding, not overlap."""


class Overlap(enum.IntEnum):
    """Measure of the overlap of two boxes; the first three have the official numbers."""

    IOU_3D = 1
    IOU_BEV = 2
    IOU_2D = 3
    GIOU_3D = 4


_IOU_3D = int(Overlap.IOU_3D)
_IOU_BEV = int(Overlap.IOU_BEV)
_IOU_2D = int(Overlap.IOU_2D)
_GIOU_3D = int(Overlap.GIOU_3D)


def iou_3d(boxes: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Returns the intersection over union of the volumes of upright 3D boxes, for every pair.

    Args:
        boxes: (N, 7).
        others: (M, 7) in the same frame.

    Returns:
        (N, M) float64 in [0, 1].

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    return overlap_matrix(boxes, others, Overlap.IOU_3D)


def iou_bev(boxes: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Returns the intersection over union of 3D boxes seen from above, for every pair.

    Args:
        boxes: (N, 7).
        others: (M, 7) in the same frame.

    Returns:
        (N, M) float64 in [0, 1]; the heights only matter where they are >= 1e6.

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    return overlap_matrix(boxes, others, Overlap.IOU_BEV)


def iou_2d(boxes: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Returns the intersection over union of axis-aligned image boxes, for every pair.

    Args:
        boxes: (N, 4) center_x, center_y, length, width; pixels.
        others: (M, 4).

    Returns:
        (N, M) float64 in [0, 1].

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    return overlap_matrix(boxes, others, Overlap.IOU_2D)


def giou_3d(boxes: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Returns the generalized IoU of upright 3D boxes, for every pair.

    The enclosing solid is the convex hull of the two boxes seen from above, times the range of
    heights that they span: GIoU = IoU - (enclosing - union) / enclosing. (Rezatofighi et al.,
    "Generalized Intersection over Union", CVPR 2019; in 3D as in Pang et al., "SimpleTrack", 2021.)

    Args:
        boxes: (N, 7).
        others: (M, 7) in the same frame.

    Returns:
        (N, M) float64 in [-1, 1]; -1 where a box has a side <= 0.01 or >= 1e6.

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    return overlap_matrix(boxes, others, Overlap.GIOU_3D)


def overlap_matrix(boxes: ArrayLike, others: ArrayLike, overlap: Overlap) -> NDArray[np.float64]:
    """Returns the overlap of every pair of boxes by any of the measures above.

    Returns:
        (N, M) float64.

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    left, right = _prepared("boxes", boxes, overlap), _prepared("others", others, overlap)
    values = np.empty((len(left), len(right)))
    if overlap is Overlap.GIOU_3D:
        _fill_generalized_matrix(left, right, values)
    else:
        _fill_matrix(int(overlap), left, right, values)
    return values


def overlap_of_pairs(
    boxes: ArrayLike, others: ArrayLike, pairs: ArrayLike, overlap: Overlap
) -> NDArray[np.float64]:
    """Returns the overlap of some pairs of boxes by any of the measures above.

    Args:
        boxes: (N, 7), or (N, 4) for `Overlap.IOU_2D`.
        others: (M, 7) or (M, 4).
        pairs: (K, 2) integers: a row of `boxes` and a row of `others`.
        overlap: Measure of overlap.

    Returns:
        (K,) float64.

    Raises:
        InvalidInputError: A shape is wrong, a number is not finite or a row does not exist.
    """
    left, right = _prepared("boxes", boxes, overlap), _prepared("others", others, overlap)
    rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if len(rows) and (rows.min() < 0 or (rows >= (len(left), len(right))).any()):
        raise InvalidInputError(
            f"pairs: expected rows below {len(left)} and {len(right)}, "
            f"got {rows.min(axis=0).tolist()} to {rows.max(axis=0).tolist()}"
        )
    values = np.empty(len(rows))
    if overlap is Overlap.GIOU_3D:
        _fill_generalized_pairs(left, right, rows, values)
    else:
        _fill_pairs(int(overlap), left, right, rows, values)
    return values


def candidate_pairs(boxes: ArrayLike, others: ArrayLike, overlap: Overlap) -> NDArray[np.int64]:
    """Lists the pairs of boxes near enough to overlap: all others have IoU 0.

    Near means that the circles around the two boxes seen from above meet.

    Args:
        boxes: (N, 7), or (N, 4) for `Overlap.IOU_2D`.
        others: (M, 7) or (M, 4).
        overlap: Measure of overlap.

    Returns:
        (K, 2) int64: a row of `boxes` and a row of `others`, in lexical order.

    Raises:
        InvalidInputError: A shape is wrong or a number is not finite.
    """
    left, right = _prepared("boxes", boxes, overlap), _prepared("others", others, overlap)
    pairs = np.empty((_list_near(left, right, np.empty((0, 2), np.int64)), 2), np.int64)
    _list_near(left, right, pairs)
    return pairs


def _prepared(name: str, boxes: ArrayLike, overlap: Overlap) -> NDArray[np.float64]:
    """(N, 9) float64 rows that the kernels read; see `prepare_boxes`."""
    array = as_array(name, boxes, ("N", 4 if overlap == Overlap.IOU_2D else 7))
    finite = np.isfinite(array).all(axis=1)
    if not finite.all():
        row = int(finite.argmin())
        raise InvalidInputError(
            f"{name}: expected finite numbers, got {array[row].tolist()} in row {row}"
        )
    return prepare_boxes(array)


def prepare_boxes(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lays boxes out for the kernels of this module; a caller that loops over pairs needs it once.

    Args:
        boxes: (N, 7) or (N, 4), checked.

    Returns:
        (N, 9) float64: center x, y, z, half sizes, cos and sin of the heading, radius of the
        circle around it seen from above. A box that overlaps nothing by the rule of sides has
        radius -inf. Image boxes have a half height of 0.5 and center z and heading 0.
    """
    rows = np.zeros((len(boxes), 9))
    rows[:, 5], rows[:, 6] = 0.5, 1.0
    if boxes.shape[1] == 4:
        rows[:, :2], rows[:, 3:5] = boxes[:, :2], 0.5 * boxes[:, 2:]
    else:
        rows[:, :3], rows[:, 3:6] = boxes[:, :3], 0.5 * boxes[:, 3:6]
        rows[:, 6], rows[:, 7] = np.cos(boxes[:, 6]), np.sin(boxes[:, 6])
    rows[:, 8] = np.hypot(rows[:, 3], rows[:, 4])
    sides = boxes[:, 2:4] if boxes.shape[1] == 4 else boxes[:, 3:5]
    without = (sides <= SMALLEST_SIDE).any(axis=1) | (2 * rows[:, 3:6] >= LARGEST_SIDE).any(axis=1)
    rows[without, 8] = -np.inf
    return rows


@kernel
def _strip_integral(x0, y0, x1, y1, half_x, half_y):
    """Integral of clamp(x, -half_x, half_x) dy along a segment, where |y| <= half_y."""
    sign = 1.0
    if y0 > y1:
        x0, y0, x1, y1, sign = x1, y1, x0, y0, -1.0
    if y1 <= -half_y or y0 >= half_y or y0 == y1:
        return 0.0
    slope = (x1 - x0) / (y1 - y0)
    if y0 < -half_y:
        x0 += (-half_y - y0) * slope
        y0 = -half_y
    if y1 > half_y:
        x1 += (half_y - y1) * slope
        y1 = half_y
    rise = sign * (y1 - y0)
    low, high = min(x0, x1), max(x0, x1)
    if low >= half_x:
        return rise * half_x
    if high <= -half_x:
        return -rise * half_x
    if low >= -half_x and high <= half_x:
        return rise * 0.5 * (low + high)
    left, right = max(low, -half_x), min(high, half_x)
    inside = 0.5 * (left + right) * (right - left)
    return rise * (inside + half_x * ((high - right) - (left - low))) / (high - low)


@kernel
def _intersection_area(a, b):
    """Area that two prepared boxes share seen from above."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    x, y = dx * a[6] + dy * a[7], dy * a[6] - dx * a[7]
    cos, sin = a[6] * b[6] + a[7] * b[7], a[6] * b[7] - a[7] * b[6]
    along_x, along_y = b[3] * cos, b[3] * sin
    across_x, across_y = -b[4] * sin, b[4] * cos
    x0, y0 = x + along_x + across_x, y + along_y + across_y
    x1, y1 = x - along_x + across_x, y - along_y + across_y
    x2, y2 = x - along_x - across_x, y - along_y - across_y
    x3, y3 = x + along_x - across_x, y + along_y - across_y
    area = (
        _strip_integral(x0, y0, x1, y1, a[3], a[4])
        + _strip_integral(x1, y1, x2, y2, a[3], a[4])
        + _strip_integral(x2, y2, x3, y3, a[3], a[4])
        + _strip_integral(x3, y3, x0, y0, a[3], a[4])
    )
    return area if area > _ROUNDING * a[3] * a[4] else 0.0


@kernel
def _are_near(a, b):
    """Returns whether the circles around two boxes meet seen from above; excluded ones never do."""
    reach = a[8] + b[8]
    dx, dy = b[0] - a[0], b[1] - a[1]
    return reach > 0.0 and dx * dx + dy * dy <= reach * reach


@kernel
def measure_iou(kind: int, a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Returns the IoU of two prepared boxes, for kernels; `kind` is any `Overlap` but GIOU_3D."""
    if not _are_near(a, b):
        return 0.0
    if kind == _IOU_2D:
        left, right = max(a[0] - a[3], b[0] - b[3]), min(a[0] + a[3], b[0] + b[3])
        top, bottom = max(a[1] - a[4], b[1] - b[4]), min(a[1] + a[4], b[1] + b[4])
        if left >= right or top >= bottom:
            return 0.0
        shared = (right - left) * (bottom - top)
        return min(shared / (4.0 * (a[3] * a[4] + b[3] * b[4]) - shared), 1.0)
    if kind == _IOU_BEV:
        shared = _intersection_area(a, b)
        return min(shared / (4.0 * (a[3] * a[4] + b[3] * b[4]) - shared), 1.0)
    if 2.0 * min(a[5], b[5]) <= SMALLEST_SIDE:
        return 0.0
    height = min(a[2] + a[5], b[2] + b[5]) - max(a[2] - a[5], b[2] - b[5])
    if height <= 0.0:
        return 0.0
    shared = height * _intersection_area(a, b)
    volumes = 8.0 * (a[3] * a[4] * a[5] + b[3] * b[4] * b[5])
    return min(shared / (volumes - shared), 1.0)


@kernel
def _generalized_iou(a, b, points):
    """3D GIoU of two prepared boxes; `points` is scratch of shape (2, 8, 2)."""
    if a[8] < 0.0 or b[8] < 0.0 or 2.0 * min(a[5], b[5]) <= SMALLEST_SIDE:
        return -1.0
    iou = measure_iou(_IOU_3D, a, b)
    volumes = 8.0 * (a[3] * a[4] * a[5] + b[3] * b[4] * b[5])
    union = volumes / (1.0 + iou)
    span = max(a[2] + a[5], b[2] + b[5]) - min(a[2] - a[5], b[2] - b[5])
    enclosing = max(span * hull_area(a, b, points), union)
    return iou - (enclosing - union) / enclosing


@kernel
def _fill_matrix(kind, left, right, values):
    for i in range(len(left)):
        for j in range(len(right)):
            values[i, j] = measure_iou(kind, left[i], right[j])


# Apart from the others: it takes as long to compile as they do together, and few need it.
@kernel
def _fill_generalized_matrix(left, right, values):
    points = np.empty((2, 8, 2))
    for i in range(len(left)):
        for j in range(len(right)):
            values[i, j] = _generalized_iou(left[i], right[j], points)


@kernel
def _fill_pairs(kind, left, right, pairs, values):
    for k in range(len(pairs)):
        values[k] = measure_iou(kind, left[pairs[k, 0]], right[pairs[k, 1]])


@kernel
def _fill_generalized_pairs(left, right, pairs, values):
    points = np.empty((2, 8, 2))
    for k in range(len(pairs)):
        values[k] = _generalized_iou(left[pairs[k, 0]], right[pairs[k, 1]], points)


@kernel
def _list_near(left, right, pairs):
    """Counts the near pairs, and writes down as many as `pairs` has room for."""
    count = 0
    for i in range(len(left)):
        for j in range(len(right)):
            if _are_near(left[i], right[j]):
                if count < len(pairs):
                    pairs[count, 0], pairs[count, 1] = i, j
                count += 1
    return count
