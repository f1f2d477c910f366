"""Visible surface in each pixel of a camera.

Rays are cast through the corners of blocks of 4 x 4 pixels. Where the four corners of a block see
the same surface, its pixels need only their own distance to that surface; elsewhere each pixel gets
a ray of its own. Rays bend with the lens and start where the vehicle is when their column is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.camera import CameraCalibration, CameraPose, pixel_rays
from waymo_kit.kernels import kernel
from waymo_kit.simulate.city.streets import KERB_HEIGHT
from waymo_kit.simulate.sensors.raycast import World, cast_rays, gather_solids, make_bundle
from waymo_kit.simulate.sensors.rig import SimulatedCamera
from waymo_kit.simulate.solids import Shape, solid_hit, surface_normal

BLOCK = 4
"""Pixels a block's side."""
SIGHT = 320.0
"""Maximum distance that is rendered in meters."""

MIXED = -9
"""Stands for a block whose pixels may see different things."""

_BOX = int(Shape.BOX)
_TILE = 8
"""Blocks a side of a tile, whose rays are cast together."""


@dataclass(frozen=True, eq=False)
class RayGrid:
    """Rays through the corners of the blocks of an image, in the local frame.

    Attributes:
        origins: (R + 1, C + 1, 3) origins in meters.
        directions: (R + 1, C + 1, 3) unit vectors.
        times: (R + 1, C + 1) seconds after the time of the frame's labels.
    """

    origins: NDArray[np.float64]
    directions: NDArray[np.float64]
    times: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class View:
    """Visible surfaces of a camera image, with their depth.

    Attributes:
        hits: (H, W) int32 index of what is hit, as from `cast_rays`.
        depth: (H, W) float32 distance along the ray in meters.
        blocks: (R, C) int32 what all pixels of a block see, or MIXED.
        rays: Grid of rays of the pixels.
    """

    hits: NDArray[np.int32]
    depth: NDArray[np.float32]
    blocks: NDArray[np.int32]
    rays: RayGrid


