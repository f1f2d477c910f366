"""The sensors of the ego vehicle: five lidars and five cameras like those of the real data."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.geometry.camera import CameraCalibration, RollingShutterDirection
from waymo_kit.geometry.transforms import make_transform, rotation_from_euler
from waymo_kit.schema.names import CameraName, LaserName

SWEEP_SECONDS = 0.1
"""Time of one turn of the TOP lidar: column 0 is measured at the frame's timestamp."""


@dataclass(frozen=True)
class Laser:
    """One lidar.

    Attributes:
        name: Name of the laser.
        vehicle_from_laser: (4, 4) extrinsic.
        rows: Number of beams.
        columns: Number of measurements per turn.
        inclinations: (rows,) inclinations in radians, lowest first, or None where they are evenly
            spaced.
        inclination_min: Lower edge of the lowest beam in radians.
        inclination_max: Upper edge of the highest beam in radians.
        reach: Maximum range in meters.
        half_view: Azimuths seen to either side of the laser's x axis in radians.
    """

    name: LaserName
    vehicle_from_laser: NDArray[np.float64]
    rows: int
    columns: int
    inclinations: NDArray[np.float64] | None
    inclination_min: float
    inclination_max: float
    reach: float
    half_view: float


@dataclass(frozen=True)
class SimulatedCamera:
    """One camera.

    Attributes:
        name: Name of the camera.
        calibration: Lens and mounting.
        delay: Time from the frame's timestamp to the middle of the image's read-out in seconds.
        shutter: Exposure time of a column in seconds.
        readout: Time from the trigger to the end of the read-out in seconds.
    """

    name: CameraName
    calibration: CameraCalibration
    delay: float
    shutter: float
    readout: float


@dataclass(frozen=True)
class Rig:
    """All sensors at one level of quality.

    Attributes:
        lasers: The lidars.
        cameras: The cameras.
        jpeg_quality: Quality of the JPEG images, 1 to 95.
        panoptic_every: Number of frames from one with panoptic labels to the next.
    """

    lasers: tuple[Laser, ...]
    cameras: tuple[SimulatedCamera, ...]
    jpeg_quality: int
    panoptic_every: int


def _top_inclinations(rows: int) -> NDArray[np.float64]:
    """Beams from -17.6 to 2.4 degrees, near the horizon and above almost four times as dense."""
    share = (np.arange(rows - 1) + 0.5) / (rows - 1)
    gaps = np.maximum(0.64 - 0.72 * share, 0.17)
    degrees = -17.6 + 20.0 * np.concatenate([[0.0], np.cumsum(gaps)]) / gaps.sum()
    return np.radians(np.round(degrees, 3))


def _mount(x: float, y: float, z: float, roll: float, pitch: float, yaw: float) -> NDArray:
    """Returns an extrinsic from meters and degrees."""
    angles = np.radians([roll, pitch, yaw])
    return make_transform(rotation_from_euler(*angles), [x, y, z])


def _lasers(top: tuple[int, int], short: tuple[int, int]) -> tuple[Laser, ...]:
    inclinations = _top_inclinations(top[0])
    gaps = np.diff(inclinations)
    lasers = [
        Laser(
            LaserName.TOP,
            _mount(1.43, 0.0, 2.184, 0.35, -0.1, 148.0),
            *top,
            inclinations,
            float(inclinations[0] - gaps[0] / 2),
            float(inclinations[-1] + gaps[-1] / 2),
            75.0,
            math.pi,
        )
    ]
    mounts = (
        (LaserName.FRONT, _mount(4.07, 0.0, 0.69, -0.2, 1.2, -0.3)),
        (LaserName.SIDE_LEFT, _mount(3.245, 1.025, 0.98, 0.3, 1.3, 88.8)),
        (LaserName.SIDE_RIGHT, _mount(3.245, -1.025, 0.98, 0.2, 1.4, -92.2)),
        (LaserName.REAR, _mount(-1.155, 0.0, 0.465, 0.5, 1.5, 178.4)),
    )
    for name, mount in mounts:
        lasers.append(
            Laser(name, mount, *short, None, -math.pi / 2, math.pi / 6, 20.0, math.radians(95.0))
        )
    return tuple(lasers)


_CAMERAS = (
    (CameraName.FRONT, 1280, (2050.0, 950.0, 634.0), (0.04, -0.33, 0.001, -0.0015),
     (1.54, -0.024, 2.115, -0.5, 0.11, 0.15), (0.0525, 0.0026, 0.0465)),
    (CameraName.FRONT_LEFT, 1280, (2056.0, 954.0, 646.0), (0.033, -0.33, 0.003, 0.0013),
     (1.493, 0.091, 2.115, -0.2, 1.1, 44.2), (0.0425, 0.0026, 0.0467)),
    (CameraName.FRONT_RIGHT, 1280, (2046.0, 960.0, 646.0), (0.033, -0.296, 0.0017, -0.0016),
     (1.49, -0.094, 2.115, -0.5, 0.45, -44.6), (0.0625, 0.0027, 0.0469)),
    (CameraName.SIDE_LEFT, 886, (2054.0, 968.0, 247.0), (0.04, -0.327, 0.001, -0.0002),
     (1.432, 0.111, 2.115, 0.0, 1.4, 89.2), (0.0225, 0.0039, 0.048)),
    (CameraName.SIDE_RIGHT, 886, (2064.0, 962.0, 241.0), (0.0375, -0.346, 0.0003, -0.0004),
     (1.428, -0.112, 2.116, 0.0, 0.05, -90.1), (0.0725, 0.0031, 0.0473)),
)  # fmt: skip


def make_cameras(scale: int) -> tuple[SimulatedCamera, ...]:
    """Returns the five cameras, with images that are `scale` times smaller than the real ones."""
    cameras = []
    for name, height, (focal, c_u, c_v), lens, mount, times in _CAMERAS:
        rows = -(-height // scale)
        intrinsic = np.array([focal, focal, c_u, c_v, 0, 0, 0, 0, 0]) / scale
        intrinsic[4:8] = lens
        calibration = CameraCalibration(
            intrinsic,
            _mount(*mount),
            1920 // scale,
            rows,
            RollingShutterDirection.LEFT_TO_RIGHT,
        )
        cameras.append(SimulatedCamera(name, calibration, *times))
    return tuple(cameras)


def rig_of_quality(quality: str) -> Rig:
    """Returns the sensors of a preset.

    Args:
        quality: Name of the sizes: `full` for those of the real data; `fast` for range images of 64
            x 530 and 50 x 150 pixels and images of a quarter of the width and height.

    Raises:
        NotFoundError: There is no such preset.
    """
    if quality == "full":
        return Rig(_lasers((64, 2650), (200, 600)), make_cameras(1), 85, 5)
    if quality == "fast":
        return Rig(_lasers((64, 530), (50, 150)), make_cameras(4), 85, 1)
    raise NotFoundError(f"quality: expected full or fast, got {quality!r}")
