"""The color of each pixel: surfaces under the light of the scene."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.simulate.render.groundlight import GroundLight
from waymo_kit.simulate.render.groundsurface import GROUND_COLORS, paint_ground_rows
from waymo_kit.simulate.render.light import Light
from waymo_kit.simulate.render.solidsurface import paint_solid_rows
from waymo_kit.simulate.render.surface import (
    GLOW,
    LAMPLIT,
    LINES,
    NORMAL,
    RED,
    SHINE,
    SKYLIT,
    SUNLIT,
    WARM,
)
from waymo_kit.simulate.render.wallsurface import paint_wall_rows
from waymo_kit.simulate.sensors.raycast import NOTHING, World
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED, View, find_points, mix_corners

_HORIZON = 6
_LAMPLIGHT, _WARMTH = (1.0, 0.8, 0.52), (1.0, 0.72, 0.36)
"""Colors of the light of street lamps and of lit windows."""


def shade(view: View, world: World, light: Light, ground_light: GroundLight) -> NDArray[np.uint8]:
    """Colors the pixels of a view: (H, W, 4) uint8 red, green, blue and a spare."""
    height, width = view.hits.shape
    pixels = np.empty((height, width), dtype="<i4")
    surfaces = np.zeros((BLOCK, LINES, width), dtype=np.float32)
    lights = np.array(
        [light.sun, light.sun_color, light.above, light.below, _LAMPLIGHT, _WARMTH, light.horizon],
        dtype=np.float32,
    )
    rays = view.rays
    sky = np.empty(rays.directions.shape, dtype=np.float32)
    _paint_sky(view.blocks, rays.directions, light, sky)
    _shade(
        view.blocks, view.hits, view.depth, rays.origins, rays.directions, rays.times, world, light,
        ground_light, GROUND_COLORS * np.float32(1.0 - 0.5 * light.wet), lights, sky, surfaces,
        pixels,
    )  # fmt: skip
    _soften(view.blocks, view.hits, pixels)
    return pixels.view(np.uint8).reshape(height, width, 4)


@kernel(fastmath=True)
def _paint_sky(blocks, directions, light, sky):
    """Writes the colors of the sky at the corners of the blocks that may see it."""
    for r in range(blocks.shape[0]):
        done = -1
        for c in range(blocks.shape[1]):
            if blocks[r, c] == NOTHING or blocks[r, c] == MIXED:
                for corner in range(max(c, done + 1), c + 2):
                    _sky_at(directions, light, r, corner, sky)
                    _sky_at(directions, light, r + 1, corner, sky)
                done = c + 1


@kernel(fastmath=True)
def _sky_at(directions, light, r, c, sky):
    """Writes the color of the sky at a corner of blocks to `sky`."""
    dx, dy, dz = directions[r, c, 0], directions[r, c, 1], directions[r, c, 2]
    up = max(dz, 0.0)
    share = math.sqrt(up)
    span = 130.0 / (up + 0.12)
    cover = light.clouds[int(dx * span + 4096.0) & 511, int(dy * span + 4096.0) & 511]
    cover *= 0.75 * min(up * 8.0, 1.0)
    glow = dx * light.sun[0] + dy * light.sun[1] + dz * light.sun[2]
    glow = 0.5 * max(5.0 * glow - 4.0, 0.0) ** 4
    lit = 0.55 + 0.6 * light.horizon[1]
    for i in range(3):
        own = light.horizon[i] + (light.zenith[i] - light.horizon[i]) * share
        cloud = lit * (light.horizon[i] + 0.35 * light.sun_color[i])
        sky[r, c, i] = own + (cloud - own) * cover + light.sun_color[i] * glow


@kernel(fastmath=True)
def _shade(
    blocks, hits, depth, origins, directions, times, world, light, ground_light, ground_colors,
    lights, sky, surfaces, pixels,
):  # fmt: skip
    """Colors an image, one row of blocks after the other; see `shade`."""
    height, width = hits.shape
    facing, lit = np.empty(width, np.float32), np.empty((6, width), np.float32)
    points, lines = np.empty((BLOCK, 3, width), np.float32), np.empty((BLOCK, 3, width), np.float32)
    ends = np.empty((2, blocks.shape[1] + 1), np.float32)
    parts, walls = np.empty(width, np.int32), np.empty(blocks.shape[1], np.bool_)
    start, cells = ground_light.start, ground_light.cells
    for r in range(blocks.shape[0]):
        find_points(r, depth, origins, directions, ends, points)
        paint_wall_rows(
            r, blocks, depth, points, origins, world.rows, world.codes, light.linear, light.night,
            start, cells, walls, lines, parts, surfaces,
        )  # fmt: skip
        paint_solid_rows(
            r, blocks, walls, hits, depth, points, origins, times, world.rows, world.codes,
            light.linear, light.night, start, cells, lines, parts, surfaces,
        )  # fmt: skip
        paint_ground_rows(
            r, blocks, hits, depth, points, directions, world.streets, light.wet, light.night,
            start, cells, ground_colors, lines, parts, surfaces,
        )  # fmt: skip
        for y in range(r * BLOCK, min((r + 1) * BLOCK, height)):
            row = surfaces[y - r * BLOCK]
            _light_row(row, lights, facing, lit)
            _mirror_row(y, hits, directions, light, row, lit)
            _veil_row(depth[y], light.haze, lights[_HORIZON], facing, lit)
            _show_sky(y, blocks, hits, sky, lit)
            encode_row(lit, pixels[y])


@kernel(fastmath=True)
def _light_row(surfaces, lights, facing, lit):
    """Lights a row of surfaces: short loops in float32, which compile to vector instructions.

    Args:
        surfaces: (LINES, W) surface of each pixel; see `surface`.
        lights: (7, 3) direction to the sun, its color, light from above and from below, colors of
            lamps and of warm light, haze.
        facing: (W,) output: share of the sun that each pixel gets.
        lit: (6, W) output: color of each pixel, and the light on it.
    """
    zero, half = np.float32(0.0), np.float32(0.5)
    width = surfaces.shape[1]
    sun_x, sun_y, sun_z = lights[0, 0], lights[0, 1], lights[0, 2]
    x_axis, y_axis, z_axis = surfaces[NORMAL], surfaces[NORMAL + 1], surfaces[NORMAL + 2]
    sunlit, skylit, lamplit = surfaces[SUNLIT], surfaces[SKYLIT], surfaces[LAMPLIT]
    glow, warm = surfaces[GLOW], surfaces[WARM]
    for x in range(width):
        towards = x_axis[x] * sun_x + y_axis[x] * sun_y + z_axis[x] * sun_z
        facing[x] = max(towards, zero) * sunlit[x]
    for channel in range(3):
        own, color, light = surfaces[RED + channel], lit[channel], lit[3 + channel]
        sun, lamp, warmth = lights[1, channel], lights[4, channel], lights[5, channel]
        aside = half * (lights[2, channel] + lights[3, channel])
        rise = half * (lights[2, channel] - lights[3, channel])
        for x in range(width):
            light[x] = sun * facing[x] + (aside + rise * z_axis[x]) * skylit[x] + lamp * lamplit[x]
        for x in range(width):
            color[x] = own[x] * (light[x] + glow[x]) + warmth * warm[x]


@kernel(fastmath=True)
def _mirror_row(y, hits, directions, light, surfaces, lit):
    """Adds the reflections in shining pixels of a row to their colors in `lit`."""
    width = hits.shape[1]
    r = y // BLOCK
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    shines = surfaces[SHINE]
    for x in range(width):
        shine = shines[x]
        if shine <= 0.01 or hits[y, x] == NOTHING:
            continue
        c = x // BLOCK
        a = (x - c * BLOCK) * (1.0 / BLOCK)
        up = mix_corners(directions, r, c, 2, a, b)
        nz = surfaces[NORMAL + 2, x]
        if nz != 0.0:
            dx = mix_corners(directions, r, c, 0, a, b)
            dy = mix_corners(directions, r, c, 1, a, b)
            nx, ny = surfaces[NORMAL, x], surfaces[NORMAL + 1, x]
            up -= 2.0 * (nx * dx + ny * dy + nz * up) * nz
        # What is mirrored near the horizon is mostly the other side of the street.
        veil = min(max(1.4 - 5.0 * up, 0.0), 0.7)
        open_sky = 1.0 - veil
        veil *= 0.12
        up = max(up, 0.0)
        for i in range(3):
            mirrored = light.horizon[i] + (light.zenith[i] - light.horizon[i]) * up
            lit[i, x] += shine * (mirrored * open_sky + lit[3 + i, x] * veil - lit[i, x])


@kernel(fastmath=True)
def _veil_row(depths, haze, horizon, clear, lit):
    """Mixes the colors of a row with the haze before them; `clear` is scratch."""
    one, rate = np.float32(1.0), np.float32(haze / 16.0)
    for x in range(len(depths)):
        # exp(-haze * depth) but for 2 %.
        step = rate * depths[x]
        share = (one - step) / (one + step)
        share *= share
        share *= share
        clear[x] = share * share
    for channel in range(3):
        veil, color = horizon[channel], lit[channel]
        for x in range(len(depths)):
            color[x] = veil + (color[x] - veil) * clear[x]


@kernel(fastmath=True)
def _show_sky(y, blocks, hits, sky, lit):
    """Writes the colors of a row's pixels that see nothing else."""
    r, width = y // BLOCK, hits.shape[1]
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    for c in range(blocks.shape[1]):
        if blocks[r, c] == NOTHING or blocks[r, c] == MIXED:
            for x in range(c * BLOCK, min((c + 1) * BLOCK, width)):
                if hits[y, x] == NOTHING:
                    a = (x - c * BLOCK) * (1.0 / BLOCK)
                    for channel in range(3):
                        lit[channel, x] = mix_corners(sky, r, c, channel, a, b)


