"""Ground under the streets: its intersections with rays, and the paint on it.

Roads lie at z = 0, everything else `KERB_HEIGHT` higher, with vertical kerbs between.
"""

from __future__ import annotations

import math

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.city.streets import (
    CORNER_RADIUS,
    CROSSWALK_START,
    CROSSWALK_WIDTH,
    EAST_PIECE,
    KERB_HEIGHT,
    LANE_WIDTH,
    LAWN,
    LIGHTS,
    NORTH_PIECE,
    SIDEWALK_WIDTH,
    STOP_LINE,
)
from waymo_kit.simulate.materials import Material

NO_GROUND, ROAD, RAISED, KERB = range(4)
"""Kinds of ground that a ray meets, as `ground_hit` returns them."""

_ASPHALT = int(Material.ASPHALT)
_LANE_MARK = int(Material.LANE_MARK)
_ROAD_MARK = int(Material.ROAD_MARK)
_YELLOW_MARK = int(Material.YELLOW_MARK)
_SIDEWALK = int(Material.SIDEWALK)
_KERB = int(Material.KERB)
_GRASS = int(Material.GRASS)
_PAVING = int(Material.PAVING)

_LINE = 0.06
"""Half the width of a painted line in meters."""
_KERB_TOP = 0.18
"""Width of the kerb stone in meters."""


@kernel(inline="always")
def street_frame(x, y, streets):
    """Finds the nearest line of each family, and the piece of it beside a point.

    Returns:
        k0, d0, m0: north-south line, distance to its right, piece of it.
        k1, d1, m1: east-west line, distance to its left (north), piece of it.
    """
    profile, lines = streets.profile, streets.lines
    last = profile.shape[1] - 1.001
    px = min(max(x - streets.start[0], 0.0), last)
    py = min(max(y - streets.start[1], 0.0), last)
    i, j = int(px), int(py)
    px, py = px - i, py - j
    u = x + profile[0, j] + (profile[0, j + 1] - profile[0, j]) * py
    v = y + profile[1, i] + (profile[1, i + 1] - profile[1, i]) * px
    k0 = int(profile[4, int(min(max(u - streets.start[0], 0.0), last))])
    k1 = int(profile[5, int(min(max(v - streets.start[1], 0.0), last))])
    d0 = (u - lines[0, k0]) * (profile[2, j] + (profile[2, j + 1] - profile[2, j]) * py)
    d1 = (v - lines[3, k1]) * (profile[3, i] + (profile[3, i + 1] - profile[3, i]) * px)
    m0 = k1 if d1 >= 0 else max(k1 - 1, 0)
    m1 = k0 if d0 >= 0 else max(k0 - 1, 0)
    return k0, d0, m0, k1, d1, m1


@kernel(inline="always")
def _is_road(x, y, streets):
    """Tells whether a point lies on the carriageway of a street or crossing."""
    k0, d0, m0, k1, d1, m1 = street_frame(x, y, streets)
    crossings = streets.crossings
    a = abs(d0) - streets.lines[1, k0]
    b = abs(d1) - streets.lines[4, k1]
    on0 = crossings[k0, m0] & NORTH_PIECE
    on1 = crossings[m1, k1] & EAST_PIECE
    road = (a < 0.0 and on0 != 0) or (b < 0.0 and on1 != 0)
    if not road and a < CORNER_RADIUS and b < CORNER_RADIUS:
        if a < 0.0 and b < 0.0:
            road = (
                crossings[k0, k1] & (NORTH_PIECE | EAST_PIECE) != 0
                or crossings[k0, max(k1 - 1, 0)] & NORTH_PIECE != 0
                or crossings[max(k0 - 1, 0), k1] & EAST_PIECE != 0
            )
        elif on0 != 0 and on1 != 0:
            a, b = CORNER_RADIUS - a, CORNER_RADIUS - b
            road = a * a + b * b > CORNER_RADIUS * CORNER_RADIUS
    return road


