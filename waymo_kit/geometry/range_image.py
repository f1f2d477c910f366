"""Range images to points.

Source of the geometry: Sun et al. 2020, section 3.2, and the field comments of the v1 protos. Row 0
is the highest beam; the azimuth falls from +pi at column 0 to -pi, and the yaw of the extrinsic is
taken out of it, so that the middle column looks along the vehicle's x axis. The TOP lidar turns
while the vehicle moves: each of its pixels has a vehicle pose of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.kernels import kernel


@dataclass(frozen=True)
class RangeImagePoints:
    """The points of one range image, in row-major order of their pixels.

    Attributes:
        xyz: (N, 3) float32, vehicle frame at the frame's time, meters.
        intensity: (N,) float32.
        elongation: (N,) float32.
        in_no_label_zone: (N,) bool.
        pixel: (N, 2) int32, row and column.
    """

    xyz: np.ndarray
    intensity: np.ndarray
    elongation: np.ndarray
    in_no_label_zone: np.ndarray
    pixel: np.ndarray


def beam_inclinations(
    height: int, lowest: float, highest: float, values: np.ndarray | None = None
) -> np.ndarray:
    """Returns the inclination of each row of a range image.

    Args:
        height: Number of rows.
        lowest: Lower edge of the lowest beam's cell, radians; used without `values`.
        highest: Upper edge of the highest beam's cell, radians; used without `values`.
        values: (height,) calibrated inclinations, lowest first, or None or empty for even spacing.

    Returns:
        (height,) float64, radians, row 0 (the highest beam) first.

    Raises:
        InvalidInputError: `values` has another length than `height`.
    """
    if values is None or len(values) == 0:
        values = (0.5 + np.arange(height)) / height * (highest - lowest) + lowest
    elif len(values) != height:
        raise InvalidInputError(
            f"{len(values)} beam inclinations for a range image of {height} rows"
        )
    return np.ascontiguousarray(np.asarray(values, np.float64)[::-1])


def column_azimuths(width: int, vehicle_from_laser: np.ndarray) -> np.ndarray:
    """Returns the azimuth of each column in the laser frame.

    Args:
        width: Number of columns.
        vehicle_from_laser: (4, 4) extrinsic.

    Returns:
        (width,) float64, radians, falling.
    """
    yaw = np.arctan2(vehicle_from_laser[1, 0], vehicle_from_laser[0, 0])
    return ((np.arange(width, 0, -1) - 0.5) / width * 2.0 - 1.0) * np.pi - yaw


class RangeImageGeometry(NamedTuple):
    """Viewing directions of the pixels of a laser's range images in one frame, for kernels.

    Attributes:
        cos_inclination: (H,) float64 cosine of the inclination of each row.
        sin_inclination: (H,) float64 sine of the inclination of each row.
        cos_azimuth: (W,) float64 cosine of the azimuth of each column.
        sin_azimuth: (W,) float64 sine of the azimuth of each column.
        vehicle_from_laser: (4, 4) float64 extrinsic.
        pixel_pose: (H, W, 6) pose of the vehicle in the world at each pixel, (0, 0, 6) for none.
        vehicle_from_world: (4, 4) float64 at the frame's time; the identity without `pixel_pose`.
    """

    cos_inclination: np.ndarray
    sin_inclination: np.ndarray
    cos_azimuth: np.ndarray
    sin_azimuth: np.ndarray
    vehicle_from_laser: np.ndarray
    pixel_pose: np.ndarray
    vehicle_from_world: np.ndarray


def range_image_geometry(
    shape: tuple[int, ...],
    vehicle_from_laser: np.ndarray,
    inclinations: np.ndarray,
    *,
    pixel_pose: np.ndarray | None = None,
    world_from_vehicle: np.ndarray | None = None,
) -> RangeImageGeometry:
    """Prepares the geometry that both returns of a laser share in a frame.

    Args:
        shape: Shape of the range images: (H, W, C >= 4).
        vehicle_from_laser: (4, 4) extrinsic.
        inclinations: (H,) radians, row 0 first.
        pixel_pose: (H, W, 6) as for `range_image_points`, or None.
        world_from_vehicle: (4, 4); needed with `pixel_pose`.

    Raises:
        InvalidInputError: The same cases as in `range_image_points`.
    """
    if len(shape) != 3 or shape[2] < 4:
        raise InvalidInputError(f"a range image is (H, W, 4), not {shape}")
    height, width = shape[:2]
    inclinations = as_array("inclinations", inclinations, (height,))
    extrinsic = as_array("vehicle_from_laser", vehicle_from_laser, (4, 4))
    azimuths = column_azimuths(width, extrinsic)
    geometry = RangeImageGeometry(
        np.cos(inclinations),
        np.sin(inclinations),
        np.cos(azimuths),
        np.sin(azimuths),
        extrinsic,
        np.empty((0, 0, 6), np.float32),
        np.eye(4),
    )
    return with_pixel_pose(geometry, pixel_pose, world_from_vehicle)


def with_pixel_pose(
    geometry: RangeImageGeometry,
    pixel_pose: np.ndarray | None,
    world_from_vehicle: np.ndarray | None,
) -> RangeImageGeometry:
    """Returns the geometry of a laser in a frame, from that of another without `pixel_pose`.

    Args:
        geometry: Geometry of the laser.
        pixel_pose: (H, W, 6), or None.
        world_from_vehicle: (4, 4); needed with `pixel_pose`.

    Raises:
        InvalidInputError: The same cases as in `range_image_points`.
    """
    if pixel_pose is None:
        return geometry
    if world_from_vehicle is None:
        raise InvalidInputError("per-pixel poses need the frame's world_from_vehicle")
    poses = contiguous(pixel_pose)
    shape = len(geometry.cos_inclination), len(geometry.cos_azimuth)
    if poses.shape != (*shape, 6):
        raise InvalidInputError(
            f"per-pixel poses of shape {poses.shape} for a range image of {shape}"
        )
    pose = as_array("world_from_vehicle", world_from_vehicle, (4, 4))
    try:
        vehicle_from_world = np.ascontiguousarray(np.linalg.inv(pose))
    except np.linalg.LinAlgError as error:
        raise InvalidInputError("world_from_vehicle: the pose has no inverse") from error
    return geometry._replace(pixel_pose=poses, vehicle_from_world=vehicle_from_world)


def range_image_points(
    image: np.ndarray,
    vehicle_from_laser: np.ndarray,
    inclinations: np.ndarray,
    *,
    pixel_pose: np.ndarray | None = None,
    world_from_vehicle: np.ndarray | None = None,
) -> RangeImagePoints:
    """Turns the pixels with a positive range into points.

    Args:
        image: (H, W, C >= 4) float32 or float64: range (m), intensity, elongation, no-label-zone
            flag; like `pixel_pose`, it may begin at any byte.
        vehicle_from_laser: (4, 4) extrinsic.
        inclinations: (H,) radians, row 0 first; see `beam_inclinations`.
        pixel_pose: (H, W, 6) float32 or float64: roll, pitch, yaw, x, y, z of the vehicle in the
            world when the pixel was measured, or None when all pixels were measured at the frame's
            pose.
        world_from_vehicle: (4, 4) pose of the frame; needed with `pixel_pose`.

    Returns:
        The points in the vehicle frame. The arithmetic is float64, the result float32.

    Raises:
        InvalidInputError: Shapes do not fit together, or a pose is missing or has no inverse.
    """
    image = contiguous(image)
    geometry = range_image_geometry(
        image.shape,
        vehicle_from_laser,
        inclinations,
        pixel_pose=pixel_pose,
        world_from_vehicle=world_from_vehicle,
    )
    return points_of_image(image, geometry)


def points_of_image(image: np.ndarray, geometry: RangeImageGeometry) -> RangeImagePoints:
    """Turns the pixels with a positive range into points, with the geometry of the laser.

    Args:
        image: (H, W, C >= 4) as for `range_image_points`, of the size of the geometry.
        geometry: Geometry of the laser, as `range_image_geometry` returns it.
    """
    image = contiguous(image)
    most = image.shape[0] * image.shape[1]
    points = RangeImagePoints(
        np.empty((most, 3), np.float32),
        np.empty(most, np.float32),
        np.empty(most, np.float32),
        np.empty(most, np.bool_),
        np.empty((most, 2), np.int32),
    )
    count = _fill_points(
        image,
        geometry,
        points.xyz,
        points.intensity,
        points.elongation,
        points.in_no_label_zone,
        points.pixel,
    )
    for array in (points.xyz, points.pixel):
        array.resize((count, array.shape[1]), refcheck=False)
    for array in (points.intensity, points.elongation, points.in_no_label_zone):
        array.resize(count, refcheck=False)
    return points


def contiguous(numbers: np.ndarray) -> np.ndarray:
    """Returns numbers as a contiguous array of float64 if they are that, else of float32."""
    is_double = np.asarray(numbers).dtype == np.float64
    return np.ascontiguousarray(numbers, np.float64 if is_double else np.float32)


_POSE, _ACROSS, _UP, _ORIGIN, _RAY = 0, 6, 9, 12, 15
"""Offsets of the parts of a column's ray, and the length of the ray; see `column_rays`."""


