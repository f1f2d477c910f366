"""Configuration of Faster R-CNN, with the parts that Mask R-CNN shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from waymo_kit.detectors.camera.config import (
    ALIGN_FORMS,
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


@dataclass(frozen=True)
class ProposalConfig:
    """The region proposal network.

    Attributes:
        anchors: Sizes and ratios of the anchors of each level.
        matching: Thresholds of positive and negative anchors.
        samples: Number of anchors of an image that the loss counts.
        positive_share: Maximum share of positive ones among them.
        box_beta: Residual from which on the loss of boxes is linear.
        box_normalizer: Whether the loss of boxes is divided by the number of sampled anchors, as in
            torchvision, or of the positive ones among them, as in TensorFlow's models.
        box_weight: Weight of the loss of boxes.
        per_level: Number of proposals of each level before NMS, while detecting.
        training_per_level: Number of proposals of each level before NMS, while training.
        nms_iou: IoU above which NMS drops the proposal with the lower score, level by level.
        kept: Number of proposals after NMS, while detecting.
        training_kept: Number of proposals after NMS, while training.
    """

    anchors: ImageAnchors = ImageAnchors(((32,), (64,), (128,), (256,), (512,)))
    matching: AnchorMatching = AnchorMatching(0.7, 0.3, "all_best")
    samples: int = 256
    positive_share: float = 0.5
    box_beta: float = 1 / 9
    box_normalizer: Literal["samples", "positives"] = "samples"
    box_weight: float = 1.0
    per_level: int = 1000
    training_per_level: int = 2000
    nms_iou: float = 0.7
    kept: int = 1000
    training_kept: int = 2000

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("samples", "per_level", "training_per_level", "kept", "training_kept"):
            check_positive(name, getattr(self, name))
        for name in ("positive_share", "nms_iou"):
            check_fraction(name, getattr(self, name))
        if not self.box_beta >= 0:
            raise InvalidInputError(f"box_beta: expected at least 0, got {self.box_beta}")


@dataclass(frozen=True)
class RegionConfig:
    """The box head on proposals.

    Attributes:
        bins: Number of RoIAlign's bins along each side.
        align: Form of RoIAlign, see `roi_align`.
        align_samples: Number of samples of a bin along each side.
        hidden: Number of units of the two dense layers.
        min_positive: IoU with a box from which on a proposal is an object; others are background.
        samples: Number of proposals of an image that the loss counts.
        positive_share: Maximum share of objects among them.
        box_beta: Residual from which on the loss of boxes is linear.
        coder_weights: Weights of the residuals of boxes.
    """

    bins: int = 7
    align: Literal["gather", "einsum"] = "gather"
    align_samples: int = 2
    hidden: int = 1024
    min_positive: float = 0.5
    samples: int = 512
    positive_share: float = 0.25
    box_beta: float = 1 / 9
    coder_weights: tuple[float, float, float, float] = (10.0, 10.0, 5.0, 5.0)

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("bins", "align_samples", "hidden", "samples"):
            check_positive(name, getattr(self, name))
        for name in ("min_positive", "positive_share"):
            check_fraction(name, getattr(self, name))
        if self.align not in ALIGN_FORMS:
            raise InvalidInputError(
                f"align: expected one of {', '.join(ALIGN_FORMS)}, got {self.align}"
            )
        if not self.box_beta >= 0 or not all(weight > 0 for weight in self.coder_weights):
            raise InvalidInputError(
                "box_beta: expected at least 0, and coder_weights above 0, got "
                f"{self.box_beta} and {list(self.coder_weights)}"
            )


@dataclass(frozen=True)
class FasterRCNNConfig:
    """Faster R-CNN; the defaults are those of torchvision's `fasterrcnn_resnet50_fpn`.

    Attributes:
        name: Name of the network.
        classes: Names of the classes, without the background.
        height: Height of the canvas in pixels.
        width: Width of the canvas in pixels.
        max_boxes: Number of boxes of an image that the loss sees.
        backbone: Network under the pyramid.
        pyramid: Levels and channels. Regions are read from the levels up to 5.
        proposals: Region proposal network.
        regions: Box head.
        decoding: Settings for decoding outputs into boxes.
    """

    name: Literal["faster-rcnn"] = "faster-rcnn"
    classes: tuple[str, ...] = WAYMO_CLASSES
    height: int = 768
    width: int = 1152
    max_boxes: int = 100
    backbone: ImageBackbone = ImageBackbone()
    pyramid: PyramidConfig = PyramidConfig(2, 6, coarse="pool")
    proposals: ProposalConfig = ProposalConfig()
    regions: RegionConfig = RegionConfig()
    decoding: ImageDecoding = ImageDecoding(max_per_level=None, max_detections=100)

    @property
    def mask_size(self) -> int:
        """Side of the masks of examples: none."""
        return 0

    def __post_init__(self) -> None:
        """Checks the ranges, and the parts against each other."""
        check_classes(self.classes)
        check_canvas(self.height, self.width)
        check_levels(self.proposals.anchors, self.pyramid)
        check_positive("max_boxes", self.max_boxes)