@kernel(inline="always")
def ground_hit(ox, oy, oz, dx, dy, dz, limit, streets):
    """Finds the point at which a ray from above the kerbs meets the ground.

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


@kernel(forceinline=True)
def _marking(d, inward, along, edge, lanes, lights):
    """Returns the paint on a street at a position across and along it.

    Args:
        d: Distance from the center line in meters, of either sign.
        inward: Whether traffic on this side of the line drives towards the nearest crossing.
        along: Position along the street in meters.
        edge: Distance from the edge of the nearest crossing street in meters.
        lanes: Number of lanes in each direction.
        lights: Whether that crossing has traffic lights, and so a marked crosswalk.
    """
    across = abs(d)
    if edge < STOP_LINE:
        if lights and CROSSWALK_START <= edge < CROSSWALK_START + CROSSWALK_WIDTH:
            stripe = across + 0.25
            return _ROAD_MARK if stripe - int(stripe) < 0.5 else _ASPHALT
        if inward and edge > STOP_LINE - 0.45 and 0.2 < across < lanes * LANE_WIDTH:
            return _ROAD_MARK
        return _ASPHALT
    if abs(across - 0.13) < _LINE:
        return _YELLOW_MARK
    if abs(across - lanes * LANE_WIDTH) < _LINE:
        return _LANE_MARK
    if lanes == 2 and abs(across - LANE_WIDTH) < _LINE:
        dash = along * (1.0 / 12.0) + 4096.0
        return _LANE_MARK if dash - int(dash) < 0.25 else _ASPHALT
    return _ASPHALT


@kernel(inline="always")
def street_slopes(x, y, d0, d1, streets):
    """Returns how the distances of `street_frame` change with x and y near a point.

    Returns:
        Changes of d0 per meter of x and of y, and of d1.
    """
    profile = streets.profile
    last = profile.shape[1] - 1.001
    px = min(max(x - streets.start[0], 0.0), last)
    py = min(max(y - streets.start[1], 0.0), last)
    i, j = int(px), int(py)
    stretch0, stretch1 = profile[2, j], profile[3, i]
    gain0, gain1 = profile[2, j + 1] - stretch0, profile[3, i + 1] - stretch1
    stretch0 += gain0 * (py - j)
    stretch1 += gain1 * (px - i)
    bend0, bend1 = profile[0, j + 1] - profile[0, j], profile[1, i + 1] - profile[1, i]
    return (
        stretch0,
        bend0 * stretch0 + d0 * gain0 / stretch0,
        bend1 * stretch1 + d1 * gain1 / stretch1,
        stretch1,
    )


@kernel
def street_setting(k0, m0, k1, m1, streets):
    """Collects what `painted_material` needs to know of the streets around a point.

    Returns:
        half width and lanes of the north-south and of the east-west street, whether each has a
        piece here and whether it is there at the crossing at all, whether the crossing has lights,
        and whether the block is grass.
    """
    crossings, lines = streets.crossings, streets.lines
    here = crossings[k0, k1]
    return (
        lines[1, k0],
        lines[2, k0],
        lines[4, k1],
        lines[5, k1],
        crossings[k0, m0] & NORTH_PIECE != 0,
        crossings[m1, k1] & EAST_PIECE != 0,
        here & NORTH_PIECE != 0 or crossings[k0, max(k1 - 1, 0)] & NORTH_PIECE != 0,
        here & EAST_PIECE != 0 or crossings[max(k0 - 1, 0), k1] & EAST_PIECE != 0,
        here & LIGHTS != 0,
        crossings[m1, m0] & LAWN != 0,
    )


@kernel(forceinline=True)
def painted_material(kind, x, y, d0, d1, setting):
    """Returns the material of the ground where a ray met it.

    Args:
        kind: Kind of ground, as `ground_hit` returned it.
        x: Local x in meters.
        y: Local y in meters.
        d0: Distance from the nearest north-south line, from `street_frame`.
        d1: Distance from the nearest east-west line.
        setting: Streets around the point, from `street_setting`.
    """
    width0, lanes0, width1, lanes1, on0, on1, through0, through1, lights, lawn = setting
    if kind == KERB:
        return _KERB
    a, b = abs(d0) - width0, abs(d1) - width1
    if kind == ROAD:
        if a < 0.0 and ((b > 0.0 and on0) or (b < 0.0 and not through1)):
            return _marking(d0, d0 * d1 < 0.0, y, b if through1 else 1e3, lanes0, lights)
        if b < 0.0 and ((a > 0.0 and on1) or (a < 0.0 and not through0)):
            return _marking(d1, d0 * d1 > 0.0, x, a if through0 else 1e3, lanes1, lights)
        return _ASPHALT
    edge = 1e3
    if on0:
        edge = a
    if on1 and b < edge:
        edge = b
    if on0 and on1 and a < CORNER_RADIUS and b < CORNER_RADIUS:
        a, b = CORNER_RADIUS - a, CORNER_RADIUS - b
        edge = CORNER_RADIUS - math.sqrt(a * a + b * b)
    if edge < _KERB_TOP:
        return _KERB
    if edge < SIDEWALK_WIDTH:
        return _SIDEWALK
    return _GRASS if lawn else _PAVING


@kernel
def ground_material(x, y, kind, streets):
    """Returns the material of the ground at a single point; see `painted_material`."""
    k0, d0, m0, k1, d1, m1 = street_frame(x, y, streets)
    return painted_material(kind, x, y, d0, d1, street_setting(k0, m0, k1, m1, streets))


@kernel
def _on_road_many(points, streets, found):
    for i in range(len(points)):
        found[i] = _is_road(points[i, 0], points[i, 1], streets)


def on_road(points: np.ndarray, streets: tuple) -> np.ndarray:
    """Tells which points (N, 2), local x and y, lie on a carriageway: (N,) bool."""
    found = np.zeros(len(points), dtype=np.bool_)
    _on_road_many(np.ascontiguousarray(points, dtype=np.float64), streets, found)
    return found
