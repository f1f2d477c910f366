"""What each pixel of a camera sees.

Rays are cast through the corners of blocks of 4 x 4 pixels. Where the four corners of a block see
the same surface, its pixels need only their own distance to that surface; elsewhere each pixel gets
a ray of its own. Rays bend with the lens and start where the vehicle is when their column is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.camera import CameraCalibration, CameraPose, pixel_rays
from waymo_kit.simulate.ground import RAISED, ROAD
from waymo_kit.simulate.raycast import GROUND, NOTHING, World, _cast, _gather, make_bundle
from waymo_kit.simulate.rig import Camera
from waymo_kit.simulate.solids import _solid_hit
from waymo_kit.simulate.streets import KERB_HEIGHT

BLOCK = 4
"""Pixels a block's side."""
SIGHT = 320.0
"""Greatest distance that is rendered, metres."""

_TILE = 4
"""Blocks a side of a tile, whose rays are cast together."""
_SPREAD = 3e-4
"""How far directions in a tile may lie outside of its corners', because of the lens."""


@dataclass(frozen=True, eq=False)
class RayGrid:
    """Rays through the corners of the blocks of an image, in the local frame.

    Attributes:
        origins: (R + 1, C + 1, 3) metres.
        directions: (R + 1, C + 1, 3) unit vectors.
        times: (R + 1, C + 1) seconds after the time of the frame's labels.
    """

    origins: NDArray[np.float64]
    directions: NDArray[np.float64]
    times: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class View:
    """What a camera sees.

    Attributes:
        hits: (H, W) int32 as `_cast` returns them.
        depth: (H, W) float32 distance along the ray, metres.
        rays: where the pixels look.
    """

    hits: NDArray[np.int32]
    depth: NDArray[np.float32]
    rays: RayGrid


@lru_cache(maxsize=16)
def _lens_grid(calibration: CameraCalibration) -> NDArray[np.float64]:
    """Unit rays (R + 1, C + 1, 3) of the block corners, in the camera frame."""
    rows, columns = -(-calibration.height // BLOCK), -(-calibration.width // BLOCK)
    v, u = np.mgrid[0 : rows + 1, 0 : columns + 1] * float(BLOCK)
    pixels = np.column_stack([u.ravel(), v.ravel()]) + 0.5
    return pixel_rays(calibration, pixels).reshape(rows + 1, columns + 1, 3)


def ray_grid(camera: Camera, pose: CameraPose, moment: float) -> RayGrid:
    """Rays of a camera that moves while it reads its columns from left to right.

    Args:
        camera: which; the motion is that of `geometry.camera.project_points`.
        pose: the vehicle in the local frame.
        moment: time of the frame's labels, on the clock of the pose.
    """
    calibration = camera.calibration
    grid = _lens_grid(calibration)
    plane = -grid[..., 1] / grid[..., 0]
    edges = pixel_rays(
        calibration,
        [[0.0, calibration.height / 2], [float(calibration.width), calibration.height / 2]],
    )
    left, right = -edges[:, 1] / edges[:, 0]
    exposed = camera.readout - camera.shutter
    centre = exposed * (calibration.intrinsic[2] / calibration.width - 0.5)
    times = centre + exposed * plane / (right - left)
    world_from_vehicle = pose.world_from_vehicle
    mount = calibration.vehicle_from_camera
    turn = np.cross(pose.angular_velocity, np.eye(3), axisb=0, axisc=0)
    rays = grid @ mount[:3, :3].T
    bent = rays @ turn.T
    rays = rays + times[..., None] * bent + times[..., None] ** 2 * (bent @ turn.T)
    rays = rays @ world_from_vehicle[:3, :3].T
    drift = pose.velocity + world_from_vehicle[:3, :3] @ turn @ mount[:3, 3]
    origin = (world_from_vehicle @ mount)[:3, 3]
    return RayGrid(
        np.ascontiguousarray(origin + times[..., None] * drift),
        np.ascontiguousarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True)),
        times + (pose.pose_timestamp - moment),
    )


