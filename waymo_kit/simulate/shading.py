"""The colour of each pixel: materials under the light of the scene."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.buildings import FLOOR_HEIGHT
from waymo_kit.simulate.chance import _noise
from waymo_kit.simulate.ground import (
    KERB,
    _ground_material,
    _paint,
    _setting,
    _street_frame,
)
from waymo_kit.simulate.groundlight import CELL, LAMP, SKY, SUN, TALL, GroundLight
from waymo_kit.simulate.light import Light
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.raycast import GROUND, NOTHING, World
from waymo_kit.simulate.solids import Shape, _normal
from waymo_kit.simulate.visibility import BLOCK, SIGHT, View

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
_TYRE = int(Material.TYRE)
_HEADLIGHT = int(Material.HEADLIGHT)
_TAILLIGHT = int(Material.TAILLIGHT)
_SIGN_FACE = int(Material.SIGN_FACE)
_LAMP = int(Material.LAMP)
_DRUM_Y = int(Shape.DRUM_Y)
_TAPER = int(Shape.TAPER)


RED, GREEN, BLUE, NORMAL, SHINE, GLOW, WARM, SUNLIT, SKYLIT, LAMPLIT = (
    0,
    1,
    2,
    3,
    6,
    7,
    8,
    9,
    10,
    11,
)
"""Columns of a row's surfaces: own colour, normal (3), mirror, light of its own in its own colour,
warm light of its own, and how much sun, sky and lamplight reaches it."""


def shade(view: View, world: World, light: Light, ground_light: GroundLight) -> NDArray[np.uint8]:
    """Colours the pixels of a view: (H, W, 3) uint8 RGB."""
    image = np.empty((*view.hits.shape, 3), dtype=np.uint8)
    surfaces = np.zeros((view.hits.shape[1], 12), dtype=np.float32)
    clearness = np.exp(-light.haze * np.arange(int(SIGHT) + 2)).astype(np.float32)
    rays = view.rays
    sky = np.empty(rays.directions.shape, dtype=np.float32)
    _paint_sky(rays.directions, light, sky)
    _shade(
        view.hits, view.depth, rays.origins, rays.directions, rays.times, world, light,
        ground_light, _GROUND_COLOURS, clearness, sky, surfaces, image,
    )  # fmt: skip
    _soften(view.hits, image)
    return image


@numba.njit(cache=True, nogil=True, error_model="numpy")
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _ground_light(cells, x, y, channel):
    """Light on the ground, between the middles of four cells."""
    i = min(max(int(x), 0), cells.shape[0] - 2)
    j = min(max(int(y), 0), cells.shape[1] - 2)
    x, y = min(max(x - i, 0.0), 1.0), min(max(y - j, 0.0), 1.0)
    near = cells[i, j, channel] * (1.0 - y) + cells[i, j + 1, channel] * y
    far = cells[i + 1, j, channel] * (1.0 - y) + cells[i + 1, j + 1, channel] * y
    return (near + (far - near) * x) * (1.0 / 255.0)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _ground_tone(material, x, y, t, patch):
    """Brightness of ground relative to its material's colour: grain, patches and joints."""
    grain = _noise(int(x * 24.0 + 16384.0), int(y * 24.0 + 16384.0), 5) - 0.5
    fade = min(12.0 / t, 1.0)
    if material == _GRASS:
        return 1.0 + 0.55 * grain * fade + 0.3 * patch
    if material == _SIDEWALK:
        joint = (x + 4096.0) % 1.5 < 0.025 or (y + 4096.0) % 1.5 < 0.025
        tile = _noise(int((x + 4096.0) / 1.5), int((y + 4096.0) / 1.5), 8) - 0.5
        return 1.0 + 0.1 * grain * fade + 0.12 * tile - (0.28 * fade if joint else 0.0)
    if material == _ASPHALT:
        return 1.0 + 0.22 * grain * fade + 0.1 * patch
    return 1.0 + 0.12 * grain * fade


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _window(style, door, along, z, half, fade):
    """What of a facade is at a point: 0 wall, 1 pane, 2 frame, 3 ledge, 4 door.

    Args:
        style: from 0 to 1, tells buildings apart.
        door: from 0 to 1, where along the wall the door is.
        along: from -half to half along the wall, metres.
        z: height over the road, metres.
        half: half the width of the wall, metres.
        fade: 1 near by; below 0.3 the thin parts are left out.

    Returns:
        the part, and the window's column and floor.
    """
    bays = max(int(2.0 * half / (2.1 + 1.2 * style)), 1)
    bay = 2.0 * half / bays
    column = int((along + half) / bay)
    level = int(z * (1.0 / FLOOR_HEIGHT))
    x = abs((along + half) - (column + 0.5) * bay)
    y = z - level * FLOOR_HEIGHT
    wide, low, high = 0.24 * bay + 0.22 * style, 0.85, 2.55
    if level == 0:
        if column == int(door * bays):
            wide = min(0.62, 0.4 * bay)
            if x < wide and 0.15 < y < 2.5:
                edge = fade > 0.3 and (wide - x < 0.07 or y > 2.43)
                return (2 if edge else 4), column, level
            return 0, column, level
        if style > 0.55:
            wide, low, high = 0.42 * bay, 0.5, 2.6
        else:
            low = 1.05
    if x < wide and low < y < high:
        edge = wide - x < 0.06 or y - low < 0.06 or high - y < 0.06 or x < 0.025
        return (2 if edge and fade > 0.3 else 1), column, level
    if y > FLOOR_HEIGHT - 0.16 and style < 0.6:
        return 3, column, level
    if 0.0 < low - y < 0.12 and x < wide + 0.1 and fade > 0.3:
        return 3, column, level
    return 0, column, level


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _facade(seed, style, door, along, z, half, fade, grazing, night, red, green, blue):
    """Colour, mirror and own light of a point of a wall with windows and a door."""
    part, column, level = _window(style, door, along, z, half, fade)
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _shade(
    hits, depth, origins, directions, times, world, light, ground_light, ground_colours,
    clearness, sky, surfaces, image,
):  # fmt: skip
    """Colours an image row by row; see `shade`."""
    for y in range(hits.shape[0]):
        _ground_row(
            y, hits, depth, origins, directions, world.streets, light.wet, light.night,
            ground_light.start, ground_light.cells, ground_colours, surfaces,
        )  # fmt: skip
        _solid_row(
            y, hits, depth, origins, directions, times, world.rows, world.codes, light.linear,
            light.night, ground_light.start, ground_light.cells, surfaces,
        )  # fmt: skip
        _colour_row(y, hits, depth, directions, light, clearness, sky, surfaces, image)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _ground_row(
    y, hits, depth, origins, directions, streets, wet, night, start, cells, colours, surfaces
):
    """Writes the surfaces of a row's pixels that see the ground."""
    width = hits.shape[1]
    r = y // BLOCK
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    for left in range(0, width, BLOCK):
        c = left // BLOCK
        dx, ex = _edges(directions, r, c, 0, b)
        dy, ey = _edges(directions, r, c, 1, b)
        dz, ez = _edges(directions, r, c, 2, b)
        right = min(left + BLOCK, width)
        ox, oy = origins[r, c, 0], origins[r, c, 1]
        first, last = left, right - 1
        while first < right and hits[y, first] > GROUND:
            first += 1
        if first == right:
            continue
        while hits[y, last] > GROUND:
            last -= 1
        # Street, light and patches hardly change in a run of pixels: look them up at its ends.
        t = depth[y, first]
        a = (first - left) * (1.0 / BLOCK)
        px, py = ox + t * (dx + a * (ex - dx)), oy + t * (dy + a * (ey - dy))
        k0, d0, m0, k1, d1, m1 = _street_frame(px, py, streets)
        setting = _setting(k0, m0, k1, m1, streets)
        cell_x, cell_y = (px - start[0]) / CELL, (py - start[1]) / CELL
        sun = _ground_light(cells, cell_x, cell_y, SUN)
        sky = _ground_light(cells, cell_x, cell_y, SKY)
        lamp = 0.0
        if night > 0.0:
            lamp = _ground_light(cells, cell_x, cell_y, LAMP) * (0.55 + 0.45 * sky)
        patch = _noise(int(px * 0.35 + 4096.0), int(py * 0.35 + 4096.0), 9) - 0.5
        step0, step1 = 0.0, 0.0
        even = True
        if last > first:
            t = depth[y, last]
            a = (last - left) * (1.0 / BLOCK)
            px, py = ox + t * (dx + a * (ex - dx)), oy + t * (dy + a * (ey - dy))
            l0, c0, n0, l1, c1, n1 = _street_frame(px, py, streets)
            step0, step1 = (c0 - d0) / (last - first), (c1 - d1) / (last - first)
            even = k0 == l0 and k1 == l1 and m0 == n0 and m1 == n1
        for x in range(first, last + 1):
            hit = hits[y, x]
            if hit > GROUND:
                continue
            a = (x - left) * (1.0 / BLOCK)
            t = depth[y, x]
            px = ox + t * (dx + a * (ex - dx))
            py = oy + t * (dy + a * (ey - dy))
            if even and hit == hits[y, first]:
                material = _paint(
                    GROUND - hit,
                    px,
                    py,
                    d0 + (x - first) * step0,
                    d1 + (x - first) * step1,
                    setting,
                )
            else:
                material = _ground_material(px, py, GROUND - hit, streets)
            tone = (1.0 - 0.5 * wet) * _ground_tone(material, px, py, t, patch)
            surfaces[x, RED] = tone * colours[material, 0]
            surfaces[x, GREEN] = tone * colours[material, 1]
            surfaces[x, BLUE] = tone * colours[material, 2]
            surfaces[x, NORMAL] = 0.0
            surfaces[x, NORMAL + 1] = 0.0
            surfaces[x, NORMAL + 2] = 0.3 if hit == GROUND - KERB else 1.0
            grazing = 1.0 + dz
            surfaces[x, SHINE] = wet * 0.5 * grazing * grazing * grazing * grazing
            surfaces[x, GLOW] = 0.0
            surfaces[x, WARM] = 0.0
            surfaces[x, SUNLIT] = sun
            surfaces[x, SKYLIT] = sky
            surfaces[x, LAMPLIT] = lamp


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _solid_row(
    y, hits, depth, origins, directions, times, rows, codes, linear, night, start, cells, surfaces
):
    """Writes the surfaces of a row's pixels that see solids."""
    width = hits.shape[1]
    r = y // BLOCK
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    for left in range(0, width, BLOCK):
        c = left // BLOCK
        fx, ex = _edges(directions, r, c, 0, b)
        fy, ey = _edges(directions, r, c, 1, b)
        fz, ez = _edges(directions, r, c, 2, b)
        seconds = times[r, c]
        before = NOTHING
        sun, lamp, style, door, seed = 1.0, 0.0, 0.0, 0.0, 0
        for x in range(left, min(left + BLOCK, width)):
            hit = hits[y, x]
            if hit < 0:
                continue
            a = (x - left) * (1.0 / BLOCK)
            t = depth[y, x]
            dx, dy, dz = fx + a * (ex - fx), fy + a * (ey - fy), fz + a * (ez - fz)
            px, py = origins[r, c, 0] + t * dx, origins[r, c, 1] + t * dy
            pz = origins[r, c, 2] + t * dz
            material = codes[hit, 1]
            if hit != before:
                before = hit
                cell_x, cell_y = (px - start[0]) / CELL, (py - start[1]) / CELL
                sun, lamp = 1.0, 0.0
                if pz < 3.0 and material != _FACADE:
                    sun = _ground_light(cells, cell_x, cell_y, TALL)
                if night > 0.0 and pz < 8.0:
                    lamp = _ground_light(cells, cell_x, cell_y, LAMP) * (0.8 - 0.09 * pz)
                if material == _FACADE:
                    seed = int(rows[hit, 0] * 7.0 + rows[hit, 1] * 131.0 + 90000.0)
                    style, door = _noise(seed, 3, 1), _noise(seed, 5, 2)
            cos, sin = rows[hit, 3], rows[hit, 4]
            qx = px - rows[hit, 0] - seconds * rows[hit, 11]
            qy = py - rows[hit, 1] - seconds * rows[hit, 12]
            lx, ly, lz = cos * qx + sin * qy, cos * qy - sin * qx, pz - rows[hit, 2]
            mx, my, nz = _normal(rows, hit, codes[hit, 0], lx, ly, lz)
            nx, ny = cos * mx - sin * my, sin * mx + cos * my
            slant = nx * dx + ny * dy + nz * dz
            if slant > 0.0:
                nx, ny, nz, slant = -nx, -ny, -nz, -slant
            grazing = max(1.0 + slant, 0.0)
            grazing = grazing * grazing * grazing
            colour = codes[hit, 3]
            red = float(linear[(colour >> 16) & 255])
            green = float(linear[(colour >> 8) & 255])
            blue = float(linear[colour & 255])
            shine, glow, warm = 0.0, 0.0, 0.0
            if material == _FACADE:
                if abs(nz) < 0.5:
                    flank = abs(mx) > 0.5
                    along, half = (ly, rows[hit, 6]) if flank else (lx, rows[hit, 5])
                    red, green, blue, shine, warm = _facade(
                        seed + flank, style, door, along, pz, half, min(40.0 / t, 1.0),
                        grazing, night, red, green, blue,
                    )  # fmt: skip
            elif material == _FOLIAGE:
                fine = 7.0 if t > 12.0 else 16.0
                tone = 0.5 + 0.9 * _noise(
                    int(lx * fine + 512.0), int(ly * fine + 512.0), int(lz * fine + 512.0)
                )
                tone *= 0.72 + 0.35 * nz
                red, green, blue = red * tone, green * tone, blue * tone
                nx, ny, nz = 0.7 * nx, 0.7 * ny, 0.7 * nz + 0.25
            elif material == _ROOF:
                tone = 0.9 + 0.2 * _noise(int(lx * 3.0 + 512.0), int(lz * 8.0 + 512.0), 3)
                red, green, blue = red * tone, green * tone, blue * tone
            elif material == _CAR_PAINT:
                shine = 0.08 + 0.5 * grazing
            elif material == _CAR_GLASS:
                if codes[hit, 0] != _TAPER or _is_pane(rows, hit, lx, ly, lz, mx, my):
                    red, green, blue = 0.008, 0.011, 0.014
                    shine = 0.2 + 0.6 * grazing
                else:
                    shine = 0.08 + 0.5 * grazing
            elif material == _TYRE:
                rim = math.hypot(lx, lz) / rows[hit, 5]
                if abs(my) > 0.5 and rim < 0.66:
                    spoke = (
                        rim > 0.22 and abs((math.atan2(lz, lx) * 0.7957747 + 8.0) % 1.0 - 0.5) < 0.2
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
                        codes[hit, 0], rows[hit, 5], rows[hit, 7], lx, lz, red, green, blue
                    )
            surfaces[x, RED], surfaces[x, GREEN], surfaces[x, BLUE] = red, green, blue
            surfaces[x, NORMAL], surfaces[x, NORMAL + 1], surfaces[x, NORMAL + 2] = nx, ny, nz
            surfaces[x, SHINE], surfaces[x, GLOW], surfaces[x, WARM] = shine, glow, warm
            surfaces[x, SUNLIT], surfaces[x, SKYLIT], surfaces[x, LAMPLIT] = sun, 1.0, lamp


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _colour_row(y, hits, depth, directions, light, clearness, sky, surfaces, image):
    """Lights a row's surfaces and writes its pixels."""
    width = hits.shape[1]
    gamma = light.gamma
    r = y // BLOCK
    b = (y - r * BLOCK) * (1.0 / BLOCK)
    for left in range(0, width, BLOCK):
        c = left // BLOCK
        right = min(left + BLOCK, width)
        fx, ex = _edges(directions, r, c, 0, b)
        fy, ey = _edges(directions, r, c, 1, b)
        fz, ez = _edges(directions, r, c, 2, b)
        sky_r, end_r = _edges(sky, r, c, 0, b)
        sky_g, end_g = _edges(sky, r, c, 1, b)
        sky_b, end_b = _edges(sky, r, c, 2, b)
        for x in range(left, right):
            a = (x - left) * (1.0 / BLOCK)
            if hits[y, x] == NOTHING:
                red = sky_r + a * (end_r - sky_r)
                green = sky_g + a * (end_g - sky_g)
                blue = sky_b + a * (end_b - sky_b)
            else:
                red, green, blue = surfaces[x, RED], surfaces[x, GREEN], surfaces[x, BLUE]
                nx, ny, nz = surfaces[x, NORMAL], surfaces[x, NORMAL + 1], surfaces[x, NORMAL + 2]
                facing = nx * light.sun[0] + ny * light.sun[1] + nz * light.sun[2]
                facing = max(facing, 0.0) * surfaces[x, SUNLIT]
                above = (0.5 + 0.5 * nz) * surfaces[x, SKYLIT]
                below = (0.5 - 0.5 * nz) * surfaces[x, SKYLIT]
                lamp = surfaces[x, LAMPLIT]
                own = surfaces[x, GLOW]
                warm = surfaces[x, WARM]
                light_r = (
                    light.sun_colour[0] * facing + light.above[0] * above + light.below[0] * below
                )
                light_g = (
                    light.sun_colour[1] * facing + light.above[1] * above + light.below[1] * below
                )
                light_b = (
                    light.sun_colour[2] * facing + light.above[2] * above + light.below[2] * below
                )
                light_r, light_g, light_b = (
                    light_r + lamp,
                    light_g + 0.8 * lamp,
                    light_b + 0.52 * lamp,
                )
                red = red * (light_r + own) + warm
                green = green * (light_g + own) + 0.72 * warm
                blue = blue * (light_b + own) + 0.36 * warm
                shine = surfaces[x, SHINE]
                if shine > 0.01:
                    dx, dy, dz = fx + a * (ex - fx), fy + a * (ey - fy), fz + a * (ez - fz)
                    back = 2.0 * (nx * dx + ny * dy + nz * dz)
                    mz = dz - back * nz
                    # What is mirrored near the horizon is mostly the other side of the street.
                    veil = min(max(1.4 - 5.0 * mz, 0.0), 0.7)
                    open_sky = 1.0 - veil
                    veil *= 0.12
                    up = max(mz, 0.0)
                    mirror_r = light.horizon[0] + (light.zenith[0] - light.horizon[0]) * up
                    mirror_g = light.horizon[1] + (light.zenith[1] - light.horizon[1]) * up
                    mirror_b = light.horizon[2] + (light.zenith[2] - light.horizon[2]) * up
                    red += shine * (mirror_r * open_sky + light_r * veil - red)
                    green += shine * (mirror_g * open_sky + light_g * veil - green)
                    blue += shine * (mirror_b * open_sky + light_b * veil - blue)
                clear = clearness[int(depth[y, x])]
                red = light.horizon[0] + (red - light.horizon[0]) * clear
                green = light.horizon[1] + (green - light.horizon[1]) * clear
                blue = light.horizon[2] + (blue - light.horizon[2]) * clear
            image[y, x, 0] = gamma[int(min(red, 1.0) * 4095.0)]
            image[y, x, 1] = gamma[int(min(green, 1.0) * 4095.0)]
            image[y, x, 2] = gamma[int(min(blue, 1.0) * 4095.0)]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _edges(grid, r, c, axis, b):
    """Values at the left and at the right edge of a block, `b` of its height down."""
    left = grid[r, c, axis] + b * (grid[r + 1, c, axis] - grid[r, c, axis])
    right = grid[r, c + 1, axis] + b * (grid[r + 1, c + 1, axis] - grid[r, c + 1, axis])
    return left, right


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _is_pane(rows, i, x, y, z, normal_x, normal_y):
    """Whether a point of a vehicle's cabin is glass, not pillar or roof frame."""
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _sign(shape, half_x, half_z, x, z, red, green, blue):
    """Colour of a sign's face with its border and writing."""
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
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
