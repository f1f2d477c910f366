"""Targets of a center head for the boxes of a frame, made on the host."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.box_coding import CENTER_CODE_SIZE, encode_centers
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.detectors.lidar.head_config import CenterHeadConfig
from waymo_kit.kernels import kernel


class CenterTargets(NamedTuple):
    """Targets of a center head for one frame; a batch has a leading axis.

    Attributes:
        heatmap: (rows, columns, classes) float32, 1 at a center's cell.
        cells: (M,) int32 row * columns + column of the cells that learn a box, 0 in padding.
        residuals: (M, CENTER_CODE_SIZE + 2) float32, see `encode_centers`, then the velocity, m/s.
        is_object: (M,) bool, False in padding.
        has_velocity: (M,) bool, False in padding and where the velocity is unknown.
    """

    heatmap: NDArray[np.float32]
    cells: NDArray[np.int32]
    residuals: NDArray[np.float32]
    is_object: NDArray[np.bool_]
    has_velocity: NDArray[np.bool_]


def make_center_targets(
    boxes: NDArray[np.float64],
    class_indices: NDArray[np.int32],
    velocities: NDArray[np.float64],
    *,
    grid: Grid,
    num_classes: int,
    head: CenterHeadConfig,
) -> CenterTargets:
    """Draws a Gaussian for each box and encodes the box in its center's cell and in those around.

    With `box_radius` above 0, the cells around a center learn the box, too: a frame then teaches
    more, and a peak that is off by a cell decodes well (as in Liu et al. 2020,
    "Training-Time-Friendly Network", section 3.2). A cell learns the box with the nearest center.

    Args:
        boxes: (m, 7) boxes with sizes above 0. Boxes whose center is outside the grid are left out.
            Of more than `head.max_objects`, all are drawn and those nearest to the vehicle encoded.
        class_indices: (m,) index of each box's class, below `num_classes`.
        velocities: (m, 2) velocities in m/s along the axes of the boxes' frame; NaN where unknown.
        grid: Grid of the head.
        num_classes: Number of heatmaps.
        head: Configuration of the head. M is `max_objects * (2 * box_radius + 1) ** 2`.

    Returns:
        The targets of the frame.
    """
    place = (boxes[:, :2] - (grid.x_min, grid.y_min)) / grid.pillar_size
    inside: NDArray[np.bool_] = np.all((place >= 0) & (place < (grid.columns, grid.rows)), axis=1)
    boxes, class_indices, velocities = boxes[inside], class_indices[inside], velocities[inside]
    place = place[inside].astype(np.int32)
    radii = gaussian_radii(boxes[:, 3:5] / grid.pillar_size, head.overlap)
    radii = np.maximum(radii.astype(np.int32), head.min_radius)
    heatmap = np.zeros((grid.rows, grid.columns, num_classes), np.float32)
    _draw_gaussians(heatmap, place, class_indices, radii)

    nearest = np.argsort(np.hypot(boxes[:, 0], boxes[:, 1]), kind="stable")[: head.max_objects]
    rows, cells = _cells_to_learn(boxes[nearest], grid, head.box_radius)
    boxes, velocities = boxes[nearest][rows], velocities[nearest][rows]
    count, capacity = len(cells), head.max_objects * (2 * head.box_radius + 1) ** 2
    targets = CenterTargets(
        heatmap,
        np.zeros(capacity, np.int32),
        np.zeros((capacity, CENTER_CODE_SIZE + 2), np.float32),
        np.arange(capacity) < count,
        np.zeros(capacity, np.bool_),
    )
    has_velocity = np.isfinite(velocities[:, 0] + velocities[:, 1])
    targets.cells[:count] = cells
    targets.residuals[:count, :CENTER_CODE_SIZE] = encode_centers(boxes, cells, grid)
    targets.residuals[:count, CENTER_CODE_SIZE:] = np.where(has_velocity[:, None], velocities, 0.0)
    targets.has_velocity[:count] = has_velocity
    return targets


def _cells_to_learn(boxes, grid, radius):
    """Returns rows of boxes (k,) and the cells (k,) int32 that learn them, box by box."""
    place = (boxes[:, :2] - (grid.x_min, grid.y_min)) / grid.pillar_size
    steps = np.arange(-radius, radius + 1)
    around = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    cells = place.astype(np.int32)[:, None] + around
    squares = np.square(cells + 0.5 - place[:, None]).sum(axis=2).ravel()
    rows = np.repeat(np.arange(len(boxes)), len(around))
    cells = cells.reshape(-1, 2)
    index = cells[:, 1] * grid.columns + cells[:, 0]
    inside = np.flatnonzero(np.all((cells >= 0) & (cells < (grid.columns, grid.rows)), axis=1))
    by_distance = inside[np.argsort(squares[inside], kind="stable")]
    _, first = np.unique(index[by_distance], return_index=True)
    kept = np.sort(by_distance[first])
    return rows[kept], index[kept].astype(np.int32)


def gaussian_radii(sizes: NDArray[np.float64], overlap: float) -> NDArray[np.float64]:
    """Returns the radii of Gaussians as in the public code of CornerNet, CenterNet and CenterPoint.

    The paper's radius is how far both corners of a box may move to keep an IoU (Law & Deng 2018,
    "CornerNet", 3.2), the smallest solution of three quadratic equations. The code divides their
    larger roots by 2 in place of 2a. The smallest of these is always that of corners that move
    outwards, `4 * overlap` times the paper's. Published settings are for the code's radius.

    Args:
        sizes: (n, 2) length and width of the boxes.
        overlap: Setting above 0 and below 1; larger ones do not always give smaller radii.

    Returns:
        (n,) radii in the unit of the sizes.
    """
    scaled = overlap * sizes.sum(axis=1)
    return np.sqrt(scaled**2 + 4 * overlap * (1 - overlap) * sizes.prod(axis=1)) - scaled


@kernel
def _draw_gaussians(heatmap, places, types, radii):
    """Raises each heatmap to the Gaussians of its boxes, whose sigma is a sixth of the diameter."""
    rows, columns, _ = heatmap.shape
    for k in range(len(places)):
        radius = radii[k]
        sigma = (2 * radius + 1) / 6.0
        low_row, high_row = max(places[k, 1] - radius, 0), min(places[k, 1] + radius, rows - 1)
        low, high = max(places[k, 0] - radius, 0), min(places[k, 0] + radius, columns - 1)
        for row in range(low_row, high_row + 1):
            dy = row - places[k, 1]
            for column in range(low, high + 1):
                dx = column - places[k, 0]
                value = np.float32(np.exp(-(dx * dx + dy * dy) / (2.0 * sigma * sigma)))
                if value > heatmap[row, column, types[k]]:
                    heatmap[row, column, types[k]] = value
