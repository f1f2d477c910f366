"""Finds objects with a detector's network."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.detection.stage_clock import StageClock
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.detector import Detector
from waymo_kit.detectors.lidar.nms import Candidates, Detections
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES, Pillars, make_pillars

WITHOUT_VELOCITY = ("pointpillars",)
"""Models whose head predicts no velocities."""


class NetworkDetector:
    """A `FrameDetector` of batches of one shape: the network is compiled once.

    Attributes:
        points: which points it reads.
        batch_size: frames at once; a smaller batch is filled up with empty frames.
    """

    def __init__(self, detector: Detector, batch_size: int = 1) -> None:
        """Compiles the network, for which it runs on empty frames.

        Args:
            detector: with its weights.
            batch_size: frames at once.
        """
        self.batch_size = batch_size
        self.points: PointInput = detector.config.points
        self._detector = detector
        self._network = _DecodedNetwork(detector)
        self._empty = self._make_pillars(np.zeros((0, len(POINT_FEATURES)), np.float32))
        self._network.predict_on_batch(self._stack([]))

    def prepare(self, points: NDArray[np.float32], clock: StageClock) -> Pillars:
        """Pillars of a frame's points."""
        with clock.measure("pillars"):
            return self._make_pillars(points)

    def detect(self, inputs: Sequence[Pillars], clock: StageClock) -> list[Detections]:
        """Detections of 1 to `batch_size` frames."""
        with clock.measure("network"):
            found = Candidates(*self._network.predict_on_batch(self._stack(inputs)))
        if self._detector.config.model in WITHOUT_VELOCITY:
            found = found._replace(velocities=np.full_like(found.velocities, np.nan))
        with clock.measure("suppression"):
            return [
                self._detector.suppress(Candidates(*(array[k] for array in found)))
                for k in range(len(inputs))
            ]

    def _make_pillars(self, points: NDArray[np.float32]) -> Pillars:
        wanted = self.points
        return make_pillars(
            points, self._detector.config.grid, wanted.max_points, wanted.max_pillars
        )

    def _stack(self, inputs: Sequence[Pillars]) -> tuple[NDArray, ...]:
        full = [*inputs, *[self._empty] * (self.batch_size - len(inputs))]
        return tuple(np.stack(arrays) for arrays in zip(*full, strict=True))


class _DecodedNetwork(keras.Model):
    """Pillars to candidates: what runs on the device, compiled as one."""

    def __init__(self, detector: Detector) -> None:
        super().__init__(name="decoded_network")
        self.network = detector.network
        self._decode = detector.decode

    def call(self, pillars):
        return self._decode(self.network(pillars, training=False))
