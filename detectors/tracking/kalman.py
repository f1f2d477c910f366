"""Constant-velocity Kalman filters of many boxes at once.

The state of a track has ten numbers: center, length, width, height, heading, and the velocity of
the center (Weng et al., "3D Multi-Object Tracking: A Baseline and New Evaluation Metrics", IROS
2020; Sun et al., "Scalability in Perception for Autonomous Driving: Waymo Open Dataset", CVPR
2020, baselines for multi-object tracking). A detection measures the first seven. No noise couples
two of them, so the 10 x 10 covariance consists of a 2 x 2 block for each axis of the center and its
velocity, and of four variances; the kernels work on these blocks alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.motion import MotionModel
from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.kernels import kernel

MEASURED = 7
"""Size of a measurement: the numbers of a box."""

_HEADING = 6
_MAX_VOTES = 5
"""Number of detections with one direction beyond which more do not count."""


@dataclass(frozen=True)
class MotionNoise:
    """Standard deviations of the motion of a class of objects, and of their detections.

    Attributes:
        position: Error of a detection's center along x and along y, meters.
        elevation: Error of a detection's center along z, meters.
        size: Error of a detection's length, width and height, meters.
        heading: Error of a detection's heading, radians.
        speed: Velocity along x and along y of an object detected for the first time, m/s.
        climb: Velocity along z of an object detected for the first time, m/s.
        known_speed: Error of a velocity along x and along y that the detector gave, m/s.
        speed_drift: Change of the velocity along x and along y within a second, m/s.
        climb_drift: Change of the velocity along z within a second, m/s.
        size_drift: Change of the sides within a second, meters.
        heading_drift: Change of the heading within a second, radians.
    """

    position: float
    elevation: float
    size: float
    heading: float
    speed: float
    climb: float
    known_speed: float
    speed_drift: float
    climb_drift: float
    size_drift: float
    heading_drift: float

    @property
    def measurement(self) -> list[float]:
        """Standard deviations of the numbers of a detected box."""
        return [self.position] * 2 + [self.elevation] + [self.size] * 3 + [self.heading]

    @property
    def drift(self) -> list[float]:
        """Standard deviations of the changes of velocity, sides and heading within a second."""
        drifts = [self.speed_drift] * 2 + [self.climb_drift]
        return drifts + [self.size_drift] * 3 + [self.heading_drift]


class KalmanFilters(MotionModel):
    """Kalman filters of all tracks, in the order of their first detections.

    Attributes:
        mean: (N, 10) float64 box (docs/conventions.md) in the world frame, and velocity in m/s.
        covariance: (N, 7, 3) float64 variance of each number of the box; for the center also its
            covariance with the velocity and the variance of the velocity (else 0).
        types: (N,) int64 `ObjectType`.
        votes: (N,) float64 number of detections along the heading, less those against it; limited,
            and never below 0.
        is_fresh: (N,) bool, whether the frame before had a detection of the track.
    """

    def __init__(self, noise: PerClass[MotionNoise]) -> None:
        """Starts without tracks."""
        self._measured = noise.table(lambda one: np.square(one.measurement))
        self._drift = noise.table(lambda one: np.square(one.drift))
        self._first_speed = noise.table(lambda one: np.square([one.speed, one.speed, one.climb]))
        self._known_speed = noise.table(
            lambda one: np.square([one.known_speed, one.known_speed, one.climb])
        )
        self.mean = np.empty((0, MEASURED + 3))
        self.covariance = np.empty((0, MEASURED, 3))
        self.types = np.empty(0, np.int64)
        self.votes = np.empty(0)
        self.is_fresh = np.empty(0, np.bool_)
        self._has_detection = np.empty(0, np.bool_)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """(N, 7) boxes in the world frame."""
        return self.mean[:, :MEASURED]

    @property
    def velocities(self) -> NDArray[np.float64]:
        """(N, 3) velocities in m/s in the world frame."""
        return self.mean[:, MEASURED:]

    def start(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Adds tracks behind the others; see `MotionModel.start`."""
        known = np.isfinite(velocities[:, 0])
        covariance = np.zeros((len(boxes), MEASURED, 3))
        covariance[:, :, 0] = self._measured[types]
        covariance[:, :3, 2] = np.where(
            known[:, None], self._known_speed[types], self._first_speed[types]
        )
        first = np.where(known[:, None], velocities, 0.0)
        self.mean = np.concatenate([self.mean, np.hstack([boxes, first])])
        self.covariance = np.concatenate([self.covariance, covariance])
        self.types = np.concatenate([self.types, types])
        self.votes = np.concatenate([self.votes, np.ones(len(boxes))])
        new = np.ones(len(boxes), np.bool_)
        self.is_fresh = np.concatenate([self.is_fresh, new])
        self._has_detection = np.concatenate([self._has_detection, new])

    def keep(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> None:
        """Drops the tracks outside an (N,) mask, or takes some rows in their order."""
        self.mean, self.covariance = self.mean[kept], self.covariance[kept]
        self.types, self.votes = self.types[kept], self.votes[kept]
        self.is_fresh, self._has_detection = self.is_fresh[kept], self._has_detection[kept]

    def predict(self, seconds: float) -> None:
        """Moves all tracks on in time."""
        self.is_fresh = self._has_detection
        self._has_detection = np.zeros(len(self.types), np.bool_)
        _predict(self.mean, self.covariance, self._drift[self.types], seconds)

    def blur(self, meters: float) -> None:
        """Makes all centers less certain; see `MotionModel.blur`."""
        self.covariance[:, :3, 0] += meters**2

    def expected_variance(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Returns the variance along x and y of where detections are expected: (K,) float64, m²."""
        return self.covariance[rows, :2, 0].mean(axis=1) + self._measured[self.types[rows], 0]

    def correct(
        self,
        rows: NDArray[np.int64],
        boxes: NDArray[np.float64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Updates some tracks with detected boxes, from which the velocities follow."""
        self._has_detection[rows] = True
        variances = self._measured[self.types[rows]]
        _correct(self.mean, self.covariance, self.votes, rows, boxes, variances)


@kernel
def _predict(mean, covariance, drift, seconds):
    """Moves (N, 10) means and (N, 7, 3) covariances on; `drift` (N, 7) are variances per second.

    Velocity, sides and heading are random walks, so that two steps equal one of their sum.
    """
    for i in range(len(mean)):
        for k in range(MEASURED):
            block, noise = covariance[i, k], drift[i, k] * seconds
            if k >= 3:
                block[0] += noise
                continue
            mean[i, k] += seconds * mean[i, MEASURED + k]
            block[0] += seconds * (2.0 * block[1] + seconds * (block[2] + noise / 3.0))
            block[1] += seconds * (block[2] + 0.5 * noise)
            block[2] += noise


@kernel
def _correct(mean, covariance, votes, rows, boxes, variances):
    """Updates some rows with (K, 7) boxes whose noise has (K, 7) variances.

    A box turned by more than a right angle against the heading counts as turned by pi. When most of
    the recent boxes were turned, the heading itself turns.
    """
    for j in range(len(rows)):
        i = rows[j]
        for k in range(MEASURED):
            innovation = boxes[j, k] - mean[i, k]
            if k == _HEADING:
                innovation -= 2.0 * np.pi * np.floor(innovation / (2.0 * np.pi) + 0.5)
                if abs(innovation) > 0.5 * np.pi:
                    innovation -= np.pi * np.sign(innovation)
                    votes[i] -= 1.0
                else:
                    votes[i] = min(votes[i] + 1.0, _MAX_VOTES)
            block = covariance[i, k]
            position_gain = block[0] / (block[0] + variances[j, k])
            mean[i, k] += position_gain * innovation
            if k < 3:
                velocity_gain = block[1] / (block[0] + variances[j, k])
                mean[i, MEASURED + k] += velocity_gain * innovation
                block[2] -= velocity_gain * block[1]
                block[1] *= 1.0 - position_gain
            block[0] = position_gain * variances[j, k]
        if votes[i] < 0.0:
            mean[i, _HEADING] += np.pi
            votes[i] = 1.0
        mean[i, _HEADING] -= 2.0 * np.pi * np.floor((mean[i, _HEADING] + np.pi) / (2.0 * np.pi))
