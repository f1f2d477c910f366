"""What a center head should predict for a frame's boxes; made on the host."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.box_coding import CENTER_NUMBERS, encode_centers
from waymo_kit.detectors.lidar.config import CenterSettings, Grid
from waymo_kit.kernels import kernel


class CenterTargets(NamedTuple):
    """The targets of a frame; a batch has a leading axis.

    Attributes:
        heatmap: (rows, columns, types) float32, 1 at a center's cell.
        cells: (M,) int32 row * columns + column of the cells that learn a box, 0 in padding.
        numbers: (M, CENTER_NUMBERS + 2) float32, see `encode_centers`, then the velocity, m/s.
        is_object: (M,) bool, False in padding.
        has_velocity: (M,) bool, False in padding and where the velocity is not known.
    """

    heatmap: NDArray[np.float32]
    cells: NDArray[np.int32]
    numbers: NDArray[np.float32]
    is_object: NDArray[np.bool_]
    has_velocity: NDArray[np.bool_]


def make_center_targets(
    boxes: NDArray[np.float64],
    type_indices: NDArray[np.int32],
    velocities: NDArray[np.float64],
    *,
    grid: Grid,
    num_types: int,
    max_objects: int,
    settings: CenterSettings,
) -> CenterTargets:
    """Draws a Gaussian for each box and encodes the box at its center's cell and at those around.

    Cells around the center learn the box, too, if `box_radius` is above 0, so that there is more to
    learn from in a frame and a peak that is off by a cell decodes well (as in Liu et al. 2020,
    "Training-Time-Friendly Network", section 3.2). A cell learns the box whose center is nearest.

    Args:
        boxes: (m, 7) with sizes above 0; those whose center is out of the grid are left out. Of
            more than `max_objects`, all are drawn and the nearest to the vehicle encoded.
        type_indices: (m,) below `num_types`.
        velocities: (m, 2) m/s along the axes of the boxes' frame; NaN where not known.
        grid: of the head.
        num_types: number of heatmaps.
        max_objects: boxes that can be encoded; M is that times (2 box_radius + 1)^2.
        settings: overlap and least radius of the Gaussians, `box_radius`.

    Returns:
        The targets.
    """
    place = (boxes[:, :2] - (grid.x_min, grid.y_min)) / grid.pillar_size
    inside: NDArray[np.bool_] = np.all((place >= 0) & (place < (grid.columns, grid.rows)), axis=1)
    boxes, type_indices, velocities = boxes[inside], type_indices[inside], velocities[inside]
    place = place[inside].astype(np.int32)
    radii = gaussian_radii(boxes[:, 3:5] / grid.pillar_size, settings.overlap)
    radii = np.maximum(radii.astype(np.int32), settings.min_radius)
    heatmap = np.zeros((grid.rows, grid.columns, num_types), np.float32)
    _draw_gaussians(heatmap, place, type_indices, radii)

    nearest = np.argsort(np.hypot(boxes[:, 0], boxes[:, 1]), kind="stable")[:max_objects]
    rows, cells = _cells_to_learn(boxes[nearest], grid, settings.box_radius)
    boxes, velocities = boxes[nearest][rows], velocities[nearest][rows]
    count, capacity = len(cells), max_objects * (2 * settings.box_radius + 1) ** 2
    targets = CenterTargets(
        heatmap,
        np.zeros(capacity, np.int32),
        np.zeros((capacity, CENTER_NUMBERS + 2), np.float32),
        np.arange(capacity) < count,
        np.zeros(capacity, np.bool_),
    )
    has_velocity = np.isfinite(velocities[:, 0] + velocities[:, 1])
    targets.cells[:count] = cells
    targets.numbers[:count, :CENTER_NUMBERS] = encode_centers(boxes, cells, grid)
    targets.numbers[:count, CENTER_NUMBERS:] = np.where(has_velocity[:, None], velocities, 0.0)
    targets.has_velocity[:count] = has_velocity
    return targets


def _cells_to_learn(boxes, grid, radius):
    """Rows of boxes (k,) and the cells (k,) int32 that learn them, box by box."""
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
    """Largest moves of a box's corners that keep an IoU (Law & Deng 2018, "CornerNet", 3.2).

    Both corners may move by the radius along both axes, towards the same side, or both inwards, or
    both outwards; each is a quadratic equation in the radius. (Its published code divides the
    roots by 2 in place of 2a; this solves them as they are.)

    Args:
        sizes: (n, 2) of boxes.
        overlap: IoU, above 0 and below 1.

    Returns:
        (n,) in the unit of the sizes.
    """
    total, area = sizes.sum(axis=1), sizes.prod(axis=1)
    same_side = _lower_root(1.0, total, area * (1 - overlap) / (1 + overlap))
    inwards = _lower_root(4.0, 2 * total, area * (1 - overlap))
    outwards = -_lower_root(4 * overlap, 2 * overlap * total, area * (overlap - 1))
    return np.minimum(np.minimum(same_side, inwards), outwards)


def _lower_root(a, b, c):
    """The lower solution of a x^2 - b x + c = 0."""
    return (b - np.sqrt(b * b - 4 * a * c)) / (2 * a)


@kernel
def _draw_gaussians(heatmap, places, types, radii):
    """Raises each type's map to the Gaussians of its boxes: sigma is a sixth of the diameter."""
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
