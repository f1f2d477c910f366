"""Detects objects in the LiDAR points of frames with a trained network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.detectors.detection.trained import TrainedRun
from waymo_kit.detectors.detection.trained_network import TrainedNetwork
from waymo_kit.detectors.lidar.network import LidarNetwork
from waymo_kit.detectors.lidar.nms import Candidates, select_detections
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES, Pillars, make_pillars
from waymo_kit.detectors.lidar.point_detector import PointDetector


class LidarDetector(TrainedNetwork, PointDetector):
    """Detects objects with a network on pillars of points, in batches of one shape.

    The network is compiled once: a smaller batch is filled up with empty frames.

    Attributes:
        network: Network with its weights.
    """

    outputs = Candidates._fields

    def __init__(
        self,
        network: LidarNetwork,
        batch_size: int = 1,
        *,
        trained: TrainedRun | None = None,
        step: int = 0,
    ) -> None:
        """Compiles the network, for which it runs on empty frames.

        Args:
            network: Network with its weights.
            batch_size: Number of frames that it takes at once.
            trained: Training run that the weights are from, if any.
            step: Training step that they are from.
        """
        super().__init__(network.config.points)
        self.network = network
        self.batch_size = batch_size
        self.trained = trained
        self.step = step
        self.device_model = _DecodedNetwork(network)
        self._empty = self._make_pillars(np.zeros((0, len(POINT_FEATURES)), np.float32))
        self.device_model.predict_on_batch(self._stack([]))

    def random_inputs(self, random: np.random.Generator) -> dict[str, NDArray[Any]]:
        """Returns the pillars of random points that fill half of the capacity."""
        grid, frames = self.network.config.grid, []
        for _ in range(self.batch_size):
            points = random.uniform(0, 1, (self.points.capacity[0] // 2, len(POINT_FEATURES)))
            points[:, 0] = random.uniform(grid.x_min, grid.x_max, len(points))
            points[:, 1] = random.uniform(grid.y_min, grid.y_max, len(points))
            frames.append(self._make_pillars(points.astype(np.float32)))
        return dict(zip(Pillars._fields, self._stack(frames), strict=True))

    def prepare(self, points: NDArray[np.float32], clock: StageClock) -> Pillars:
        """Returns the pillars of a frame's points."""
        with clock.measure("pillars"):
            return self._make_pillars(points)

    def detect_batch(self, inputs: Sequence[Pillars], clock: StageClock) -> list[Boxes]:
        """Returns the detections of 1 to `batch_size` frames."""
        with clock.measure("network"):
            found = Candidates(*self.device_model.predict_on_batch(self._stack(inputs)))
        decoding = self.network.config.decoding
        with clock.measure("nms"):
            return [
                select_detections(Candidates(*(array[k] for array in found)), decoding)
                for k in range(len(inputs))
            ]

    def _make_pillars(self, points: NDArray[np.float32]) -> Pillars:
        return make_pillars(points, self.network.config.grid, *self.points.capacity)

    def _stack(self, inputs: Sequence[Pillars]) -> tuple[NDArray, ...]:
        full = [*inputs, *[self._empty] * (self.batch_size - len(inputs))]
        return tuple(np.stack(arrays) for arrays in zip(*full, strict=True))


class _DecodedNetwork(keras.Model):
    """Network from pillars to candidates, compiled for the device."""

    def __init__(self, network: LidarNetwork) -> None:
        super().__init__(name="decoded_network")
        self.network = network.model
        self._decode = network.head.decode

    def call(self, pillars):
        return self._decode(self.network(pillars, training=False))
