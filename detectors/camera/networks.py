"""Camera networks by the name of their configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.faster_rcnn.named_configs import NAMED_CONFIGS as _FASTER
from waymo_kit.detectors.camera.mask_rcnn.config import MaskRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.named_configs import NAMED_CONFIGS as _MASK
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.retinanet.named_configs import NAMED_CONFIGS as _RETINANET

if TYPE_CHECKING:
    import keras

    from waymo_kit.detectors.camera.examples import ImageDetections
    from waymo_kit.detectors.training.task import Player

CameraConfig: TypeAlias = RetinaNetConfig | FasterRCNNConfig | MaskRCNNConfig

NAMED_CAMERA_CONFIGS: dict[str, CameraConfig] = {**_RETINANET, **_FASTER, **_MASK}
"""Name -> configuration of a camera network."""


class CameraNetwork(Protocol):
    """A camera network: a `TrainingTask` that detects."""

    config: Any
    model: keras.Model

    @property
    def players(self) -> Sequence[Player]:
        """Players of the training."""

    def detect(self, images: Any, sizes: Any) -> ImageDetections:
        """Returns the detections of a batch of images on the canvas."""


def create_camera_network(config: CameraConfig) -> CameraNetwork:
    """Makes the network that a configuration describes, with random weights.

    Raises:
        InvalidInputError: The parts do not fit.
    """
    if isinstance(config, RetinaNetConfig):
        from waymo_kit.detectors.camera.retinanet.network import RetinaNet

        return RetinaNet(config)
    if isinstance(config, MaskRCNNConfig):
        from waymo_kit.detectors.camera.mask_rcnn.network import MaskRCNN

        return MaskRCNN(config)
    from waymo_kit.detectors.camera.faster_rcnn.network import FasterRCNN

    return FasterRCNN(config)
