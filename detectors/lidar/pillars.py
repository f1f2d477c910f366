"""Point clouds as pillars of a bird's-eye-view grid, padded to fixed shapes (Lang et al. 2019)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.config import OTHER_FEATURES, Grid
from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel

POINT_FEATURES = ("x", "y", "z", *OTHER_FEATURES)
"""Columns of a point: meters in the vehicle frame, then `config.OTHER_FEATURES`."""

_SECONDS = POINT_FEATURES.index("seconds")


class Pillars(NamedTuple):
    """The points of a frame by pillar; a batch has a leading axis.

    Attributes:
        points: (N, F) float32 points with the columns `POINT_FEATURES`; zeros in padding.
        point_pillar: (N,) int32 pillar of each point; P in padding.
        pillar_cell: (P,) int32 row * columns + column of each pillar, ascending; each pillar holds
            at least one point. rows * columns in padding.
    """

    points: NDArray[np.float32]
    point_pillar: NDArray[np.int32]
    pillar_cell: NDArray[np.int32]


def make_pillars(
    points: NDArray[np.float32], grid: Grid, max_points: int, max_pillars: int, seed: int = 0
) -> Pillars:
    """Assigns points to the pillars of a grid.

    Points outside the grid and points that are not finite are dropped. Of more than `max_points`
    points the newest are kept, and of the sweep that is kept in part a random subset; then of more
    than `max_pillars` occupied cells a random subset with their points. All subsets of that size
    are equally likely.

    Args:
        points: (n, F) float32 points; x, y and z come first. Fewer columns than `POINT_FEATURES`
            are one sweep.
        grid: Grid of the pillars. Cells include their lower edges; z_min and z_max are inside.
        max_points: Number of points N of the result.
        max_pillars: Number of pillars P of the result.
        seed: Seed of the random choice, at least 0.

    Returns:
        The kept points in their order.

    Raises:
        InvalidInputError: The points are not (n, F) float32 with F >= 3, or a maximum is below 1.
    """
    if points.ndim != 2 or points.shape[1] < 3 or points.dtype != np.float32:
        raise InvalidInputError(
            f"points: expected (n, 3 or more) float32, got {points.shape} {points.dtype}"
        )
    if min(max_points, max_pillars) < 1:
        raise InvalidInputError(
            f"max_points, max_pillars: expected at least 1, got {max_points}, {max_pillars}"
        )
    num_cells = grid.rows * grid.columns
    point_cell = np.empty(len(points), np.int32)
    bounds = (grid.x_min, grid.y_min, grid.z_min, grid.z_max)
    inside = _find_cells(points, bounds, grid.pillar_size, grid.rows, grid.columns, point_cell)
    rng = np.random.default_rng(seed)
    if inside > max_points:
        _drop_oldest(points, point_cell, max_points, rng)
    # 0 marks an occupied cell, -1 an empty one.
    cell_pillar = np.full(num_cells, -1, np.int32)
    occupied = _mark_cells(point_cell, cell_pillar)
    if occupied > max_pillars:
        _thin(cell_pillar, max_pillars, rng.random(occupied))
    pillars = Pillars(
        np.zeros((max_points, points.shape[1]), np.float32),
        np.full(max_points, max_pillars, np.int32),
        np.full(max_pillars, num_cells, np.int32),
    )
    _number_pillars(cell_pillar, pillars.pillar_cell)
    _gather_points(points, point_cell, cell_pillar, pillars.points, pillars.point_pillar)
    return pillars


def _drop_oldest(
    points: NDArray[np.float32],
    point_cell: NDArray[np.int32],
    keep: int,
    rng: np.random.Generator,
) -> None:
    """Makes the cells of all but `keep` points -1, those of the oldest sweeps first."""
    rows = np.flatnonzero(point_cell >= 0)
    ages = points[rows, _SECONDS] if points.shape[1] > _SECONDS else np.zeros(len(rows))
    oldest = np.partition(ages, keep - 1)[keep - 1]
    point_cell[rows[ages > oldest]] = -1
    rows, newer = rows[ages == oldest], np.count_nonzero(ages < oldest)
    cells = point_cell[rows]
    _thin(cells, keep - newer, rng.random(len(rows)))
    point_cell[rows] = cells


@kernel
def _find_cells(points, bounds, size, rows, columns, point_cell):
    """Writes the cell of each point, -1 outside the grid; returns the number of points inside."""
    x_min, y_min, z_min, z_max = bounds
    inside = 0
    for i in range(len(points)):
        column = (np.float64(points[i, 0]) - x_min) / size
        row = (np.float64(points[i, 1]) - y_min) / size
        z = np.float64(points[i, 2])
        inside_grid = 0.0 <= column < columns and 0.0 <= row < rows and z_min <= z <= z_max
        for k in range(3, points.shape[1]):
            inside_grid = inside_grid and abs(points[i, k]) < np.inf
        if inside_grid:
            point_cell[i] = int(row) * columns + int(column)
            inside += 1
        else:
            point_cell[i] = -1
    return inside


@kernel
def _thin(labels, keep, numbers):
    """Keeps a random `keep` of the labels >= 0, makes the others -1.

    Selection sampling (Knuth, The Art of Computer Programming, 3.4.2, algorithm S).

    Args:
        labels: (n,) int32 labels; changed.
        keep: Number of labels to keep, at most len(numbers).
        numbers: Uniform numbers in [0, 1), one for each label >= 0.
    """
    seen = 0
    for i in range(len(labels)):
        if labels[i] < 0:
            continue
        if (len(numbers) - seen) * numbers[seen] < keep:
            keep -= 1
        else:
            labels[i] = -1
        seen += 1


@kernel
def _mark_cells(point_cell, cell_pillar):
    """Marks the cells that hold points with 0; returns their number."""
    occupied = 0
    for i in range(len(point_cell)):
        cell = point_cell[i]
        if cell >= 0 and cell_pillar[cell] < 0:
            cell_pillar[cell] = 0
            occupied += 1
    return occupied


@kernel
def _number_pillars(cell_pillar, pillar_cell):
    """Numbers and lists the marked cells."""
    count = 0
    for cell in range(len(cell_pillar)):
        if cell_pillar[cell] >= 0:
            cell_pillar[cell] = count
            pillar_cell[count] = cell
            count += 1


@kernel
def _gather_points(points, point_cell, cell_pillar, kept, kept_pillar):
    """Copies the points whose cell is a pillar."""
    count = 0
    for i in range(len(points)):
        cell = point_cell[i]
        if cell < 0 or cell_pillar[cell] < 0:
            continue
        for k in range(points.shape[1]):
            kept[count, k] = points[i, k]
        kept_pillar[count] = cell_pillar[cell]
        count += 1