@kernel
def column_rays(geometry: Any) -> Any:
    """Returns the state that `points_of_row` keeps from one row of an image to the next.

    A point of a column at a distance d and an inclination a is d (cos(a) across + sin(a) up) +
    origin in the vehicle frame. All pixels of a column are measured at about the same time, so
    these vectors are computed anew only where the pose of the vehicle differs from the last one.

    Returns:
        (W, 15) float64: the pose (6), then across, up and origin (3 each).
    """
    width = len(geometry.cos_azimuth)
    rays = np.full((width, _RAY), np.inf)  # which is no pose
    if geometry.pixel_pose.shape[0] == 0:
        for column in range(width):
            _aim(rays[column], geometry, column)
    return rays


@kernel
def _aim(ray, geometry, column):
    """Computes the ray of a column from the extrinsic, and from its pose if pixels have any."""
    e, v = geometry.vehicle_from_laser, geometry.vehicle_from_world
    cos, sin = geometry.cos_azimuth[column], geometry.sin_azimuth[column]
    for axis in range(3):
        ray[_ACROSS + axis] = e[axis, 0] * cos + e[axis, 1] * sin
        ray[_UP + axis] = e[axis, 2]
        ray[_ORIGIN + axis] = e[axis, 3]
    if geometry.pixel_pose.shape[0] == 0:
        return
    cr, sr = np.cos(ray[_POSE]), np.sin(ray[_POSE])
    cp, sp = np.cos(ray[_POSE + 1]), np.sin(ray[_POSE + 1])
    cy, sy = np.cos(ray[_POSE + 2]), np.sin(ray[_POSE + 2])
    for part in range(_ACROSS, _RAY, 3):
        x, y, z = ray[part], ray[part + 1], ray[part + 2]
        # R = Rz(yaw) Ry(pitch) Rx(roll), applied from the right.
        b, c = cr * y - sr * z, sr * y + cr * z
        a, c = cp * x + sp * c, cp * c - sp * x
        a, b = cy * a - sy * b, sy * a + cy * b
        if part == _ORIGIN:
            a, b, c = a + ray[_POSE + 3], b + ray[_POSE + 4], c + ray[_POSE + 5]
        for axis in range(3):
            moved = v[axis, 0] * a + v[axis, 1] * b + v[axis, 2] * c
            ray[part + axis] = moved + v[axis, 3] if part == _ORIGIN else moved


