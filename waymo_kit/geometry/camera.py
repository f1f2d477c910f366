"""The camera: lens, rolling shutter, projection of points and rays of pixels.

A camera looks along +x of its own frame, y to the left and z up, so the lens sees the plane
`a = -y / x`, `b = -z / x`. Lens distortion follows OpenCV: with `r2 = a * a + b * b` and
`factor = 1 + k1 * r2 + k2 * r2**2 + k3 * r2**3`,

    u = f_u * (a * factor + 2 * p1 * a * b + p2 * (r2 + 2 * a * a)) + c_u
    v = f_v * (b * factor + p1 * (r2 + 2 * b * b) + 2 * p2 * a * b) + c_v

A rolling shutter reads the image row by row (or column by column) while the vehicle moves. The
pixel of a point is where the time at which the pixel is read and the camera's pose at that time
agree. Motion and solution are those of the official camera op, found by experiment and described in
docs/guides/camera.md, so that pixels and validity equal its own.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.kernels import kernel

_MIN_FACTOR, _MAX_FACTOR = 0.8, 1.2
"""Range of the factor of radial distortion; beyond it the polynomial no longer describes a lens."""

_READOUT_STEPS = 4
"""Steps of the search for the time at which a point is read."""

_SETTLED = 1e-5
"""Seconds between that time and the read-out of the pixel after which one more step is the last."""

_LOST = 0.1
"""Largest difference in seconds, after all steps, at which a point still has a projection."""

_LENS_STEPS = 20
"""Newton steps that undo the lens; three to five suffice where there is an answer."""


class RollingShutterDirection(enum.IntEnum):
    """The order in which an image is read out, with Waymo's numbers."""

    UNKNOWN = 0
    TOP_TO_BOTTOM = 1
    LEFT_TO_RIGHT = 2
    BOTTOM_TO_TOP = 3
    RIGHT_TO_LEFT = 4
    GLOBAL_SHUTTER = 5


_READOUT_AXIS: dict[int, tuple[int, bool]] = {
    RollingShutterDirection.TOP_TO_BOTTOM: (1, True),
    RollingShutterDirection.LEFT_TO_RIGHT: (0, True),
    RollingShutterDirection.BOTTOM_TO_TOP: (1, False),
    RollingShutterDirection.RIGHT_TO_LEFT: (0, False),
}
"""Direction -> the axis of the image along which it is read, and whether that rises with time."""


@dataclass(frozen=True, eq=False)
class CameraCalibration:
    """Calibration of a camera, which is fixed during a segment.

    Attributes:
        intrinsic: (9,) float64 `f_u f_v c_u c_v k1 k2 p1 p2 k3`: focal lengths and principal point
            in pixels, radial (k) and tangential (p) distortion.
        vehicle_from_camera: (4, 4) float64, the extrinsic.
        width: Width of the image in pixels.
        height: Height of the image in pixels.
        rolling_shutter_direction: `RollingShutterDirection` in which the image is read.
    """

    intrinsic: NDArray[np.float64]
    vehicle_from_camera: NDArray[np.float64]
    width: int
    height: int
    rolling_shutter_direction: int = RollingShutterDirection.GLOBAL_SHUTTER

    def __post_init__(self) -> None:
        """Checks shapes, sizes and that there is a projection."""
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
        if not (np.isfinite(self.intrinsic).all() and (self.intrinsic[:2] > 0).all()):
            raise InvalidInputError(
                "camera: expected finite intrinsics and focal lengths above 0, got "
                f"{self.intrinsic.tolist()}"
            )
        if not np.isfinite(self.vehicle_from_camera).all():
            raise InvalidInputError("camera: expected an extrinsic of finite numbers")


@dataclass(frozen=True, eq=False)
class CameraPose:
    """Pose and motion of a camera's vehicle, and the times of the image.

    Attributes:
        world_from_vehicle: (4, 4) float64 at `pose_timestamp`.
        velocity: (3,) float64 m/s, linear, in the world frame.
        angular_velocity: (3,) float64 rad/s, in the vehicle frame.
        pose_timestamp: Time of the pose in seconds.
        shutter: Exposure of each row (or column) in seconds.
        camera_trigger_time: Time in seconds at which the exposure of the first row begins.
        camera_readout_done_time: Time in seconds at which the last row has been read.
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

    Pixels equal the official op's; docs/guides/camera.md says how far that is from a perfect
    shutter.

    Args:
        points: (N, 3) meters in the world frame, resting while the image is read.
        calibration: Calibration of the camera.
        pose: Motion of the vehicle and the times of this image.

    Returns:
        pixels: (N, 2) float64 u, v; not a number where there is no projection: behind the camera,
            beyond the lens's field, or where no read-out time fits.
        valid: (N,) bool, true where the point has a projection and that lies inside the image.

    Raises:
        InvalidInputError: A shape is wrong or the read-out direction is unknown.
    """
    vehicle_from_camera = calibration.vehicle_from_camera
    world_from_camera = pose.world_from_vehicle @ vehicle_from_camera
    mount = vehicle_from_camera[:3, 3]
    turned = np.array(_cross(*pose.angular_velocity.tolist(), *mount.tolist()))
    velocity = pose.velocity + pose.world_from_vehicle[:3, :3] @ turned
    motion = np.stack(
        [
            world_from_camera[:3, :3].T @ velocity,
            vehicle_from_camera[:3, :3].T @ pose.angular_velocity,
        ]
    )
    return _project(points, calibration, world_from_camera, motion, _readout(calibration, pose))


