"""The solids that pixels see: color by material, normal, and the light on them."""

from __future__ import annotations

import math

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.chance import hash_noise
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.render.groundlight import CELL, LAMP, TALL, light_at
from waymo_kit.simulate.render.surface import (
    BLUE,
    GLOW,
    GREEN,
    LAMPLIT,
    NORMAL,
    RED,
    SHINE,
    SKYLIT,
    SUNLIT,
    WARM,
)
from waymo_kit.simulate.render.wallsurface import NO_WALL, paint_wall, wall_at
from waymo_kit.simulate.sensors.raycast import NOTHING
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED
from waymo_kit.simulate.solids import Shape, surface_normal

_FACADE = int(Material.FACADE)
_ROOF = int(Material.ROOF)
_FOLIAGE = int(Material.FOLIAGE)
_CAR_PAINT = int(Material.CAR_PAINT)
_CAR_GLASS = int(Material.CAR_GLASS)
_TYRE = int(Material.TYRE)
_HEADLIGHT = int(Material.HEADLIGHT)
_TAILLIGHT = int(Material.TAILLIGHT)
_SIGN_FACE = int(Material.SIGN_FACE)
_LAMP = int(Material.LAMP)
_DRUM_Y = int(Shape.DRUM_Y)
_TAPER = int(Shape.TAPER)


@kernel(fastmath=True)
def paint_solid_rows(
    r, blocks, walls, hits, depth, points, origins, times, rows, codes, linear, night, start, cells,
    lines, parts, surfaces,
):  # fmt: skip
    """Writes the surfaces of the pixels of a row of blocks that see solids, but for `walls`."""
    height, width = hits.shape
    for c in range(blocks.shape[1]):
        if walls[c] or (blocks[r, c] < 0 and blocks[r, c] != MIXED):
            continue
        left, seconds = c * BLOCK, times[r, c]
        before = NOTHING
        sun, lamp = 1.0, 0.0
        material, shape = 0, 0
        cos, sin, middle_x, middle_y, middle_z = 1.0, 0.0, 0.0, 0.0, 0.0
        own_red, own_green, own_blue = 0.0, 0.0, 0.0
        bottom, right = min((r + 1) * BLOCK, height), min(left + BLOCK, width)
        ox, oy, oz = origins[r, c, 0], origins[r, c, 1], origins[r, c, 2]
        for y in range(r * BLOCK, bottom):
            row, places = surfaces[y - r * BLOCK], points[y - r * BLOCK]
            done = left
            for x in range(left, right):
                hit = hits[y, x]
                if hit < 0 or x < done:
                    continue
                t = depth[y, x]
                px, py, pz = places[0, x], places[1, x], places[2, x]
                if hit != before:
                    before = hit
                    shape, material, color = codes[hit, 0], codes[hit, 1], codes[hit, 3]
                    cos, sin = rows[hit, 3], rows[hit, 4]
                    middle_x = rows[hit, 0] + seconds * rows[hit, 11]
                    middle_y = rows[hit, 1] + seconds * rows[hit, 12]
                    middle_z = rows[hit, 2]
                    own_red = float(linear[(color >> 16) & 255])
                    own_green = float(linear[(color >> 8) & 255])
                    own_blue = float(linear[color & 255])
                    cell_x, cell_y = (px - start[0]) / CELL, (py - start[1]) / CELL
                    sun, lamp = 1.0, 0.0
                    if pz < 3.0 and material != _FACADE:
                        sun = light_at(cells, cell_x, cell_y, TALL)
                    if night > 0.0 and pz < 8.0:
                        lamp = light_at(cells, cell_x, cell_y, LAMP) * (0.8 - 0.09 * pz)
                side = NO_WALL
                if material == _FACADE:
                    side = wall_at(px, py, pz, rows, hit)
                if side != NO_WALL:
                    # Up to where the row sees something else, unless that is another wall.
                    done = x + 1
                    while done < right and hits[y, done] == hit:
                        done += 1
                    n = done - 1
                    if wall_at(places[0, n], places[1, n], places[2, n], rows, hit) != side:
                        done = x + 1
                    row[LAMPLIT, x:done] = lamp
                    paint_wall(
                        x, done, np.int64(hit), side, origins[r, c], rows, codes, linear, night,
                        depth[y], places, lines[0], parts, row,
                    )  # fmt: skip
                    continue
                qx, qy = px - middle_x, py - middle_y
                lx, ly, lz = cos * qx + sin * qy, cos * qy - sin * qx, pz - middle_z
                mx, my, nz = surface_normal(rows, hit, shape, lx, ly, lz)
                nx, ny = cos * mx - sin * my, sin * mx + cos * my
                slant = (nx * (px - ox) + ny * (py - oy) + nz * (pz - oz)) / t
                if slant > 0.0:
                    nx, ny, nz, slant = -nx, -ny, -nz, -slant
                grazing = max(1.0 + slant, 0.0)
                grazing = grazing * grazing * grazing
                red, green, blue = own_red, own_green, own_blue
                shine, glow, warm = 0.0, 0.0, 0.0
                if material == _FOLIAGE:
                    # Leaves, and the clumps that they form.
                    fine = 30.0 if t < 20.0 else 15.0
                    leaf = hash_noise(
                        int(lx * fine + 512.0), int(ly * fine + 512.0), int(lz * fine + 512.0)
                    )
                    clump = hash_noise(
                        int(lx * 4.0 + 512.0), int(ly * 4.0 + 512.0), int(lz * 4.0 + 512.0)
                    )
                    tone = 0.55 + 0.5 * leaf + 0.3 * clump
                    tone *= 0.72 + 0.35 * nz
                    red, green, blue = red * tone, green * tone, blue * tone
                    nx, ny, nz = 0.7 * nx, 0.7 * ny, 0.7 * nz + 0.25
                elif material == _ROOF:
                    tone = 0.9 + 0.2 * hash_noise(int(lx * 3.0 + 512.0), int(lz * 8.0 + 512.0), 3)
                    red, green, blue = red * tone, green * tone, blue * tone
                elif material == _CAR_PAINT:
                    shine = 0.08 + 0.5 * grazing
                elif material == _CAR_GLASS:
                    if shape != _TAPER or _is_pane(rows, hit, lx, ly, lz, mx, my):
                        red, green, blue = 0.008, 0.011, 0.014
                        shine = 0.2 + 0.6 * grazing
                    else:
                        shine = 0.08 + 0.5 * grazing
                elif material == _TYRE:
                    rim = math.hypot(lx, lz) / rows[hit, 5]
                    if abs(my) > 0.5 and rim < 0.66:
                        spoke = (
                            rim > 0.22
                            and abs((math.atan2(lz, lx) * 0.7957747 + 8.0) % 1.0 - 0.5) < 0.2
                        )
                        red = green = blue = 0.03 if spoke else 0.32
                    else:
                        red = green = blue = 0.012
                elif material == _HEADLIGHT:
                    glow = 6.0 * night if mx > 0.0 else 0.0
                elif material == _TAILLIGHT:
                    glow = 1.6 * night
                elif material == _LAMP:
                    glow = 1.6
                elif material == _SIGN_FACE:
                    if my > 0.0:
                        red, green, blue = 0.3, 0.3, 0.3
                    else:
                        glow = 0.12 * night
                        red, green, blue = _sign(
                            shape, rows[hit, 5], rows[hit, 7], lx, lz, red, green, blue
                        )
                row[RED, x], row[GREEN, x], row[BLUE, x] = red, green, blue
                row[NORMAL, x], row[NORMAL + 1, x], row[NORMAL + 2, x] = nx, ny, nz
                row[SHINE, x], row[GLOW, x], row[WARM, x] = shine, glow, warm
                row[SUNLIT, x], row[SKYLIT, x], row[LAMPLIT, x] = sun, 1.0, lamp


