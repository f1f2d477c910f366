"""Training runs of camera detectors: their configuration, and the named ones."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.labeled_picture import PictureSource
from waymo_kit.detectors.camera.networks import (
    NAMED_CAMERA_CONFIGS,
    CameraConfig,
    CameraNetwork,
    create_camera_network,
)
from waymo_kit.detectors.camera.picture_folders import is_picture_folder, open_pictures
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.scene_pictures import ScenePictures
from waymo_kit.detectors.camera.source import CameraSource
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import open_dataset
from waymo_kit.schema import CameraName
from waymo_kit.schema.predictions import BoxKind

if TYPE_CHECKING:
    from waymo_kit.detectors.camera.detector import CameraDetector
    from waymo_kit.detectors.camera.validation import CameraValidation
    from waymo_kit.detectors.detection.trained import TrainedRun

_TORCHVISION = TrainingSettings(
    steps=90_000,
    optimizer="sgd",
    learning_rate=0.02,
    schedule="steps",
    milestones=(2 / 3, 8 / 9),
    warmup=0.01,
    batch_size=16,
    weight_decay=1e-4,
    clip_norm=10.0,
    log_every=50,
    evaluate_every=5000,
    best_metric="LEVEL_2_AP",
)
_TPU = dataclasses.replace(_TORCHVISION, steps=22_500, learning_rate=0.08, batch_size=64)
_SMALL = TrainingSettings(
    steps=2000,
    batch_size=4,
    learning_rate=1e-3,
    average_decay=0.99,
    checkpoint_every=200,
    evaluate_every=500,
    best_metric="LEVEL_2_AP",
)


@dataclass(frozen=True)
class CameraRun(DetectorRun):
    """A training run of a camera detector.

    Attributes:
        sensor: Sensor that the detector reads.
        detector: Configuration of the network.
        training: Settings of the training loop.
        augmentation: Augmentation of the images; None for no augmentation.
        cameras: Cameras whose images are used.
    """

    sensor: Literal["camera"] = "camera"
    training: TrainingSettings = _TORCHVISION
    detector: CameraConfig = RetinaNetConfig()
    augmentation: ImageAugmentation | None = ImageAugmentation()
    cameras: tuple[CameraName, ...] = tuple(CameraName)[1:]

    kind: ClassVar[BoxKind] = BoxKind.BOX_2D
    component: ClassVar[str] = "camera_image"

    def __post_init__(self) -> None:
        """Checks the cameras."""
        super().__post_init__()
        if not self.cameras or len(set(self.cameras)) < len(self.cameras):
            raise InvalidInputError(
                f"cameras: expected one or more, each once, got {[n.name for n in self.cameras]}"
            )

    @property
    def reach(self) -> None:
        """Maximum distance of objects: None, as they count at any distance."""
        return None

    @property
    def has_masks(self) -> bool:
        """Whether the detector's boxes have masks."""
        return self.detector.mask_size > 0

    def find_data(self) -> None:
        """Makes sure that the data are there; see `DetectorRun.find_data`."""
        if not is_picture_folder(self.data):
            open_dataset(self.data)
        if self.validation is not None:
            open_dataset(self.validation)

    def create_network(self) -> CameraNetwork:
        """Makes the network with random weights."""
        return create_camera_network(self.detector)

    def with_recorded_inputs(self) -> CameraRun:
        """Returns the run with the scaling of its pretrained weights."""
        from waymo_kit.detectors.camera.image_layers import recorded_scaling

        backbone = recorded_scaling(self.detector.backbone)
        detector = dataclasses.replace(self.detector, backbone=backbone)
        return dataclasses.replace(self, detector=detector)

    def start_network(self) -> CameraNetwork:
        """Makes the network with the pretrained weights of its backbone, if there are any."""
        from waymo_kit.detectors.camera.image_layers import load_backbone

        network = self.create_network()
        backbone = self.detector.backbone
        load_backbone(network.model, backbone, lambda: self.open_examples(network))
        return network

    def open_examples(self, network: CameraNetwork) -> CameraSource:
        """Opens the images; see `DetectorRun.open_examples`."""
        pictures: PictureSource
        if is_picture_folder(self.data):
            pictures = open_pictures(self.data, self.detector.classes)
        else:
            scenes = ScenePictures(
                open_dataset(self.data),
                self.detector.classes,
                cameras=self.cameras,
                segments=self.segments,
                stride=self.stride,
                with_masks=self.has_masks,
            )
            scenes.require_labels()
            pictures = scenes
        return CameraSource(
            pictures, self.detector, augmentation=self.augmentation, seed=self.training.seed
        )

    def create_evaluation(self) -> CameraValidation:
        """Makes the evaluation of the network on the validation set."""
        from waymo_kit.detectors.camera.validation import CameraValidation

        assert self.validation is not None
        return CameraValidation(
            open_dataset(self.validation),
            self.detector,
            cameras=self.cameras,
            stride=self.validation_stride,
        )

    def load(self, trained: TrainedRun, batch_size: int) -> CameraDetector:
        """Makes the detector with the weights of a checkpoint."""
        from waymo_kit.detectors.camera.detector import CameraDetector

        network = self.create_network()
        step = trained.restore(network.model)
        return CameraDetector(network, batch_size, cameras=self.cameras, trained=trained, step=step)


def _run(name: str, detector: CameraConfig) -> CameraRun:
    training = _SMALL if name.endswith("-small") else _TORCHVISION
    return CameraRun(detector=detector, training=_TPU if name.endswith("-tpu") else training)


RUN = CameraRun
NAMED_RUNS = {name: _run(name, detector) for name, detector in NAMED_CAMERA_CONFIGS.items()}
"""Name -> run of a network of `NAMED_CAMERA_CONFIGS`, without data."""
