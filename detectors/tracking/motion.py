"""Motion models, which predict the places of tracked objects."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

_SMOOTHING = 0.5
"""Weight of the last displacement in a velocity that the detector does not give."""


class MotionModel(ABC):
    """Predicts the places of all tracks in the world frame, in the order of their first detections.

    Attributes:
        types: (N,) int64 `ObjectType`.
    """

    types: NDArray[np.int64]

    @property
    @abstractmethod
    def boxes(self) -> NDArray[np.float64]:
        """(N, 7) boxes at the time of the last prediction."""

    @property
    @abstractmethod
    def velocities(self) -> NDArray[np.float64]:
        """(N, 3) velocities in m/s; NaN where not known yet."""

    @abstractmethod
    def start(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Adds tracks behind the others.

        Args:
            boxes: (M, 7) detected boxes.
            types: (M,) `ObjectType`.
            velocities: (M, 3) velocities in m/s; NaN where unknown.
        """

    @abstractmethod
    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the tracks outside an (N,) mask."""

    @abstractmethod
    def predict(self, seconds: float) -> None:
        """Moves all tracks on in time."""

    @abstractmethod
    def blur(self, meters: float) -> None:
        """Makes all centers less certain, by a standard deviation in meters."""

    @abstractmethod
    def correct(
        self,
        rows: NDArray[np.int64],
        boxes: NDArray[np.float64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Updates some tracks with their detections.

        Args:
            rows: (K,) tracks, each once.
            boxes: (K, 7) detected box of each.
            velocities: (K, 3) velocities in m/s that the detector gave; NaN where unknown.
        """


class ConstantVelocity(MotionModel):
    """The last detected boxes of all tracks, moved on with their velocities.

    The velocity is the detector's where it gives one (Yin et al., "Center-based 3D Object
    Detection and Tracking", CVPR 2021, velocity head and tracking), else that of the centers,
    smoothed.

    Attributes:
        types: (N,) int64 `ObjectType`.
        detected_at: (N, 3) float64 center of the last detection, world frame.
        seconds_since_update: (N,) float64 time since the last detection.
    """

    def __init__(self) -> None:
        """Starts without tracks."""
        self._boxes = np.empty((0, 7))
        self._velocities = np.empty((0, 3))
        self.types = np.empty(0, np.int64)
        self.detected_at = np.empty((0, 3))
        self.seconds_since_update = np.empty(0)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """(N, 7) last detected boxes, moved on."""
        return self._boxes

    @property
    def velocities(self) -> NDArray[np.float64]:
        """(N, 3) velocities in m/s; NaN where not known yet."""
        return self._velocities

    def start(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Adds tracks behind the others; see `MotionModel.start`."""
        self._boxes = np.concatenate([self._boxes, boxes])
        self._velocities = np.concatenate([self._velocities, velocities])
        self.types = np.concatenate([self.types, types])
        self.detected_at = np.concatenate([self.detected_at, boxes[:, :3]])
        new = np.zeros(len(boxes))
        self.seconds_since_update = np.concatenate([self.seconds_since_update, new])

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the tracks outside an (N,) mask."""
        self._boxes, self._velocities = self._boxes[kept], self._velocities[kept]
        self.types, self.detected_at = self.types[kept], self.detected_at[kept]
        self.seconds_since_update = self.seconds_since_update[kept]

    def predict(self, seconds: float) -> None:
        """Moves all tracks on in time."""
        self._boxes[:, :3] += seconds * np.nan_to_num(self._velocities)
        self.seconds_since_update += seconds

    def blur(self, meters: float) -> None:
        """Does nothing: a detection moves its track to where it is, anyway."""

    def correct(
        self,
        rows: NDArray[np.int64],
        boxes: NDArray[np.float64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Takes over the boxes of detections, and updates velocities; see `MotionModel.correct`."""
        moved = (boxes[:, :3] - self.detected_at[rows]) / self.seconds_since_update[rows, None]
        before = self._velocities[rows]
        smooth = np.where(np.isnan(before), moved, before + _SMOOTHING * (moved - before))
        self._velocities[rows] = np.where(np.isnan(velocities), smooth, velocities)
        self._boxes[rows], self.detected_at[rows] = boxes, boxes[:, :3]
        self.seconds_since_update[rows] = 0.0
