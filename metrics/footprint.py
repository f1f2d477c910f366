"""The area within a radius of the poses of a segment: a union of discs, made fast.

The union of 200 overlapping discs takes seconds; the buffer of the path through them takes less
than a millisecond and differs by slivers between neighboring poses, whose area `excess_area`
bounds. Where the vehicle stands or creeps, noise of millimeters folds the path over itself, which
makes its buffer slow again; there the convex hull of the poses takes the place of the path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

LONGEST_STEP = 0.1
"""Poses farther apart than this times the radius are not joined: each gets a disc of its own."""

DWELL_POSES = 5
"""So many successive poses within `DWELL_REACH` times the radius of the first are a dwell."""

DWELL_REACH = 1 / 150
"""Half a meter with a radius of 75 m."""

_QUADRANT_SIDES = 96
# GEOS rounds the number of sides of an arc, so that one can be half as wide again.
_WIDEST_SIDE = 1.5 * np.pi / 2 / _QUADRANT_SIDES

CIRCLE_DEFICIT = 1 - float(np.sin(_WIDEST_SIDE) / _WIDEST_SIDE)
"""Share of the area that polygons in place of circles can at most lack: 1.0e-4."""


@dataclass(frozen=True)
class Footprint:
    """The area around a segment's poses.

    Attributes:
        geometry: (Multi)polygon in meters.
        excess_area: Square meters of it that can at most be outside of all discs. The discs, in
            turn, can exceed it by no more than `CIRCLE_DEFICIT` of their area.
    """

    geometry: shapely.Geometry
    excess_area: float


def footprint(positions: NDArray[np.float64], radius: float) -> Footprint:
    """Unites discs around the poses of a segment.

    Args:
        positions: (N, 2) meters, N >= 1, in the order of time.
        radius: Meters.
    """
    parts = [
        part
        for joined in np.split(positions, np.flatnonzero(~_is_step(positions, radius)) + 1)
        for part in _parts(joined, radius)
    ]
    buffers = shapely.buffer(np.array(parts), radius, quad_segs=_QUADRANT_SIDES)
    return Footprint(union_of(buffers), sum(_excess_area(part, radius) for part in parts))


def union_of(polygons: NDArray[np.object_]) -> shapely.Geometry:
    """Unites (multi)polygons, cluster by cluster, which is faster where most do not touch."""
    return polygons[0] if len(polygons) == 1 else shapely.disjoint_subset_union_all(polygons)


def _is_step(points: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    is_step: NDArray[np.bool_] = (
        np.linalg.norm(np.diff(points, axis=0), axis=1) <= LONGEST_STEP * radius
    )
    return is_step


def _parts(points: NDArray[np.float64], radius: float) -> list[shapely.Geometry]:
    """Paths where the vehicle moves and hulls where it dwells; neighbors share a pose."""
    reach, lag = DWELL_REACH * radius, DWELL_POSES - 1
    returns = np.linalg.norm(points[lag:] - points[:-lag], axis=1) <= reach
    candidates = np.flatnonzero(returns)
    parts: list[shapely.Geometry] = []
    start = first = 0
    while (at := np.searchsorted(candidates, first)) < len(candidates):
        first = int(candidates[at])
        gone = np.linalg.norm(points[first:] - points[first], axis=1) > reach
        stop = first + int(gone.argmax()) if gone.any() else len(points)
        if stop - first < DWELL_POSES:
            first += 1
            continue
        if first > start:
            parts.append(_path(points[start : first + 1]))
        parts.append(shapely.convex_hull(shapely.multipoints(points[first : stop + 1])))
        start = first = stop
    if start < len(points) - 1 or not parts:
        parts.append(_path(points[start:]))
    return parts


def _path(points: NDArray[np.float64]) -> shapely.Geometry:
    moves = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    distinct = points[moves]
    return shapely.LineString(distinct) if len(distinct) > 1 else shapely.Point(distinct[0])


def _excess_area(part: shapely.Geometry, radius: float) -> float:
    """Area of the buffer that the discs around the part's vertices leave uncovered, at most.

    Along each side of length s lies a strip of area r s. The discs at its ends cover of it what is
    under two circular arcs, and s^3 / (24 r) remains to first order. A path has two sides.
    """
    half = np.linalg.norm(np.diff(shapely.get_coordinates(part), axis=0), axis=1) / 2
    arcs = half * np.sqrt(radius**2 - half**2) + radius**2 * np.arcsin(half / radius)
    sides = 2 if part.geom_type == "LineString" else 1
    return sides * float((2 * half * radius - arcs).sum())
