"""Pose of the ego vehicle at any time: its way on the street, and the lean of its body."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.camera import CameraPose
from waymo_kit.geometry.transforms import rotation_from_euler
from waymo_kit.simulate.sensors.rig import SWEEP_SECONDS, SimulatedCamera
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.placement import EgoDrive

MID_SWEEP = SWEEP_SECONDS / 2
"""Seconds from a frame's timestamp to the time of its pose and its labels."""

_PITCH_A_MS2 = -0.0035
"""Pitch per m/s^2 of acceleration in radians: braking lowers the nose."""
_ROLL_A_MS2 = 0.004
"""Roll per m/s^2 towards the left in radians."""
_DIFFERENCE = 2e-3
"""Seconds to either side for velocities."""


@dataclass(frozen=True)
class EgoMotion:
    """The ego vehicle's pose over time.

    Time 0 is the timestamp of the first frame; frame i has its timestamp at `i * FRAME_SECONDS`.

    Attributes:
        drive: Way and speed at the times of the tracks.
        sway: (3,) phases of the small motions of the body in radians.
    """

    drive: EgoDrive
    sway: NDArray[np.float64]

    def poses(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Poses as roll, pitch, yaw, x, y, z in the local frame: (N, 6).

        Args:
            seconds: (N,) seconds from the first frame's timestamp.
        """
        step = (np.asarray(seconds, dtype=np.float64) - MID_SWEEP) / FRAME_SECONDS + 1.0
        last = len(self.drive.speed) - 2
        i = np.clip(step.astype(np.int64), 0, last)
        share = step - i
        speed, distance = self.drive.speed, self.drive.distance
        gain = speed[i + 1] - speed[i]
        traveled = distance[i] + FRAME_SECONDS * share * (speed[i] + 0.5 * share * gain)
        points, yaw = self.drive.route.at(traveled)
        change = np.gradient(speed) / FRAME_SECONDS
        thrust = change[i] + share * (change[i + 1] - change[i])
        now = speed[i] + share * gain
        bend = (self.drive.route.at(traveled + 1.0)[1] - self.drive.route.at(traveled - 1.0)[1]) / 2
        rolling = np.minimum(now / 5.0, 1.0)
        a, b, c = self.sway
        pitch = _PITCH_A_MS2 * thrust + 0.0012 * rolling * np.sin(5.1 * seconds + a)
        roll = _ROLL_A_MS2 * now**2 * bend + 0.0014 * rolling * np.sin(3.7 * seconds + b)
        height = 0.006 * rolling * np.sin(4.3 * seconds + c)
        return np.column_stack([roll, pitch, yaw, points, height])

    def velocity(self, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Returns the velocity in the local frame in m/s and the turn rate in the vehicle frame."""
        times = seconds + np.array([-_DIFFERENCE, 0.0, _DIFFERENCE])
        poses = self.poses(times)
        before, now, after = rotation_from_euler(*poses[:, :3].T)
        spin = now.T @ (after - before) / (2 * _DIFFERENCE)
        linear = (poses[2, 3:] - poses[0, 3:]) / (2 * _DIFFERENCE)
        turn = 0.5 * np.array(
            [spin[2, 1] - spin[1, 2], spin[0, 2] - spin[2, 0], spin[1, 0] - spin[0, 1]]
        )
        return linear, turn


@dataclass(frozen=True)
class Anchor:
    """Pose of the local frame in the world frame.

    Attributes:
        rotation: Heading of the local x axis in the world in radians.
        translation: (3,) place of the local origin in the world in meters.
    """

    rotation: float
    translation: NDArray[np.float64]

    @property
    def world_from_local(self) -> NDArray[np.float64]:
        """(4, 4)."""
        transform = np.eye(4)
        transform[:3, :3] = rotation_from_euler(0.0, 0.0, self.rotation)
        transform[:3, 3] = self.translation
        return transform

    def world_poses(self, poses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns local poses (N, 6) in the world frame, with angles in [-pi, pi)."""
        moved = poses.copy()
        cos, sin = math.cos(self.rotation), math.sin(self.rotation)
        moved[:, 3] = self.translation[0] + cos * poses[:, 3] - sin * poses[:, 4]
        moved[:, 4] = self.translation[1] + sin * poses[:, 3] + cos * poses[:, 4]
        moved[:, 5] += self.translation[2]
        moved[:, 2] = np.remainder(poses[:, 2] + self.rotation + np.pi, 2 * np.pi) - np.pi
        return moved


def pose_matrices(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Poses as roll, pitch, yaw, x, y, z (N, 6) to transforms (N, 4, 4)."""
    transforms = np.zeros((len(poses), 4, 4))
    transforms[:, :3, :3] = rotation_from_euler(*poses[:, :3].T)
    transforms[:, :3, 3] = poses[:, 3:]
    transforms[:, 3, 3] = 1.0
    return transforms


def camera_pose(
    motion: EgoMotion, camera: SimulatedCamera, start: float, epoch: float
) -> CameraPose:
    """Returns pose and times of a camera's image; the world is the local frame.

    Args:
        motion: Motion of the ego vehicle.
        camera: Camera that takes the image.
        start: Timestamp of the frame in seconds from the first frame's.
        epoch: Timestamp of the first frame in seconds since 1970.
    """
    middle = start + camera.delay
    linear, turn = motion.velocity(middle)
    return CameraPose(
        world_from_vehicle=pose_matrices(motion.poses(np.array([middle])))[0],
        velocity=linear,
        angular_velocity=turn,
        pose_timestamp=epoch + middle,
        shutter=camera.shutter,
        camera_trigger_time=epoch + middle - camera.readout / 2,
        camera_readout_done_time=epoch + middle + camera.readout / 2,
    )
