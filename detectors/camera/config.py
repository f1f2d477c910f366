"""Parts of the configurations of all camera detectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from waymo_kit.detectors.backbones.pretrained.weights import InputScaling
from waymo_kit.errors import InvalidInputError

ALIGN_FORMS = ("gather", "einsum")
"""Forms of RoIAlign, see `roi_align`."""

WAYMO_CLASSES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
"""Types of objects that have labels in Waymo's camera images."""


@dataclass(frozen=True)
class ImageBackbone:
    """The backbone under a feature pyramid.

    Attributes:
        name: Name of a network that `create_backbone` takes.
        depths: Number of blocks of each stage. Defaults to None, which leaves them as published.
        width: Number of channels of the first stage. Defaults to None, which leaves it as
            published.
        width_factor: Factor of all channels of a MobileNet or EfficientNet-Lite. Defaults to None,
            which leaves it as published.
        block: Kind of the residual blocks. Defaults to None, which leaves it as published.
        frozen_normalization: Whether batch normalization keeps its statistics, gammas and betas, as
            is usual after pretraining.
        weights: File of pretrained weights that a training starts from; see `read_pretrained`.
            Defaults to None, which starts from random weights.
        scaling: Scaling of levels from 0 to 255 before the backbone. Defaults to None, which is
            the scaling that `weights` were trained with, or else ImageNet's.
    """

    name: str = "resnet50"
    depths: tuple[int, ...] | None = None
    width: int | None = None
    width_factor: float | None = None
    block: Literal["bottleneck", "basic"] | None = None
    frozen_normalization: bool = False
    weights: str | None = None
    scaling: InputScaling | None = None


@dataclass(frozen=True)
class PyramidConfig:
    """A feature pyramid (Lin et al. 2017).

    Attributes:
        min_level: First level; level l has stride 2^l.
        max_level: Last level.
        channels: Number of channels of all levels.
        coarse: Operation for each level beyond the backbone's last map: "conv" is a 3x3 convolution
            of stride 2, with a ReLU before all but the first, as in RetinaNet; "pool" takes every
            other cell, as in Faster R-CNN.
        normalized: Whether each level ends in batch normalization, as in TensorFlow's models.
    """

    min_level: int = 3
    max_level: int = 7
    channels: int = 256
    coarse: Literal["conv", "pool"] = "conv"
    normalized: bool = False

    def __post_init__(self) -> None:
        """Checks the levels."""
        if not 2 <= self.min_level <= 5:
            raise InvalidInputError(f"min_level: expected 2 to 5, got {self.min_level}")
        if not max(5, self.min_level) <= self.max_level <= 8:
            raise InvalidInputError(f"max_level: expected 5 to 8, got {self.max_level}")
        check_positive("channels", self.channels)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels, finest first."""
        return tuple(range(self.min_level, self.max_level + 1))


@dataclass(frozen=True)
class ImageAnchors:
    """Anchors of each level of a pyramid.

    Attributes:
        sizes: Sides of the square anchors of each level, in pixels.
        ratios: Ratios of height to width; the area is that of the square.
        rounded: Whether corners are rounded to whole pixels, as in torchvision.
        centered: Whether anchors lie at the centers of the cells, as in TensorFlow's models;
            otherwise at their top-left corners, as in torchvision.
    """

    sizes: tuple[tuple[float, ...], ...]
    ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    rounded: bool = True
    centered: bool = False

    def __post_init__(self) -> None:
        """Checks that there are as many anchors in each cell of all levels."""
        counts = {len(sizes) for sizes in self.sizes}
        if len(counts) != 1 or 0 in counts or not self.ratios:
            raise InvalidInputError(
                "sizes: expected as many sizes for each level, and at least one ratio, got "
                f"{sorted(counts)} sizes and {len(self.ratios)} ratios"
            )
        if not all(value > 0 for values in (*self.sizes, self.ratios) for value in values):
            raise InvalidInputError("sizes: expected sides and ratios above 0")

    @property
    def per_cell(self) -> int:
        """Number of anchors in each cell."""
        return len(self.sizes[0]) * len(self.ratios)


@dataclass(frozen=True)
class AnchorMatching:
    """Rules for matching anchors or proposals with ground truth by IoU.

    Attributes:
        min_positive: IoU from which on an anchor is an object.
        max_negative: IoU below which it is background; between the two it has no loss.
        forced: Rule for the best anchors of a box, whatever their IoU: "all_best" lets all
            anchors of the highest IoU match the box that they overlap most, as in torchvision;
            "one_best" lets the first of them match this box, as in TensorFlow's models; "none"
            does nothing.
    """

    min_positive: float = 0.5
    max_negative: float = 0.4
    forced: Literal["all_best", "one_best", "none"] = "all_best"

    def __post_init__(self) -> None:
        """Checks the thresholds."""
        if not 0 <= self.max_negative <= self.min_positive <= 1:
            raise InvalidInputError(
                "min_positive: expected max_negative <= min_positive in [0, 1], got "
                f"{self.max_negative} and {self.min_positive}"
            )


@dataclass(frozen=True)
class ImageDecoding:
    """Decoding of the outputs of a network into boxes.

    Attributes:
        min_score: Scores must be above this.
        max_per_level: Number of candidates of each level, those with the highest scores. Defaults
            to None, which limits only their sum.
        max_candidates: Number of candidates that NMS sees, those with the highest scores.
        nms_iou: IoU above which NMS drops the candidate with the lower score, class by class.
        max_detections: Maximum number of detections in an image.
    """

    min_score: float = 0.05
    max_per_level: int | None = 1000
    max_candidates: int = 5000
    nms_iou: float = 0.5
    max_detections: int = 300

    def __post_init__(self) -> None:
        """Checks the ranges."""
        check_fraction("min_score", self.min_score)
        check_fraction("nms_iou", self.nms_iou)
        for name in ("max_per_level", "max_candidates", "max_detections"):
            if getattr(self, name) is not None:
                check_positive(name, getattr(self, name))


def check_canvas(height: int, width: int) -> None:
    """Checks the size of the network's image.

    Raises:
        InvalidInputError: A side is no multiple of 32, or out of range.
    """
    for name, side in (("height", height), ("width", width)):
        if side % 32 or not 32 <= side <= 8192:
            raise InvalidInputError(
                f"{name}: expected a multiple of 32 from 32 to 8192, got {side}"
            )


def check_classes(classes: tuple[str, ...]) -> None:
    """Checks the names of classes.

    Raises:
        InvalidInputError: No class is given, or a name occurs twice.
    """
    if not classes or len(set(classes)) < len(classes):
        raise InvalidInputError(f"classes: expected one or more, each once, got {list(classes)}")


def check_levels(anchors: ImageAnchors, pyramid: PyramidConfig) -> None:
    """Checks that there are sizes of anchors for each level of a pyramid.

    Raises:
        InvalidInputError: The numbers of sizes and levels differ.
    """
    if len(anchors.sizes) != len(pyramid.levels):
        raise InvalidInputError(
            f"sizes: expected those of {len(pyramid.levels)} levels, got {len(anchors.sizes)}"
        )


def check_positive(name: str, value: int) -> None:
    """Checks a number of things.

    Raises:
        InvalidInputError: The number is less than 1.
    """
    if value < 1:
        raise InvalidInputError(f"{name}: expected at least 1, got {value}")


def check_fraction(name: str, value: float) -> None:
    """Checks a share.

    Raises:
        InvalidInputError: The share is not in [0, 1].
    """
    if not 0 <= value <= 1:
        raise InvalidInputError(f"{name}: expected 0 to 1, got {value}")
