"""Rectangles whose sides lie close to points, seen from above (Zhang et al. 2017, "closeness")."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

ANGLES = np.arange(60) * (0.5 * np.pi / 60)
"""Directions of a side that are tried; radians."""

NEAREST = 0.05
"""Points nearer to a side than this, in metres, count as if they were so far."""


class Rectangles(NamedTuple):
    """Rectangles around groups of points.

    Attributes:
        heading: (C,) float64 of the longer side, radians in [0, pi).
        along: (C, 2) float64 least and greatest coordinate along the heading; metres.
        across: (C, 2) float64 likewise to the left of it.
    """

    heading: NDArray[np.float64]
    along: NDArray[np.float64]
    across: NDArray[np.float64]


def fit_rectangles(xy: NDArray[np.float64], starts: NDArray[np.int64]) -> Rectangles:
    """Fits a rectangle around each group of points.

    Of all directions that one is taken for which the sum of the inverse distances of the points to
    their nearest sides is greatest: two faces of an object, as a lidar sees them, lie on two sides.

    Args:
        xy: (n, 2), the points of one group after the other.
        starts: (C,) where each group begins, ascending from 0.
    """
    ends = np.append(starts, len(xy)).astype(np.int64)
    made = Rectangles(np.empty(len(starts)), np.empty((len(starts), 2)), np.empty((len(starts), 2)))
    _fit(xy, ends, ANGLES, *made)
    return made


@kernel
def _extents(points, angle):
    """Least and greatest coordinate along and across a direction."""
    cos, sin = np.cos(angle), np.sin(angle)
    first = right = np.inf
    last = left = -np.inf
    for k in range(len(points)):
        u = points[k, 0] * cos + points[k, 1] * sin
        v = points[k, 1] * cos - points[k, 0] * sin
        first, last = min(first, u), max(last, u)
        right, left = min(right, v), max(left, v)
    return first, last, right, left


@kernel
def _closeness(points, angle):
    """Sum of the inverse distances of the points to the nearest side."""
    cos, sin = np.cos(angle), np.sin(angle)
    first, last, right, left = _extents(points, angle)
    total = 0.0
    for k in range(len(points)):
        u = points[k, 0] * cos + points[k, 1] * sin
        v = points[k, 1] * cos - points[k, 0] * sin
        distance = min(min(u - first, last - u), min(v - right, left - v))
        total += 1.0 / max(distance, NEAREST)
    return total


@kernel
def _fit(xy, ends, angles, heading, along, across):
    for c in range(len(heading)):
        points = xy[ends[c] : ends[c + 1]]
        greatest, best = 0.0, 0.0
        for angle in angles:
            closeness = _closeness(points, angle)
            if closeness > greatest:
                greatest, best = closeness, angle
        first, last, right, left = _extents(points, best)
        if last - first < left - right:
            best += 0.5 * np.pi
            first, last, right, left = right, left, -last, -first
        heading[c] = best
        along[c, 0], along[c, 1] = first, last
        across[c, 0], across[c, 1] = right, left
