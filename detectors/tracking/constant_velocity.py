"""Motion without a filter: the last detection, moved on with its velocity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .motion import Motion

_SMOOTHING = 0.5
"""Weight of the last displacement in a velocity that the detector does not give."""


class ConstantVelocity(Motion):
    """The last boxes of all tracked objects, in the order in which they were first seen.

    The velocity is the detector's where it gives one (Yin et al., "Center-based 3D Object
    Detection and Tracking", CVPR 2021, velocity head and tracking), else that of the centers,
    smoothed.

    Attributes:
        types: (N,) int64 `ObjectType`.
        seen_at: (N, 3) float64, center of the last detection, world frame.
        unseen_seconds: (N,) float64, time since then.
    """

    def __init__(self) -> None:
        """Starts without objects."""
        self._boxes = np.empty((0, 7))
        self._velocities = np.empty((0, 3))
        self.types = np.empty(0, np.int64)
        self.seen_at = np.empty((0, 3))
        self.unseen_seconds = np.empty(0)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """(N, 7) last detected boxes, moved on."""
        return self._boxes

    @property
    def velocities(self) -> NDArray[np.float64]:
        """(N, 3) m/s, NaN where not known yet."""
        return self._velocities

    def start(
        self,
        boxes: NDArray[np.float64],
        types: NDArray[np.int64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Adds objects behind the others; see `Motion.start`."""
        self._boxes = np.concatenate([self._boxes, boxes])
        self._velocities = np.concatenate([self._velocities, velocities])
        self.types = np.concatenate([self.types, types])
        self.seen_at = np.concatenate([self.seen_at, boxes[:, :3]])
        self.unseen_seconds = np.concatenate([self.unseen_seconds, np.zeros(len(boxes))])

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the objects that are not in the (N,) mask."""
        self._boxes, self._velocities = self._boxes[kept], self._velocities[kept]
        self.types = self.types[kept]
        self.seen_at, self.unseen_seconds = self.seen_at[kept], self.unseen_seconds[kept]

    def predict(self, seconds: float) -> None:
        """Moves all objects on in time."""
        self._boxes[:, :3] += seconds * np.nan_to_num(self._velocities)
        self.unseen_seconds += seconds

    def correct(
        self,
        rows: NDArray[np.int64],
        boxes: NDArray[np.float64],
        velocities: NDArray[np.float64],
    ) -> None:
        """Takes the place of detections over, and the velocity; see `Motion.correct`."""
        moved = (boxes[:, :3] - self.seen_at[rows]) / self.unseen_seconds[rows, None]
        before = self._velocities[rows]
        smooth = np.where(np.isnan(before), moved, before + _SMOOTHING * (moved - before))
        self._velocities[rows] = np.where(np.isnan(velocities), smooth, velocities)
        self._boxes[rows], self.seen_at[rows] = boxes, boxes[:, :3]
        self.unseen_seconds[rows] = 0.0
