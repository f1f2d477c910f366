"""Trains LiDAR detectors from the configuration of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.lidar.ground_truth_database import read_ground_truth_database
from waymo_kit.detectors.lidar.lidar_run import LidarRun
from waymo_kit.detectors.lidar.network import create_network
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
    dataset = open_dataset(run.data)
    objects = None
    if run.ground_truth_database is not None:
        objects = read_ground_truth_database(run.ground_truth_database, run.detector.points)
    validation = None
    if run.validation is not None:
        validation = Validation(
            open_dataset(run.validation), run.detector, run.reach, stride=run.validation_stride
        )
    devices = create_backend(strategy)
    state = create_state(lambda: create_network(run.detector), run.training, devices)
    source = LidarSource(
        dataset,
        state.task,
        augmentation=run.augmentation,
        objects=objects,
        segments=run.segments,
        stride=run.stride,
        seed=run.training.seed,
    )
    try:
        if objects is None:
            source.require_labels()
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
