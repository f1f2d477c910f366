"""The walls of buildings that pixels see.

Most blocks of an image see a single wall. Those side by side are painted as one run of pixels.
"""

from __future__ import annotations

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.render.facade import paint_facade
from waymo_kit.simulate.render.groundlight import CELL, LAMP, light_at
from waymo_kit.simulate.render.surface import GLOW, LAMPLIT, NORMAL, SKYLIT, SUNLIT
from waymo_kit.simulate.sensors.visibility import BLOCK

_F = np.float32
_FACADE = int(Material.FACADE)
_ALONG, _GRAZING, _TONE = range(3)
"""Scratch lines of a run."""
NO_WALL, LONG_WALL, FLANK = 0, 1, 2
"""Walls of a building: one along its x axis or one across; the opposite ones are negative."""


@kernel(fastmath=True)
def paint_wall_rows(
    r, blocks, depth, points, origins, rows, codes, linear, night, start, cells, walls, lines,
    parts, surfaces,
):  # fmt: skip
    """Writes the surfaces of a row of blocks that see one wall each.

    Args:
        r: Row of blocks.
        blocks: (R, C) int32 blocks of the `View`.
        depth: Distance of each pixel in meters.
        points: (BLOCK, 3, W) points that the pixels see, in the local frame.
        origins: Origins of the rays.
        rows: Rows of the solids of the `World`.
        codes: Codes of the solids of the `World`.
        linear: Linear values of 8-bit codes, from the `Light`.
        night: Darkness of the night, from the `Light`.
        start: Corner of the `GroundLight`.
        cells: Cells of the `GroundLight`.
        walls: (C,) bool output: blocks that are done.
        lines: (BLOCK, 3, W) float32 scratch memory.
        parts: (W,) int32 scratch memory.
        surfaces: (BLOCK, LINES, W) output; see `surface`.
    """
    height, width = depth.shape
    top = r * BLOCK
    # Numba compiles functions anew for literals.
    below = min(BLOCK, height - top)
    first, run_hit, run_side = np.int64(0), np.int64(-1), np.int64(NO_WALL)
    for c in range(blocks.shape[1] + 1):
        left, right = c * BLOCK, min((c + 1) * BLOCK, width)
        side, hit = NO_WALL, -1
        if c < blocks.shape[1]:
            hit = blocks[r, c]
            if hit >= 0 and codes[hit, 1] == _FACADE:
                side = _side(points, below, left, right, rows, hit)
            walls[c] = side != NO_WALL
        if side != run_side or hit != run_hit:
            if run_side != NO_WALL:
                for y in range(below):
                    paint_wall(
                        first, min(left, width), run_hit, run_side, origins[r, first // BLOCK],
                        rows, codes, linear, night, depth[top + y], points[y], lines[y], parts,
                        surfaces[y],
                    )  # fmt: skip
            first, run_hit, run_side = np.int64(left), np.int64(hit), np.int64(side)
        if side != NO_WALL and night > 0.0:
            x, y, z = points[0, 0, left], points[0, 1, left], points[0, 2, left]
            lamp = 0.0
            if z < 8.0:
                lamp = light_at(cells, (x - start[0]) / CELL, (y - start[1]) / CELL, LAMP)
                lamp *= 0.8 - 0.09 * z
            surfaces[:below, LAMPLIT, left:right] = lamp


@kernel(fastmath=True)
def _side(points, below, left, right, rows, hit):
    """Returns the wall of a building that a block sees, or NO_WALL for several or a roof."""
    found = NO_WALL
    for corner in range(4):
        n, x = (0 if corner < 2 else below - 1), (left if corner % 2 == 0 else right - 1)
        side = wall_at(points[n, 0, x], points[n, 1, x], points[n, 2, x], rows, hit)
        if side == NO_WALL or (corner > 0 and side != found):
            return NO_WALL
        found = side
    return found


@kernel(fastmath=True)
def wall_at(x, y, z, rows, hit):
    """Returns the wall of a building at a point on its surface, or NO_WALL for the roof."""
    x, y, z = x - rows[hit, 0], y - rows[hit, 1], z - rows[hit, 2]
    lx, ly = rows[hit, 3] * x + rows[hit, 4] * y, rows[hit, 3] * y - rows[hit, 4] * x
    ax, ay = abs(lx) - rows[hit, 5], abs(ly) - rows[hit, 6]
    if abs(z) - rows[hit, 7] > max(ax, ay):
        return NO_WALL
    if ax >= ay:
        return FLANK if lx > 0.0 else -FLANK
    return LONG_WALL if ly > 0.0 else -LONG_WALL


@kernel(fastmath=True)
def paint_wall(
    first, last, hit, side, origin, rows, codes, linear, night, depths, points, lines, parts, row
):
    """Writes the surfaces of a run of pixels that see a wall; by night but for lamps' light.

    Args:
        first: First pixel of the run.
        last: Pixel after the run.
        hit: Index of the building.
        side: Side of the building that is seen.
        origin: (3,) origin of the rays in the local frame.
        rows: Rows of the solids. This and the following arguments are those of `paint_wall_rows`,
            for one row of pixels.
        codes: Codes of the solids.
        linear: Linear values of 8-bit codes.
        night: Darkness of the night.
        depths: Distance of each pixel in meters.
        points: Points that the pixels see.
        lines: Scratch memory.
        parts: Scratch memory.
        row: Output.
    """
    sign = 1.0 if side > 0 else -1.0
    cos, sin = rows[hit, 3], rows[hit, 4]
    flank = abs(side) == FLANK
    ux, uy, half, other = -sin, cos, rows[hit, 6], rows[hit, 5]
    nx, ny = sign * cos, sign * sin
    if not flank:
        ux, uy, half, other = cos, sin, other, half
        nx, ny = -sign * sin, sign * cos
    ahead = nx * (origin[0] - rows[hit, 0]) + ny * (origin[1] - rows[hit, 1]) - other
    along_x, along_y, away = _F(ux), _F(uy), _F(max(ahead, 0.0))
    along_0 = _F(half - ux * rows[hit, 0] - uy * rows[hit, 1])
    # Slices, because indices that start at 0 are known not to be negative.
    depths, parts = depths[first:last], parts[first:last]
    xs, ys, zs = points[0][first:last], points[1][first:last], points[2][first:last]
    alongs, grazings = lines[_ALONG][first:last], lines[_GRAZING][first:last]
    for x in range(last - first):
        alongs[x] = along_0 + along_x * xs[x] + along_y * ys[x]
    for x in range(last - first):
        grazings[x] = max(_F(1.0) - away / depths[x], _F(0.0))
    color = codes[hit, 3]
    paint_facade(
        first, last, int(rows[hit, 0] * 7.0 + rows[hit, 1] * 131.0 + 90000.0), flank, half,
        (linear[(color >> 16) & 255], linear[(color >> 8) & 255], linear[color & 255]),
        night, alongs, zs, grazings, depths, parts, lines[_TONE][first:last], row,
    )  # fmt: skip
    for line, value in ((NORMAL, nx), (NORMAL + 1, ny), (NORMAL + 2, 0.0), (GLOW, 0.0)):
        row[line, first:last] = value
    row[SUNLIT, first:last] = 1.0
    row[SKYLIT, first:last] = 1.0
    if night == 0.0:
        row[LAMPLIT, first:last] = 0.0
