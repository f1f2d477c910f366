"""Targets of an anchor head for the boxes of a frame, made on the host."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.box_coding import ANCHOR_CODE_SIZE, encode_anchors
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.detectors.lidar.head_config import AnchorConfig
from waymo_kit.kernels import kernel

HEADINGS = (0.0, np.pi / 2)
"""Headings of the anchors of each class, radians."""


class AnchorTargets(NamedTuple):
    """Targets of an anchor head for one frame; a batch has a leading axis.

    Attributes:
        labels: (rows, columns, A) int8: 1 for an object, 0 for background, -1 for no loss. The
            anchor's number is `class * 2 + heading`.
        matches: (K,) int32 anchors with label 1, numbered in the order of `labels`; 0 in padding.
        residuals: (K, ANCHOR_CODE_SIZE) float32, see `encode_anchors`.
        is_match: (K,) bool, False in padding.
    """

    labels: NDArray[np.int8]
    matches: NDArray[np.int32]
    residuals: NDArray[np.float32]
    is_match: NDArray[np.bool_]


def make_anchor_targets(
    boxes: NDArray[np.float64],
    class_indices: NDArray[np.int32],
    *,
    grid: Grid,
    anchors: tuple[AnchorConfig, ...],
    max_matches: int,
) -> AnchorTargets:
    """Matches anchors with boxes of their class (Lang et al. 2019, section 3.2).

    The IoU is that of bird's-eye-view rectangles with the box turned to the nearest axis, as in the
    published code of SECOND and PointPillars, so that boxes at 45 degrees match like others. An
    anchor belongs to the box with the highest IoU if that reaches `matched_iou`. The best anchor of
    each box belongs to it in any case, provided that they overlap. Ties go to the first box and the
    first anchor; an anchor that is the best one of two boxes belongs to the second.

    Args:
        boxes: (m, 7) boxes with sizes above 0. Boxes whose center is outside the grid are left out.
        class_indices: (m,) index of each box's class in `anchors`.
        grid: Grid of the head; an anchor lies at the center of each cell.
        anchors: Anchors of each class.
        max_matches: Number of matches K. Matches of the boxes farthest from the vehicle are left
            out, and their anchors have no loss.

    Returns:
        The targets of the frame.
    """
    low, high = (grid.x_min, grid.y_min), (grid.x_max, grid.y_max)
    inside = ((boxes[:, :2] >= low) & (boxes[:, :2] < high)).all(axis=1)
    boxes, class_indices = boxes[inside], class_indices[inside]
    nearest = np.argsort(np.hypot(boxes[:, 0], boxes[:, 1]), kind="stable")
    boxes, class_indices = boxes[nearest], class_indices[nearest]

    shape = (grid.rows, grid.columns, len(anchors) * len(HEADINGS))
    labels, owners = np.zeros(shape, np.int8), np.full(shape, -1, np.int16)
    matches = np.zeros(max_matches, np.int32)
    limits = np.array([(a.unmatched_iou, a.matched_iou) for a in anchors]).reshape(-1, 2)
    sizes = np.array([a.size[:2] for a in anchors]).reshape(-1, 2)
    count = _match(
        axis_aligned(boxes),
        class_indices,
        sizes,
        limits,
        np.array([grid.x_min, grid.y_min, grid.pillar_size]),
        labels,
        owners,
        np.zeros(shape, np.float32),
        matches,
    )
    targets = AnchorTargets(
        labels,
        matches,
        np.zeros((max_matches, ANCHOR_CODE_SIZE), np.float32),
        np.arange(max_matches) < count,
    )
    matched = boxes[owners.ravel()[matches[:count]]]
    targets.residuals[:count] = encode_anchors(
        matched, anchor_boxes(matches[:count], grid, anchors)
    )
    return targets


def anchor_boxes(
    indices: NDArray[np.int32], grid: Grid, anchors: tuple[AnchorConfig, ...]
) -> NDArray[np.float64]:
    """Returns the boxes (n, 7) of anchors (n,), numbered by row, column, class and heading."""
    cell, kind = np.divmod(indices, len(anchors) * len(HEADINGS))
    row, column = np.divmod(cell, grid.columns)
    kind, turned = np.divmod(kind, len(HEADINGS))
    return np.column_stack(
        [
            grid.x_min + (column + 0.5) * grid.pillar_size,
            grid.y_min + (row + 0.5) * grid.pillar_size,
            np.array([a.center_z for a in anchors])[kind],
            np.array([a.size for a in anchors])[kind],
            np.array(HEADINGS)[turned],
        ]
    )


def axis_aligned(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns center_x, center_y and extents along x and y (n, 4) of boxes turned to an axis."""
    is_across = np.abs(np.sin(boxes[:, 6])) > np.abs(np.cos(boxes[:, 6]))
    extents = np.where(is_across[:, None], boxes[:, [4, 3]], boxes[:, 3:5])
    return np.column_stack([boxes[:, :2], extents])


