"""Solid shapes, and their intersections with rays.

Everything that stands on the ground is put together from upright solids, each with its own
position and heading. A solid is a row of `Solids`:

    rows: 0-2 center, 3-4 cos and sin of the heading, 5-10 sizes, 11-12 velocity x and y (m/s)
    codes: shape, material, owner (index of a labeled object, -1 for scenery), color 0xRRGGBB

Sizes by shape: BOX half lengths x, y, z; TAPER the same, then how far its top draws in at the
front, at the rear and at each side; ELLIPSOID radii x, y, z; DRUM_Z radius, half height; DRUM_Y
radius, half width (a wheel); ROD half axis vector x, y, z, radius (a capsule); RING outer and inner
radius of a flat upright ring in the x-z plane.
"""

from __future__ import annotations

import enum
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.simulate.chance import hash_noise
from waymo_kit.simulate.materials import Material


class Shape(enum.IntEnum):
    """The shapes of solids."""

    BOX = 0
    TAPER = 1
    ELLIPSOID = 2
    DRUM_Z = 3
    DRUM_Y = 4
    ROD = 5
    RING = 6


ROW_LENGTH = 13
_SIZE = 5
_VELOCITY = 11

_BOX = int(Shape.BOX)
_TAPER = int(Shape.TAPER)
_ELLIPSOID = int(Shape.ELLIPSOID)
_DRUM_Z = int(Shape.DRUM_Z)
_DRUM_Y = int(Shape.DRUM_Y)
_ROD = int(Shape.ROD)
_FOLIAGE = int(Material.FOLIAGE)

_MISS = 1e30


class Solids(NamedTuple):
    """Many solids; a named tuple, so that kernels take it whole.

    Attributes:
        rows: (N, 13) float64 numbers; see above.
        codes: (N, 4) int32 codes; see above.
    """

    rows: NDArray[np.float64]
    codes: NDArray[np.int32]


def solid(
    shape: Shape,
    material: Material,
    center: tuple[float, float, float],
    size: tuple[float, ...],
    color: int = 0x808080,
    heading: float = 0.0,
    owner: int = -1,
) -> tuple[list[float], list[int]]:
    """Makes one solid as a row of numbers and a row of codes."""
    sizes = [*size, *([0.0] * (6 - len(size)))]
    row = [*center, math.cos(heading), math.sin(heading), *sizes, 0.0, 0.0]
    return row, [int(shape), int(material), owner, color]


def gather(solids: list[tuple[list[float], list[int]]]) -> Solids:
    """Joins single solids."""
    rows = np.array([row for row, _ in solids], dtype=np.float64).reshape(-1, ROW_LENGTH)
    codes = np.array([codes for _, codes in solids], dtype=np.int32).reshape(-1, 4)
    return Solids(rows, codes)


def bounds(solids: Solids, seconds: float) -> NDArray[np.float64]:
    """Boxes that hold the solids while they move for `seconds` back and forth: (N, 6) low, high."""
    rows, shape = solids.rows, solids.codes[:, 0]
    size = np.abs(rows[:, _SIZE : _SIZE + 6])
    half = size[:, :3].copy()
    drum_z, drum_y = shape == _DRUM_Z, shape == _DRUM_Y
    half[drum_z] = size[drum_z][:, [0, 0, 1]]
    half[drum_y] = size[drum_y][:, [0, 1, 0]]
    rod = shape == _ROD
    half[rod] = size[rod, :3] + size[rod, 3:4]
    ring = shape == int(Shape.RING)
    half[ring] = size[ring][:, [0, 0, 0]]
    half[ring, 1] = 0.01
    cos, sin = np.abs(rows[:, 3]), np.abs(rows[:, 4])
    reach = np.column_stack(
        [half[:, 0] * cos + half[:, 1] * sin, half[:, 0] * sin + half[:, 1] * cos, half[:, 2]]
    )
    reach[:, :2] += np.abs(rows[:, _VELOCITY : _VELOCITY + 2]) * seconds
    return np.hstack([rows[:, :3] - reach, rows[:, :3] + reach])


@kernel
def _slab(position, direction, half, enter, leave):
    """Clips a ray's span to |position + t * direction| <= half."""
    if abs(direction) < 1e-12:
        return (enter, leave) if abs(position) <= half else (1.0, -1.0)
    inverse = 1.0 / direction
    near, far = (-half - position) * inverse, (half - position) * inverse
    if near > far:
        near, far = far, near
    return max(enter, near), min(leave, far)


