"""The configuration of Mask R-CNN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from waymo_kit.detectors.camera.config import check_positive
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig


@dataclass(frozen=True)
class MaskHeadConfig:
    """The mask head.

    Attributes:
        bins: Number of RoIAlign's bins along each side; predicted masks have twice as many pixels.
        layers: Number of 3x3 convolutions.
        channels: Number of their channels.
        truth_size: Side of the masks of examples in pixels, each cut out at its box.
        weight: Weight of the loss of masks.
    """

    bins: int = 14
    layers: int = 4
    channels: int = 256
    truth_size: int = 112
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("bins", "layers", "channels", "truth_size"):
            check_positive(name, getattr(self, name))


@dataclass(frozen=True)
class MaskRCNNConfig(FasterRCNNConfig):
    """Mask R-CNN; the defaults are those of torchvision's `maskrcnn_resnet50_fpn`.

    Attributes:
        name: Name of the network.
        masks: Mask head; the other fields are those of `FasterRCNNConfig`.
    """

    name: Literal["mask-rcnn"] = "mask-rcnn"  # type: ignore[assignment]
    masks: MaskHeadConfig = MaskHeadConfig()

    @property
    def mask_size(self) -> int:
        """Side of the masks of examples in pixels."""
        return self.masks.truth_size
