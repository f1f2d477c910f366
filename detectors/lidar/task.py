"""A LiDAR detector as the training loop sees it."""

from __future__ import annotations

from waymo_kit.detectors.lidar.detector import Detector
from waymo_kit.detectors.lidar.source import LidarExample
from waymo_kit.detectors.training.task import LossTerm, Player


class LidarTask:
    """A detector and its losses; a `Task`.

    Args:
        detector: whose network is trained.
    """

    def __init__(self, detector: Detector) -> None:
        """Keeps the detector."""
        self.detector = detector
        self.players = (Player(detector.network, self.losses),)

    def losses(self, batch: LidarExample, training: bool) -> tuple[LossTerm, ...]:
        """The terms of the loss of a batch.

        Args:
            batch: of a `LidarSource`, each array with a leading batch dimension.
            training: whether batch normalisation is in training.
        """
        maps = self.detector.network(tuple(batch.pillars), training=training)
        return self.detector.losses(maps, batch.targets)
