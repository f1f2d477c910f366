"""The colour of each pixel: materials under the light of the scene."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import _noise
from waymo_kit.simulate.ground import _ground_material
from waymo_kit.simulate.light import Light
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.raycast import GROUND, NOTHING, World
from waymo_kit.simulate.solids import _normal
from waymo_kit.simulate.visibility import BLOCK, View, _blend

_FLOOR = 3.2
_BAY = 2.5

_GROUND_COLOURS = np.zeros((len(Material), 3))
for _material, _colour in {
    Material.ASPHALT: (0.085, 0.085, 0.09),
    Material.LANE_MARK: (0.62, 0.62, 0.6),
    Material.ROAD_MARK: (0.6, 0.6, 0.58),
    Material.YELLOW_MARK: (0.62, 0.42, 0.06),
    Material.SIDEWALK: (0.34, 0.33, 0.31),
    Material.KERB: (0.42, 0.41, 0.39),
    Material.GRASS: (0.09, 0.16, 0.045),
    Material.PAVING: (0.25, 0.235, 0.21),
}.items():
    _GROUND_COLOURS[_material] = _colour

_ASPHALT = int(Material.ASPHALT)
_SIDEWALK = int(Material.SIDEWALK)
_GRASS = int(Material.GRASS)
_FACADE = int(Material.FACADE)
_ROOF = int(Material.ROOF)
_FOLIAGE = int(Material.FOLIAGE)
_CAR_PAINT = int(Material.CAR_PAINT)
_CAR_GLASS = int(Material.CAR_GLASS)
_HEADLIGHT = int(Material.HEADLIGHT)
_TAILLIGHT = int(Material.TAILLIGHT)
_SIGN_FACE = int(Material.SIGN_FACE)


def shade(view: View, world: World, light: Light) -> NDArray[np.uint8]:
    """Colours the pixels of a view: (H, W, 3) uint8 RGB."""
    image = np.empty((*view.hits.shape, 3), dtype=np.uint8)
    _shade(
        view.hits, view.depth, view.rays.origins, view.rays.directions, view.rays.times,
        world, light, _GROUND_COLOURS, image,
    )  # fmt: skip
    return image


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _sky(light, dx, dy, dz):
    """Colour of the sky in a direction."""
    up = max(dz, 0.0)
    share = math.sqrt(up)
    r = light.horizon[0] + (light.zenith[0] - light.horizon[0]) * share
    g = light.horizon[1] + (light.zenith[1] - light.horizon[1]) * share
    b = light.horizon[2] + (light.zenith[2] - light.horizon[2]) * share
    span = 130.0 / (up + 0.12)
    i, j = int(dx * span + 4096.0) & 511, int(dy * span + 4096.0) & 511
    cover = light.clouds[i, j] * min(up * 8.0, 1.0)
    lit = 0.55 + 0.6 * light.horizon[1]
    r += (lit * (light.horizon[0] + 0.35 * light.sun_colour[0]) - r) * cover * 0.75
    g += (lit * (light.horizon[1] + 0.35 * light.sun_colour[1]) - g) * cover * 0.75
    b += (lit * (light.horizon[2] + 0.35 * light.sun_colour[2]) - b) * cover * 0.75
    glow = dx * light.sun[0] + dy * light.sun[1] + dz * light.sun[2]
    if glow > 0.8:
        glow = ((glow - 0.8) * 5.0) ** 4 * 0.5
        r += light.sun_colour[0] * glow
        g += light.sun_colour[1] * glow
        b += light.sun_colour[2] * glow
    return r, g, b


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _facade(light, seed, along, z, half, r, g, b):
    """Colour and own light of a wall with windows; `along` runs from -half to half."""
    bays = max(int(2.0 * half / _BAY), 1)
    bay = 2.0 * half / bays
    column = math.floor((along + half) / bay)
    level = math.floor(z / _FLOOR)
    x = (along + half) / bay - column
    y = z / _FLOOR - level
    glow = 0.0
    width = 0.24 + 0.12 * _noise(seed, 3, 1)
    low, high = (0.12, 0.78) if level == 0 else (0.3, 0.82)
    if level == 0:
        width += 0.1
    inside = abs(x - 0.5) < width and low < y < high
    if inside:
        border = width - abs(x - 0.5) < 0.03 or y - low < 0.03 or high - y < 0.025
        if border:
            return 0.7 * r + 0.2, 0.7 * g + 0.2, 0.7 * b + 0.2, glow
        tone = 0.35 + 0.4 * _noise(seed + int(column), int(level), 7)
        if light.night > 0.0 and _noise(seed + int(column), int(level), 11) < 0.42:
            glow = light.night * (0.35 + 0.5 * tone)
        return (
            0.03 + 0.22 * tone * light.horizon[0],
            0.035 + 0.24 * tone * light.horizon[1],
            0.04 + 0.27 * tone * light.horizon[2],
            glow,
        )
    if y > 0.97 or (level == 0 and y > 0.9):
        return 0.8 * r, 0.8 * g, 0.8 * b, glow
    return r, g, b, glow


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _shade(hits, depth, origins, directions, times, world, light, ground_colours, image):
    height, width = hits.shape
    rows, codes = world.rows, world.codes
    for y in range(height):
        br = y // BLOCK
        b = (y - br * BLOCK) * (1.0 / BLOCK)
        for x in range(width):
            bc = x // BLOCK
            a = (x - bc * BLOCK) * (1.0 / BLOCK)
            dx, dy, dz = _blend(directions, br, bc, a, b)
            hit = hits[y, x]
            if hit == NOTHING:
                red, green, blue = _sky(light, dx, dy, dz)
            else:
                t = depth[y, x]
                ox, oy, oz = _blend(origins, br, bc, a, b)
                px, py, pz = ox + t * dx, oy + t * dy, oz + t * dz
                nx, ny, nz = 0.0, 0.0, 1.0
                glow = 0.0
                shine = 0.0
                if hit <= GROUND:
                    material = _ground_material(px, py, GROUND - hit, world.lawn, world.streets)
                    red = ground_colours[material, 0]
                    green = ground_colours[material, 1]
                    blue = ground_colours[material, 2]
                    grain = _noise(int(px * 16.0 + 8192.0), int(py * 16.0 + 8192.0), 5)
                    rough = 0.12 if material == _ASPHALT else 0.08
                    if material == _GRASS:
                        rough = 0.35
                    if material == _SIDEWALK and (
                        (px + 4096.0) % 1.5 < 0.02 or (py + 4096.0) % 1.5 < 0.02
                    ):
                        rough, grain = 0.3, 0.0
                    tone = 1.0 + rough * (grain - 0.5)
                    tone *= 1.0 - 0.45 * light.wet
                    red *= tone
                    green *= tone
                    blue *= tone
                    shine = light.wet * 0.25 * (1.0 - abs(dz)) ** 3
                else:
                    material = codes[hit, 1]
                    seconds = times[br, bc] + a * (times[br, bc + 1] - times[br, bc])
                    cos, sin = rows[hit, 3], rows[hit, 4]
                    qx = px - rows[hit, 0] - seconds * rows[hit, 11]
                    qy = py - rows[hit, 1] - seconds * rows[hit, 12]
                    lx, ly, lz = cos * qx + sin * qy, cos * qy - sin * qx, pz - rows[hit, 2]
                    mx, my, nz = _normal(rows, hit, codes[hit, 0], lx, ly, lz)
                    nx, ny = cos * mx - sin * my, sin * mx + cos * my
                    if nx * dx + ny * dy + nz * dz > 0.0:
                        nx, ny, nz = -nx, -ny, -nz
                    colour = codes[hit, 3]
                    red = float(light.linear[(colour >> 16) & 255])
                    green = float(light.linear[(colour >> 8) & 255])
                    blue = float(light.linear[colour & 255])
                    if material == _FACADE:
                        if abs(nz) < 0.5:
                            flank = abs(mx) > 0.5
                            along = ly if flank else lx
                            half = rows[hit, 6] if flank else rows[hit, 5]
                            seed = int(rows[hit, 0] * 7.0 + rows[hit, 1] * 131.0 + 70000.0)
                            seed += 17 if flank else 0
                            red, green, blue, glow = _facade(
                                light, seed, along, pz, half, red, green, blue
                            )
                    elif material == _FOLIAGE:
                        tone = 0.55 + 0.9 * _noise(
                            int(lx * 7.0 + 512.0), int(ly * 7.0 + 512.0), int(lz * 7.0 + 512.0)
                        )
                        tone *= 0.75 + 0.25 * nz
                        red, green, blue = red * tone, green * tone, blue * tone
                    elif material == _CAR_PAINT:
                        shine = 0.1 + 0.4 * (1.0 + nx * dx + ny * dy + nz * dz) ** 3
                    elif material == _CAR_GLASS:
                        shine = 0.25 + 0.5 * (1.0 + nx * dx + ny * dy + nz * dz) ** 3
                    elif material == _HEADLIGHT:
                        glow = 4.0 * light.night
                    elif material == _TAILLIGHT:
                        glow = 1.2 * light.night
                    elif material == _SIGN_FACE:
                        if my > 0.0:
                            red, green, blue = 0.3, 0.3, 0.3
                        glow = 0.15 * light.night
                facing = max(nx * light.sun[0] + ny * light.sun[1] + nz * light.sun[2], 0.0)
                above = 0.5 + 0.5 * nz
                own_r, own_g, own_b = red, green, blue
                red *= (
                    light.sun_colour[0] * facing
                    + light.ambient[0, 0] + (light.ambient[1, 0] - light.ambient[0, 0]) * above
                )  # fmt: skip
                green *= (
                    light.sun_colour[1] * facing
                    + light.ambient[0, 1] + (light.ambient[1, 1] - light.ambient[0, 1]) * above
                )  # fmt: skip
                blue *= (
                    light.sun_colour[2] * facing
                    + light.ambient[0, 2] + (light.ambient[1, 2] - light.ambient[0, 2]) * above
                )  # fmt: skip
                if shine > 0.0:
                    back = 2.0 * (nx * dx + ny * dy + nz * dz)
                    sr, sg, sb = _sky(light, dx - back * nx, dy - back * ny, dz - back * nz)
                    red += shine * (sr - red)
                    green += shine * (sg - green)
                    blue += shine * (sb - blue)
                if glow > 0.0:
                    if material == _FACADE:
                        red, green, blue = red + glow, green + 0.72 * glow, blue + 0.38 * glow
                    else:
                        red += glow * own_r
                        green += glow * own_g
                        blue += glow * own_b
                clear = math.exp(-light.haze * t)
                red = light.horizon[0] + (red - light.horizon[0]) * clear
                green = light.horizon[1] + (green - light.horizon[1]) * clear
                blue = light.horizon[2] + (blue - light.horizon[2]) * clear
            image[y, x, 0] = light.gamma[int(min(red, 1.0) * 4095.0)]
            image[y, x, 1] = light.gamma[int(min(green, 1.0) * 4095.0)]
            image[y, x, 2] = light.gamma[int(min(blue, 1.0) * 4095.0)]