@kernel
def _match(rectangles, types, sizes, limits, grid, labels, owners, best, matches):
    """Labels the anchors near boxes and lists the matched ones, box by box.

    Args:
        rectangles: (m, 4) boxes as `axis_aligned` returns them.
        types: (m,) class of each box.
        sizes: (classes, 2) length and width of the anchors.
        limits: (classes, 2) IoU below which an anchor is background, and from which on it matches.
        grid: x_min, y_min, cell size.
        labels: (rows, columns, A) zeros; written.
        owners: (rows, columns, A) -1; the box of each anchor with any overlap is written.
        best: (rows, columns, A) zeros; the highest IoU of each anchor is written.
        matches: (K,) matched anchors; written.

    Returns:
        The number of matches.
    """
    rows, columns, num_anchors = labels.shape
    best_anchor = np.full(len(rectangles), -1)
    for k in range(len(rectangles)):
        highest = 0.0
        for turned in range(2):
            anchor = types[k] * 2 + turned
            length, width = sizes[types[k], turned], sizes[types[k], 1 - turned]
            window = _window(rectangles[k], length, width, grid, rows, columns)
            for row in range(window[0], window[1]):
                y = grid[1] + (row + 0.5) * grid[2]
                for column in range(window[2], window[3]):
                    x = grid[0] + (column + 0.5) * grid[2]
                    iou = _rectangle_iou(rectangles[k], x, y, length, width)
                    index = (row * columns + column) * num_anchors + anchor
                    if iou > highest or (0.0 < iou == highest and index < best_anchor[k]):
                        highest = iou
                        best_anchor[k] = index
                    if iou > best[row, column, anchor]:
                        best[row, column, anchor] = iou
                        owners[row, column, anchor] = k
                        if iou >= limits[types[k], 1]:
                            labels[row, column, anchor] = 1
                        elif iou >= limits[types[k], 0]:
                            labels[row, column, anchor] = -1
    for k in range(len(rectangles)):
        if best_anchor[k] >= 0:
            labels.ravel()[best_anchor[k]] = 1
            owners.ravel()[best_anchor[k]] = k
    count = 0
    for k in range(len(rectangles)):
        for turned in range(2):
            anchor = types[k] * 2 + turned
            length, width = sizes[types[k], turned], sizes[types[k], 1 - turned]
            window = _window(rectangles[k], length, width, grid, rows, columns)
            for row in range(window[0], window[1]):
                for column in range(window[2], window[3]):
                    if owners[row, column, anchor] != k or labels[row, column, anchor] != 1:
                        continue
                    if count < len(matches):
                        matches[count] = (row * columns + column) * num_anchors + anchor
                        count += 1
                    else:
                        labels[row, column, anchor] = -1
    return count


@kernel
def _window(rectangle, length, width, grid, rows, columns):
    """First and end row and column of the cells whose anchors may overlap a rectangle."""
    reach_x, reach_y = 0.5 * (rectangle[2] + length), 0.5 * (rectangle[3] + width)
    x, y = rectangle[0] - grid[0], rectangle[1] - grid[1]
    return (
        max(int((y - reach_y) / grid[2] - 0.5), 0),
        min(int((y + reach_y) / grid[2] + 0.5) + 1, rows),
        max(int((x - reach_x) / grid[2] - 0.5), 0),
        min(int((x + reach_x) / grid[2] + 0.5) + 1, columns),
    )


@kernel
def _rectangle_iou(rectangle, x, y, length, width):
    """IoU of a rectangle and one of a length along x and a width along y at a place, float32."""
    along = min(rectangle[0] + 0.5 * rectangle[2], x + 0.5 * length) - max(
        rectangle[0] - 0.5 * rectangle[2], x - 0.5 * length
    )
    across = min(rectangle[1] + 0.5 * rectangle[3], y + 0.5 * width) - max(
        rectangle[1] - 0.5 * rectangle[3], y - 0.5 * width
    )
    if along <= 0.0 or across <= 0.0:
        return np.float32(0.0)
    shared = along * across
    return np.float32(shared / (rectangle[2] * rectangle[3] + length * width - shared))
