"""Models of labeled objects, built from solids.

A model stands on z = 0 with the middle of its box over the origin, facing +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.solids import Solids, gather

MARGIN = 0.03
"""Margin of a label's box beyond the model on each side in meters."""

Row = tuple[list[float], list[int]]


@dataclass(frozen=True)
class Model:
    """The shape of one labeled object.

    Attributes:
        kind: Type of its labels.
        size: Length, width and height of its box in meters.
        lift: Height of the box's bottom over the ground in meters.
        solids: Parts, with owner 0.
        swing: (N,) amplitude in radians of rods that swing about their upper end while walking.
        lidar_class: `Segmentation.Type`.
    """

    kind: ObjectType
    size: tuple[float, float, float]
    lift: float
    solids: Solids
    swing: NDArray[np.float64]
    lidar_class: int


def make_model(
    kind: ObjectType,
    size: tuple[float, float, float],
    rows: list[Row],
    lidar_class: int,
    swing: dict[int, float] | None = None,
    lift: float = 0.0,
) -> Model:
    """Joins parts to a model.

    Args:
        kind: Type of its labels.
        size: Length, width and height of the parts together in meters.
        rows: Rows of the parts.
        lidar_class: `Segmentation.Type`.
        swing: Amplitude of the parts that swing while walking, by index.
        lift: Height of the bottom over the ground in meters.
    """
    swings = np.zeros(len(rows))
    for index, amplitude in (swing or {}).items():
        swings[index] = amplitude
    length, width, height = size
    box = (length + 2 * MARGIN, width + 2 * MARGIN, height + MARGIN)
    return Model(kind, box, lift, gather(rows), swings, lidar_class)


def placed(
    model: Model,
    position: tuple[float, float, float],
    heading: float,
    owner: int,
    velocity: tuple[float, float] = (0.0, 0.0),
    phase: float = 0.0,
) -> Solids:
    """Returns a model's solids at its place.

    Args:
        model: Model to place.
        position: Position of the model's origin in the local frame in meters.
        heading: Heading in radians.
        owner: Index of the labeled object.
        velocity: Velocity along x and y in m/s.
        phase: Phase of the gait in radians.
    """
    rows, codes = model.solids.rows.copy(), model.solids.codes.copy()
    moving = np.flatnonzero(model.swing)
    if phase and len(moving):
        angle = model.swing[moving] * math.sin(phase)
        half, lean = rows[moving, 7], rows[moving, 5]
        top_x, top_z = rows[moving, 0] + lean, rows[moving, 2] + half
        cos, sin = np.cos(angle), np.sin(angle)
        rows[moving, 5] = lean * cos + half * sin
        rows[moving, 7] = half * cos - lean * sin
        rows[moving, 0] = top_x - rows[moving, 5]
        rows[moving, 2] = top_z - rows[moving, 7]
    turn_cos, turn_sin = math.cos(heading), math.sin(heading)
    x, y = rows[:, 0].copy(), rows[:, 1].copy()
    rows[:, 0] = position[0] + turn_cos * x - turn_sin * y
    rows[:, 1] = position[1] + turn_sin * x + turn_cos * y
    rows[:, 2] += position[2] + model.lift
    rows[:, 3], rows[:, 4] = turn_cos, turn_sin
    rows[:, 11], rows[:, 12] = velocity
    codes[:, 2] = owner
    return Solids(rows, codes)
