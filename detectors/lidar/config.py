"""What a LiDAR detector is made of: the grid, its input, its network and its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import LaserName, ObjectType

MODELS = ("centerpoint-pillar", "pointpillars")
"""A center head (Yin et al. 2021) and an anchor head (Lang et al. 2019) on the same encoder."""


HEADING_LOSSES = ("direction", "wrapped")
"""How an anchor head learns headings."""


@dataclass(frozen=True)
class Grid:
    """The bird's-eye-view grid in the vehicle frame; metres.

    Cell (row, column) holds x in `x_min + column * pillar_size` onwards and y in
    `y_min + row * pillar_size` onwards. The default is that of Sun et al. 2020, section 6.1:
    512 x 512 pillars of 0.33 m.
    """

    x_min: float = -84.48
    y_min: float = -84.48
    columns: int = 512
    rows: int = 512
    pillar_size: float = 0.33
    z_min: float = -3.0
    z_max: float = 3.0

    @property
    def x_max(self) -> float:
        """The end of the last column, metres."""
        return self.x_min + self.columns * self.pillar_size

    @property
    def y_max(self) -> float:
        """The end of the last row, metres."""
        return self.y_min + self.rows * self.pillar_size

    @property
    def reach(self) -> float:
        """Radius of the largest circle around the vehicle on the grid, metres; 0 if none."""
        return max(min(-self.x_min, self.x_max, -self.y_min, self.y_max), 0.0)

    def coarser(self, factor: int) -> Grid:
        """The grid of a map that is smaller by a factor."""
        return replace(
            self,
            columns=self.columns // factor,
            rows=self.rows // factor,
            pillar_size=self.pillar_size * factor,
        )


@dataclass(frozen=True)
class PointInput:
    """Which points a frame feeds, and to how many they are padded or thinned."""

    lasers: tuple[LaserName, ...] = tuple(LaserName)[1:]
    returns: int = 1
    sweeps: int = 1
    max_points: int = 200_000
    max_pillars: int = 32_000


@dataclass(frozen=True)
class Network:
    """The pillar encoder and the bird's-eye-view network.

    `backbone` is "second" (three stages of 3x3 convolutions, each upsampled to the head's grid
    and joined) or the name of a shared vision backbone.
    """

    pillar_channels: int = 64
    backbone: str = "second"
    stage_layers: tuple[int, ...] = (4, 6, 6)
    stage_channels: tuple[int, ...] = (64, 128, 256)
    stage_strides: tuple[int, ...] = (1, 2, 2)
    joined_channels: int = 128
    head_stride: int = 1


@dataclass(frozen=True)
class CenterSettings:
    """The center head: its layers, its targets and the weights of its losses.

    Attributes:
        channels: of the two towers of convolutions, one for the heatmaps, one for the boxes.
        overlap: a box moved by less than its Gaussian's radius keeps this IoU.
        min_radius: of a Gaussian, cells.
        box_radius: cells around a center that learn its box, too.
        prior: probability of a center that the heatmaps start with.
        heatmap_weight: of the focal loss.
        box_weight: of the L1 losses of offset, height, size and heading.
        velocity_weight: of the L1 loss of the velocity.
        iou_weight: of the L1 loss of the predicted IoU.
        iou_power: a score is `heatmap ** (1 - power) * iou ** power`, by type.
    """

    channels: int = 64
    overlap: float = 0.1
    min_radius: int = 2
    box_radius: int = 0
    prior: float = 0.1
    heatmap_weight: float = 1.0
    box_weight: float = 2.0
    velocity_weight: float = 0.4
    iou_weight: float = 1.0
    iou_power: dict[ObjectType, float] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 0.68,
            ObjectType.PEDESTRIAN: 0.71,
            ObjectType.CYCLIST: 0.65,
        }
    )


@dataclass(frozen=True)
class Anchor:
    """The anchors of one type: size and height, and which IoU from above makes them match.

    Attributes:
        size: length, width, height; metres.
        center_z: metres above the vehicle's origin.
        matched_iou: from here on an anchor is an object.
        unmatched_iou: below it is background; between the two it has no loss.
    """

    size: tuple[float, float, float]
    center_z: float
    matched_iou: float
    unmatched_iou: float


@dataclass(frozen=True)
class AnchorSettings:
    """The anchor head: its anchors, at 0 and 90 degrees, and the weights of its losses.

    Attributes:
        by_type: the anchors' sizes and matching.
        max_matches: matched anchors a frame; further ones have no loss.
        heading: "direction" learns the heading up to half turns and, as a class, which one; the
            loss is on the sine of the difference (Yan et al. 2018, section 3.3.2). "wrapped" learns
            it whole; the loss is on the difference in [-pi, pi) (Sun et al. 2020, section 6.1).
        prior: probability of an object that the scores start with.
        focal_alpha: weight of objects in the focal loss.
        focal_gamma: its exponent.
        huber_delta: where the losses of residuals turn linear.
        score_weight: of the focal loss.
        box_weight: of the losses of residuals.
        direction_weight: of the loss of the direction.
    """

    by_type: dict[ObjectType, Anchor] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: Anchor((4.73, 2.08, 1.77), 0.9, 0.6, 0.45),
            ObjectType.PEDESTRIAN: Anchor((0.9, 0.86, 1.71), 0.9, 0.5, 0.35),
            ObjectType.CYCLIST: Anchor((1.81, 0.84, 1.77), 0.9, 0.5, 0.35),
        }
    )
    max_matches: int = 4096
    heading: str = "direction"
    prior: float = 0.01
    focal_alpha: float = 0.25
    focal_gamma: float = 2.0
    huber_delta: float = 1 / 9
    score_weight: float = 1.0
    box_weight: float = 2.0
    direction_weight: float = 0.2

    def __post_init__(self) -> None:
        """Checks the name of the loss."""
        if self.heading not in HEADING_LOSSES:
            raise InvalidInputError(
                f"heading: expected one of {', '.join(HEADING_LOSSES)}, got {self.heading}"
            )


@dataclass(frozen=True)
class Decoding:
    """From maps to boxes: candidates a frame, and their suppression on the host."""

    max_candidates: int = 500
    max_detections: int = 300
    min_score: float = 0.03
    nms_iou: dict[ObjectType, float] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 0.7,
            ObjectType.PEDESTRIAN: 0.5,
            ObjectType.CYCLIST: 0.5,
        }
    )


@dataclass(frozen=True)
class DetectorConfig:
    """A LiDAR detector; named ones are in `waymo_kit.detectors.lidar.named_configs`."""

    model: str = "centerpoint-pillar"
    types: tuple[ObjectType, ...] = (
        ObjectType.VEHICLE,
        ObjectType.PEDESTRIAN,
        ObjectType.CYCLIST,
    )
    grid: Grid = Grid()
    points: PointInput = PointInput()
    network: Network = Network()
    centers: CenterSettings = CenterSettings()
    anchors: AnchorSettings = AnchorSettings()
    decoding: Decoding = Decoding()
    max_objects: int = 256

    @property
    def head_grid(self) -> Grid:
        """The grid that the head's maps lie on."""
        return self.grid.coarser(self.network.head_stride)

    def __post_init__(self) -> None:
        """Checks the parts against each other."""
        if self.model not in MODELS:
            raise InvalidInputError(f"model: expected one of {', '.join(MODELS)}, got {self.model}")
        if not self.types or len(set(self.types)) < len(self.types):
            raise InvalidInputError(
                f"types: expected one or more, each once, got {[t.name for t in self.types]}"
            )
        by_type: dict[str, Mapping[ObjectType, object]] = {
            "decoding.nms_iou": self.decoding.nms_iou
        }
        if self.model == "centerpoint-pillar":
            by_type["centers.iou_power"] = self.centers.iou_power
        else:
            by_type["anchors.by_type"] = self.anchors.by_type
        for name, values in by_type.items():
            missing = [t.name for t in self.types if t not in values]
            if missing:
                raise InvalidInputError(
                    f"{name}: expected a value for each type, got none for {missing[0]}"
                )
