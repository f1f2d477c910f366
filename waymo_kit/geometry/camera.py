"""The camera: lens, rolling shutter, projection of points and rays of pixels.

A camera looks along +x of its own frame, y to the left and z up, so the lens sees the plane
`a = -y / x`, `b = -z / x`. Lens distortion follows OpenCV: with `r2 = a * a + b * b` and
`factor = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3`,

    u = f_u * (a * factor + 2 * p1 * a * b + p2 * (r2 + 2 * a * a)) + c_u
    v = f_v * (b * factor + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b) + c_v

A rolling shutter reads the image row by row (or column by column) while the vehicle moves. A point's
pixel is where the time at which the pixel is read and the camera's pose at that time agree. The
vehicle's motion is taken to first order from the pose at `pose_timestamp`, as in the comments of
CameraImage in Waymo's dataset.proto; docs/camera.md tells how the parts compose.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.geometry.transforms import invert_transform

_LEAST_FACTOR, _GREATEST_FACTOR = 0.8, 1.2
"""Radial distortion outside of this is not a lens any more but its polynomial running away."""

_TIME_TOLERANCE = 1e-10
"""Seconds between a pixel's read-out and the pose used for it; under 1e-5 px at 100 m/s and 1 m."""

_MAX_STEPS = 20


class RollingShutterDirection(enum.IntEnum):
    """The order in which an image is read out, with Waymo's numbers."""

    UNKNOWN = 0
    TOP_TO_BOTTOM = 1
    LEFT_TO_RIGHT = 2
    BOTTOM_TO_TOP = 3
    RIGHT_TO_LEFT = 4
    GLOBAL_SHUTTER = 5


@dataclass(frozen=True, eq=False)
class CameraCalibration:
    """What is fixed about a camera during a segment.

    Attributes:
        intrinsic: (9,) float64 `f_u f_v c_u c_v k1 k2 p1 p2 k3`: focal lengths and principal point
            in pixels, radial (k) and tangential (p) distortion.
        vehicle_from_camera: (4, 4) float64, the extrinsic.
        width: pixels.
        height: pixels.
        rolling_shutter_direction: a `RollingShutterDirection`.
    """

    intrinsic: NDArray[np.float64]
    vehicle_from_camera: NDArray[np.float64]
    width: int
    height: int
    rolling_shutter_direction: int = RollingShutterDirection.GLOBAL_SHUTTER

    def __post_init__(self) -> None:
        """Checks shapes and sizes."""
        object.__setattr__(self, "intrinsic", as_array("intrinsic", self.intrinsic, (9,)))
        object.__setattr__(
            self,
            "vehicle_from_camera",
            as_array("vehicle_from_camera", self.vehicle_from_camera, (4, 4)),
        )
        if self.width <= 0 or self.height <= 0:
            raise InvalidInputError(
                f"camera: expected a positive image size, got {self.width} x {self.height}"
            )


@dataclass(frozen=True, eq=False)
class CameraPose:
    """Where a camera's vehicle was, how it moved, and when the image was taken.

    Attributes:
        world_from_vehicle: (4, 4) float64 at `pose_timestamp`.
        velocity: (3,) float64 m/s, linear, in the world frame.
        angular_velocity: (3,) float64 rad/s, in the vehicle frame.
        pose_timestamp: seconds.
        shutter: seconds that a row (or column) is exposed.
        camera_trigger_time: seconds; the exposure of the first row begins.
        camera_readout_done_time: seconds; the last row has been read.
    """

    world_from_vehicle: NDArray[np.float64]
    velocity: NDArray[np.float64]
    angular_velocity: NDArray[np.float64]
    pose_timestamp: float
    shutter: float
    camera_trigger_time: float
    camera_readout_done_time: float

    def __post_init__(self) -> None:
        """Checks shapes."""
        for name, shape in (
            ("world_from_vehicle", (4, 4)),
            ("velocity", (3,)),
            ("angular_velocity", (3,)),
        ):
            object.__setattr__(self, name, as_array(name, getattr(self, name), shape))


