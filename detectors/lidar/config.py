"""Configuration of a LiDAR detector: the grid, its input, its network and its decoding."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from waymo_kit.detectors.lidar.config_checks import check_range
from waymo_kit.detectors.lidar.head_config import CenterHeadConfig, HeadConfig
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import LaserName, ObjectType

CLASSES = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
"""The types of objects that detectors learn by default."""

OTHER_FEATURES = ("intensity", "elongation", "seconds")
"""Features of a point beside x, y and z: tanh of the intensity, elongation, and seconds by which
the point's sweep is older than the frame."""


@dataclass(frozen=True)
class Grid:
    """The bird's-eye-view grid in the vehicle frame.

    Cell (row, column) holds x from `x_min + column * pillar_size` and y from
    `y_min + row * pillar_size` on. The default is the grid of Sun et al. 2020, section 6.1:
    512 x 512 pillars of 0.33 m.

    Attributes:
        x_min: Start of the first column, meters.
        y_min: Start of the first row, meters.
        columns: Number of columns, along x.
        rows: Number of rows, along y.
        pillar_size: Side of a cell, meters.
        z_min: Height below which points are dropped, meters.
        z_max: Height above which points are dropped, meters.
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
        """End of the last column, meters."""
        return self.x_min + self.columns * self.pillar_size

    @property
    def y_max(self) -> float:
        """End of the last row, meters."""
        return self.y_min + self.rows * self.pillar_size

    @property
    def reach(self) -> float:
        """Radius of the largest circle around the vehicle on the grid, meters; 0 if there is none.

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
        max_points: Number of points for each sweep. Frames are padded or thinned to `sweeps` times
            as many.
        max_pillars: Number of pillars for each sweep, to which frames are padded or thinned, too.
        features: Features of a point beside its place that the network sees, of `OTHER_FEATURES`.
            Intensity and elongation differ between models of lidars, so that a detector for several
            does without them.
    """

    lasers: tuple[LaserName, ...] = tuple(LaserName)[1:]
    returns: int = 1
    sweeps: int = 1
    max_points: int = 200_000
    max_pillars: int = 32_000
    features: tuple[str, ...] = OTHER_FEATURES

    def __post_init__(self) -> None:
        """Checks the numbers."""
        if not self.lasers or len(set(self.lasers)) < len(self.lasers):
            raise InvalidInputError(
                f"lasers: expected one or more, each once, got {[n.name for n in self.lasers]}"
            )
        if unknown := [name for name in self.features if name not in OTHER_FEATURES]:
            raise InvalidInputError(
                f"features: expected some of {', '.join(OTHER_FEATURES)}, got {unknown[0]}"
            )
        if self.returns not in (1, 2):
            raise InvalidInputError(f"returns: expected 1 or 2, got {self.returns}")
        for name, most in (("sweeps", 100), ("max_points", 1 << 24), ("max_pillars", 1 << 22)):
            if not 1 <= getattr(self, name) <= most:
                raise InvalidInputError(f"{name}: expected 1 to {most}, got {getattr(self, name)}")

    @property
    def capacity(self) -> tuple[int, int]:
        """Numbers of points and pillars to which all sweeps together are padded or thinned."""
        return self.sweeps * self.max_points, self.sweeps * self.max_pillars


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
class DecodingConfig:
    """Decoding of the outputs of a head into boxes.

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
        check_range("max_candidates", self.max_candidates, 1, 65536)
        check_range("max_detections", self.max_detections, 1, 65536)
        check_range("min_score", self.min_score, 0, 1)
        for kind, iou in self.nms_iou.items():
            check_range(f"nms_iou: {kind.name}", iou, 0, 1)


@dataclass(frozen=True)
class DetectorConfig:
    """A LiDAR detector; `named_configs.NAMED_CONFIGS` has ready ones.

    Attributes:
        classes: Types of the objects that it finds.
        grid: Bird's-eye-view grid of the pillars.
        points: Points that it reads.
        network: Pillar encoder and bird's-eye-view network.
        head: Head at the end of the network.
        decoding: Settings for decoding the head's outputs into boxes.
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
