"""Configurations of the heads of LiDAR detectors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from waymo_kit.detectors.lidar.config_checks import check_fractions, check_range, check_weights
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import ObjectType


@dataclass(frozen=True)
class CenterHeadConfig:
    """A head that finds the centers of objects in heatmaps (Yin et al. 2021).

    Attributes:
        name: Name of the head.
        channels: Number of channels of its two towers, one for the heatmaps, one for the boxes.
        overlap: Setting of the radii of Gaussians; see `center_targets.gaussian_radii`.
        min_radius: Smallest radius of a Gaussian, cells.
        box_radius: Distance from a center up to which cells learn its box, too, cells.
        prior: Probability of a center that the heatmaps start with.
        max_objects: Number of boxes of a frame, the nearest ones, that have box targets.
        heatmap_weight: Weight of the focal loss.
        box_weight: Weight of the L1 losses of offset, height, size and heading up to half turns.
        direction_weight: Weight of the cross entropy of the direction of the heading.
        velocity_weight: Weight of the L1 loss of the velocity.
        iou_weight: Weight of the L1 loss of the predicted IoU.
        min_heatmap: Minimum value of a heatmap's peak: a lower one is no candidate, whatever IoU is
            predicted for it.
        peak_share: Share of the largest value in the 3x3 neighborhood that a candidate's cell must
            have, for each class. 1 leaves the maxima of their neighborhoods. Less keeps two people
            in neighboring cells apart, and above 0.49 it still drops the sides of a Gaussian of
            the smallest radius, 2 cells.
        iou_power: Exponent of the predicted IoU in scores, `heatmap ** (1 - power) * iou ** power`,
            for each class.
    """

    name: Literal["center"] = "center"
    channels: int = 64
    overlap: float = 0.1
    min_radius: int = 2
    box_radius: int = 0
    prior: float = 0.1
    max_objects: int = 256
    heatmap_weight: float = 1.0
    box_weight: float = 2.0
    direction_weight: float = 0.2
    velocity_weight: float = 0.4
    iou_weight: float = 1.0
    min_heatmap: float = 0.1
    peak_share: dict[ObjectType, float] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 1.0,
            ObjectType.PEDESTRIAN: 0.5,
            ObjectType.CYCLIST: 0.5,
        }
    )
    iou_power: dict[ObjectType, float] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 0.68,
            ObjectType.PEDESTRIAN: 0.71,
            ObjectType.CYCLIST: 0.65,
        }
    )

    def __post_init__(self) -> None:
        """Checks the ranges."""
        check_fractions(self, "overlap", "prior")
        check_range("channels", self.channels, 1, 8192)
        check_range("min_radius", self.min_radius, 0, 64)
        check_range("box_radius", self.box_radius, 0, 8)
        check_range("max_objects", self.max_objects, 1, 65536)
        weights = ("heatmap", "box", "direction", "velocity", "iou")
        check_weights(self, *(f"{name}_weight" for name in weights))
        check_range("min_heatmap", self.min_heatmap, 0, 1)
        for kind, power in self.iou_power.items():
            check_range(f"iou_power: {kind.name}", power, 0, 1)
        for kind, share in self.peak_share.items():
            check_range(f"peak_share: {kind.name}", share, 0, 1)

    @property
    def class_values(self) -> Mapping[str, Mapping[ObjectType, object]]:
        """Settings that need a value for each class, by name."""
        return {"iou_power": self.iou_power, "peak_share": self.peak_share}


@dataclass(frozen=True)
class AnchorConfig:
    """The anchors of one class.

    Attributes:
        size: Length, width and height, meters.
        center_z: Height of the center above the vehicle's origin, meters.
        matched_iou: Bird's-eye-view IoU with a box from which on an anchor is an object.
        unmatched_iou: IoU below which it is background; between the two it has no loss.
        direction_offset: Middle of the half circle of headings that are the first of the two
            directions, counted from the anchor's heading, radians. Defaults to 0, for boxes that
            lie along their anchors: the ends of the half circle are across. Boxes as wide as long
            match anchors that they lie across, too, for which pi/4 moves these ends away.
    """

    size: tuple[float, float, float]
    center_z: float
    matched_iou: float
    unmatched_iou: float
    direction_offset: float = 0.0

    def __post_init__(self) -> None:
        """Checks the sizes and thresholds."""
        if not all(side > 0 for side in self.size):
            raise InvalidInputError(f"size: expected sides above 0, got {list(self.size)}")
        if not 0 <= self.unmatched_iou <= self.matched_iou <= 1:
            raise InvalidInputError(
                "matched_iou: expected unmatched_iou <= matched_iou in [0, 1], got "
                f"{self.unmatched_iou} and {self.matched_iou}"
            )
        check_range("direction_offset", self.direction_offset, -math.pi, math.pi)


@dataclass(frozen=True)
class AnchorHeadConfig:
    """A head that scores anchors at 0 and 90 degrees in each cell (Lang et al. 2019).

    Attributes:
        name: Name of the head.
        anchors: Sizes and matching thresholds of each class.
        max_matches: Number of matched anchors of a frame that have a loss.
        heading: "direction" learns the heading up to half turns and, as a class, which of the two
            directions; the loss is on the sine of the difference (Yan et al. 2018, section 3.3.2).
            "wrapped" learns the whole heading; the loss is on the difference in [-pi, pi) (Sun et
            al. 2020, section 6.1).
        prior: Probability of an object that the scores start with.
        focal_alpha: Weight of objects in the focal loss.
        focal_gamma: Exponent of the focal loss.
        huber_delta: Residual from which on the Huber losses are linear.
        score_weight: Weight of the focal loss.
        box_weight: Weight of the losses of the residuals.
        direction_weight: Weight of the loss of the direction.
    """

    name: Literal["anchor"] = "anchor"
    anchors: dict[ObjectType, AnchorConfig] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: AnchorConfig((4.73, 2.08, 1.77), 0.9, 0.6, 0.45),
            ObjectType.PEDESTRIAN: AnchorConfig((0.9, 0.86, 1.71), 0.9, 0.5, 0.35, math.pi / 4),
            ObjectType.CYCLIST: AnchorConfig((1.81, 0.84, 1.77), 0.9, 0.5, 0.35),
        }
    )
    max_matches: int = 4096
    heading: Literal["direction", "wrapped"] = "direction"
    prior: float = 0.01
    focal_alpha: float = 0.25
    focal_gamma: float = 2.0
    huber_delta: float = 1 / 9
    score_weight: float = 1.0
    box_weight: float = 2.0
    direction_weight: float = 0.2

    def __post_init__(self) -> None:
        """Checks the ranges."""
        if self.heading not in ("direction", "wrapped"):
            raise InvalidInputError(
                f"heading: expected one of direction, wrapped, got {self.heading}"
            )
        check_fractions(self, "prior", "focal_alpha")
        check_range("max_matches", self.max_matches, 1, 1 << 20)
        check_range("focal_gamma", self.focal_gamma, 0, 10)
        if not self.huber_delta > 0:
            raise InvalidInputError(f"huber_delta: expected more than 0, got {self.huber_delta}")
        check_weights(self, "score_weight", "box_weight", "direction_weight")

    @property
    def class_values(self) -> Mapping[str, Mapping[ObjectType, object]]:
        """Settings that need a value for each class, by name."""
        return {"anchors": self.anchors}


HeadConfig: TypeAlias = CenterHeadConfig | AnchorHeadConfig
