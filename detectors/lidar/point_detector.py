"""Base of all detectors of objects in LiDAR points, which reads their frames."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.frame_detector import FrameDetector, StageClock
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.sweeps import SweepCache, load_sweeps
from waymo_kit.scene import Frame

_SWEEP_CACHE_BYTES = 1 << 28


class PointDetector(FrameDetector[Boxes]):
    """Finds objects in the LiDAR points of frames.

    Attributes:
        points: Points that it reads.
    """

    component = "lidar"

    def __init__(self, points: PointInput) -> None:
        """Keeps decoded sweeps if the detector reads more than one.

        Args:
            points: Lasers, returns and number of sweeps to read.
        """
        self.points = points
        self._cache = SweepCache(_SWEEP_CACHE_BYTES) if points.sweeps > 1 else None

    def read(self, frame: Frame, clock: StageClock) -> Any:
        """Reads the points of a frame and of the sweeps before it, and prepares them."""
        with clock.measure("read"):
            points = load_sweeps(frame, self.points, self._cache)
        return self.prepare(points, clock)

    @abstractmethod
    def prepare(self, points: NDArray[np.float32], clock: StageClock) -> Any:
        """Makes the input of a frame from its points.

        Args:
            points: (n, 6) float32, `pillars.POINT_FEATURES`.
            clock: Clock that measures the stages of this work.
        """
