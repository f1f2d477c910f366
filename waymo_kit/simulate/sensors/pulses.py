"""Returns of a lidar's pulses: the light that comes back, and its record by the sensor.

Ranges, intensities and elongations are rounded down to the steps of the real data, which keeps the
upper 16 bits of an intensity and multiples of 5.86 mm of the others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waymo_kit.kernels import kernel
from waymo_kit.simulate.chance import hash_noise
from waymo_kit.simulate.city.ground import KERB, ground_material
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.sensors.raycast import GROUND, NOTHING
from waymo_kit.simulate.sensors.zones import is_inside_any
from waymo_kit.simulate.solids import surface_normal

RANGE_STEP = 0.00585532144
"""Step of ranges and elongations in meters."""
MIN_RANGE = 0.4
RETURN_GAP = 1.2
"""Minimum distance between the two returns of a pulse in meters."""

_FOLIAGE = int(Material.FOLIAGE)
_SIGN_FACE = int(Material.SIGN_FACE)
_SIGN_BACK = int(Material.SIGN_BACK)
_PLATE = int(Material.PLATE)


@dataclass(frozen=True)
class Weather:
    """Effects of the air and of wet surfaces on a lidar.

    Attributes:
        fading: Loss of signal per meter, as in exp(-fading * range).
        wetness: Wetness from 0 (dry) to 1 (a darker, more mirror-like ground).
        droplets: Probability that a pulse returns from a raindrop close by.
    """

    fading: float
    wetness: float
    droplets: float


CLEAR = Weather(0.004, 0.0, 0.0)
RAIN = Weather(0.012, 1.0, 0.004)


@kernel
def quantized(value):
    """Rounds a length down to the step of the real data, as the float32 that stores it."""
    return np.float32(math.floor(value / RANGE_STEP)) * np.float32(RANGE_STEP)


@kernel
def truncated(value):
    """Keeps only the first 7 bits of the mantissa of a positive float."""
    mantissa, exponent = math.frexp(value)
    return np.float32(math.ldexp(math.floor(mantissa * 256.0) / 256.0, exponent))


@kernel(inline="always")
def _surface(world, hit, x, y, z, dx, dy, dz):
    """Returns the material where a ray hit, and the cosine between the ray and the normal."""
    material, facing = 0, 0.0
    if hit <= GROUND:
        kind = GROUND - hit
        material = ground_material(x, y, kind, world.streets)
        facing = abs(dz) if kind != KERB else 0.7 * math.hypot(dx, dy)
    else:
        rows, codes = world.rows, world.codes
        cos, sin = rows[hit, 3], rows[hit, 4]
        px, py, pz = x - rows[hit, 0], y - rows[hit, 1], z - rows[hit, 2]
        nx, ny, nz = surface_normal(
            rows, hit, codes[hit, 0], cos * px + sin * py, cos * py - sin * px, pz
        )
        facing = abs(nx * (cos * dx + sin * dy) + ny * (cos * dy - sin * dx) + nz * dz)
        material = codes[hit, 1]
        if material == _SIGN_FACE and ny > 0.0:
            material = _SIGN_BACK
    return material, facing


@kernel
def record_pulses(
    number, world, properties, weather, noise, seed, reach, rays, offsets, places, count,
    distances, found, zones, returns, points, hits, materials,
):  # fmt: skip
    """Writes the returns of rays, unless too little light comes back.

    Args:
        number: Index of the return: 0 for first returns, 1 for second ones.
        world: World that is measured.
        properties: Properties of the materials.
        weather: Fading, wetness and droplets of the air.
        noise: Standard deviation of the ranges in meters.
        seed: Seed of the noise.
        reach: Maximum range in meters.
        rays: (>= count, 7) rays, as for `cast_rays`.
        offsets: (>= count,) range at which each ray starts.
        places: (>= count,) index of each ray's pixel.
        count: Number of rays.
        distances: (>= count,) distance from each ray's start to what it hits.
        found: (>= count,) index of what each ray hits.
        zones: No-label zones, `ZoneArrays`.
        returns: Output, as are the following: the fields of `lidar.Sweep`.
        points: Measured points.
        hits: Index of what was hit.
        materials: Materials of what was hit.
    """
    fading, wetness, droplets = weather
    width = returns.shape[2]
    salt = 16 * number
    for n in range(count):
        pixel = places[n]
        row, column = pixel // width, pixel % width
        ox, oy, oz = rays[n, 0], rays[n, 1], rays[n, 2]
        dx, dy, dz = rays[n, 3], rays[n, 4], rays[n, 5]
        if number == 0 and droplets > 0.0 and hash_noise(pixel, seed, 1) < droplets:
            near = quantized(0.8 + 8.0 * hash_noise(pixel, seed, 2) ** 2)
            returns[0, row, column, 0] = near
            returns[0, row, column, 1] = truncated(0.004 + 0.01 * hash_noise(pixel, seed, 3))
            returns[0, row, column, 2] = quantized(0.4 * hash_noise(pixel, seed, 4))
        else:
            hit, t = found[n], distances[n]
            if hit == NOTHING:
                continue
            material, facing = _surface(
                world, hit, ox + t * dx, oy + t * dy, oz + t * dz, dx, dy, dz
            )
            brightness = properties.reflectivity[material]
            mirror = properties.mirror[material]
            if hit <= GROUND:
                brightness *= 1.0 - 0.55 * wetness
                mirror += 0.35 * wetness * (1.0 - facing)
            span = offsets[n] + t
            share = 1.0 - 0.5 * number
            signal = brightness * (0.25 + 0.75 * facing) * math.exp(-fading * span) * share
            # The weakest signal that is told from noise grows with the square of the range.
            margin = signal / (0.012 + 0.0000042 * span * span)
            lost = mirror + (1.0 - mirror) * max(0.0, 1.0 - 0.5 * margin)
            if hash_noise(pixel, seed, salt + 6) < lost:
                continue
            spread = (
                hash_noise(pixel, seed, salt + 7) + hash_noise(pixel, seed, salt + 8)
                + hash_noise(pixel, seed, salt + 9) + hash_noise(pixel, seed, salt + 10) - 2.0
            )  # fmt: skip
            measured = span + noise * spread * 1.7320508
            if not MIN_RANGE <= measured < reach:
                continue
            speckle = 0.75 + 0.5 * hash_noise(pixel, seed, salt + 11)
            if material in (_SIGN_FACE, _PLATE):
                signal *= 1.0 + 40.0 * facing**8 * hash_noise(pixel, seed, salt + 12)
            stretch = 0.0
            chance = 0.7 if material == _FOLIAGE else 0.12 + 0.5 * (1.0 - facing) ** 2
            if hash_noise(pixel, seed, salt + 13) < chance:
                stretch = (
                    0.55 * hash_noise(pixel, seed, salt + 14) ** 2 + 0.25 * (1.0 - facing) ** 3
                )
            returns[number, row, column, 0] = quantized(measured)
            returns[number, row, column, 1] = truncated(max(signal * speckle, 1e-4))
            returns[number, row, column, 2] = quantized(stretch)
            hits[number, row, column] = hit
            materials[number, row, column] = material
        along = float(returns[number, row, column, 0]) - offsets[n]
        x, y = ox + along * dx, oy + along * dy
        points[number, row, column, 0] = x
        points[number, row, column, 1] = y
        points[number, row, column, 2] = oz + along * dz
        if is_inside_any(x, y, zones):
            returns[number, row, column, 3] = 1.0


@kernel
def continue_pulses(
    world, reach, seed, number, rays, offsets, places, distances, behind, skips, hits, materials
):
    """Picks the pulses of which a part passes the first target and moves on behind it.

    A beam is wider than a ray: at the edge of a thing a part of it goes on to what the neighboring
    pulses see, and some slips between leaves.

    Returns:
        The number of such pulses. They come first now in rays, offsets (where they start), places,
        skips (their first target) and `behind` (the range where the second target must be, 0 where
        any will do).
    """
    width = hits.shape[2]
    kept = 0
    for n in range(number):
        row, column = places[n] // width, places[n] % width
        hit = hits[0, row, column]
        if hit == NOTHING:
            continue
        leafy = materials[0, row, column] == _FOLIAGE
        if not (leafy or distances[n] + RETURN_GAP < behind[n] < reach):
            continue
        if hash_noise(places[n], seed, 5) > (0.3 if leafy else 0.55):
            continue
        step = distances[n] + RETURN_GAP
        for i in range(3):
            rays[kept, i] = rays[n, i] + step * rays[n, 3 + i]
            rays[kept, 3 + i] = rays[n, 3 + i]
        offsets[kept] = step
        places[kept] = places[n]
        behind[kept] = 0.0 if leafy else behind[n]
        skips[kept] = world.codes[hit, 2] if hit >= 0 and world.codes[hit, 2] >= 0 else -2
        kept += 1
    return kept
