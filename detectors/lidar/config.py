"""Configuration of a LiDAR detector: the grid, its input, its network and its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import LaserName, ObjectType

CLASSES = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
"""The types of objects that detectors learn by default."""


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise InvalidInputError(f"{name}: expected {low} to {high}, got {value}")


def _check_fractions(config: object, *names: str) -> None:
    for name in names:
        if not 0 < getattr(config, name) < 1:
            raise InvalidInputError(
                f"{name}: expected a number between 0 and 1, got {getattr(config, name)}"
            )


def _check_weights(config: object, *names: str) -> None:
    for name in names:
        if not getattr(config, name) >= 0:
            raise InvalidInputError(f"{name}: expected at least 0, got {getattr(config, name)}")


@dataclass(frozen=True)
class Grid:
    """The bird's-eye-view grid in the vehicle frame.

    Cell (row, column) holds x from `x_min + column * pillar_size` and y from
    `y_min + row * pillar_size` on. The default is the grid of Sun et al. 2020, section 6.1:
    512 x 512 pillars of 0.33 m.

    Attributes:
        x_min: Start of the first column, metres.
        y_min: Start of the first row, metres.
        columns: Number of columns, along x.
        rows: Number of rows, along y.
        pillar_size: Side of a cell, metres.
        z_min: Height below which points are dropped, metres.
        z_max: Height above which points are dropped, metres.
    """

    x_min: float = -84.48
    y_min: float = -84.48
    columns: int = 512
    rows: int = 512
    pillar_size: float = 0.33
    z_min: float = -3.0
    z_max: float = 3.0

    def __post_init__(self) -> None:
        """Checks the sizes."""
        for name in ("columns", "rows"):
            if not 1 <= getattr(self, name) <= 4096:
                raise InvalidInputError(f"{name}: expected 1 to 4096, got {getattr(self, name)}")
        if not self.pillar_size > 0:
            raise InvalidInputError(f"pillar_size: expected more than 0, got {self.pillar_size}")
        if not self.z_min < self.z_max:
            raise InvalidInputError(
                f"z_max: expected more than z_min, {self.z_min}, got {self.z_max}"
            )

    @property
    def x_max(self) -> float:
        """End of the last column, metres."""
        return self.x_min + self.columns * self.pillar_size

    @property
    def y_max(self) -> float:
        """End of the last row, metres."""
        return self.y_min + self.rows * self.pillar_size

    @property
    def reach(self) -> float:
        """Radius of the largest circle around the vehicle on the grid, metres; 0 if there is none.

        Training and studies score detectors within this distance, since beyond it the grid covers
        some directions only.
        """
        return max(min(-self.x_min, self.x_max, -self.y_min, self.y_max), 0.0)

    def coarser(self, factor: int) -> Grid:
        """Returns the grid of a feature map that is smaller by a factor."""
        return replace(
            self,
            columns=self.columns // factor,
            rows=self.rows // factor,
            pillar_size=self.pillar_size * factor,
        )


@dataclass(frozen=True)
class PointInput:
    """The points that a detector reads.

    Attributes:
        lasers: Lidars to read. Defaults to all five.
        returns: Number of returns of each pulse to read, 1 or 2.
        sweeps: Number of sweeps: the frame's own and those of the frames before it.
        max_points: Number of points to which frames are padded or randomly thinned.
        max_pillars: Number of pillars to which frames are padded or randomly thinned.
    """

    lasers: tuple[LaserName, ...] = tuple(LaserName)[1:]
    returns: int = 1
    sweeps: int = 1
    max_points: int = 200_000
    max_pillars: int = 32_000

    def __post_init__(self) -> None:
        """Checks the numbers."""
        if not self.lasers or len(set(self.lasers)) < len(self.lasers):
            raise InvalidInputError(
                f"lasers: expected one or more, each once, got {[n.name for n in self.lasers]}"
            )
        if self.returns not in (1, 2):
            raise InvalidInputError(f"returns: expected 1 or 2, got {self.returns}")
        for name, most in (("sweeps", 100), ("max_points", 1 << 24), ("max_pillars", 1 << 22)):
            if not 1 <= getattr(self, name) <= most:
                raise InvalidInputError(f"{name}: expected 1 to {most}, got {getattr(self, name)}")


@dataclass(frozen=True)
class NetworkConfig:
    """The pillar encoder and the bird's-eye-view network.

    Attributes:
        pillar_channels: Number of channels of the pseudo-image.
        backbone: "second", whose stages of 3x3 convolutions are brought to the head's grid and
            concatenated, or the name of a vision backbone.
        stage_layers: Number of convolutions in each stage of "second".
        stage_channels: Number of channels of each stage of "second".
        stage_strides: Stride of the first convolution of each stage of "second".
        joined_channels: Number of channels of each map that goes into the head.
        head_stride: Number of pillars along one side of a cell of the head.
    """

    pillar_channels: int = 64
    backbone: str = "second"
    stage_layers: tuple[int, ...] = (4, 6, 6)
    stage_channels: tuple[int, ...] = (64, 128, 256)
    stage_strides: tuple[int, ...] = (1, 2, 2)
    joined_channels: int = 128
    head_stride: int = 1

    def __post_init__(self) -> None:
        """Checks that the stages fit, and that no number is out of range."""
        stages = (self.stage_layers, self.stage_channels, self.stage_strides)
        if not self.stage_layers or len({len(values) for values in stages}) > 1:
            raise InvalidInputError(
                "stage_layers: expected as many stages as in stage_channels and stage_strides, "
                f"and at least one, got {len(self.stage_layers)}"
            )
        numbers: dict[str, tuple[int, ...]] = {
            "pillar_channels": (self.pillar_channels,),
            "joined_channels": (self.joined_channels,),
            "head_stride": (self.head_stride,),
            "stage_layers": self.stage_layers,
            "stage_channels": self.stage_channels,
            "stage_strides": self.stage_strides,
        }
        for name, values in numbers.items():
            if not all(1 <= value <= 8192 for value in values):
                raise InvalidInputError(f"{name}: expected numbers from 1 to 8192, got {values}")


@dataclass(frozen=True)
class CenterHeadConfig:
    """A head that finds the centers of objects in heatmaps (Yin et al. 2021).

    Attributes:
        name: Name of the head.
        channels: Number of channels of its two towers, one for the heatmaps, one for the boxes.
        overlap: IoU with itself that a box keeps when its corners move by the Gaussian's radius.
        min_radius: Smallest radius of a Gaussian, cells.
        box_radius: Distance from a center up to which cells learn its box, too, cells.
        prior: Probability of a center that the heatmaps start with.
        max_objects: Number of boxes of a frame, the nearest ones, that have box targets.
        heatmap_weight: Weight of the focal loss.
        box_weight: Weight of the L1 losses of offset, height, size and heading.
        velocity_weight: Weight of the L1 loss of the velocity.
        iou_weight: Weight of the L1 loss of the predicted IoU.
        min_heatmap: Minimum value of a heatmap's peak: a lower one is no candidate, whatever IoU is
            predicted for it.
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
    velocity_weight: float = 0.4
    iou_weight: float = 1.0
    min_heatmap: float = 0.1
    iou_power: dict[ObjectType, float] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 0.68,
            ObjectType.PEDESTRIAN: 0.71,
            ObjectType.CYCLIST: 0.65,
        }
    )

    def __post_init__(self) -> None:
        """Checks the ranges."""
        _check_fractions(self, "overlap", "prior")
        _check_range("channels", self.channels, 1, 8192)
        _check_range("min_radius", self.min_radius, 0, 64)
        _check_range("box_radius", self.box_radius, 0, 8)
        _check_range("max_objects", self.max_objects, 1, 65536)
        _check_weights(self, "heatmap_weight", "box_weight", "velocity_weight", "iou_weight")
        _check_range("min_heatmap", self.min_heatmap, 0, 1)
        for kind, power in self.iou_power.items():
            _check_range(f"iou_power: {kind.name}", power, 0, 1)

    @property
    def class_values(self) -> Mapping[str, Mapping[ObjectType, object]]:
        """Settings that need a value for each class, by name."""
        return {"iou_power": self.iou_power}


