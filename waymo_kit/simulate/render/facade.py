"""Walls of buildings: windows, doors and ledges.

A run of pixels is painted in short loops over lines of float32, which compile to vector
instructions; each loop writes a single line.
"""

from __future__ import annotations

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.chance import hash_noise, speckle
from waymo_kit.simulate.city.buildings import FLOOR_HEIGHT
from waymo_kit.simulate.render.surface import RED, SHINE, WARM

WALL, PANE, FRAME, LEDGE, DOOR = range(5)
"""Parts of a facade."""


_F = np.float32
_FLOOR = _F(FLOOR_HEIGHT)
_FLOORS_A_METER = _F(1.0 / FLOOR_HEIGHT)
_THIN_SIGHT = _F(133.0)
"""Distance up to which frames and ledges of windows are drawn in meters."""
_PANE = (_F(0.035), _F(0.04), _F(0.045))
"""Color of glass."""


@kernel(fastmath=True, forceinline=True)
def _part(shape, along, z, near):
    """Returns the part of a facade at a point.

    Args:
        shape: Layout of the facade, from `_shape`.
        along: Distance from its end along the wall in meters.
        z: Height over the road in meters.
        near: Whether the thin parts can be seen.
    """
    bay, bays_a_meter, door, upper, shop_wide, shop_low, shop_high, door_wide, ledge = shape
    column, level = np.int32(along * bays_a_meter), np.int32(z * _FLOORS_A_METER)
    x, y = abs(along - (np.float32(column) + _F(0.5)) * bay), z - np.float32(level) * _FLOOR
    wide, low, high = upper, _F(0.85), _F(2.55)
    street = level == 0
    doorway = street & (column == door)
    if street:
        wide, low, high = shop_wide, shop_low, shop_high
    if doorway:
        wide, low, high = door_wide, _F(0.15), _F(2.5)
    edge = (wide - x < _F(0.06)) | (high - y < _F(0.06))
    edge |= (not doorway) & ((y - low < _F(0.06)) | (x < _F(0.025)))
    sill = near & (low - y > _F(0.0)) & (low - y < _F(0.12)) & (x < wide + _F(0.1))
    part = np.int32(WALL)
    if (not doorway) & (sill | (y > ledge)):
        part = np.int32(LEDGE)
    if (x < wide) & (low < y) & (y < high):
        part = np.int32(DOOR) if doorway else np.int32(PANE)
        if near & edge:
            part = np.int32(FRAME)
    return part


@kernel(fastmath=True)
def _shape(style, half, door):
    """Sizes of a wall's parts, as float32.

    Args:
        style: Number from 0 to 1 that tells buildings apart.
        half: Half length of the wall in meters.
        door: Place of the door along the wall, from 0 to 1.

    Returns:
        width of the wall for each window and its inverse, the column that is a door at street
        level, half the width of upper windows, half width, lower and upper end of the windows at
        street level, half the width of the door, and where on each floor the ledge starts.
    """
    bays = max(int(2.0 * half / (2.1 + 1.2 * style)), 1)
    bay = 2.0 * half / bays
    upper = 0.24 * bay + 0.22 * style
    wide, low, high = (0.42 * bay, 0.5, 2.6) if style > 0.55 else (upper, 1.05, 2.55)
    ledge = FLOOR_HEIGHT - 0.16 if style < 0.6 else FLOOR_HEIGHT
    return (
        _F(bay), _F(1.0 / bay), np.int32(door * bays), _F(upper), _F(wide), _F(low), _F(high),
        _F(min(0.62, 0.4 * bay)), _F(ledge),
    )  # fmt: skip


@kernel(fastmath=True)
def paint_facade(
    first, last, building, flank, half, color, night, alongs, heights, grazings, depths, parts,
    tones, row,
):  # fmt: skip
    """Writes color, mirror and own light of a run of pixels that see a wall.

    Args:
        first: First pixel of the run.
        last: Pixel after the run.
        building: Number that tells the building from others.
        flank: Whether the wall is one of those across the building's x axis.
        half: Half length of the wall in meters.
        color: (3,) color of the wall.
        night: Darkness of the night, as in `Light`.
        alongs: (N,) float32 distance of each pixel from the wall's end along the wall in meters.
        heights: (N,) float32 height of each pixel over the road in meters.
        grazings: (N,) float32 1 where the view is along the wall, 0 where it is across.
        depths: (N,) float32 distance in meters.
        parts: (N,) int32 scratch memory.
        tones: (N,) float32 scratch memory.
        row: (LINES, W) float32 output; see `surface`.
    """
    shape = _shape(hash_noise(building, 3, 1), half, hash_noise(building, 5, 2))
    bays_a_meter, seed = shape[1], np.int32(building + flank)
    count = last - first
    for x in range(count):
        parts[x] = _part(shape, alongs[x], heights[x], depths[x] < _THIN_SIGHT)
    for x in range(count):
        along, z = alongs[x], heights[x]
        # Walls are darker near the ground and slightly uneven; each pane is as clear as it is.
        column, level = np.int32(along * _F(6.0)), np.int32(z * _F(9.0))
        tone, unevenness = _F(0.775) + _F(0.2) * min(z * _F(0.4), _F(1.0)), _F(0.05)
        if parts[x] == PANE:
            column, level = np.int32(along * bays_a_meter), np.int32(z * _FLOORS_A_METER)
            column, tone, unevenness = np.int32(column + seed), _F(0.4), _F(0.6)
        tone += unevenness * speckle(column, level)
        tones[x] = tone if parts[x] <= PANE else _F(1.0)
    paint = _F(hash_noise(seed, 13, 4))
    doors = (_F(0.05) + _F(0.15) * paint, _F(0.06), _F(0.13) - _F(0.08) * paint)
    for channel in range(3):
        line, wall = row[RED + channel][first:last], color[channel]
        door, pane = doors[channel], _PANE[channel]
        frame, ledge = _F(0.55) * wall + _F(0.3), _F(0.6) * wall + _F(0.2)
        for x in range(count):
            part = parts[x]
            own = wall if part == WALL else pane
            if part >= FRAME:
                own = frame if part == FRAME else ledge
            if part == DOOR:
                own = door
            line[x] = tones[x] * own
    line = row[SHINE][first:last]
    for x in range(count):
        shine = _F(0.16) + _F(0.5) * grazings[x] * grazings[x] * grazings[x]
        line[x] = shine if parts[x] == PANE else _F(0.0)
    line = row[WARM][first:last]
    for x in range(count):
        line[x] = _F(0.0)
    if night > 0.0:
        for x in range(count):
            column, level = (
                np.int32(alongs[x] * bays_a_meter),
                np.int32(heights[x] * _FLOORS_A_METER),
            )
            if parts[x] == PANE and hash_noise(seed + column, level, 11) < 0.4:
                line[x] = night * (0.2 + 0.55 * tones[x])