@kernel
def points_of_row(image: Any, row: int, geometry: Any, rays: Any, columns: Any, xyz: Any) -> int:
    """Turns the pixels of a row into points; returns their number N.

    Args:
        image: (H, W, C) the range image.
        row: Number of the row.
        geometry: `RangeImageGeometry` of the laser.
        rays: Rays of the columns, as `column_rays` returns them.
        columns: (W,) int32, of which the first N become the columns of the points.
        xyz: (W, 3) float32, of which the first N become the points in the vehicle frame.
    """
    count = 0
    for column in range(image.shape[1]):
        columns[count] = column
        count += image[row, column, 0] > 0
    poses = geometry.pixel_pose
    if poses.shape[0] > 0:
        for at in range(count):
            column = columns[at]
            differs = False
            for axis in range(6):
                differs |= np.float64(poses[row, column, axis]) != rays[column, axis]
            if differs:
                rays[column, :_ACROSS] = poses[row, column]
                _aim(rays[column], geometry, column)
    cos, sin = geometry.cos_inclination[row], geometry.sin_inclination[row]
    for at in range(count):
        column = columns[at]
        distance = np.float64(image[row, column, 0])
        for axis in range(3):
            direction = cos * rays[column, _ACROSS + axis] + sin * rays[column, _UP + axis]
            xyz[at, axis] = distance * direction + rays[column, _ORIGIN + axis]
    return count


@kernel
def _fill_points(image, geometry, xyz, intensity, elongation, in_no_label_zone, pixel):
    height, width = image.shape[0], image.shape[1]
    rays = column_rays(geometry)
    columns = np.empty(width, np.int32)
    first = 0
    for row in range(height):
        count = points_of_row(image, row, geometry, rays, columns, xyz[first:])
        for at in range(count):
            column = columns[at]
            intensity[first + at] = image[row, column, 1]
            elongation[first + at] = image[row, column, 2]
            in_no_label_zone[first + at] = image[row, column, 3] > 0
            pixel[first + at, 0] = row
            pixel[first + at, 1] = column
        first += count
    return first
