"""The colour of each pixel: surfaces under the light of the scene."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.groundlight import GroundLight
from waymo_kit.simulate.groundsurface import GROUND_COLOURS, _ground_row
from waymo_kit.simulate.light import Light
from waymo_kit.simulate.raycast import NOTHING, World
from waymo_kit.simulate.solidsurface import _solid_rows
from waymo_kit.simulate.surface import (
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
from waymo_kit.simulate.visibility import BLOCK, SIGHT, View, _mix

_LAMPLIGHT, _WARMTH = (1.0, 0.8, 0.52), (1.0, 0.72, 0.36)
"""Colours of the light of street lamps and of lit windows."""


def shade(view: View, world: World, light: Light, ground_light: GroundLight) -> NDArray[np.uint8]:
    """Colours the pixels of a view: (H, W, 3) uint8 RGB."""
    height, width = view.hits.shape
    image = np.empty((height, width, 3), dtype=np.uint8)
    surfaces = np.zeros((BLOCK, LINES, width), dtype=np.float32)
    clearness = np.exp(-light.haze * np.arange(int(SIGHT) + 2)).astype(np.float32)
    lights = np.array(
        [light.sun, light.sun_colour, light.above, light.below, _LAMPLIGHT, _WARMTH],
        dtype=np.float32,
    )
    rays = view.rays
    sky = np.empty(rays.directions.shape, dtype=np.float32)
    _paint_sky(rays.directions, light, sky)
    _shade(
        view.hits, view.depth, rays.origins, rays.directions, rays.times, world, light,
        ground_light, GROUND_COLOURS, clearness, lights, sky, surfaces, image,
    )  # fmt: skip
    _soften(view.hits, image)
    return image


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _paint_sky(directions, light, sky):
    """Colours of the sky at the corners of the blocks."""
    clouds = light.clouds
    lit = 0.55 + 0.6 * light.horizon[1]
    for r in range(sky.shape[0]):
        for c in range(sky.shape[1]):
            dx, dy, dz = directions[r, c, 0], directions[r, c, 1], directions[r, c, 2]
            if dz < -0.1:
                sky[r, c] = 0.0
                continue
            up = max(dz, 0.0)
            share = math.sqrt(up)
            span = 130.0 / (up + 0.12)
            cover = clouds[int(dx * span + 4096.0) & 511, int(dy * span + 4096.0) & 511]
            cover *= 0.75 * min(up * 8.0, 1.0)
            glow = dx * light.sun[0] + dy * light.sun[1] + dz * light.sun[2]
            glow = 0.5 * max(5.0 * glow - 4.0, 0.0) ** 4
            for i in range(3):
                own = light.horizon[i] + (light.zenith[i] - light.horizon[i]) * share
                cloud = lit * (light.horizon[i] + 0.35 * light.sun_colour[i])
                sky[r, c, i] = own + (cloud - own) * cover + light.sun_colour[i] * glow


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _shade(
    hits, depth, origins, directions, times, world, light, ground_light, ground_colours,
    clearness, lights, sky, surfaces, image,
):  # fmt: skip
    """Colours an image, one row of blocks after the other; see `shade`."""
    height, width = hits.shape
    facing, lit = np.empty(width, np.float32), np.empty((6, width), np.float32)
    for r in range(origins.shape[0] - 1):
        _solid_rows(
            r, hits, depth, origins, directions, times, world.rows, world.codes, light.linear,
            light.night, ground_light.start, ground_light.cells, surfaces,
        )  # fmt: skip
        for y in range(r * BLOCK, min((r + 1) * BLOCK, height)):
            row = surfaces[y - r * BLOCK]
            _ground_row(
                y, hits, depth, origins, directions, world.streets, light.wet, light.night,
                ground_light.start, ground_light.cells, ground_colours, row,
            )  # fmt: skip
            _light_row(row, lights, facing, lit)
            _mirror_row(y, hits, directions, light, row, lit)
            _write_row(y, hits, depth, light, clearness, sky, lit, facing, image)


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _light_row(surfaces, lights, facing, lit):
    """Lights a row of surfaces: short loops in float32, which compile to vector instructions.

    Args:
        surfaces: (LINES, W) see `surface`.
        lights: (6, 3) direction to the sun, its colour, light from above and from below, colours of
            lamps and of warm light.
        facing: (W,) filled: how much of the sun each pixel gets.
        lit: (6, W) filled: colour of each pixel, and the light on it.
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
        own, colour, light = surfaces[RED + channel], lit[channel], lit[3 + channel]
        sun, lamp, warmth = lights[1, channel], lights[4, channel], lights[5, channel]
        aside = half * (lights[2, channel] + lights[3, channel])
        rise = half * (lights[2, channel] - lights[3, channel])
        for x in range(width):
            light[x] = sun * facing[x] + (aside + rise * z_axis[x]) * skylit[x] + lamp * lamplit[x]
        for x in range(width):
            colour[x] = own[x] * (light[x] + glow[x]) + warmth * warm[x]


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _mirror_row(y, hits, directions, light, surfaces, lit):
    """Adds what shining pixels of a row mirror to their colours in `lit`."""
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
        up = _mix(directions, r, c, 2, a, b)
        nz = surfaces[NORMAL + 2, x]
        if nz != 0.0:
            dx = _mix(directions, r, c, 0, a, b)
            dy = _mix(directions, r, c, 1, a, b)
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


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _write_row(y, hits, depth, light, clearness, sky, lit, clear, image):
    """Writes a row's pixels: what is lit there, through the haze, or sky; `clear` is scratch."""
    width = hits.shape[1]
    r = y // BLOCK
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    gamma = light.gamma
    for x in range(width):
        clear[x] = clearness[int(depth[y, x])]
    for i in range(3):
        haze, colour = np.float32(light.horizon[i]), lit[i]
        for x in range(width):
            colour[x] = haze + (colour[x] - haze) * clear[x]
    for x in range(width):
        if hits[y, x] == NOTHING:
            c = x // BLOCK
            a = (x - c * BLOCK) * (1.0 / BLOCK)
            for i in range(3):
                lit[i, x] = _mix(sky, r, c, i, a, b)
    one, steps = np.float32(1.0), np.float32(4095.0)
    for i in range(3):
        colour = lit[i]
        for x in range(width):
            image[y, x, i] = gamma[int(min(colour[x], one) * steps)]


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _soften(hits, image):
    """Averages pixels along the edges of things with their neighbours, against stairs."""
    height, width = hits.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            hit = hits[y, x]
            if hit == hits[y, x + 1] and hit == hits[y + 1, x]:
                continue
            for channel in range(3):
                total = (
                    4 * image[y, x, channel]
                    + image[y, x - 1, channel]
                    + image[y, x + 1, channel]
                    + image[y - 1, x, channel]
                    + image[y + 1, x, channel]
                )
                image[y, x, channel] = np.uint8(total // 8)