def project_points(
    points: ArrayLike, calibration: CameraCalibration, pose: CameraPose
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Projects points of the world into an image, with lens distortion and rolling shutter.

    Args:
        points: (N, 3) metres in the world frame, resting while the image is read.
        calibration: the camera.
        pose: the vehicle's motion and the times of this image.

    Returns:
        pixels: (N, 2) float64 u, v; not a number where there is no projection: behind the camera,
            beyond the lens's field, or where no read-out time fits.
        valid: (N,) bool, true where the point has a projection and that lies inside the image.

    Raises:
        InvalidInputError: if a shape is wrong or the read-out direction is unknown.
    """
    motion = _relative_motion(calibration, pose)
    return _project(points, calibration, motion, _readout_times(calibration, pose))


def project_points_global_shutter(
    points: ArrayLike, calibration: CameraCalibration
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Projects points of the vehicle frame into an image, as if it were taken in an instant.

    Args:
        points: (N, 3) metres in the vehicle frame at that instant.
        calibration: the camera; its read-out direction is ignored.

    Returns:
        pixels and valid, as `project_points` does.

    Raises:
        InvalidInputError: if the shape is wrong.
    """
    motion = np.zeros((3, 3, 4))
    motion[0] = invert_transform(calibration.vehicle_from_camera)[:3]
    return _project(points, calibration, (np.zeros(3), motion), np.zeros(3))


def pixel_rays(calibration: CameraCalibration, pixels: ArrayLike) -> NDArray[np.float64]:
    """Returns the directions in which a camera sees pixels: the lens's inverse.

    Args:
        calibration: the camera; only its intrinsic counts.
        pixels: (N, 2) u, v; may lie outside of the image.

    Returns:
        (N, 3) float64 unit vectors in the camera frame; not a number where no direction within the
        lens's field leads to the pixel.

    Raises:
        InvalidInputError: if the shape is wrong.
    """
    pixels = as_array("pixels", pixels, ("N", 2))
    rays = np.empty((len(pixels), 3))
    _invert_lens(pixels, calibration.intrinsic, rays)
    return rays


def _relative_motion(
    calibration: CameraCalibration, pose: CameraPose
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Writes a world point's place in the moving camera as a polynomial in time.

    `t` seconds after the pose the vehicle has turned to `R (I + W t)` and moved to `o + v t`, where
    `W` is the cross product with the angular velocity. With the turn inverted to the same order, a
    point `p` lies at `(I - W t) R^T (p - o - v t)` in the vehicle.

    Returns:
        origin: (3,) float64 `o`, to be subtracted first so that no digits are lost.
        motion: (3, 3, 4) float64; the point in the camera frame is
            `sum(motion[k] @ [*(p - o), 1] * t**k)`.
    """
    camera_from_vehicle = invert_transform(calibration.vehicle_from_camera)
    unrotate = pose.world_from_vehicle[:3, :3].T
    turn = np.cross(pose.angular_velocity, np.eye(3), axisb=0, axisc=0)
    velocity = unrotate @ pose.velocity
    motion = np.zeros((3, 3, 4))
    motion[0, :, :3] = unrotate
    motion[1, :, :3] = -turn @ unrotate
    motion[1, :, 3] = -velocity
    motion[2, :, 3] = turn @ velocity
    motion = camera_from_vehicle[:3, :3] @ motion
    motion[0, :, 3] = camera_from_vehicle[:3, 3]
    return pose.world_from_vehicle[:3, 3], motion


def _readout_times(calibration: CameraCalibration, pose: CameraPose) -> NDArray[np.float64]:
    """Returns (3,) float64 `c, c_u, c_v`: pixel (u, v) is read `c + c_u u + c_v v` s after the pose."""
    direction = calibration.rolling_shutter_direction
    # Differences first: seconds since the epoch leave a double little room for fractions.
    first = pose.camera_trigger_time - pose.pose_timestamp + 0.5 * pose.shutter
    last = pose.camera_readout_done_time - pose.pose_timestamp - 0.5 * pose.shutter
    per_column = (last - first) / calibration.width
    per_row = (last - first) / calibration.height
    if direction == RollingShutterDirection.TOP_TO_BOTTOM:
        return np.array([first, 0.0, per_row])
    if direction == RollingShutterDirection.LEFT_TO_RIGHT:
        return np.array([first, per_column, 0.0])
    if direction == RollingShutterDirection.BOTTOM_TO_TOP:
        return np.array([last, 0.0, -per_row])
    if direction == RollingShutterDirection.RIGHT_TO_LEFT:
        return np.array([last, -per_column, 0.0])
    if direction == RollingShutterDirection.GLOBAL_SHUTTER:
        return np.zeros(3)
    raise InvalidInputError(
        f"rolling_shutter_direction: expected 1 to 5 (see RollingShutterDirection), got {direction}"
    )


def _project(
    points: ArrayLike,
    calibration: CameraCalibration,
    relative_motion: tuple[NDArray[np.float64], NDArray[np.float64]],
    readout: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    points = as_array("points", points, ("N", 3))
    pixels = np.full((len(points), 2), np.nan)
    origin, motion = relative_motion
    _project_moving(points, origin, motion, readout, calibration.intrinsic, pixels)
    u, v = pixels[:, 0], pixels[:, 1]
    return pixels, (u >= 0) & (u < calibration.width) & (v >= 0) & (v < calibration.height)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _distort(a, b, intrinsic):
    """Pixel of a point of the plane before the lens; not a number beyond the lens's field."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    r2 = a * a + b * b
    factor = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
    slope = 1.0 + r2 * (3.0 * k1 + r2 * (5.0 * k2 + r2 * 7.0 * k3))
    if not (_LEAST_FACTOR <= factor <= _GREATEST_FACTOR and slope > 0.0):
        return np.nan, np.nan
    u = f_u * (a * factor + 2.0 * p1 * a * b + p2 * (r2 + 2.0 * a * a)) + c_u
    v = f_v * (b * factor + p1 * (r2 + 2.0 * b * b) + 2.0 * p2 * a * b) + c_v
    return u, v


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _project_moving(points, origin, motion, readout, intrinsic, pixels):
    """Solves `readout(pixel(t)) = t` for each point by the secant method; see `_relative_motion`."""
    start = readout[0] + readout[1] * intrinsic[2] + readout[2] * intrinsic[3]
    place = np.empty((3, 3))
    for n in range(len(points)):
        x = points[n, 0] - origin[0]
        y = points[n, 1] - origin[1]
        z = points[n, 2] - origin[2]
        for k in range(3):
            for row in range(3):
                m = motion[k, row]
                place[k, row] = m[0] * x + m[1] * y + m[2] * z + m[3]
        time, previous_time, previous_lag = start, start, 0.0
        for step in range(_MAX_STEPS):
            depth = place[0, 0] + time * (place[1, 0] + time * place[2, 0])
            if not depth > 0.0:
                break
            a = -(place[0, 1] + time * (place[1, 1] + time * place[2, 1])) / depth
            b = -(place[0, 2] + time * (place[1, 2] + time * place[2, 2])) / depth
            u, v = _distort(a, b, intrinsic)
            lag = readout[0] + readout[1] * u + readout[2] * v - time
            if abs(lag) <= _TIME_TOLERANCE:
                pixels[n, 0], pixels[n, 1] = u, v
                break
            if not np.isfinite(lag):
                break
            advance = lag
            if step > 0 and lag != previous_lag:
                advance = lag * (time - previous_time) / (previous_lag - lag)
            previous_time, previous_lag = time, lag
            time += advance


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _invert_lens(pixels, intrinsic, rays):
    """Newton's method from the undistorted pixel."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    for n in range(len(pixels)):
        a = (pixels[n, 0] - c_u) / f_u
        b = (pixels[n, 1] - c_v) / f_v
        rays[n] = np.nan
        for _ in range(_MAX_STEPS):
            u, v = _distort(a, b, intrinsic)
            error_a, error_b = (u - pixels[n, 0]) / f_u, (v - pixels[n, 1]) / f_v
            if not np.isfinite(error_a + error_b):
                break
            if abs(error_a) + abs(error_b) < 1e-14:
                length = np.sqrt(1.0 + a * a + b * b)
                rays[n, 0], rays[n, 1], rays[n, 2] = 1.0 / length, -a / length, -b / length
                break
            r2 = a * a + b * b
            factor = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
            bend = 2.0 * (k1 + r2 * (2.0 * k2 + r2 * 3.0 * k3))
            j_aa = factor + bend * a * a + 2.0 * p1 * b + 6.0 * p2 * a
            j_ab = bend * a * b + 2.0 * p1 * a + 2.0 * p2 * b
            j_bb = factor + bend * b * b + 6.0 * p1 * b + 2.0 * p2 * a
            determinant = j_aa * j_bb - j_ab * j_ab
            a -= (j_bb * error_a - j_ab * error_b) / determinant
            b -= (j_aa * error_b - j_ab * error_a) / determinant
