"""Lidars: range images of both returns by ray casting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.range_image import (
    beam_inclinations,
    column_azimuths,
    range_image_points,
)
from waymo_kit.kernels import kernel
from waymo_kit.simulate.materials import PROPERTIES
from waymo_kit.simulate.sensors.pulses import MIN_RANGE, Weather, continue_pulses, record_pulses
from waymo_kit.simulate.sensors.raycast import NOTHING, World, cast_rays, gather_solids, make_bundle
from waymo_kit.simulate.sensors.rig import Laser
from waymo_kit.simulate.sensors.zones import ZoneArrays

_TILE_ROWS = 16
_TILE_COLUMNS = 8


@dataclass(frozen=True)
class Sweep:
    """Measurements of one lidar in a frame.

    Attributes:
        returns: (2, H, W, 4) float32 range, intensity, elongation, no-label-zone flag.
        points: (2, H, W, 3) float64 measured points in the local frame; arbitrary where there is
            none.
        hits: (2, H, W) int32 index of what was hit, as from `cast_rays`; NOTHING where nothing was.
        materials: (2, H, W) uint8 `Material` that was hit.
    """

    returns: NDArray[np.float32]
    points: NDArray[np.float64]
    hits: NDArray[np.int32]
    materials: NDArray[np.uint8]


def sweep(
    laser: Laser,
    poses: NDArray[np.float64],
    world: World,
    zones: ZoneArrays,
    weather: Weather,
    noise: float,
    seed: int,
) -> Sweep:
    """Measures one frame with one lidar.

    Args:
        laser: Laser that measures.
        poses: (W, 4, 4) local from vehicle at each column, or (1, 4, 4) for all columns.
        world: World that is measured.
        zones: No-label zones in the local frame.
        weather: State of the air.
        noise: Standard deviation of the ranges in meters.
        seed: Seed of the noise below 2^31, different for each frame and laser.
    """
    inclinations = beam_inclinations(
        laser.rows, laser.inclination_min, laser.inclination_max, laser.inclinations
    )
    azimuths = column_azimuths(laser.columns, laser.vehicle_from_laser)
    frames = np.broadcast_to(poses @ laser.vehicle_from_laser, (laser.columns, 4, 4))
    shape = (2, laser.rows, laser.columns)
    result = Sweep(
        np.full((*shape, 4), -1.0, dtype=np.float32),
        np.empty((*shape, 3)),
        np.full(shape, NOTHING, dtype=np.int32),
        np.zeros(shape, dtype=np.uint8),
    )
    facing = (azimuths + np.pi) % (2 * np.pi) - np.pi
    _measure(
        np.cos(inclinations), np.sin(inclinations), np.cos(azimuths), np.sin(azimuths),
        np.abs(facing) <= laser.half_view, np.array(frames), laser.reach,
        world, make_bundle(world), PROPERTIES, (weather.fading, weather.wetness, weather.droplets),
        noise, seed, zones, result.returns, result.points, result.hits,
        result.materials,
    )  # fmt: skip
    return result


def decoded_points(
    laser: Laser,
    returns: NDArray[np.float32],
    poses: NDArray[np.float32] | None,
    world_from_vehicle: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Returns the points that a reader gets from a lidar's data, to the last bit.

    Args:
        laser: Laser that measured.
        returns: (2, H, W, 4) range, intensity, elongation, no-label-zone flag.
        poses: (W, 6) roll, pitch, yaw, x, y, z of the vehicle in the world at each column, or None.
        world_from_vehicle: (4, 4) pose of the frame.

    Returns:
        (N, 3) of both returns, vehicle frame.
    """
    inclinations = beam_inclinations(
        laser.rows, laser.inclination_min, laser.inclination_max, laser.inclinations
    )
    images = None if poses is None else np.broadcast_to(poses, (laser.rows, *poses.shape))
    found = [
        range_image_points(
            image,
            laser.vehicle_from_laser,
            inclinations,
            pixel_pose=images,
            world_from_vehicle=None if images is None else world_from_vehicle,
        ).xyz
        for image in returns
    ]
    return np.concatenate(found).astype(np.float64)


@kernel
def _measure(
    cos_row, sin_row, cos_column, sin_column, seen, frames, reach, world, bundle, properties,
    weather, noise, seed, zones, returns, points, hits, materials,
):  # fmt: skip
    """Fills both returns, tile by tile; see `sweep`."""
    height, width = len(cos_row), len(cos_column)
    room = _TILE_ROWS * _TILE_COLUMNS
    rays, offsets = np.zeros((room, 7)), np.zeros(room)
    skips = np.empty(room, np.int32)
    distances, found = np.empty(room), np.empty(room, np.int32)
    behind, places = np.empty(room), np.empty(room, np.int64)
    for left in range(0, width, _TILE_COLUMNS):
        right = min(left + _TILE_COLUMNS, width)
        columns = right - left
        if not (seen[left] and seen[right - 1]):
            continue
        # A row of a tile is an arc, which bulges out of the corners' intervals.
        spread = 1e-4 + 0.5 * (np.pi * columns / width) ** 2
        for top in range(0, height, _TILE_ROWS):
            bottom = min(top + _TILE_ROWS, height)
            number = _aim(
                cos_row, sin_row, cos_column, sin_column, frames, top, left, bottom, right,
                rays, places,
            )  # fmt: skip
            for corner in range(4):
                ray = (number - columns) * (corner // 2) + (columns - 1) * (corner % 2)
                for axis in range(6):
                    bundle.corners[corner, axis] = rays[ray, axis]
            count = gather_solids(world, bundle, spread, reach)
            offsets[:] = 0.0
            skips[:] = -2
            cast_rays(world, bundle, count, rays, number, reach, skips, distances, found)
            for n in range(number):
                behind[n] = max(
                    distances[n - 1 if n % columns > 0 else n],
                    distances[n + 1 if n % columns < columns - 1 else n],
                )
                if distances[n] < MIN_RANGE:
                    found[n] = NOTHING
            record_pulses(
                np.int64(0), world, properties, weather, noise, seed, reach, rays, offsets, places,
                number, distances, found, zones, returns, points, hits, materials,
            )  # fmt: skip
            number = continue_pulses(
                world, reach, seed, number, rays, offsets, places, distances, behind, skips,
                hits, materials,
            )  # fmt: skip
            if number == 0:
                continue
            cast_rays(world, bundle, count, rays, number, reach, skips, distances, found)
            for n in range(number):
                # A pulse that would go on below the ground meets it behind its start.
                strayed = behind[n] > 0.0 and abs(offsets[n] + distances[n] - behind[n]) > 2.0
                if strayed or distances[n] < 0.0:
                    found[n] = NOTHING
            record_pulses(
                np.int64(1), world, properties, weather, noise, seed, reach, rays, offsets, places,
                number, distances, found, zones, returns, points, hits, materials,
            )  # fmt: skip


@kernel
def _aim(cos_row, sin_row, cos_column, sin_column, frames, top, left, bottom, right, rays, places):
    """Writes the rays of a tile, row by row, and the indices of their pixels."""
    number = 0
    for row in range(top, bottom):
        for column in range(left, right):
            x, y = cos_column[column] * cos_row[row], sin_column[column] * cos_row[row]
            for i in range(3):
                rays[number, i] = frames[column, i, 3]
                rays[number, 3 + i] = (
                    frames[column, i, 0] * x
                    + frames[column, i, 1] * y
                    + frames[column, i, 2] * sin_row[row]
                )
            places[number] = row * len(cos_column) + column
            number += 1
    return number
