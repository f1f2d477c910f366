"""The ground under the streets: where a ray meets it and what is painted on it.

Roads lie at z = 0, everything else `KERB_HEIGHT` higher, with vertical kerbs between.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.streets import (
    CORNER_RADIUS,
    CROSSWALK_START,
    CROSSWALK_WIDTH,
    KERB_HEIGHT,
    LANE_WIDTH,
    SIDEWALK_WIDTH,
    STOP_LINE,
)

NO_GROUND, ROAD, RAISED, KERB = range(4)
"""What a ray met, as `_ground_hit` returns it."""

_ASPHALT = int(Material.ASPHALT)
_LANE_MARK = int(Material.LANE_MARK)
_ROAD_MARK = int(Material.ROAD_MARK)
_YELLOW_MARK = int(Material.YELLOW_MARK)
_SIDEWALK = int(Material.SIDEWALK)
_KERB = int(Material.KERB)
_GRASS = int(Material.GRASS)
_PAVING = int(Material.PAVING)

_LINE = 0.06
"""Half the width of a painted line, metres."""
_KERB_TOP = 0.18
"""Width of the kerb stone, metres."""


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _street_frame(x, y, streets):
    """Nearest line of each family, signed distance from it, and the piece of it beside the point.

    Returns:
        k0, d0, m0: north-south line, distance to its right, piece of it.
        k1, d1, m1: east-west line, distance to its left (north), piece of it.
    """
    last = streets.bend.shape[1] - 1.001
    px = min(max(x - streets.start[0], 0.0), last)
    py = min(max(y - streets.start[1], 0.0), last)
    i, j = int(px), int(py)
    px, py = px - i, py - j
    bend, scale, nearest = streets.bend, streets.scale, streets.nearest
    u = x + bend[0, j] + (bend[0, j + 1] - bend[0, j]) * py
    v = y + bend[1, i] + (bend[1, i + 1] - bend[1, i]) * px
    k0 = nearest[0, int(min(max(u - streets.start[0], 0.0), last))]
    k1 = nearest[1, int(min(max(v - streets.start[1], 0.0), last))]
    d0 = (u - streets.lines[0, k0]) * (scale[0, j] + (scale[0, j + 1] - scale[0, j]) * py)
    d1 = (v - streets.lines[1, k1]) * (scale[1, i] + (scale[1, i + 1] - scale[1, i]) * px)
    m0 = k1 if d1 >= 0 else max(k1 - 1, 0)
    m1 = k0 if d0 >= 0 else max(k0 - 1, 0)
    return k0, d0, m0, k1, d1, m1


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _is_road(x, y, streets):
    """Whether a point lies on the carriageway of a street or crossing."""
    k0, d0, m0, k1, d1, m1 = _street_frame(x, y, streets)
    a = abs(d0) - streets.widths[0, k0]
    b = abs(d1) - streets.widths[1, k1]
    on0 = streets.exists[0, k0, m0]
    on1 = streets.exists[1, k1, m1]
    if (a < 0.0 and on0) or (b < 0.0 and on1):
        return True
    if a < 0.0 and b < 0.0:
        return (
            streets.exists[0, k0, k1]
            or streets.exists[0, k0, max(k1 - 1, 0)]
            or streets.exists[1, k1, k0]
            or streets.exists[1, k1, max(k0 - 1, 0)]
        )
    if on0 and on1 and a < CORNER_RADIUS and b < CORNER_RADIUS:
        return (CORNER_RADIUS - a) ** 2 + (CORNER_RADIUS - b) ** 2 > CORNER_RADIUS**2
    return False


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _ground_hit(ox, oy, oz, dx, dy, dz, limit, streets):
    """Where a ray from above the kerbs meets the ground.

    Returns:
        distance, and NO_GROUND, ROAD, RAISED or KERB; the distance is `limit` for NO_GROUND.
    """
    if dz >= -1e-9:
        return limit, NO_GROUND
    upper = (KERB_HEIGHT - oz) / dz
    if upper >= limit:
        return limit, NO_GROUND
    if not _is_road(ox + upper * dx, oy + upper * dy, streets):
        return upper, RAISED
    lower = -oz / dz
    if _is_road(ox + lower * dx, oy + lower * dy, streets):
        return (lower, ROAD) if lower < limit else (limit, NO_GROUND)
    for _ in range(14):
        middle = 0.5 * (upper + lower)
        if _is_road(ox + middle * dx, oy + middle * dy, streets):
            upper = middle
        else:
            lower = middle
    return (lower, KERB) if lower < limit else (limit, NO_GROUND)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _marking(d, inward, along, edge, lanes, lights):
    """Paint on a street, by position across and along it.

    Args:
        d: distance from the centre line, metres, sign irrelevant.
        inward: whether traffic on this side of the line drives towards the nearest crossing.
        along: position along the street, metres.
        edge: distance from the edge of the nearest crossing street, metres.
        lanes: lanes a direction.
        lights: whether that crossing has traffic lights, and so a marked crosswalk.
    """
    across = abs(d)
    if edge < STOP_LINE:
        if lights and CROSSWALK_START <= edge < CROSSWALK_START + CROSSWALK_WIDTH:
            return _ROAD_MARK if (across + 0.25) % 1.0 < 0.5 else _ASPHALT
        if inward and edge > STOP_LINE - 0.45 and 0.2 < across < lanes * LANE_WIDTH:
            return _ROAD_MARK
        return _ASPHALT
    if abs(across - 0.13) < _LINE:
        return _YELLOW_MARK
    if abs(across - lanes * LANE_WIDTH) < _LINE:
        return _LANE_MARK
    if lanes == 2 and abs(across - LANE_WIDTH) < _LINE and along % 12.0 < 3.0:
        return _LANE_MARK
    return _ASPHALT


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _ground_material(x, y, kind, lawn, streets):
    """Material of the ground where a ray met it.

    Args:
        x: local x, metres.
        y: local y, metres.
        kind: what `_ground_hit` returned.
        lawn: (K, K) uint8, 1 where the block north-east of a crossing is grass.
        streets: the streets.
    """
    if kind == KERB:
        return _KERB
    k0, d0, m0, k1, d1, m1 = _street_frame(x, y, streets)
    a = abs(d0) - streets.widths[0, k0]
    b = abs(d1) - streets.widths[1, k1]
    on0 = streets.exists[0, k0, m0]
    on1 = streets.exists[1, k1, m1]
    if kind == ROAD:
        lights = streets.signals[k0, k1]
        if a < 0.0 and b > 0.0 and on0:
            crossed = streets.exists[1, k1, k0] or streets.exists[1, k1, max(k0 - 1, 0)]
            edge = b if crossed else 1e3
            return _marking(d0, d0 * d1 < 0.0, y, edge, streets.lanes[0, k0], lights)
        if b < 0.0 and a > 0.0 and on1:
            crossed = streets.exists[0, k0, k1] or streets.exists[0, k0, max(k1 - 1, 0)]
            edge = a if crossed else 1e3
            return _marking(d1, d0 * d1 > 0.0, x, edge, streets.lanes[1, k1], lights)
        if a < 0.0 and b < 0.0:
            crossed0 = streets.exists[0, k0, k1] or streets.exists[0, k0, max(k1 - 1, 0)]
            crossed1 = streets.exists[1, k1, k0] or streets.exists[1, k1, max(k0 - 1, 0)]
            if not crossed1:
                return _marking(d0, False, y, 1e3, streets.lanes[0, k0], False)
            if not crossed0:
                return _marking(d1, False, x, 1e3, streets.lanes[1, k1], False)
        return _ASPHALT
    edge = 1e3
    if on0:
        edge = a
    if on1 and b < edge:
        edge = b
    if on0 and on1 and a < CORNER_RADIUS and b < CORNER_RADIUS:
        edge = CORNER_RADIUS - math.hypot(CORNER_RADIUS - a, CORNER_RADIUS - b)
    if edge < _KERB_TOP:
        return _KERB
    if edge < SIDEWALK_WIDTH:
        return _SIDEWALK
    return _GRASS if lawn[m1, m0] else _PAVING


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _on_road_many(points, streets, found):
    for i in range(len(points)):
        found[i] = _is_road(points[i, 0], points[i, 1], streets)


def on_road(points: np.ndarray, streets: tuple) -> np.ndarray:
    """Tells which points (N, 2), local x and y, lie on a carriageway: (N,) bool."""
    found = np.zeros(len(points), dtype=np.bool_)
    _on_road_many(np.ascontiguousarray(points, dtype=np.float64), streets, found)
    return found