@lru_cache(maxsize=16)
def _lens_grid(calibration: CameraCalibration) -> NDArray[np.float64]:
    """Returns unit rays (R + 1, C + 1, 3) of the block corners in the camera frame."""
    rows, columns = -(-calibration.height // BLOCK), -(-calibration.width // BLOCK)
    v, u = np.mgrid[0 : rows + 1, 0 : columns + 1] * float(BLOCK)
    pixels = np.column_stack([u.ravel(), v.ravel()]) + 0.5
    return pixel_rays(calibration, pixels).reshape(rows + 1, columns + 1, 3)


def ray_grid(camera: SimulatedCamera, pose: CameraPose, moment: float) -> RayGrid:
    """Rays of a camera that moves while it reads its columns from left to right.

    Args:
        camera: Camera to look through, which moves as in `geometry.camera.project_points`.
        pose: Pose of the vehicle in the local frame.
        moment: Time of the frame's labels, on the clock of the pose.
    """
    calibration = camera.calibration
    lens = _lens_grid(calibration)
    edges = pixel_rays(
        calibration,
        [[0.0, calibration.height / 2], [float(calibration.width), calibration.height / 2]],
    )
    left, right = -edges[:, 1] / edges[:, 0]
    exposed = camera.readout - camera.shutter
    center = exposed * (calibration.intrinsic[2] / calibration.width - 0.5)
    local_from_vehicle, mount = pose.world_from_vehicle, calibration.vehicle_from_camera
    rotation = local_from_vehicle[:3, :3]
    turn = np.cross(pose.angular_velocity, np.eye(3), axisb=0, axisc=0)
    # The vehicle's rotation t seconds after its pose, to the second order.
    rotations = np.stack([rotation, rotation @ turn, rotation @ turn @ turn]) @ mount[:3, :3]
    rays = RayGrid(np.empty(lens.shape), np.empty(lens.shape), np.empty(lens.shape[:2]))
    _aim_grid(
        lens,
        (center, exposed / (right - left), pose.pose_timestamp - moment),
        rotations,
        (local_from_vehicle @ mount)[:3, 3],
        pose.velocity + rotation @ turn @ mount[:3, 3],
        rays.origins,
        rays.directions,
        rays.times,
    )
    return rays


@kernel
def _aim_grid(lens, clock, rotations, origin, drift, origins, directions, times):
    """Turns and moves the rays of a lens; see `ray_grid`."""
    for r in range(lens.shape[0]):
        for c in range(lens.shape[1]):
            x, y, z = lens[r, c, 0], lens[r, c, 1], lens[r, c, 2]
            t = clock[0] - clock[1] * y / x
            length = 0.0
            for i in range(3):
                value = 0.0
                for power in range(2, -1, -1):
                    value = value * t + (
                        rotations[power, i, 0] * x
                        + rotations[power, i, 1] * y
                        + rotations[power, i, 2] * z
                    )
                directions[r, c, i] = value
                length += value * value
                origins[r, c, i] = origin[i] + t * drift[i]
            for i in range(3):
                directions[r, c, i] /= math.sqrt(length)
            times[r, c] = t + clock[2]


def see(world: World, rays: RayGrid, width: int, height: int) -> View:
    """Casts the rays of an image.

    Args:
        world: World that the camera looks at.
        rays: Rays through the corners of the blocks, from `ray_grid`.
        width: Width of the image in pixels.
        height: Height of the image in pixels.
    """
    hits = np.empty((height, width), dtype=np.int32)
    depth = np.empty((height, width), dtype=np.float32)
    blocks = np.empty((-(-height // BLOCK), -(-width // BLOCK)), dtype=np.int32)
    _cast_tiles(
        world, make_bundle(world), rays.origins, rays.directions, rays.times, hits, depth, blocks
    )
    return View(hits, depth, blocks, rays)


@kernel
def _cast_tiles(world, bundle, origins, directions, times, hits, depth, blocks):
    """Fills an image tile by tile; see the module."""
    rows, columns = blocks.shape
    room = (_TILE * BLOCK) ** 2
    rays, places = np.empty((room, 7)), np.empty(room, np.int64)
    skips = np.full(room, -2, np.int32)
    distances, found = np.empty(room), np.empty(room, np.int32)
    corner_hits = np.empty((rows + 1, columns + 1), np.int32)
    nearness = np.empty((rows + 1, columns + 1), np.float32)
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
            # Inside of a tile, unit vectors bulge out of the corners' intervals by an eighth of its
            # squared angle; twice that makes room for the lens.
            angle2 = 0.0
            for axis in range(3, 6):
                angle2 += (bundle.corners[3, axis] - bundle.corners[0, axis]) ** 2
            count = gather_solids(world, bundle, 1e-4 + 0.25 * angle2, SIGHT)
            flat, nx, ny, nz, offset = _face_ahead(world, bundle, count)
            number = 0
            # The tiles above and to the left have cast the rays that they share with this one.
            for r in range(top + (top > 0), bottom + 1):
                for c in range(left + (left > 0), right + 1):
                    for axis in range(3):
                        rays[number, axis] = origins[r, c, axis]
                        rays[number, 3 + axis] = directions[r, c, axis]
                    rays[number, 6] = times[r, c]
                    if flat:
                        slant = nx * rays[number, 3] + ny * rays[number, 4] + nz * rays[number, 5]
                        gap = nx * rays[number, 0] + ny * rays[number, 1] + nz * rays[number, 2]
                        distances[number] = (offset - gap) / slant
                        found[number] = bundle.solids[0]
                    places[number] = r * (columns + 1) + c
                    number += 1
            if not flat:
                cast_rays(world, bundle, count, rays, number, SIGHT, skips, distances, found)
            for n in range(number):
                r, c = places[n] // (columns + 1), places[n] % (columns + 1)
                corner_hits[r, c], nearness[r, c] = found[n], 1.0 / distances[n]
            number = 0
            for r in range(top, bottom):
                for c in range(left, right):
                    hit = corner_hits[r, c]
                    if (
                        corner_hits[r, c + 1] == hit
                        and corner_hits[r + 1, c] == hit
                        and corner_hits[r + 1, c + 1] == hit
                    ):
                        blocks[r, c] = hit
                    else:
                        blocks[r, c] = MIXED
                        number = _queue_block(
                            origins, directions, times, r, c, hits.shape, rays, places, number
                        )
            cast_rays(world, bundle, count, rays, number, SIGHT, skips, distances, found)
            for n in range(number):
                y, x = places[n] // hits.shape[1], places[n] % hits.shape[1]
                hits[y, x] = found[n]
                depth[y, x] = distances[n]
    for r in range(rows):
        _fill_row(r, blocks, nearness, hits, depth)


@kernel
def _face_ahead(world, bundle, count):
    """Returns the face of a still box that hides all else from a bundle of rays.

    Returns:
        Whether there is one, its normal in the local frame, and its distance from the origin.
    """
    nx, ny, nz, offset = 0.0, 0.0, 0.0, 0.0
    i = bundle.solids[0]
    if count == 0 or world.codes[i, 0] != _BOX or world.codes[i, 2] >= 0:
        return False, nx, ny, nz, offset
    rows, corners = world.rows, bundle.corners
    cos, sin = rows[i, 3], rows[i, 4]
    for corner in range(4):
        ox, oy, oz = corners[corner, 0], corners[corner, 1], corners[corner, 2]
        dx, dy, dz = corners[corner, 3], corners[corner, 4], corners[corner, 5]
        t = solid_hit(rows, world.codes, i, ox, oy, oz, dx, dy, dz, SIGHT)
        x, y, z = ox + t * dx, oy + t * dy, oz + t * dz
        if t >= SIGHT or z <= KERB_HEIGHT or (count > 1 and bundle.near[1] <= t):
            return False, nx, ny, nz, offset
        px, py = x - rows[i, 0], y - rows[i, 1]
        ax, ay, az = surface_normal(
            rows, i, _BOX, cos * px + sin * py, cos * py - sin * px, z - rows[i, 2]
        )
        ax, ay = cos * ax - sin * ay, sin * ax + cos * ay
        if corner > 0 and (ax != nx or ay != ny or az != nz):
            return False, nx, ny, nz, offset
        nx, ny, nz = ax, ay, az
        offset = nx * x + ny * y + nz * z
    return True, nx, ny, nz, offset


@kernel(fastmath=True)
def _fill_row(r, blocks, nearness, hits, depth):
    """Fills the blocks of a row that show one surface each.

    The inverse of the distance to a plane is linear in the direction, and nearly so in a block.
    """
    height, width = hits.shape
    share, one = np.float32(1.0 / BLOCK), np.float32(1.0)
    last = 0
    while last < blocks.shape[1]:
        first = last
        while last < blocks.shape[1] and (blocks[r, last] == MIXED) == (blocks[r, first] == MIXED):
            last += 1
        if blocks[r, first] == MIXED:
            continue
        upper, lower = nearness[r][first : last + 1], nearness[r + 1][first : last + 1]
        seen, count = blocks[r][first:last], min(last, width // BLOCK) - first
        for y in range(r * BLOCK, min((r + 1) * BLOCK, height)):
            b = np.float32(y - r * BLOCK) * share
            line, there = depth[y][first * BLOCK :], hits[y][first * BLOCK :]
            for c in range(count):
                # Written out, this compiles to vector instructions.
                start = upper[c] + b * (lower[c] - upper[c])
                step = (upper[c + 1] + b * (lower[c + 1] - upper[c + 1]) - start) * share
                x = c * BLOCK
                line[x] = one / start
                line[x + 1] = one / (start + step)
                line[x + 2] = one / (start + step + step)
                line[x + 3] = one / (start + step + step + step)
            for c in range(count):
                x, hit = c * BLOCK, seen[c]
                there[x], there[x + 1], there[x + 2], there[x + 3] = hit, hit, hit, hit
            for x in range((first + count) * BLOCK, min(last * BLOCK, width)):
                hits[y, x] = blocks[r, last - 1]
                depth[y, x] = one / nearness[r, last - 1]


@kernel
def _queue_block(origins, directions, times, r, c, shape, rays, places, number):
    """Writes a ray for each pixel of a block; returns the number of rays then queued."""
    top, left = r * BLOCK, c * BLOCK
    bottom, right = min(top + BLOCK, shape[0]), min(left + BLOCK, shape[1])
    share = 1.0 / BLOCK
    for column in range(6):
        grid, axis = (origins, column) if column < 3 else (directions, column - 3)
        start, end = grid[r, c, axis], grid[r, c + 1, axis]
        start_fall = (grid[r + 1, c, axis] - start) * share
        end_fall = (grid[r + 1, c + 1, axis] - end) * share
        n = number
        for _ in range(top, bottom):
            value, step = start, (end - start) * share
            for _ in range(left, right):
                rays[n, column] = value
                value += step
                n += 1
            start += start_fall
            end += end_fall
    second, step = times[r, c], (times[r, c + 1] - times[r, c]) * share
    for y in range(top, bottom):
        for x in range(left, right):
            rays[number, 6] = second + (x - left) * step
            places[number] = y * shape[1] + x
            number += 1
    return number


@kernel
def mix_corners(grid, r, c, axis, a, b):
    """Interpolates the values at a block's corners bilinearly."""
    upper = grid[r, c, axis] + a * (grid[r, c + 1, axis] - grid[r, c, axis])
    lower = grid[r + 1, c, axis] + a * (grid[r + 1, c + 1, axis] - grid[r + 1, c, axis])
    return upper + b * (lower - upper)


@kernel(fastmath=True)
def find_points(r, depth, origins, directions, ends, points):
    """Writes the points that the pixels of a row of blocks see.

    Args:
        r: Row of blocks.
        depth: (H, W) float32 distance along the ray in meters.
        origins: Origins of the grid of rays.
        directions: Directions of the grid of rays.
        ends: (2, C + 1) float32 scratch memory.
        points: (BLOCK, 3, W) float32 output: points in the local frame.
    """
    height, width = depth.shape
    upper, lower, start = directions[r], directions[r + 1], origins[r]
    share, whole = np.float32(1.0 / BLOCK), width // BLOCK
    rates, bases = ends[0], ends[1]
    for n in range(min(BLOCK, height - r * BLOCK)):
        b, t = n * (1.0 / BLOCK), depth[r * BLOCK + n]
        for axis in range(3):
            line = points[n, axis]
            for c in range(len(rates)):
                rates[c] = upper[c, axis] + b * (lower[c, axis] - upper[c, axis])
            for c in range(len(bases)):
                bases[c] = start[c, axis]
            for c in range(whole):
                # Written out, this compiles to vector instructions.
                base, rate, step = bases[c], rates[c], (rates[c + 1] - rates[c]) * share
                x = c * BLOCK
                line[x] = base + t[x] * rate
                line[x + 1] = base + t[x + 1] * (rate + step)
                line[x + 2] = base + t[x + 2] * (rate + step + step)
                line[x + 3] = base + t[x + 3] * (rate + step + step + step)
            for x in range(whole * BLOCK, width):
                rate, step = rates[whole], (rates[whole + 1] - rates[whole]) * share
                line[x] = bases[whole] + t[x] * (rate + (x - whole * BLOCK) * step)