def see(world: World, rays: RayGrid, width: int, height: int) -> View:
    """Casts the rays of an image."""
    hits = np.empty((height, width), dtype=np.int32)
    depth = np.empty((height, width), dtype=np.float32)
    _cast_tiles(world, make_bundle(), rays.origins, rays.directions, rays.times, hits, depth)
    return View(hits, depth, rays)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _cast_tiles(world, bundle, origins, directions, times, hits, depth):
    """Fills an image tile by tile; see the module."""
    rows, columns = times.shape[0] - 1, times.shape[1] - 1
    room = (_TILE * BLOCK) ** 2
    rays = np.empty((room, 7))
    skips = np.full(room, -2, np.int32)
    distances, found = np.empty(room), np.empty(room, np.int32)
    places = np.empty(room, np.int64)
    for top in range(0, rows, _TILE):
        bottom = min(top + _TILE, rows)
        for left in range(0, columns, _TILE):
            right = min(left + _TILE, columns)
            for corner in range(4):
                r = top if corner < 2 else bottom
                c = left if corner % 2 == 0 else right
                for axis in range(3):
                    bundle.corners[corner, axis] = origins[r, c, axis]
                    bundle.corners[corner, 3 + axis] = directions[r, c, axis]
            count = _gather(world, bundle, _SPREAD, SIGHT)
            number = 0
            for r in range(top, bottom + 1):
                for c in range(left, right + 1):
                    for axis in range(3):
                        rays[number, axis] = origins[r, c, axis]
                        rays[number, 3 + axis] = directions[r, c, axis]
                    rays[number, 6] = times[r, c]
                    number += 1
            _cast(world, bundle, count, rays, number, SIGHT, skips, distances, found)
            number = _fill_plain(
                world, origins, directions, times, found, top, left, bottom, right,
                hits, depth, rays, places,
            )  # fmt: skip
            _cast(world, bundle, count, rays, number, SIGHT, skips, distances, found)
            for n in range(number):
                y, x = places[n] // hits.shape[1], places[n] % hits.shape[1]
                hits[y, x] = found[n]
                depth[y, x] = distances[n]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _fill_plain(
    world, origins, directions, times, found, top, left, bottom, right, hits, depth, rays, places
):
    """Fills the pixels of a tile whose block has the same surface at its corners.

    Returns:
        the number of the other pixels, whose rays are written to `rays` and places to `places`.
    """
    height, width = hits.shape
    stride = right - left + 1
    waiting = 0
    for r in range(top, bottom):
        for c in range(left, right):
            at = (r - top) * stride + c - left
            hit = found[at]
            plain = (
                found[at + 1] == hit and found[at + stride] == hit and found[at + stride + 1] == hit
            )
            for y in range(r * BLOCK, min((r + 1) * BLOCK, height)):
                b = (y - r * BLOCK) * (1.0 / BLOCK)
                for x in range(c * BLOCK, min((c + 1) * BLOCK, width)):
                    if plain and hit == NOTHING:
                        hits[y, x] = NOTHING
                        depth[y, x] = SIGHT
                        continue
                    a = (x - c * BLOCK) * (1.0 / BLOCK)
                    ox, oy, oz = _blend(origins, r, c, a, b)
                    dx, dy, dz = _blend(directions, r, c, a, b)
                    seconds = times[r, c] + a * (times[r, c + 1] - times[r, c])
                    t = SIGHT
                    if plain:
                        if hit == GROUND - ROAD:
                            t = -oz / dz
                        elif hit == GROUND - RAISED:
                            t = (KERB_HEIGHT - oz) / dz
                        elif hit >= 0:
                            t = _solid_hit(
                                world.rows, world.codes, hit,
                                ox - seconds * world.rows[hit, 11],
                                oy - seconds * world.rows[hit, 12], oz, dx, dy, dz, SIGHT,
                            )  # fmt: skip
                    if 0.0 < t < SIGHT:
                        hits[y, x] = hit
                        depth[y, x] = t
                        continue
                    rays[waiting, 0], rays[waiting, 1], rays[waiting, 2] = ox, oy, oz
                    rays[waiting, 3], rays[waiting, 4], rays[waiting, 5] = dx, dy, dz
                    rays[waiting, 6] = seconds
                    places[waiting] = y * width + x
                    waiting += 1
    return waiting


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _blend(grid, r, c, a, b):
    """Bilinear mix of the vectors at a block's corners."""
    w00, w01 = (1.0 - a) * (1.0 - b), a * (1.0 - b)
    w10, w11 = (1.0 - a) * b, a * b
    return (
        w00 * grid[r, c, 0] + w01 * grid[r, c + 1, 0]
        + w10 * grid[r + 1, c, 0] + w11 * grid[r + 1, c + 1, 0],
        w00 * grid[r, c, 1] + w01 * grid[r, c + 1, 1]
        + w10 * grid[r + 1, c, 1] + w11 * grid[r + 1, c + 1, 1],
        w00 * grid[r, c, 2] + w01 * grid[r, c + 1, 2]
        + w10 * grid[r + 1, c, 2] + w11 * grid[r + 1, c + 1, 2],
    )  # fmt: skip
