"""The configuration of a training run of a LiDAR detector: all that `config.yaml` holds."""

from __future__ import annotations

from dataclasses import dataclass

from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError

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
class LidarRun:
    """A training run of a LiDAR detector.

    Attributes:
        data: dataset to train on: a folder or URI.
        validation: dataset to evaluate on; null does not evaluate.
        validation_every: use every so-manieth frame of it.
        detector: what is trained.
        training: how.
        augmentation: null leaves frames as they are.
        objects: file of an object database, whose objects augmentation pastes; null pastes none.
        segments: which ones of the data to train on.
        every: use every so-manieth frame of a segment.
    """

    data: str = ""
    validation: str | None = None
    validation_every: int = 1
    detector: DetectorConfig = DetectorConfig()
    training: TrainingSettings = _FULL
    augmentation: LidarAugmentation | None = LidarAugmentation()
    objects: str | None = None
    segments: SegmentChoice = SegmentChoice()
    every: int = 1

    def __post_init__(self) -> None:
        """Checks the numbers that nothing else checks."""
        for name in ("every", "validation_every"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {getattr(self, name)}")


def named_run(name: str) -> LidarRun:
    """The run of a detector of `NAMED_CONFIGS`, data apart.

    Raises:
        InvalidInputError: there is none of that name.
    """
    if name not in NAMED_CONFIGS:
        raise InvalidInputError(
            f"config: expected a YAML file or one of {', '.join(NAMED_CONFIGS)}, got {name!r}"
        )
    detector = NAMED_CONFIGS[name]
    if name.endswith("-tiny"):
        return LidarRun(detector=detector, training=_TINY, augmentation=None)
    return LidarRun(detector=detector, training=_SMALL if name.endswith("-small") else _FULL)
