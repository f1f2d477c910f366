"""The ground that pixels see: its colour and the light on it."""

from __future__ import annotations

import numba
import numpy as np

from waymo_kit.simulate.chance import _noise
from waymo_kit.simulate.ground import KERB, _ground_material, _paint, _setting, _street_frame
from waymo_kit.simulate.groundlight import CELL, LAMP, SKY, SUN, _light_at
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.raycast import GROUND
from waymo_kit.simulate.surface import (
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
from waymo_kit.simulate.visibility import BLOCK, _edges

_COLOURS = {
    Material.ASPHALT: (0.085, 0.085, 0.09),
    Material.LANE_MARK: (0.62, 0.62, 0.6),
    Material.ROAD_MARK: (0.6, 0.6, 0.58),
    Material.YELLOW_MARK: (0.62, 0.42, 0.06),
    Material.SIDEWALK: (0.34, 0.33, 0.31),
    Material.KERB: (0.42, 0.41, 0.39),
    Material.GRASS: (0.09, 0.16, 0.045),
    Material.PAVING: (0.25, 0.235, 0.21),
}
GROUND_COLOURS = np.array([_COLOURS.get(material, (0.0, 0.0, 0.0)) for material in Material])
"""(M, 3) linear colours, by material."""

_ASPHALT = int(Material.ASPHALT)
_SIDEWALK = int(Material.SIDEWALK)
_GRASS = int(Material.GRASS)


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _ground_tone(material, x, y, t, patch):
    """Brightness of ground relative to its material's colour: grain, patches and joints."""
    grain = _noise(int(x * 24.0 + 16384.0), int(y * 24.0 + 16384.0), 5) - 0.5
    fade = min(12.0 / t, 1.0)
    if material == _GRASS:
        return 1.0 + 0.55 * grain * fade + 0.3 * patch
    if material == _SIDEWALK:
        across, along = (x + 4096.0) * (1.0 / 1.5), (y + 4096.0) * (1.0 / 1.5)
        column, row = int(across), int(along)
        joint = across - column < 0.025 / 1.5 or along - row < 0.025 / 1.5
        tile = _noise(column, row, 8) - 0.5
        return 1.0 + 0.1 * grain * fade + 0.12 * tile - (0.28 * fade if joint else 0.0)
    if material == _ASPHALT:
        return 1.0 + 0.22 * grain * fade + 0.1 * patch
    return 1.0 + 0.12 * grain * fade


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
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
        sun = _light_at(cells, cell_x, cell_y, SUN)
        sky = _light_at(cells, cell_x, cell_y, SKY)
        lamp = 0.0
        if night > 0.0:
            lamp = _light_at(cells, cell_x, cell_y, LAMP) * (0.55 + 0.45 * sky)
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
            surfaces[RED, x] = tone * colours[material, 0]
            surfaces[GREEN, x] = tone * colours[material, 1]
            surfaces[BLUE, x] = tone * colours[material, 2]
            surfaces[NORMAL, x] = 0.0
            surfaces[NORMAL + 1, x] = 0.0
            surfaces[NORMAL + 2, x] = 0.3 if hit == GROUND - KERB else 1.0
            grazing = 1.0 + dz
            surfaces[SHINE, x] = wet * 0.5 * grazing * grazing * grazing * grazing
            surfaces[GLOW, x] = 0.0
            surfaces[WARM, x] = 0.0
            surfaces[SUNLIT, x] = sun
            surfaces[SKYLIT, x] = sky
            surfaces[LAMPLIT, x] = lamp
