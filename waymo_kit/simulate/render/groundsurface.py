"""The ground that pixels see: its color and the light on it."""

from __future__ import annotations

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.chance import speckle
from waymo_kit.simulate.city.ground import (
    KERB,
    ROAD,
    painted_material,
    street_frame,
    street_setting,
    street_slopes,
)
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.render.groundlight import CELL, LAMP, SKY, SUN, light_at
from waymo_kit.simulate.render.surface import (
    GLOW,
    LAMPLIT,
    NORMAL,
    RED,
    SHINE,
    SKYLIT,
    SUNLIT,
    WARM,
)
from waymo_kit.simulate.sensors.raycast import GROUND, NOTHING
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED

_COLORS = {
    Material.ASPHALT: (0.085, 0.085, 0.09),
    Material.LANE_MARK: (0.62, 0.62, 0.6),
    Material.ROAD_MARK: (0.6, 0.6, 0.58),
    Material.YELLOW_MARK: (0.62, 0.42, 0.06),
    Material.SIDEWALK: (0.34, 0.33, 0.31),
    Material.KERB: (0.42, 0.41, 0.39),
    Material.GRASS: (0.09, 0.16, 0.045),
    Material.PAVING: (0.25, 0.235, 0.21),
}
GROUND_COLORS = np.array(
    [_COLORS.get(material, (0.0, 0.0, 0.0)) for material in Material], dtype=np.float32
).T.copy()
"""(3, M) linear colors, by material."""
_F = np.float32
_GROUP = 4
_ACROSS_0, _ACROSS_1, _TONE = range(3)
"""Scratch lines: distances from north-south and east-west streets, and brightness."""

_ASPHALT = int(Material.ASPHALT)
_LANE_MARK = int(Material.LANE_MARK)
_ROAD_MARK = int(Material.ROAD_MARK)
_YELLOW_MARK = int(Material.YELLOW_MARK)
_SIDEWALK = int(Material.SIDEWALK)
_KERB_STONE = int(Material.KERB)
_GRASS = int(Material.GRASS)
_PAVING = int(Material.PAVING)


@kernel(fastmath=True)
def paint_ground_rows(
    r, blocks, hits, depth, points, directions, streets, wet, night, start, cells, colors, lines,
    parts, surfaces,
):  # fmt: skip
    """Writes the surfaces of the pixels of a row of blocks that see the ground.

    Blocks side by side that see one kind of ground in one street are painted as a run of pixels.

    Args:
        r: Row of blocks.
        blocks: (R, C) int32 blocks of the `View`; the following arguments are its fields and those
            of the `World`, the `Light` and the `GroundLight`.
        hits: Index of what each pixel hits, as in `View`.
        depth: Distance of each pixel in meters.
        points: (BLOCK, 3, W) points that the pixels see, in the local frame.
        directions: Directions of the rays.
        streets: Streets of the world.
        wet: Wetness of the streets.
        night: Darkness of the night.
        start: Corner of the light on the ground.
        cells: Cells of the light on the ground.
        colors: (3, M) colors of the ground by material.
        lines: (BLOCK, 3, W) float32 scratch memory.
        parts: (W,) int32 scratch memory.
        surfaces: (BLOCK, LINES, W) output; see `surface`.
    """
    height, width = depth.shape
    top = r * BLOCK
    below = min(BLOCK, height - top)
    columns = blocks.shape[1]
    # Numba compiles functions anew for literals.
    none = np.int64(-1)
    no_street = (none, none, none, none)
    first, run_hit, run_street = np.int64(0), np.int64(NOTHING), no_street
    c = 0
    while c <= columns:
        street, hit, after = no_street, NOTHING, c + 1
        left = c * BLOCK
        if c < columns:
            hit = blocks[r, c]
        if hit <= GROUND:
            # Streets hardly bend in a few blocks.
            while hit != MIXED and after < min(c + _GROUP, columns) and blocks[r, after] == hit:
                after += 1
            for x in range(left, after * BLOCK, BLOCK):
                _light_block(
                    top, below, x, min(x + BLOCK, width), hits, points, directions[r, c, 2], wet,
                    night, start, cells, surfaces,
                )  # fmt: skip
            right = min(after * BLOCK, width)
            if hit != MIXED:
                street = _measure(np.int64(0), below, left, right, points, streets, lines)
            for y in range(below if hit == MIXED else 0):
                last = left
                while last < right:
                    x, seen = last, hits[top + y, last]
                    while last < right and hits[top + y, last] == seen:
                        last += 1
                    if seen <= GROUND:
                        nearest = _measure(y, y + 1, x, last, points, streets, lines)
                        _paint_ground(
                            x, last, GROUND - seen, nearest, streets, depth[top + y], points[y],
                            colors, lines[y], parts, surfaces[y],
                        )  # fmt: skip
        if hit != run_hit or street != run_street:
            if run_street[0] >= 0:
                for y in range(below):
                    _paint_ground(
                        first, min(left, width), GROUND - run_hit, run_street, streets,
                        depth[top + y], points[y], colors, lines[y], parts, surfaces[y],
                    )  # fmt: skip
            first, run_hit, run_street = np.int64(left), np.int64(hit), street
        c = after


