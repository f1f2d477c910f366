"""What a LiDAR detector is made of: the grid, its input, its network and its head."""

from __future__ import annotations

from dataclasses import dataclass, field

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import LaserName, ObjectType

MODELS = ("centerpoint-pillar", "pointpillars")
"""A centre head (Yin et al. 2021) and an anchor head (Lang et al. 2019) on the same encoder."""


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
    decoding: Decoding = Decoding()
    max_objects: int = 256

    def __post_init__(self) -> None:
        """Checks the parts against each other."""
        if self.model not in MODELS:
            raise InvalidInputError(f"model: expected one of {', '.join(MODELS)}, got {self.model}")