@dataclass(frozen=True)
class AnchorConfig:
    """The anchors of one class.

    Attributes:
        size: Length, width and height, metres.
        center_z: Height of the center above the vehicle's origin, metres.
        matched_iou: Bird's-eye-view IoU with a box from which on an anchor is an object.
        unmatched_iou: IoU below which it is background; between the two it has no loss.
    """

    size: tuple[float, float, float]
    center_z: float
    matched_iou: float
    unmatched_iou: float

    def __post_init__(self) -> None:
        """Checks the sizes and thresholds."""
        if not all(side > 0 for side in self.size):
            raise InvalidInputError(f"size: expected sides above 0, got {list(self.size)}")
        if not 0 <= self.unmatched_iou <= self.matched_iou <= 1:
            raise InvalidInputError(
                "matched_iou: expected unmatched_iou <= matched_iou in [0, 1], got "
                f"{self.unmatched_iou} and {self.matched_iou}"
            )


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
            ObjectType.PEDESTRIAN: AnchorConfig((0.9, 0.86, 1.71), 0.9, 0.5, 0.35),
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
        _check_fractions(self, "prior", "focal_alpha")
        _check_range("max_matches", self.max_matches, 1, 1 << 20)
        _check_range("focal_gamma", self.focal_gamma, 0, 10)
        if not self.huber_delta > 0:
            raise InvalidInputError(f"huber_delta: expected more than 0, got {self.huber_delta}")
        _check_weights(self, "score_weight", "box_weight", "direction_weight")

    @property
    def class_values(self) -> Mapping[str, Mapping[ObjectType, object]]:
        """Settings that need a value for each class, by name."""
        return {"anchors": self.anchors}


