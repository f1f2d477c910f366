"""Fits rectangles to points in bird's-eye view (Zhang et al. 2017, criterion "closeness")."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

ANGLES = np.arange(60) * (0.5 * np.pi / 60)
"""Candidate directions of a side, radians."""

NEAREST = 0.05
"""Minimum distance of a point to a side in the criterion, meters."""


class Rectangles(NamedTuple):
    """Rectangles around groups of points.

    Attributes:
        heading: (C,) float64 direction of the longer side, radians in [0, pi).
        along: (C, 2) float64 minimum and maximum coordinate along the heading, meters.
        across: (C, 2) float64 minimum and maximum coordinate to the left of it, meters.
    """

    heading: NDArray[np.float64]
    along: NDArray[np.float64]
    across: NDArray[np.float64]


def fit_rectangles(xy: NDArray[np.float64], starts: NDArray[np.int64]) -> Rectangles:
    """Fits a rectangle around each group of points.

    The chosen direction maximizes the sum of the inverse distances of the points to their nearest
    sides: the two faces of an object that a lidar sees then lie on two sides.

    Args:
        xy: (n, 2) points, one group after the other.
        starts: (C,) row at which each group begins, ascending from 0.
    """
    ends = np.append(starts, len(xy)).astype(np.int64)
    made = Rectangles(np.empty(len(starts)), np.empty((len(starts), 2)), np.empty((len(starts), 2)))
    _fit(xy, ends, ANGLES, *made)
    return made


@kernel
def _extents(points, angle):
    """Minimum and maximum coordinate along and across a direction."""
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
