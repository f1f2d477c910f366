"""Training runs of LiDAR detectors: their configuration, and the named ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.scene import open_dataset
from waymo_kit.schema.predictions import BoxKind

if TYPE_CHECKING:
    from waymo_kit.detectors.detection.trained import TrainedRun
    from waymo_kit.detectors.lidar.detector import LidarDetector
    from waymo_kit.detectors.lidar.network import LidarNetwork
    from waymo_kit.detectors.lidar.source import LidarSource
    from waymo_kit.detectors.lidar.validation import Validation

_FULL = TrainingSettings(
    steps=120_000,
    batch_size=16,
    learning_rate=3e-3,
    clip_norm=35.0,
    log_every=50,
    evaluate_every=5000,
    best_metric="LEVEL_2_APH",
)
_SMALL = TrainingSettings(
    steps=2000,
    batch_size=2,
    learning_rate=2e-3,
    clip_norm=35.0,
    average_decay=0.99,
    checkpoint_every=200,
    evaluate_every=500,
    best_metric="LEVEL_2_APH",
)
_TINY = TrainingSettings(
    steps=300,
    batch_size=2,
    learning_rate=4e-3,
    clip_norm=35.0,
    average_decay=0.98,
    checkpoint_every=100,
)


@dataclass(frozen=True)
class LidarRun(DetectorRun):
    """A training run of a LiDAR detector.

    Attributes:
        sensor: Sensor that the detector reads.
        detector: Configuration of the detector.
        training: Settings of the training loop.
        augmentation: Augmentation of the frames; None for no augmentation.
        ground_truth_database: File of `waymo-kit objects`, whose objects augmentation pastes.
            Defaults to None, which pastes none.
    """

    sensor: Literal["lidar"] = "lidar"
    training: TrainingSettings = _FULL
    detector: DetectorConfig = DetectorConfig()
    augmentation: LidarAugmentation | None = LidarAugmentation()
    ground_truth_database: str | None = None

    kind: ClassVar[BoxKind] = BoxKind.BOX_3D
    component: ClassVar[str] = "lidar"

    @property
    def reach(self) -> float:
        """Radius of the largest circle around the vehicle on the detector's grid, meters."""
        return self.detector.grid.reach

    def create_network(self) -> LidarNetwork:
        """Makes the network with random weights."""
        from waymo_kit.detectors.lidar.network import create_network

        return create_network(self.detector)

    def open_examples(self, network: LidarNetwork) -> LidarSource:
        """Opens the frames; see `DetectorRun.open_examples`."""
        from waymo_kit.detectors.lidar.ground_truth_database import read_ground_truth_database
        from waymo_kit.detectors.lidar.source import LidarSource

        objects = None
        if self.ground_truth_database is not None:
            objects = read_ground_truth_database(self.ground_truth_database, self.detector.points)
        source = LidarSource(
            open_dataset(self.data),
            network,
            augmentation=self.augmentation,
            objects=objects,
            segments=self.segments,
            stride=self.stride,
            seed=self.training.seed,
        )
        if objects is None:
            source.require_labels()
        return source

    def create_evaluation(self) -> Validation:
        """Makes the evaluation of the network on the validation set."""
        from waymo_kit.detectors.lidar.validation import Validation

        assert self.validation is not None
        return Validation(
            open_dataset(self.validation),
            self.detector,
            self.reach,
            stride=self.validation_stride,
        )

    def load(self, trained: TrainedRun, batch_size: int) -> LidarDetector:
        """Makes the detector with the weights of a checkpoint."""
        from waymo_kit.detectors.lidar.detector import LidarDetector

        network = self.create_network()
        step = trained.restore(network.model)
        return LidarDetector(network, batch_size, trained=trained, step=step)


def _run(name: str, detector: DetectorConfig) -> LidarRun:
    if name.endswith("-tiny"):
        return LidarRun(detector=detector, training=_TINY, augmentation=None)
    return LidarRun(detector=detector, training=_SMALL if name.endswith("-small") else _FULL)


RUN = LidarRun
NAMED_RUNS = {name: _run(name, detector) for name, detector in NAMED_CONFIGS.items()}
"""Name -> run of a detector of `NAMED_CONFIGS`, without data."""
