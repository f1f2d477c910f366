"""Materials, with their lidar reflectivity and their class in the segmentation labels."""

from __future__ import annotations

import enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.protos.frame_pb2 import Segmentation


class Material(enum.IntEnum):
    """Material of a surface."""

    ASPHALT = 0
    LANE_MARK = 1
    ROAD_MARK = 2
    YELLOW_MARK = 3
    SIDEWALK = 4
    KERB = 5
    GRASS = 6
    PAVING = 7
    FACADE = 8
    WALL = 9
    ROOF = 10
    FOLIAGE = 11
    PALM_LEAF = 12
    BARK = 13
    POLE = 14
    SIGN_FACE = 15
    SIGN_BACK = 16
    SIGNAL = 17
    CAR_PAINT = 18
    CAR_GLASS = 19
    TYRE = 20
    TRIM = 21
    HEADLIGHT = 22
    TAILLIGHT = 23
    PLATE = 24
    CLOTH = 25
    SKIN = 26
    BICYCLE = 27
    CARGO = 28
    LAMP = 29
    HEADLIGHT_OFF = 30
    TAILLIGHT_OFF = 31


class Properties(NamedTuple):
    """Properties of all materials, each an array indexed by `Material`.

    Attributes:
        reflectivity: Share of a laser's light that returns at normal incidence.
        mirror: Probability that a laser pulse is deflected away and gives no return.
        lidar_class: `Segmentation.Type` of the 3D segmentation labels; 0 for parts of a labeled
            object.
    """

    reflectivity: NDArray[np.float64]
    mirror: NDArray[np.float64]
    lidar_class: NDArray[np.int32]


_TABLE: dict[Material, tuple[float, float, int]] = {
    Material.ASPHALT: (0.09, 0.01, Segmentation.TYPE_ROAD),
    Material.LANE_MARK: (0.45, 0.0, Segmentation.TYPE_LANE_MARKER),
    Material.ROAD_MARK: (0.42, 0.0, Segmentation.TYPE_OTHER_GROUND),
    Material.YELLOW_MARK: (0.38, 0.0, Segmentation.TYPE_LANE_MARKER),
    Material.SIDEWALK: (0.24, 0.0, Segmentation.TYPE_SIDEWALK),
    Material.KERB: (0.22, 0.0, Segmentation.TYPE_CURB),
    Material.GRASS: (0.36, 0.0, Segmentation.TYPE_WALKABLE),
    Material.PAVING: (0.2, 0.0, Segmentation.TYPE_WALKABLE),
    Material.FACADE: (0.34, 0.02, Segmentation.TYPE_BUILDING),
    Material.WALL: (0.3, 0.0, Segmentation.TYPE_BUILDING),
    Material.ROOF: (0.2, 0.0, Segmentation.TYPE_BUILDING),
    Material.FOLIAGE: (0.38, 0.03, Segmentation.TYPE_VEGETATION),
    Material.PALM_LEAF: (0.34, 0.05, Segmentation.TYPE_VEGETATION),
    Material.BARK: (0.22, 0.0, Segmentation.TYPE_TREE_TRUNK),
    Material.POLE: (0.3, 0.02, Segmentation.TYPE_POLE),
    Material.SIGN_FACE: (30.0, 0.0, Segmentation.TYPE_SIGN),
    Material.SIGN_BACK: (0.4, 0.0, Segmentation.TYPE_SIGN),
    Material.SIGNAL: (0.18, 0.02, Segmentation.TYPE_TRAFFIC_LIGHT),
    Material.CAR_PAINT: (0.26, 0.08, Segmentation.TYPE_UNDEFINED),
    Material.CAR_GLASS: (0.07, 0.62, Segmentation.TYPE_UNDEFINED),
    Material.TYRE: (0.05, 0.12, Segmentation.TYPE_UNDEFINED),
    Material.TRIM: (0.1, 0.05, Segmentation.TYPE_UNDEFINED),
    Material.HEADLIGHT: (0.6, 0.2, Segmentation.TYPE_UNDEFINED),
    Material.TAILLIGHT: (6.0, 0.02, Segmentation.TYPE_UNDEFINED),
    Material.PLATE: (20.0, 0.0, Segmentation.TYPE_UNDEFINED),
    Material.CLOTH: (0.24, 0.01, Segmentation.TYPE_UNDEFINED),
    Material.SKIN: (0.4, 0.0, Segmentation.TYPE_UNDEFINED),
    Material.BICYCLE: (0.2, 0.1, Segmentation.TYPE_UNDEFINED),
    Material.CARGO: (0.42, 0.02, Segmentation.TYPE_UNDEFINED),
    Material.LAMP: (0.3, 0.05, Segmentation.TYPE_TRAFFIC_LIGHT),
    Material.HEADLIGHT_OFF: (0.6, 0.2, Segmentation.TYPE_UNDEFINED),
    Material.TAILLIGHT_OFF: (6.0, 0.02, Segmentation.TYPE_UNDEFINED),
}


def _properties() -> Properties:
    columns = list(zip(*(_TABLE[material] for material in Material), strict=True))
    return Properties(
        np.array(columns[0]),
        np.array(columns[1]),
        np.array(columns[2], dtype=np.int32),
    )


PROPERTIES = _properties()
