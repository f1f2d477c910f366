"""Detectors from the folders of their training runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from waymo_kit.configuration import read_configuration
from waymo_kit.detectors.lidar.detector import Detector, create_detector
from waymo_kit.detectors.lidar.lidar_run import LidarRun
from waymo_kit.detectors.training.checkpoints import (
    CHECKPOINTS,
    CONFIG,
    CheckpointFolder,
    read_checkpoint,
)
from waymo_kit.detectors.training.initialization import load_averages
from waymo_kit.errors import NotFoundError


@dataclass(frozen=True)
class TrainedDetector:
    """A detector with the averaged weights of a run.

    Attributes:
        run: how it was trained.
        detector: to detect with, on any Keras backend.
        step: of training that the weights are from.
        path: of the checkpoint.
    """

    run: LidarRun
    detector: Detector
    step: int
    path: Path


def load_run(folder: Path, checkpoint: Path | None = None) -> TrainedDetector:
    """Loads the detector of a run.

    Args:
        folder: of the run, that `waymo-kit train` has written.
        checkpoint: another file of the run than its best checkpoint, or its last where there is no
            best one.

    Raises:
        NotFoundError: the folder has no `config.yaml` or no checkpoint.
        InvalidInputError: the checkpoint is of another model than the configuration.
        CorruptDataError: the checkpoint is damaged.
    """
    checkpoint = checkpoint or find_checkpoint(folder)
    run = read_configuration(folder / CONFIG, LidarRun())
    stored = read_checkpoint(checkpoint)
    detector = create_detector(run.detector)
    load_averages(stored, detector.network, str(checkpoint))
    return TrainedDetector(run, detector, stored.step, checkpoint)


def find_checkpoint(folder: Path) -> Path:
    """The best checkpoint of a run, or the last where there is no best one.

    Raises:
        NotFoundError: there is none.
    """
    checkpoints = CheckpointFolder(folder / CHECKPOINTS)
    found = checkpoints.best if checkpoints.best.exists() else checkpoints.latest()
    if found is None:
        raise NotFoundError(
            f"{folder}: expected the folder of a training run, it holds no checkpoints"
        )
    return found