HeadConfig: TypeAlias = CenterHeadConfig | AnchorHeadConfig


@dataclass(frozen=True)
class DecodingConfig:
    """How the outputs of a head become boxes.

    Attributes:
        max_candidates: Number of candidates that are decoded in each frame, those with the highest
            scores.
        max_detections: Largest number of detections in a frame, after NMS.
        min_score: Candidates with a lower score are dropped.
        nms_iou: Bird's-eye-view IoU above which NMS drops the candidate with the lower score, for
            each class.
    """

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

    def __post_init__(self) -> None:
        """Checks the ranges."""
        _check_range("max_candidates", self.max_candidates, 1, 65536)
        _check_range("max_detections", self.max_detections, 1, 65536)
        _check_range("min_score", self.min_score, 0, 1)
        for kind, iou in self.nms_iou.items():
            _check_range(f"nms_iou: {kind.name}", iou, 0, 1)


@dataclass(frozen=True)
class DetectorConfig:
    """A LiDAR detector; `named_configs.NAMED_CONFIGS` has ready ones.

    Attributes:
        classes: Types of the objects that it finds.
        grid: Bird's-eye-view grid of the pillars.
        points: Points that it reads.
        network: Pillar encoder and bird's-eye-view network.
        head: Head at the end of the network.
        decoding: How the head's outputs become boxes.
    """

    classes: tuple[ObjectType, ...] = CLASSES
    grid: Grid = Grid()
    points: PointInput = PointInput()
    network: NetworkConfig = NetworkConfig()
    head: HeadConfig = CenterHeadConfig()
    decoding: DecodingConfig = DecodingConfig()

    @property
    def head_grid(self) -> Grid:
        """The grid of the head's outputs."""
        return self.grid.coarser(self.network.head_stride)

    def __post_init__(self) -> None:
        """Checks the parts against each other."""
        if not self.classes or len(set(self.classes)) < len(self.classes):
            raise InvalidInputError(
                f"classes: expected one or more, each once, got {[t.name for t in self.classes]}"
            )
        values = {f"head.{name}": values for name, values in self.head.class_values.items()}
        for name, by_class in {"decoding.nms_iou": self.decoding.nms_iou, **values}.items():
            missing = [kind.name for kind in self.classes if kind not in by_class]
            if missing:
                raise InvalidInputError(
                    f"{name}: expected a value for each class, got none for {missing[0]}"
                )