@kernel
def _face(distance, rate, enter, leave):
    """Clips a ray's span to distance + t * rate <= 0."""
    if rate > 1e-12:
        return enter, min(leave, -distance / rate)
    if rate < -1e-12:
        return max(enter, -distance / rate), leave
    return (enter, leave) if distance <= 0.0 else (1.0, -1.0)


@kernel
def _round(a, b, c, enter, leave):
    """Clips a ray's span to a t^2 + 2 b t + c <= 0, with a > 0 or a = b = 0."""
    if a < 1e-12:
        return (enter, leave) if c <= 0.0 else (1.0, -1.0)
    root = b * b - a * c
    if root <= 0.0:
        return 1.0, -1.0
    root = math.sqrt(root)
    return max(enter, (-b - root) / a), min(leave, (-b + root) / a)


@kernel
def _rod_span(px, py, pz, dx, dy, dz, ax, ay, az, radius):
    """Returns the span of a ray inside a capsule: the union of a cylinder and two balls."""
    enter, leave = _MISS, -_MISS
    axis2 = ax * ax + ay * ay + az * az
    pa, da = px * ax + py * ay + pz * az, dx * ax + dy * ay + dz * az
    dd, pd, pp = (
        dx * dx + dy * dy + dz * dz,
        px * dx + py * dy + pz * dz,
        px * px + py * py + pz * pz,
    )
    near, far = _round(
        dd - da * da / axis2,
        pd - pa * da / axis2,
        pp - pa * pa / axis2 - radius * radius,
        -_MISS,
        _MISS,
    )
    near, far = _slab(pa, da, axis2, near, far)
    if near <= far:
        enter, leave = near, far
    for side in (-1.0, 1.0):
        qx, qy, qz = px - side * ax, py - side * ay, pz - side * az
        near, far = _round(
            dd,
            qx * dx + qy * dy + qz * dz,
            qx * qx + qy * qy + qz * qz - radius * radius,
            -_MISS,
            _MISS,
        )
        if near <= far:
            enter, leave = min(enter, near), max(leave, far)
    return enter, leave


@kernel
def _span(shape, rows, i, px, py, pz, dx, dy, dz):
    """Returns the entry and exit of a ray in the axes of a solid; enter > leave is a miss."""
    enter, leave = -_MISS, _MISS
    sx, sy, sz = rows[i, 5], rows[i, 6], rows[i, 7]
    if shape == _BOX:
        enter, leave = _slab(px, dx, sx, enter, leave)
        enter, leave = _slab(py, dy, sy, enter, leave)
        return _slab(pz, dz, sz, enter, leave)
    if shape == _TAPER:
        enter, leave = _slab(pz, dz, sz, enter, leave)
        front, rear, side = rows[i, 8], rows[i, 9], rows[i, 10]
        tall = 2.0 * sz
        level = pz + sz
        enter, leave = _face(tall * (px - sx) + front * level, tall * dx + front * dz, enter, leave)
        enter, leave = _face(tall * (-px - sx) + rear * level, -tall * dx + rear * dz, enter, leave)
        enter, leave = _face(tall * (py - sy) + side * level, tall * dy + side * dz, enter, leave)
        return _face(tall * (-py - sy) + side * level, -tall * dy + side * dz, enter, leave)
    if shape == _ELLIPSOID:
        ux, uy, uz = px / sx, py / sy, pz / sz
        vx, vy, vz = dx / sx, dy / sy, dz / sz
        return _round(
            vx * vx + vy * vy + vz * vz,
            ux * vx + uy * vy + uz * vz,
            ux * ux + uy * uy + uz * uz - 1.0,
            enter,
            leave,
        )
    if shape == _DRUM_Z:
        enter, leave = _slab(pz, dz, sy, enter, leave)
        return _round(
            dx * dx + dy * dy, px * dx + py * dy, px * px + py * py - sx * sx, enter, leave
        )
    if shape == _DRUM_Y:
        enter, leave = _slab(py, dy, sy, enter, leave)
        return _round(
            dx * dx + dz * dz, px * dx + pz * dz, px * px + pz * pz - sx * sx, enter, leave
        )
    if shape == _ROD:
        return _rod_span(px, py, pz, dx, dy, dz, sx, sy, sz, rows[i, 8])
    if abs(dy) < 1e-12:
        return 1.0, -1.0
    t = -py / dy
    x, z = px + t * dx, pz + t * dz
    ring = x * x + z * z
    return (t, t) if sy * sy <= ring <= sx * sx else (1.0, -1.0)


