"""Training of LiDAR detectors from the configuration of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.lidar.lidar_run import LidarRun
from waymo_kit.detectors.lidar.network import create_network
from waymo_kit.detectors.lidar.object_database import read_object_database
from waymo_kit.detectors.lidar.source import LidarSource
from waymo_kit.detectors.lidar.validation import Validation
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.loop import TrainingResult, train
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.state import create_state
from waymo_kit.scene import open_dataset


def train_detector(
    run: LidarRun,
    folder: Path,
    strategy: str,
    resume: bool,
    observers: Sequence[Observer],
) -> TrainingResult:
    """Trains a detector; see `DetectorRun.train`."""
    devices = create_backend(strategy)
    dataset = open_dataset(run.data)
    objects = None
    if run.objects is not None:
        objects = read_object_database(run.objects, run.detector.points)
    state = create_state(lambda: create_network(run.detector), run.training, devices)
    source = LidarSource(
        dataset,
        state.task,
        augmentation=run.augmentation,
        objects=objects,
        segments=run.segments,
        every=run.every,
        seed=run.training.seed,
    )
    validation = None
    if run.validation is not None:
        validation = Validation(
            open_dataset(run.validation), run.detector, every=run.validation_every
        )
    try:
        return train(
            state,
            source,
            folder,
            resume=resume,
            evaluate=validation,
            config=configuration_text(run),
            observers=observers,
        )
    finally:
        source.close()
