"""Light on the ground: shadows, dark places under things, and the pools of light of lamps.

A map of the surroundings with cells of a quarter of a meter. What never moves is drawn once a
segment; vehicles and people under way are drawn anew for each frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import hash_noise
from waymo_kit.simulate.city.scenery import Scenery
from waymo_kit.simulate.render.light import Light
from waymo_kit.simulate.traffic.actors import Actor

CELL = 0.25
SUN, SKY, LAMP, TALL = range(4)
"""Channels: share of the sun, share of the sky, light of lamps, share of the sun that buildings
leave."""

_LONGEST_SHADOW = 70.0
_LAMP_REACH = 17.0
_HEADLIGHT_REACH = 34.0
_SUBSAMPLES = 2
_UNDER = 0.75
"""Part of the sky that a vehicle takes from the ground beneath."""


class GroundLight(NamedTuple):
    """The light on the ground.

    Attributes:
        start: Local x and y of the middle of the first cell.
        cells: (X, Y, 4) uint8 channels, in which 255 stands for 1.
    """

    start: tuple[float, float]
    cells: NDArray[np.uint8]


@dataclass(frozen=True)
class LightPainter:
    """Draws the light of a segment.

    Attributes:
        light: Light of the scene.
        start: (2,) local x and y of the map's corner.
        fixed: (X, Y, 4) uint8 light with the objects that never move.
    """

    light: Light
    start: tuple[float, float]
    fixed: NDArray[np.uint8]

    def frame(
        self,
        movers: list[Actor],
        frame: int,
        headlights: list[tuple[float, float, float]],
    ) -> GroundLight:
        """Returns the light in one frame.

        Args:
            movers: Actors that move.
            frame: Index of the frame.
            headlights: Local x, y and heading of the front of each moving vehicle.
        """
        cells = self.fixed.copy()
        shadow = _shadow(self.light)
        for actor in movers:
            _draw_actor(cells, self.start, actor, frame, shadow)
        if self.light.night > 0:
            for x, y, heading in headlights:
                _draw_beam(cells, *self.start, x, y, math.cos(heading), math.sin(heading))
        return GroundLight(self.start, cells)


def paint_light(
    light: Light,
    scenery: Scenery,
    standing: list[Actor],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> LightPainter:
    """Draws the shadows and lights of everything that never moves.

    Args:
        light: Light of the scene.
        scenery: Scenery with what casts shadows and the lamps that shine.
        standing: Objects that never move.
        low: (2,) minimum local x and y of the map.
        high: (2,) maximum local x and y of the map.
    """
    start = (float(low[0]), float(low[1]))
    size = np.ceil((high - low) / CELL).astype(np.int64) + 2
    cells = np.full((*size, 4), 255, dtype=np.uint8)
    cells[..., LAMP] = 0
    shadow = _shadow(light)
    for shade in scenery.shades:
        place = (shade.x, shade.y, math.cos(shade.heading), math.sin(shade.heading))
        size_of = (shade.half_x, shade.half_y, shade.bottom, shade.top)
        if shadow[2] > 0:
            _draw_shadow(
                cells, *start, *place, *size_of, shade.depth < 1.0, shade.depth, *shadow[:2]
            )
    for actor in standing:
        _draw_actor(cells, start, actor, 0, shadow)
    if light.night > 0:
        for x, y, _ in scenery.lamps:
            _draw_pool(cells, *start, x, y, 0.85 if light.night == 1 else 0.3)
    return LightPainter(light, start, cells)


def _shadow(light: Light) -> tuple[float, float, float]:
    """Returns the shift of a shadow per meter of height, and how dark shadows are."""
    x, y, z = light.sun
    strength = 1.0 if light.sun_color[0] > 0.1 else 0.0
    return x / z, y / z, strength


def _draw_actor(
    cells: NDArray[np.uint8],
    start: tuple[float, float],
    actor: Actor,
    frame: int,
    shadow: tuple[float, float, float],
) -> None:
    if actor.model.kind == ObjectType.SIGN:
        return
    x, y, _ = actor.positions[frame + 1]
    if not (
        0 < (x - start[0]) / CELL < cells.shape[0] and 0 < (y - start[1]) / CELL < cells.shape[1]
    ):
        return
    heading = float(actor.headings[frame + 1])
    place = (float(x), float(y), math.cos(heading), math.sin(heading))
    length, width, height = actor.model.size
    vehicle = actor.model.kind == ObjectType.VEHICLE
    if vehicle:
        _draw_under(cells, *start, *place, 0.47 * length, 0.44 * width)
        body = (0.47 * length, 0.45 * width, 0.15, 0.55 * height)
        cabin = (0.3 * length, 0.38 * width, 0.5 * height, 0.95 * height)
        parts = [body, cabin]
    else:
        parts = [(0.4 * length if length > 1 else 0.22, 0.2, 0.0, 0.95 * height)]
    if shadow[2] > 0:
        for part in parts:
            _draw_shadow(cells, *start, *place, *part, not vehicle, 0.95, *shadow[:2])


@kernel
def _draw_shadow(
    cells, start_x, start_y, x, y, cos, sin, half_x, half_y, bottom, top, rounded, depth,
    slope_x, slope_y,
):  # fmt: skip
    """Darkens the ground where an upright box or drum hides the sun."""
    reach = math.hypot(slope_x, slope_y)
    top = min(top, _LONGEST_SHADOW / max(reach, 1e-3))
    radius = math.hypot(half_x, half_y)
    x0, x1 = x - slope_x * top, x - slope_x * bottom
    y0, y1 = y - slope_y * top, y - slope_y * bottom
    first_i = max(int((min(x0, x1) - radius - start_x) / CELL), 0)
    last_i = min(int((max(x0, x1) + radius - start_x) / CELL) + 1, cells.shape[0] - 1)
    first_j = max(int((min(y0, y1) - radius - start_y) / CELL), 0)
    last_j = min(int((max(y0, y1) + radius - start_y) / CELL) + 1, cells.shape[1] - 1)
    along, across = cos * slope_x + sin * slope_y, cos * slope_y - sin * slope_x
    tall = depth >= 1.0 and not rounded
    leafy = rounded and half_x > 1.0
    step = CELL / _SUBSAMPLES
    for i in range(first_i, last_i + 1):
        for j in range(first_j, last_j + 1):
            covered = 0
            for sub in range(_SUBSAMPLES * _SUBSAMPLES):
                px = start_x + i * CELL + (sub // _SUBSAMPLES - 0.5) * step - x
                py = start_y + j * CELL + (sub % _SUBSAMPLES - 0.5) * step - y
                qx, qy = cos * px + sin * py, cos * py - sin * px
                if rounded:
                    hidden = passes_drum(qx, qy, along, across, half_x, bottom, top)
                else:
                    hidden = passes_box(qx, qy, along, across, half_x, half_y, bottom, top)
                # Light falls through crowns in spots.
                if hidden and leafy:
                    spot = 2 * (i + j * 4096) + sub
                    hidden = hash_noise(spot // 3, j, 3) > 0.22
                covered += hidden
            if covered > 0:
                share = covered / (_SUBSAMPLES * _SUBSAMPLES)
                value = np.uint8(255.0 * (1.0 - share * depth))
                cells[i, j, SUN] = min(cells[i, j, SUN], value)
                if tall:
                    cells[i, j, TALL] = min(cells[i, j, TALL], value)


@kernel
def passes_box(x, y, along, across, half_x, half_y, low, high):
    """Tells whether (x, y) + z (along, across) lies in a rectangle for some z in [low, high]."""
    for position, slope, half in ((x, along, half_x), (y, across, half_y)):
        if abs(slope) < 1e-9:
            if abs(position) > half:
                return False
        else:
            a, b = (-half - position) / slope, (half - position) / slope
            low, high = max(low, min(a, b)), min(high, max(a, b))
    return low <= high


@kernel
def passes_drum(x, y, along, across, radius, low, high):
    """Tells whether (x, y) + z (along, across) lies in a circle for some z in [low, high]."""
    square = along * along + across * across
    z = -(x * along + y * across) / square if square > 1e-12 else low
    z = min(max(z, low), high)
    px, py = x + z * along, y + z * across
    return px * px + py * py <= radius * radius


@kernel
def _draw_under(cells, start_x, start_y, x, y, cos, sin, half_x, half_y):
    """Darkens the ground under and around a vehicle, softly."""
    soft = 0.55
    radius = math.hypot(half_x, half_y) + soft
    first_i = max(int((x - radius - start_x) / CELL), 0)
    last_i = min(int((x + radius - start_x) / CELL) + 1, cells.shape[0] - 1)
    first_j = max(int((y - radius - start_y) / CELL), 0)
    last_j = min(int((y + radius - start_y) / CELL) + 1, cells.shape[1] - 1)
    for i in range(first_i, last_i + 1):
        for j in range(first_j, last_j + 1):
            px, py = start_x + i * CELL - x, start_y + j * CELL - y
            out_x = max(abs(cos * px + sin * py) - half_x, -soft)
            out_y = max(abs(cos * py - sin * px) - half_y, -soft)
            outside = max(out_x, out_y)
            share = min(max(0.5 - 0.5 * outside / soft, 0.0), 1.0)
            value = np.uint8(255.0 * (1.0 - _UNDER * share * share * (3.0 - 2.0 * share)))
            cells[i, j, SKY] = min(cells[i, j, SKY], value)


@kernel
def _draw_pool(cells, start_x, start_y, x, y, strength):
    """Adds the light under a street lamp."""
    reach = int(_LAMP_REACH / CELL)
    i0, j0 = int((x - start_x) / CELL), int((y - start_y) / CELL)
    for i in range(max(i0 - reach, 0), min(i0 + reach, cells.shape[0] - 1) + 1):
        for j in range(max(j0 - reach, 0), min(j0 + reach, cells.shape[1] - 1) + 1):
            away = (math.hypot(i - i0, j - j0) * CELL / _LAMP_REACH) ** 2
            if away < 1.0:
                value = cells[i, j, LAMP] + 255.0 * strength * (1.0 - away) ** 3
                cells[i, j, LAMP] = np.uint8(min(value, 255.0))


@kernel
def _draw_beam(cells, start_x, start_y, x, y, cos, sin):
    """Adds the light of a vehicle's headlights; x and y are its front."""
    first_i = max(int((x - _HEADLIGHT_REACH - start_x) / CELL), 0)
    last_i = min(int((x + _HEADLIGHT_REACH - start_x) / CELL), cells.shape[0] - 1)
    first_j = max(int((y - _HEADLIGHT_REACH - start_y) / CELL), 0)
    last_j = min(int((y + _HEADLIGHT_REACH - start_y) / CELL), cells.shape[1] - 1)
    for i in range(first_i, last_i + 1):
        for j in range(first_j, last_j + 1):
            px, py = start_x + i * CELL - x, start_y + j * CELL - y
            ahead, aside = cos * px + sin * py, cos * py - sin * px
            if 0.3 < ahead < _HEADLIGHT_REACH:
                wide = 1.3 + 0.26 * ahead
                side = aside / wide
                if abs(side) < 1.0:
                    near = min(ahead / 5.0, 1.0)
                    far = 1.0 - ahead / _HEADLIGHT_REACH
                    value = 150.0 * near * far * (1.0 - side * side) ** 2
                    cells[i, j, LAMP] = np.uint8(min(cells[i, j, LAMP] + value, 255.0))


@kernel
def light_at(cells, x, y, channel):
    """Returns the light on the ground, interpolated between the middles of four cells."""
    i = min(max(int(x), 0), cells.shape[0] - 2)
    j = min(max(int(y), 0), cells.shape[1] - 2)
    x, y = min(max(x - i, 0.0), 1.0), min(max(y - j, 0.0), 1.0)
    near = cells[i, j, channel] * (1.0 - y) + cells[i, j + 1, channel] * y
    far = cells[i + 1, j, channel] * (1.0 - y) + cells[i + 1, j + 1, channel] * y
    return (near + (far - near) * x) * (1.0 / 255.0)