@kernel
def _leaf_gap(x, y, z, slant):
    """Tells whether a ray slips between the leaves at a point of a crown's surface.

    Gaps are rare in the middle of a crown and common where the ray only brushes it.

    Args:
        x: Coordinate x of a point in the crown's own axes in meters.
        y: Coordinate y of the point.
        z: Coordinate z of the point.
        slant: Cosine between the ray and the surface's normal, positive.
    """
    if slant > 0.5:
        return False
    cell = hash_noise(math.floor(x * 4.0) + 64, math.floor(y * 4.0) + 64, math.floor(z * 4.0) + 64)
    return cell > 0.35 + 1.3 * slant


@kernel
def solid_hit(rows, codes, i, ox, oy, oz, dx, dy, dz, limit):
    """Returns the distance at which a ray meets solid i from outside, or else `limit`."""
    x, y = ox - rows[i, 0], oy - rows[i, 1]
    cos, sin = rows[i, 3], rows[i, 4]
    px, py, pz = cos * x + sin * y, cos * y - sin * x, oz - rows[i, 2]
    vx, vy = cos * dx + sin * dy, cos * dy - sin * dx
    enter, leave = _span(codes[i, 0], rows, i, px, py, pz, vx, vy, dz)
    if enter > leave or leave <= 1e-6 or enter >= limit:
        return limit
    if codes[i, 1] == _FOLIAGE:
        sx, sy, sz = 1.0 / rows[i, 5] ** 2, 1.0 / rows[i, 6] ** 2, 1.0 / rows[i, 7] ** 2
        for t in (enter, leave):
            if 1e-6 < t < limit:
                hx, hy, hz = px + t * vx, py + t * vy, pz + t * dz
                nx, ny, nz = hx * sx, hy * sy, hz * sz
                slant = abs(nx * vx + ny * vy + nz * dz) / math.sqrt(nx * nx + ny * ny + nz * nz)
                if not _leaf_gap(hx, hy, hz, slant):
                    return t
        return limit
    return enter if enter > 1e-6 else limit


@kernel
def surface_normal(rows, i, shape, x, y, z):
    """Returns the outward normal at a point of solid i, all in the solid's own axes."""
    sx, sy, sz = rows[i, 5], rows[i, 6], rows[i, 7]
    nx, ny, nz = 0.0, 0.0, 0.0
    if shape == _BOX:
        ax, ay, az = abs(x) - sx, abs(y) - sy, abs(z) - sz
        if ax >= ay and ax >= az:
            nx = math.copysign(1.0, x)
        elif ay >= az:
            ny = math.copysign(1.0, y)
        else:
            nz = math.copysign(1.0, z)
        return nx, ny, nz
    if shape == _TAPER:
        tall, level = 2.0 * sz, z + sz
        inset = rows[i, 8] if x > 0.0 else rows[i, 9]
        across = math.hypot(tall, inset)
        aside = math.hypot(tall, rows[i, 10])
        ax = (tall * (abs(x) - sx) + inset * level) / across
        ay = (tall * (abs(y) - sy) + rows[i, 10] * level) / aside
        az = abs(z) - sz
        if az >= ax and az >= ay:
            return 0.0, 0.0, math.copysign(1.0, z)
        if ax >= ay:
            return math.copysign(tall / across, x), 0.0, inset / across
        return 0.0, math.copysign(tall / aside, y), rows[i, 10] / aside
    if shape == _ELLIPSOID:
        nx, ny, nz = x / (sx * sx), y / (sy * sy), z / (sz * sz)
    elif shape == _DRUM_Z:
        if abs(z) - sy >= math.hypot(x, y) - sx:
            return 0.0, 0.0, math.copysign(1.0, z)
        nx, ny = x, y
    elif shape == _DRUM_Y:
        if abs(y) - sy >= math.hypot(x, z) - sx:
            return 0.0, math.copysign(1.0, y), 0.0
        nx, nz = x, z
    elif shape == _ROD:
        share = (x * sx + y * sy + z * sz) / (sx * sx + sy * sy + sz * sz)
        share = min(1.0, max(-1.0, share))
        nx, ny, nz = x - share * sx, y - share * sy, z - share * sz
    else:
        return 0.0, 1.0, 0.0
    length = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-30
    return nx / length, ny / length, nz / length
