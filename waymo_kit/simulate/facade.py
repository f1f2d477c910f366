"""Walls of buildings: windows, doors and ledges."""

from __future__ import annotations

import numba

from waymo_kit.simulate.buildings import FLOOR_HEIGHT
from waymo_kit.simulate.chance import _noise


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True, forceinline=True)
def _window(style, door, along, z, bays, bay, near):
    """What of a facade is at a point: 0 wall, 1 pane, 2 frame, 3 ledge, 4 door.

    Args:
        style: from 0 to 1, tells buildings apart.
        door: from 0 to 1, where along the wall the door is.
        along: from its end along the wall, metres.
        z: height over the road, metres.
        bays: number of windows side by side.
        bay: width of the wall for each of them, metres.
        near: whether the thin parts can be seen.

    Returns:
        the part, and the window's column and floor.
    """
    column = int(along * (1.0 / bay))
    level = int(z * (1.0 / FLOOR_HEIGHT))
    x = abs(along - (column + 0.5) * bay)
    y = z - level * FLOOR_HEIGHT
    wide, low, high = 0.24 * bay + 0.22 * style, 0.85, 2.55
    if level == 0:
        if column == int(door * bays):
            wide = min(0.62, 0.4 * bay)
            if x < wide and 0.15 < y < 2.5:
                edge = near and (wide - x < 0.07 or y > 2.43)
                return (2 if edge else 4), column, level
            return 0, column, level
        if style > 0.55:
            wide, low, high = 0.42 * bay, 0.5, 2.6
        else:
            low = 1.05
    if x < wide and low < y < high:
        edge = wide - x < 0.06 or y - low < 0.06 or high - y < 0.06 or x < 0.025
        return (2 if edge and near else 1), column, level
    if y > FLOOR_HEIGHT - 0.16 and style < 0.6:
        return 3, column, level
    if 0.0 < low - y < 0.12 and x < wide + 0.1 and near:
        return 3, column, level
    return 0, column, level


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _bays(style, half):
    """Number of windows side by side on a wall, and the width for each, metres."""
    bays = max(int(2.0 * half / (2.1 + 1.2 * style)), 1)
    return bays, 2.0 * half / bays


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True, forceinline=True)
def _facade(seed, style, door, along, z, bays, bay, near, grazing, night, red, green, blue):
    """Colour, mirror and own light of a point of a wall with windows and a door."""
    part, column, level = _window(style, door, along, z, bays, bay, near)
    shine, warm = 0.0, 0.0
    if part == 0:
        # Walls are darker near the ground and slightly uneven.
        tone = 0.8 + 0.2 * min(z * 0.4, 1.0)
        tone += 0.05 * (_noise(int(along * 6.0), int(z * 9.0), 21) - 0.5)
        return tone * red, tone * green, tone * blue, shine, warm
    if part == 1:
        tone = 0.4 + 0.6 * _noise(seed + column, level, 7)
        if night > 0.0 and _noise(seed + column, level, 11) < 0.4:
            warm = night * (0.2 + 0.55 * tone)
        shine = 0.16 + 0.5 * grazing
        return 0.035 * tone, 0.04 * tone, 0.045 * tone, shine, warm
    if part == 2:
        return 0.55 * red + 0.3, 0.55 * green + 0.3, 0.55 * blue + 0.3, shine, warm
    if part == 3:
        return 0.6 * red + 0.2, 0.6 * green + 0.2, 0.6 * blue + 0.2, shine, warm
    tone = _noise(seed, 13, 4)
    return 0.05 + 0.15 * tone, 0.06, 0.05 + 0.08 * (1.0 - tone), shine, warm