def project_points_global_shutter(
    points: ArrayLike, calibration: CameraCalibration
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Projects points of the vehicle frame into an image, as if it were taken in an instant.

    Args:
        points: (N, 3) meters in the vehicle frame at that instant.
        calibration: Calibration of the camera; its read-out direction is ignored.

    Returns:
        pixels and valid, as `project_points` does.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    still, at_once = np.zeros((2, 3)), np.zeros(3)
    return _project(points, calibration, calibration.vehicle_from_camera, still, at_once)


def pixel_rays(calibration: CameraCalibration, pixels: ArrayLike) -> NDArray[np.float64]:
    """Returns the directions in which a camera sees pixels: the lens's inverse.

    Args:
        calibration: Calibration of the camera; only its intrinsics count.
        pixels: (N, 2) u, v; may lie outside of the image.

    Returns:
        (N, 3) float64 unit vectors in the camera frame; not a number where no direction within the
        lens's field leads to the pixel.

    Raises:
        InvalidInputError: The shape is wrong.
    """
    pixels = as_array("pixels", pixels, ("N", 2))
    plane, rays = np.empty((len(pixels), 2)), np.empty((len(pixels), 3))
    _undistort(pixels, calibration.intrinsic, plane)
    _rays(plane, calibration.intrinsic, rays)
    return rays


def _readout(calibration: CameraCalibration, pose: CameraPose) -> NDArray[np.float64]:
    """Writes the time at which a direction is read as a linear function of the plane (a, b).

    Rows or columns are read at a constant rate in the image. Before the lens that is not quite
    constant; it is taken as a line, exact at the principal point, with the mean rate between the
    middles of the first and last edge.

    Returns:
        (3,) float64 `c, c_a, c_b`: (a, b) is read `c + c_a a + c_b b` seconds after the pose.
    """
    if calibration.rolling_shutter_direction == RollingShutterDirection.GLOBAL_SHUTTER:
        return np.zeros(3)
    axis, forwards, extent = _readout_extent(calibration)
    # Differences first: seconds since the epoch leave a double little room for fractions.
    start = pose.camera_trigger_time - pose.pose_timestamp + 0.5 * pose.shutter
    stop = pose.camera_readout_done_time - pose.pose_timestamp - 0.5 * pose.shutter
    if not forwards:
        start, stop = stop, start
    times = np.zeros(3)
    size = calibration.height if axis else calibration.width
    times[0] = start + (stop - start) * calibration.intrinsic[2 + axis] / size
    times[1 + axis] = (stop - start) / extent
    return times


@lru_cache(maxsize=64)  # calibrations of twelve segments
def _readout_extent(calibration: CameraCalibration) -> tuple[int, bool, float]:
    """Returns the axis of the read-out, whether it rises, and how far the plane reaches along it.

    Raises:
        InvalidInputError: The direction is unknown, or the lens does not see the image's edges.
    """
    direction = calibration.rolling_shutter_direction
    if direction not in _READOUT_AXIS:
        raise InvalidInputError(
            "rolling_shutter_direction: expected 1 to 5 (see RollingShutterDirection), "
            f"got {direction}"
        )
    axis, forwards = _READOUT_AXIS[direction]
    size = np.array([calibration.width, calibration.height], dtype=np.float64)
    edges = np.stack([0.5 * size, 0.5 * size])
    edges[:, axis] = 0.0, size[axis]
    plane = np.empty((2, 2))
    _undistort(edges, calibration.intrinsic, plane)
    extent = plane[1, axis] - plane[0, axis]
    if not extent > 0:
        raise InvalidInputError(
            "intrinsic: expected a lens that sees the image's edges, got "
            f"{calibration.intrinsic.tolist()}"
        )
    return axis, forwards, float(extent)


def _project(
    points: ArrayLike,
    calibration: CameraCalibration,
    source_from_camera: NDArray[np.float64],
    motion: NDArray[np.float64],
    readout: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Projects points; `motion` is (2, 3), linear and angular velocity in the camera frame."""
    points = as_array("points", points, ("N", 3))
    pixels = np.full((len(points), 2), np.nan)
    _project_moving(points, source_from_camera, motion, readout, calibration.intrinsic, pixels)
    u, v = pixels[:, 0], pixels[:, 1]
    return pixels, (u >= 0) & (u < calibration.width) & (v >= 0) & (v < calibration.height)


@kernel
def distort(a, b, intrinsic):
    """Pixel of a point of the plane before the lens; not a number beyond the lens's field."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    r2 = a * a + b * b
    factor = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
    slope = 1.0 + r2 * (3.0 * k1 + r2 * (5.0 * k2 + r2 * 7.0 * k3))
    if not (_MIN_FACTOR <= factor <= _MAX_FACTOR and slope > 0.0):
        return np.nan, np.nan
    u = f_u * (a * factor + 2.0 * p1 * a * b + p2 * (r2 + 2.0 * a * a)) + c_u
    v = f_v * (b * factor + p1 * (r2 + 2.0 * b * b) + 2.0 * p2 * a * b) + c_v
    return u, v


@kernel
def _cross(a0, a1, a2, b0, b1, b2):
    return a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0


@kernel
def _project_moving(points, source_from_camera, motion, readout, intrinsic, pixels):
    """Searches the time at which each point is read, then passes it through the lens.

    A camera that moves with velocity `v` and turns with `w`, both in its own frame, sees a point
    that was at `p` when the pose was taken at `q = p - v t`, less `w x q t`, a time `t` later.
    """
    r = source_from_camera
    v0, v1, v2 = motion[0]
    w0, w1, w2 = motion[1]
    for n in range(len(points)):
        d0, d1, d2 = points[n, 0] - r[0, 3], points[n, 1] - r[1, 3], points[n, 2] - r[2, 3]
        p0 = r[0, 0] * d0 + r[1, 0] * d1 + r[2, 0] * d2
        p1 = r[0, 1] * d0 + r[1, 1] * d1 + r[2, 1] * d2
        p2 = r[0, 2] * d0 + r[1, 2] * d1 + r[2, 2] * d2
        time, lag = 0.0, np.inf
        for step in range(_READOUT_STEPS + 1):
            q0, q1, q2 = p0 - v0 * time, p1 - v1 * time, p2 - v2 * time
            s0, s1, s2 = _cross(w0, w1, w2, q0, q1, q2)
            x, y, z = q0 - s0 * time, q1 - s1 * time, q2 - s2 * time
            if not x > 0.0:
                break
            a, b = -y / x, -z / x
            if abs(lag) < _SETTLED or step == _READOUT_STEPS:
                if abs(lag) <= _LOST:
                    pixels[n, 0], pixels[n, 1] = distort(a, b, intrinsic)
                break
            lag = readout[0] + readout[1] * a + readout[2] * b - time
            # The point's velocity: the turn acts on where it is now, and turns v with it.
            s0, s1, s2 = _cross(w0, w1, w2, x, y, z)
            t0, t1, t2 = _cross(w0, w1, w2, v0, v1, v2)
            x_rate = t0 * time - v0 - s0
            y_rate = t1 * time - v1 - s1
            z_rate = t2 * time - v2 - s2
            # The true slope has the other sign before a and b; this is the official op's.
            slope = (readout[1] * (a * x_rate - y_rate) + readout[2] * (b * x_rate - z_rate)) / x
            time -= lag / (slope - 1.0)


@kernel
def _undistort(pixels, intrinsic, plane):
    """Newton's method from the undistorted pixel; not a number where it finds nothing."""
    f_u, f_v, c_u, c_v, k1, k2, p1, p2, k3 = intrinsic
    for n in range(len(pixels)):
        goal_a, goal_b = (pixels[n, 0] - c_u) / f_u, (pixels[n, 1] - c_v) / f_v
        a, b = goal_a, goal_b
        plane[n] = np.nan
        for _ in range(_LENS_STEPS):
            r2 = a * a + b * b
            factor = 1.0 + r2 * (k1 + r2 * (k2 + r2 * k3))
            error_a = a * factor + 2.0 * p1 * a * b + p2 * (r2 + 2.0 * a * a) - goal_a
            error_b = b * factor + p1 * (r2 + 2.0 * b * b) + 2.0 * p2 * a * b - goal_b
            if abs(error_a) + abs(error_b) < 1e-14:
                plane[n, 0], plane[n, 1] = a, b
                break
            growth = 2.0 * (k1 + r2 * (2.0 * k2 + r2 * 3.0 * k3))
            j_aa = factor + growth * a * a + 2.0 * p1 * b + 6.0 * p2 * a
            j_ab = growth * a * b + 2.0 * p1 * a + 2.0 * p2 * b
            j_bb = factor + growth * b * b + 6.0 * p1 * b + 2.0 * p2 * a
            determinant = j_aa * j_bb - j_ab * j_ab
            a -= (j_bb * error_a - j_ab * error_b) / determinant
            b -= (j_aa * error_b - j_ab * error_a) / determinant


@kernel
def _rays(plane, intrinsic, rays):
    """Unit vectors through points of the plane; not a number beyond the lens's field."""
    for n in range(len(plane)):
        a, b = plane[n]
        u, _ = distort(a, b, intrinsic)
        length = np.nan if np.isnan(u) else np.sqrt(1.0 + a * a + b * b)
        rays[n, 0], rays[n, 1], rays[n, 2] = 1.0 / length, -a / length, -b / length