@kernel(fastmath=True)
def encode_row(lit, pixels):
    """Encodes a row's colors: sRGB up to 1.3 of its 255 steps, as a polynomial of fourth roots."""
    for channel in range(3):
        color = lit[channel]
        for x in range(len(pixels)):
            root = np.sqrt(np.sqrt(min(color[x], np.float32(1.0))))
            code = np.float32(-307.50216) + np.float32(76.607376) * root
            code = np.float32(-74.509897) + (np.float32(557.71405) + code * root) * root
            color[x] = np.float32(1.9208097) + code * root
    red, green, blue = lit[0], lit[1], lit[2]
    for x in range(len(pixels)):
        pixels[x] = np.int32(red[x]) | (np.int32(green[x]) << 8) | (np.int32(blue[x]) << 16)


@kernel(fastmath=True)
def _soften(blocks, hits, pixels):
    """Averages pixels along the edges of things with their neighbors, against stairs."""
    height, width = hits.shape
    for r in range(blocks.shape[0]):
        for c in range(blocks.shape[1]):
            block = blocks[r, c]
            below, right = min(r + 1, blocks.shape[0] - 1), min(c + 1, blocks.shape[1] - 1)
            if block != MIXED and block == blocks[r, right] and block == blocks[below, c]:
                continue
            for y in range(max(r * BLOCK, 1), min((r + 1) * BLOCK, height - 1)):
                for x in range(max(c * BLOCK, 1), min((c + 1) * BLOCK, width - 1)):
                    if hits[y, x] == hits[y, x + 1] and hits[y, x] == hits[y + 1, x]:
                        continue
                    near = (pixels[y, x - 1], pixels[y, x + 1], pixels[y - 1, x], pixels[y + 1, x])
                    # Red and blue at once.
                    others, green = 4 * (pixels[y, x] & 0xFF00FF), 4 * (pixels[y, x] & 0xFF00)
                    for pixel in near:
                        others += pixel & 0xFF00FF
                        green += pixel & 0xFF00
                    pixels[y, x] = ((others >> 3) & 0xFF00FF) | ((green >> 3) & 0xFF00)