@kernel(fastmath=True)
def _is_pane(rows, i, x, y, z, normal_x, normal_y):
    """Tells whether a point of a vehicle's cabin is glass, not pillar or roof frame."""
    half_x, half_y, half_z = rows[i, 5], rows[i, 6], rows[i, 7]
    level = (z + half_z) / (2.0 * half_z)
    if level < 0.05 or level > 0.9:
        return False
    if abs(normal_y) > 0.4:
        front = half_x - rows[i, 8] * level - x
        rear = x + half_x - rows[i, 9] * level
        return front > 0.09 and rear > 0.12 and abs(x + 0.1) > 0.045
    if abs(normal_x) > 0.15:
        return abs(y) < half_y - rows[i, 10] * level - 0.06
    return False


@kernel(fastmath=True)
def _sign(shape, half_x, half_z, x, z, red, green, blue):
    """Returns the color of a sign's face with its border and writing."""
    if shape == _DRUM_Y:
        away = math.hypot(x, z)
        letters = abs(z) < 0.11 and abs(x) < 0.27 and (x + 1.0) % 0.14 < 0.085
        if letters or 0.325 < away < 0.355:
            return 0.85, 0.85, 0.83
        return red, green, blue
    border = half_x - abs(x) < 0.025 or half_z - abs(z) < 0.025
    dark = red + green + blue < 0.9
    line = abs(z) < 0.35 * half_z and (z + 1.0) % 0.16 < 0.07
    letters = line and abs(x) < 0.7 * half_x and (x + 1.0) % 0.09 < 0.055
    if letters or border:
        return (0.85, 0.85, 0.83) if dark else (0.04, 0.04, 0.05)
    return red, green, blue
