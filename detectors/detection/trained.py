"""Trained detectors, found and loaded from the folders of their training runs."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.detection.frame_detector import FrameDetector
from waymo_kit.detectors.detection.runs import read_run
from waymo_kit.detectors.training.checkpoints import (
    CHECKPOINTS,
    CONFIG,
    CheckpointFolder,
    read_checkpoint,
)
from waymo_kit.detectors.training.packages import (
    import_packages,
    keras_backend,
    require_packages,
)
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema.predictions import BoxKind

if TYPE_CHECKING:
    import keras

PRETRAINED = "pretrained"
"""Name of the LiDAR detector that comes with the package, in place of the folder of a run."""

PRETRAINED_FOLDER = Path(__file__).parent.parent / "lidar" / PRETRAINED
"""Folder of its run, which `tools.models.ship_checkpoint` writes."""

_PURPOSE = "detecting with a trained network"


def load(run: str | os.PathLike[str], *, batch_size: int = 1) -> FrameDetector[Any]:
    """Loads a trained detector.

    Args:
        run: Folder of a run of `waymo-kit train`, whose best checkpoint is loaded, or the last
            where there is no best one; or a file in its `checkpoints/`; or "pretrained" for the
            LiDAR detector that comes with the package.
        batch_size: Number of frames that the network takes at once.

    Returns:
        A detector whose `detect(frame)` returns the objects of a frame.

    Raises:
        NotFoundError: There is no such run, or it has no checkpoint.
        InvalidInputError: The checkpoint is of another network than `config.yaml` describes.
        CorruptDataError: The checkpoint is damaged.
        MissingDependencyError: Keras or its backend is not installed.
    """
    return find_run(run).load(batch_size)


@dataclass(frozen=True)
class TrainedRun:
    """The configuration and one checkpoint of a training run; processes send it to one another.

    Attributes:
        config: Configuration of the run.
        checkpoint: Path of the checkpoint.
        digest: SHA-256 of the checkpoint, by which every process makes sure that it loads the same
            weights.
    """

    config: DetectorRun
    checkpoint: Path
    digest: str
    uses_accelerator = True

    @property
    def kind(self) -> BoxKind:
        """Kind of the boxes that the detector finds."""
        return self.config.kind

    @property
    def has_masks(self) -> bool:
        """Whether its boxes have masks."""
        return self.config.has_masks

    @property
    def component(self) -> str:
        """Name of the component table with the detector's input."""
        return self.config.component

    def identity(self, batch_size: int) -> str:
        """Returns text that differs between detectors whose detections may differ."""
        config = hashlib.sha256(configuration_text(self.config).encode()).hexdigest()
        return f"{self.digest} {config} {batch_size} {keras_backend()}"

    def load(self, batch_size: int = 1) -> FrameDetector[Any]:
        """Loads the detector; see `load`."""
        import_packages(_PURPOSE)
        return self.config.load(self, batch_size)

    def restore(self, network: keras.Model) -> int:
        """Gives a network the averaged weights of the checkpoint.

        Returns:
            The training step that the weights are from.

        Raises:
            InvalidInputError: The checkpoint is of another network, or its file has changed since
                the run was found.
            CorruptDataError: The checkpoint is damaged, or a weight is not finite.
        """
        from waymo_kit.detectors.training.initialization import load_averages

        stored = read_checkpoint(self.checkpoint)
        if _digest(self.checkpoint) != self.digest:
            raise InvalidInputError(
                f"{self.checkpoint}: expected the weights that the other workers have, the file "
                "has changed: copy it, or wait for the training to end"
            )
        load_averages(stored, network, str(self.checkpoint))
        return stored.step


def find_run(path: str | os.PathLike[str]) -> TrainedRun:
    """Finds the checkpoint of a run, without importing Keras.

    Args:
        path: Folder of the run, or a file in its `checkpoints/`; or `PRETRAINED` (`./pretrained` is
            a folder of that name).

    Raises:
        NotFoundError: There is no such run, or it has no checkpoint.
        InvalidInputError: `config.yaml` is wrong.
        MissingDependencyError: Keras or its backend is not installed.
    """
    path = PRETRAINED_FOLDER if path == PRETRAINED else Path(path)
    checkpoint = path if path.is_file() else _find_checkpoint(path)
    config = checkpoint.parent.parent / CONFIG
    if not config.is_file():
        raise NotFoundError(
            f"{config}: no such file; expected a checkpoint in the folder of a training run"
        )
    run = read_run(config)
    require_packages(_PURPOSE)
    return TrainedRun(run, checkpoint, _digest(checkpoint))


def _find_checkpoint(folder: Path) -> Path:
    """Returns the best checkpoint of a run, or the last where there is no best one."""
    checkpoints = CheckpointFolder(folder / CHECKPOINTS)
    found = checkpoints.best if checkpoints.best.exists() else checkpoints.latest()
    if found is None:
        raise NotFoundError(
            f"{folder}: expected the folder of a training run, it holds no checkpoints"
        )
    return found


def _digest(file: Path) -> str:
    with translated_errors(str(file)):
        return hashlib.sha256(file.read_bytes()).hexdigest()
