"""The area that polygons cover once, twice and so on, integrated along lines.

Cutting the plane into the faces between all outlines is exact, but takes minutes for those of
twenty thousand footprints. Here parallel lines are cut with the outlines instead: along a line, the
number of polygons changes by one at each crossing. The work grows with the length of the outlines
and not with the number of faces.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

MAX_CROSSINGS = 8_000_000
"""Lines are spaced so that they cross the outlines about this often at most: 70 MB."""


def area_by_count(polygons: NDArray[np.object_], spacing: float) -> NDArray[np.float64]:
    """Returns the area that exactly c of N polygons cover, for each c.

    Args:
        polygons: N (multi)polygons.
        spacing: Distance between the lines, in the unit of the coordinates. It is widened where the
            lines would cross the outlines more than `MAX_CROSSINGS` times.

    Returns:
        (N + 1,) float64, whose first entry is 0. For discs and lines a thousandth of their radius
        apart the relative error is about 1e-5; errors of different polygons cancel.
    """
    areas = np.zeros(len(polygons) + 1)
    if len(polygons) == 1:
        areas[1] = shapely.area(polygons[0])
        return areas
    edges = _edges(polygons)
    if len(edges):
        low, high = edges[:, 1].min(), edges[:, 3].max()
        extent = float((edges[:, 3] - edges[:, 1]).sum())
        spacing = max(spacing, extent / MAX_CROSSINGS)
        _add_areas(edges, low, int((high - low) / spacing) + 1, spacing, areas)
    return areas


def coverage_grid(
    polygons: NDArray[np.object_], low: tuple[float, float], spacing: float, shape: tuple[int, int]
) -> NDArray[np.int32]:
    """Returns the number of polygons that cover the center of each cell of a grid.

    Args:
        polygons: N (multi)polygons.
        low: x and y of the grid's lower left corner.
        spacing: Side of a cell.
        shape: Number of rows (along y) and of columns (along x).

    Returns:
        (rows, columns) int32; the first row has the smallest y.
    """
    changes = np.zeros((shape[0], shape[1] + 1), np.int32)
    edges = _edges(polygons)
    if len(edges):
        _add_changes(edges, low[0], low[1], spacing, changes)
    return np.cumsum(changes, axis=1, dtype=np.int32)[:, :-1]


def _edges(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Edges as (E, 5): x and y of the lower end, of the upper end, and the change of the count.

    The change is that of someone who crosses the edge towards +x.
    """
    parts = shapely.get_parts(polygons)
    rings = shapely.get_rings(shapely.orient_polygons(parts, exterior_cw=False))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    start, end = points[:-1][inner], points[1:][inner]
    rises = end[:, 1] > start[:, 1]
    low, high = np.where(rises[:, None], start, end), np.where(rises[:, None], end, start)
    # The inside is to the left of an edge, so one that rises ends a polygon.
    edges = np.column_stack([low, high, np.where(rises, -1.0, 1.0)])
    return np.ascontiguousarray(edges[high[:, 1] > low[:, 1]])


@kernel
def _add_areas(
    edges: NDArray[np.float64],
    low: float,
    num_lines: int,
    spacing: float,
    areas: NDArray[np.float64],
) -> None:
    """Adds the areas between the crossings of each line with the edges."""
    first_line = np.empty(len(edges), np.int64)
    last_line = np.empty(len(edges), np.int64)
    ends = np.zeros(num_lines + 2, np.int64)
    for e in range(len(edges)):
        # Line k lies at low + (k + 0.5) * spacing; an edge holds its lower end and not its upper.
        first_line[e] = max(np.int64(np.ceil((edges[e, 1] - low) / spacing - 0.5)), 0)
        last_line[e] = min(np.int64(np.ceil((edges[e, 3] - low) / spacing - 0.5)), num_lines)
        for k in range(first_line[e], last_line[e]):
            ends[k + 2] += 1
    ends = np.cumsum(ends)
    crossings = np.empty(ends[-1])
    changes = np.empty(ends[-1], np.int8)
    for e in range(len(edges)):
        slope = (edges[e, 2] - edges[e, 0]) / (edges[e, 3] - edges[e, 1])
        for k in range(first_line[e], last_line[e]):
            at = ends[k + 1]
            crossings[at] = edges[e, 0] + slope * (low + (k + 0.5) * spacing - edges[e, 1])
            changes[at] = np.int8(edges[e, 4])
            ends[k + 1] += 1
    for k in range(num_lines):
        start, stop = ends[k], ends[k + 1]
        order = np.argsort(crossings[start:stop])
        count = 0
        for i in range(len(order) - 1):
            count += changes[start + order[i]]
            width = crossings[start + order[i + 1]] - crossings[start + order[i]]
            if 0 < count < len(areas):
                areas[count] += width * spacing


@kernel
def _add_changes(
    edges: NDArray[np.float64],
    low_x: float,
    low_y: float,
    spacing: float,
    changes: NDArray[np.int32],
) -> None:
    """Adds each edge's change of the count to the first cell of a row whose center is beyond it."""
    rows, columns = changes.shape[0], changes.shape[1] - 1
    for e in range(len(edges)):
        first = max(np.int64(np.ceil((edges[e, 1] - low_y) / spacing - 0.5)), 0)
        last = min(np.int64(np.ceil((edges[e, 3] - low_y) / spacing - 0.5)), rows)
        slope = (edges[e, 2] - edges[e, 0]) / (edges[e, 3] - edges[e, 1])
        for row in range(first, last):
            x = edges[e, 0] + slope * (low_y + (row + 0.5) * spacing - edges[e, 1])
            column = np.int64(np.ceil((x - low_x) / spacing - 0.5))
            changes[row, min(max(column, 0), columns)] += np.int32(edges[e, 4])