@kernel(fastmath=True)
def _light_block(top, below, left, right, hits, points, fall, wet, night, start, cells, surfaces):
    """Writes the light on a block's pixels: in each row that at the first which sees the ground."""
    shine = wet * 0.5 * (1.0 + fall) ** 4
    for y in range(below):
        fresh, sun, sky, lamp = True, 0.0, 0.0, 0.0
        for x in range(left, right):
            if hits[top + y, x] > GROUND:
                continue
            if fresh:
                fresh = False
                cell_x, cell_y = (points[y, 0, x] - start[0]), (points[y, 1, x] - start[1])
                cell_x, cell_y = cell_x * (1.0 / CELL), cell_y * (1.0 / CELL)
                sun = light_at(cells, cell_x, cell_y, SUN)
                sky = light_at(cells, cell_x, cell_y, SKY)
                if night > 0.0:
                    lamp = light_at(cells, cell_x, cell_y, LAMP) * (0.55 + 0.45 * sky)
            surfaces[y, SHINE, x], surfaces[y, SUNLIT, x] = shine, sun
            surfaces[y, SKYLIT, x], surfaces[y, LAMPLIT, x] = sky, lamp


@kernel(fastmath=True)
def _measure(first, last, left, right, points, streets, lines):
    """Writes the distances of a block's pixels from the nearest streets.

    Returns:
        The lines and their pieces, as `street_frame` tells them.
    """
    n, x = (first + last) // 2, (left + right) // 2
    px, py = points[n, 0, x], points[n, 1, x]
    k0, d0, m0, k1, d1, m1 = street_frame(px, py, streets)
    d0_x, d0_y, d1_x, d1_y = street_slopes(px, py, d0, d1, streets)
    d0 -= d0_x * px + d0_y * py
    d1 -= d1_x * px + d1_y * py
    for n in range(first, last):
        for x in range(left, right):
            px, py = points[n, 0, x], points[n, 1, x]
            lines[n, _ACROSS_0, x] = d0 + d0_x * px + d0_y * py
            lines[n, _ACROSS_1, x] = d1 + d1_x * px + d1_y * py
    return k0, m0, k1, m1


@kernel(fastmath=True)
def _paint_ground(first, last, kind, street, streets, depths, points, colors, lines, parts, row):
    """Writes the surfaces of a run of pixels that see one kind of ground, but for the light.

    In short loops over lines of float32, which compile to vector instructions.
    """
    setting = street_setting(street[0], street[1], street[2], street[3], streets)
    # Slices, because indices that start at 0 are known not to be negative.
    count, depths, parts = last - first, depths[first:last], parts[first:last]
    xs, ys, tones = points[0][first:last], points[1][first:last], lines[_TONE][first:last]
    across0, across1 = lines[_ACROSS_0][first:last], lines[_ACROSS_1][first:last]
    for x in range(count):
        parts[x] = painted_material(kind, xs[x], ys[x], across0[x], across1[x], setting)
    for x in range(count):
        tones[x] = _ground_tone(parts[x], xs[x], ys[x], depths[x])
    # Comparisons are faster than a table.
    m0, m1, m2, m3 = _SIDEWALK, _KERB_STONE, _GRASS, _PAVING
    if kind == ROAD:
        m0, m1, m2, m3 = _ASPHALT, _LANE_MARK, _ROAD_MARK, _YELLOW_MARK
    for channel in range(3):
        line, palette = row[RED + channel][first:last], colors[channel]
        main, second, third, fourth = palette[m0], palette[m1], palette[m2], palette[m3]
        for x in range(count):
            material, own = parts[x], main
            if material == m1:
                own = second
            if material == m2:
                own = third
            if material == m3:
                own = fourth
            line[x] = tones[x] * own
    for line, value in ((NORMAL, 0.0), (NORMAL + 1, 0.0), (GLOW, 0.0), (WARM, 0.0)):
        row[line, first:last] = value
    row[NORMAL + 2, first:last] = 0.3 if kind == KERB else 1.0


@kernel(fastmath=True, forceinline=True)
def _ground_tone(material, x, y, t):
    """Brightness of ground relative to its material's color: grain, patches and joints.

    All in float32, see `_paint_ground`.
    """
    grain = speckle(np.int32(x * _F(24.0) + _F(16384.0)), np.int32(y * _F(24.0) + _F(16384.0)))
    fade = min(_F(12.0) / t, _F(1.0))
    slabs = material == _SIDEWALK
    size = _F(1.0 / 1.5) if slabs else _F(0.35)
    across, along = (x + _F(4096.0)) * size, (y + _F(4096.0)) * size
    column, row = np.int32(across), np.int32(along)
    patch = speckle(column, row) - _F(0.5)
    rough, patchy = _F(0.12), _F(0.0)
    if material == _GRASS:
        rough, patchy = _F(0.55), _F(0.3)
    if material == _ASPHALT:
        rough, patchy = _F(0.22), _F(0.1)
    joint = _F(0.0)
    if slabs:
        rough, patchy = _F(0.1), _F(0.12)
        if min(across - np.float32(column), along - np.float32(row)) < _F(0.025 / 1.5):
            joint = _F(0.28)
    return _F(1.0) + ((grain - _F(0.5)) * rough - joint) * fade + patch * patchy
