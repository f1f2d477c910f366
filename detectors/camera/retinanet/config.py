"""The configuration of RetinaNet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from waymo_kit.detectors.camera.config import (
    WAYMO_CLASSES,
    AnchorMatching,
    ImageAnchors,
    ImageBackbone,
    ImageDecoding,
    PyramidConfig,
    check_canvas,
    check_classes,
    check_fraction,
    check_levels,
    check_positive,
)
from waymo_kit.errors import InvalidInputError

TORCHVISION_ANCHORS = ImageAnchors(
    tuple(
        (side, int(side * 2 ** (1 / 3)), int(side * 2 ** (2 / 3)))
        for side in (32, 64, 128, 256, 512)
    )
)
"""Three sizes and three ratios in each cell of levels 3 to 7, rounded as in torchvision."""


@dataclass(frozen=True)
class RetinaNetConfig:
    """RetinaNet; the defaults are those of torchvision's `retinanet_resnet50_fpn`.

    Attributes:
        name: Name of the network.
        classes: Names of the classes.
        height: Height of the canvas in pixels.
        width: Width of the canvas in pixels.
        max_boxes: Number of boxes of an image that the loss sees.
        backbone: Network under the pyramid.
        pyramid: Levels and channels.
        anchors: Sizes and ratios of the anchors.
        matching: Thresholds of positive and negative anchors.
        head_layers: Number of 3x3 convolutions of each tower, shared by all levels.
        head_normalized: Whether each of them is followed by batch normalization, which levels do
            not share.
        prior: Probability of an object that the scores start with.
        output_deviation: Standard deviation of the initial weights of the last convolutions.
        focal_alpha: Weight of objects in the focal loss.
        focal_gamma: Exponent of the focal loss.
        box_beta: Residual from which on the loss of boxes is linear; 0 for L1.
        box_weight: Weight of the loss of boxes.
        normalizer: Divisor of the losses: "image" divides those of each image by its number
            of positive anchors and averages the images, as in torchvision; "batch" divides those
            of the batch by the number of its positive anchors plus one, as in TensorFlow's models.
        decoding: Settings for decoding outputs into boxes.
    """

    name: Literal["retinanet"] = "retinanet"
    classes: tuple[str, ...] = WAYMO_CLASSES
    height: int = 768
    width: int = 1152
    max_boxes: int = 100
    backbone: ImageBackbone = ImageBackbone()
    pyramid: PyramidConfig = PyramidConfig()
    anchors: ImageAnchors = TORCHVISION_ANCHORS
    matching: AnchorMatching = AnchorMatching()
    head_layers: int = 4
    head_normalized: bool = False
    prior: float = 0.01
    output_deviation: float = 0.01
    focal_alpha: float = 0.25
    focal_gamma: float = 2.0
    box_beta: float = 0.0
    box_weight: float = 1.0
    normalizer: Literal["image", "batch"] = "image"
    decoding: ImageDecoding = ImageDecoding()

    @property
    def mask_size(self) -> int:
        """Side of the masks of examples: none."""
        return 0

    def __post_init__(self) -> None:
        """Checks the ranges, and the parts against each other."""
        check_classes(self.classes)
        check_canvas(self.height, self.width)
        check_levels(self.anchors, self.pyramid)
        check_positive("max_boxes", self.max_boxes)
        check_positive("head_layers", self.head_layers)
        if not 0 < self.prior < 1:
            raise InvalidInputError(
                f"prior: expected more than 0 and less than 1, got {self.prior}"
            )
        check_fraction("focal_alpha", self.focal_alpha)
        for name in ("focal_gamma", "box_beta", "box_weight", "output_deviation"):
            if not getattr(self, name) >= 0:
                raise InvalidInputError(f"{name}: expected at least 0, got {getattr(self, name)}")
