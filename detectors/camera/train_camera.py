"""Trains camera detectors from the configuration of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.camera.camera_run import CameraRun
from waymo_kit.detectors.camera.labelled_picture import PictureSource
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.camera.picture_folders import is_picture_folder, open_pictures
from waymo_kit.detectors.camera.scene_pictures import ScenePictures
from waymo_kit.detectors.camera.source import CameraSource
from waymo_kit.detectors.camera.validation import CameraValidation
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.loop import TrainingResult, train
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.state import create_state
from waymo_kit.scene import open_dataset


def train_camera_detector(
    run: CameraRun,
    folder: Path,
    strategy: str,
    resume: bool,
    observers: Sequence[Observer],
) -> TrainingResult:
    """Trains a detector; see `DetectorRun.train`."""
    pictures = _pictures(run)
    try:
        source = CameraSource(
            pictures, run.detector, augmentation=run.augmentation, seed=run.training.seed
        )
        validation = None
        if run.validation is not None:
            validation = CameraValidation(
                open_dataset(run.validation),
                run.detector,
                cameras=run.cameras,
                stride=run.validation_stride,
            )
        devices = create_backend(strategy)
        state = create_state(lambda: create_camera_network(run.detector), run.training, devices)
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
        pictures.close()


def _pictures(run: CameraRun) -> PictureSource:
    if is_picture_folder(run.data):
        return open_pictures(run.data, run.detector.classes)
    pictures = ScenePictures(
        open_dataset(run.data),
        run.detector.classes,
        cameras=run.cameras,
        segments=run.segments,
        stride=run.stride,
        with_masks=run.detector.mask_size > 0,
    )
    pictures.require_labels()
    return pictures
