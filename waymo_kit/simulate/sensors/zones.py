"""No-label zones, in the form that kernels take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel


class ZoneArrays(NamedTuple):
    """Polygons as arrays.

    Attributes:
        corners: (N, 2) float64 x and y of the corners of all polygons, one after the other.
        ends: (Z,) int64 end of each polygon's corners.
        boxes: (Z, 4) float64 x_min, y_min, x_max, y_max of each polygon.
    """

    corners: NDArray[np.float64]
    ends: NDArray[np.int64]
    boxes: NDArray[np.float64]


def pack_zones(zones: Sequence[NDArray[np.float64]]) -> ZoneArrays:
    """Joins polygons, each (N, 2) x and y, to arrays."""
    return ZoneArrays(
        np.concatenate([*zones, np.zeros((0, 2))]),
        np.cumsum([len(zone) for zone in zones], dtype=np.int64),
        np.array([[*zone.min(axis=0), *zone.max(axis=0)] for zone in zones]).reshape(-1, 4),
    )


@kernel
def is_inside_any(x, y, zones):
    """Tells whether a point lies in any of `ZoneArrays`, by crossings of a ray along +x."""
    corners, ends, boxes = zones
    start = 0
    for zone in range(len(ends)):
        if not (boxes[zone, 0] <= x <= boxes[zone, 2] and boxes[zone, 1] <= y <= boxes[zone, 3]):
            start = ends[zone]
            continue
        inside = False
        before = ends[zone] - 1
        for i in range(start, ends[zone]):
            if (corners[i, 1] > y) != (corners[before, 1] > y):
                slope = (corners[before, 0] - corners[i, 0]) / (corners[before, 1] - corners[i, 1])
                if x < corners[i, 0] + (y - corners[i, 1]) * slope:
                    inside = not inside
            before = i
        if inside:
            return True
        start = ends[zone]
    return False
