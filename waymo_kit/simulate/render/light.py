"""The light of a scene: sun and sky at a time of day and in a weather."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice

TIMES_OF_DAY = ("Day", "Dawn/Dusk", "Night")
WEATHERS = ("sunny", "rain")
"""Weathers, in the spelling of `Context.Stats`, as are the times of day."""

_CLOUD_SIZE = 512

Color = tuple[float, float, float]


class Light(NamedTuple):
    """Light in linear color, on a scale where 1 is the white of the finished image.

    Attributes:
        sun: Unit vector to the sun or moon in the local frame.
        sun_color: Color of sunlight on a surface that faces the sun.
        zenith: Color of the sky overhead.
        horizon: Color of the sky at the horizon, and of haze.
        below: Light on a surface that faces down.
        above: Light of the sky on a surface that faces up.
        haze: Share of what is seen that each meter of air replaces by haze.
        night: Darkness: 1 at night, when lamps, windows and vehicles shine; 0.5 at dusk.
        wet: Wetness: 1 on wet streets.
        clouds: (512, 512) float32 tile of cloud cover, 0 to 1.
        linear: (256,) float32 linear values of 8-bit codes.
    """

    sun: Color
    sun_color: Color
    zenith: Color
    horizon: Color
    below: Color
    above: Color
    haze: float
    night: float
    wet: float
    clouds: NDArray[np.float32]
    linear: NDArray[np.float32]


def make_light(time_of_day: str, weather: str, key: str) -> Light:
    """Chooses the light of the segment called `key`."""
    dice = Dice(key, "light")
    turn = dice.uniform(0.0, 2 * math.pi)
    rain = weather == "rain"
    if time_of_day == "Day":
        height = math.radians(dice.uniform(28.0, 62.0))
        sun, zenith, horizon = (2.1, 1.95, 1.7), (0.16, 0.33, 0.72), (0.62, 0.74, 0.88)
        ambient, haze, night, cover = ((0.20, 0.19, 0.18), (0.52, 0.60, 0.74)), 0.0016, 0.0, 0.42
        if rain:
            sun, zenith, horizon = (0.12, 0.12, 0.12), (0.42, 0.46, 0.52), (0.58, 0.61, 0.65)
            ambient, haze, cover = ((0.24, 0.24, 0.25), (0.66, 0.70, 0.76)), 0.005, 0.95
    elif time_of_day == "Dawn/Dusk":
        height = math.radians(dice.uniform(4.0, 9.0))
        sun, zenith, horizon = (1.0, 0.55, 0.28), (0.10, 0.15, 0.33), (0.80, 0.50, 0.34)
        ambient, haze, night, cover = ((0.13, 0.11, 0.11), (0.29, 0.28, 0.36)), 0.0024, 0.5, 0.5
        if rain:
            sun, zenith, horizon = (0.03, 0.03, 0.03), (0.14, 0.16, 0.21), (0.27, 0.27, 0.30)
            ambient, haze, cover = ((0.10, 0.10, 0.11), (0.26, 0.28, 0.33)), 0.006, 0.95
    else:
        height = math.radians(dice.uniform(30.0, 60.0))
        sun, zenith, horizon = (0.012, 0.015, 0.024), (0.004, 0.006, 0.016), (0.028, 0.026, 0.030)
        ambient, haze, night, cover = (
            ((0.012, 0.012, 0.014), (0.020, 0.022, 0.032)),
            0.004,
            1.0,
            0.3,
        )
        if rain:
            haze = 0.008
    steps = np.arange(256) / 255.0
    linear = np.where(steps < 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    flat = math.cos(height)
    return Light(
        (flat * math.cos(turn), flat * math.sin(turn), math.sin(height)),
        sun,
        zenith,
        horizon,
        *ambient,
        haze,
        night,
        1.0 if rain else 0.0,
        _clouds(dice, cover),
        linear.astype(np.float32),
    )


def _clouds(dice: Dice, cover: float) -> NDArray[np.float32]:
    """Makes fractal noise that tiles, as the cover of a sky."""
    total = np.zeros((_CLOUD_SIZE, _CLOUD_SIZE))
    strength = 0.5
    for cells in (4, 8, 16, 32, 64):
        grid = np.array([[dice.uniform() for _ in range(cells)] for _ in range(cells)])
        position = np.arange(_CLOUD_SIZE) * (cells / _CLOUD_SIZE)
        i = position.astype(np.int64)
        share = position - i
        share = share * share * (3.0 - 2.0 * share)
        j = (i + 1) % cells
        rows = grid[i] + (grid[j] - grid[i]) * share[:, None]
        total += strength * (rows[:, i] + (rows[:, j] - rows[:, i]) * share)
        strength *= 0.55
    total = (total - total.min()) / (total.max() - total.min())
    edge = 1.0 - cover
    return np.clip((total - edge) / 0.35, 0.0, 1.0).astype(np.float32)
