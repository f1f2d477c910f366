"""Models of labelled objects: vehicles, pedestrians, cyclists and signs, built from solids.

A model stands on z = 0 with the middle of its box over the origin, facing +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.solids import Shape, Solids, gather, solid

MARGIN = 0.03
"""How far a label's box reaches beyond the model on each side, metres."""

_CAR_COLOURS = (0xE8E8E6, 0x1C1D20, 0xA9ADB2, 0x5B6066, 0x2C4A78, 0x8E2B28, 0x3D5743, 0xC8B89A)
_CAR_WEIGHTS = (26, 20, 18, 14, 9, 7, 3, 3)
_CLOTHES = (
    0x2B3A55,
    0x7A2E2E,
    0x3F5A3C,
    0xC9C2B4,
    0x202020,
    0x8A6D3B,
    0x56407A,
    0xB0483A,
    0x4E7F96,
)
_TROUSERS = (0x1E2430, 0x2F3B52, 0x4A4036, 0x121212, 0x6C6252)
_SKINS = (0xE3B899, 0xC68E66, 0x8D5A3A, 0xF0CDB0, 0x5E3B26)

Row = tuple[list[float], list[int]]


@dataclass(frozen=True)
class Model:
    """The shape of one labelled object.

    Attributes:
        kind: type of its labels.
        size: length, width and height of its box, metres.
        lift: height of the box's bottom over the ground, metres.
        solids: parts, with owner 0.
        swing: (N,) amplitude in radians of rods that swing about their upper end in walking.
        lidar_class: `Segmentation.Type`.
        camera_class: `CameraSegmentation.Type`.
    """

    kind: ObjectType
    size: tuple[float, float, float]
    lift: float
    solids: Solids
    swing: NDArray[np.float64]
    lidar_class: int
    camera_class: int


def _model(
    kind: ObjectType,
    size: tuple[float, float, float],
    rows: list[Row],
    classes: tuple[int, int],
    swing: dict[int, float] | None = None,
    lift: float = 0.0,
) -> Model:
    swings = np.zeros(len(rows))
    for index, amplitude in (swing or {}).items():
        swings[index] = amplitude
    length, width, height = size
    box = (length + 2 * MARGIN, width + 2 * MARGIN, height + MARGIN)
    return Model(kind, box, lift, gather(rows), swings, *classes)


def _wheels(axles: tuple[float, ...], track: float, radius: float) -> list[Row]:
    rows = []
    for x in axles:
        for side in (-1.0, 1.0):
            rows.append(
                solid(Shape.DRUM_Y, Material.TYRE, (x, side * (track - 0.1), radius), (radius, 0.1))
            )
    return rows


def _lights(length: float, half: float, level: float, inset: float) -> list[Row]:
    rows = []
    for side in (-1.0, 1.0):
        y = side * (half - 0.26)
        rows.append(
            solid(
                Shape.BOX,
                Material.HEADLIGHT,
                (length / 2 - 0.06, y, level),
                (0.06, 0.17, 0.07),
                0xF4F4EE,
            )
        )
        rows.append(
            solid(
                Shape.BOX,
                Material.TAILLIGHT,
                (inset - length / 2, y, level + 0.08),
                (0.06, 0.15, 0.08),
                0xA01818,
            )
        )
    rows.append(
        solid(
            Shape.BOX,
            Material.PLATE,
            (0.02 - length / 2, 0.0, level - 0.1),
            (0.02, 0.16, 0.08),
            0xF0F0F0,
        )
    )
    return rows


def car(dice: Dice) -> Model:
    """A sedan, a hatchback or a sport utility vehicle."""
    body = dice.pick(("sedan", "hatch", "suv"), (5, 3, 4))
    length = {"sedan": 4.7, "hatch": 4.1, "suv": 4.75}[body] + dice.uniform(-0.2, 0.25)
    width = {"sedan": 1.84, "hatch": 1.78, "suv": 1.95}[body] + dice.uniform(-0.05, 0.06)
    height = {"sedan": 1.45, "hatch": 1.5, "suv": 1.72}[body] + dice.uniform(-0.04, 0.06)
    colour = dice.pick(_CAR_COLOURS, _CAR_WEIGHTS)
    belt = 0.6 * height
    half = width / 2
    cabin, middle, front, rear = {
        "sedan": (0.30, -0.05, 0.75, 0.6),
        "hatch": (0.35, -0.12, 0.7, 0.35),
        "suv": (0.36, -0.1, 0.62, 0.25),
    }[body]
    cabin *= length
    middle *= length
    roof = height - belt
    slope = (roof - 0.07) / roof
    rows = [
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (0.0, 0.0, 0.36 + (belt - 0.36) / 2),
            (length / 2 - 0.02, half, (belt - 0.36) / 2, 0.16, 0.1, 0.07),
            colour,
        ),
        solid(Shape.BOX, Material.TRIM, (0.0, 0.0, 0.3), (length / 2, half - 0.03, 0.1), 0x26272A),
        solid(
            Shape.TAPER,
            Material.CAR_GLASS,
            (middle, 0.0, belt + roof / 2 - 0.03),
            (cabin, half - 0.1, roof / 2 - 0.03, front * slope, rear * slope, 0.2),
            0x1B2228,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (middle + (rear - front) / 2, 0.0, height - 0.045),
            (cabin - (front + rear) / 2 + 0.06, half - 0.27, 0.045, 0.1, 0.1, 0.06),
            colour,
        ),
        *_wheels((0.3 * length, -0.29 * length), half, 0.33),
        *_lights(length, half, 0.62, 0.05),
    ]
    for x in (middle + cabin - front * 0.62, middle - cabin + rear * 0.55, middle - 0.02 * length):
        for side in (-1.0, 1.0):
            rows.append(
                solid(
                    Shape.ROD,
                    Material.CAR_PAINT,
                    (x, side * (half - 0.195), belt + roof / 2),
                    (0.0, -0.08 * side, roof / 2 - 0.06, 0.035),
                    colour,
                )
            )
    return _model(ObjectType.VEHICLE, (length, width, height), rows, (1, 2))


def pickup(dice: Dice) -> Model:
    """A pickup truck with an open bed."""
    length, width, height = (
        dice.uniform(5.4, 5.9),
        dice.uniform(1.98, 2.08),
        dice.uniform(1.85, 1.95),
    )
    colour = dice.pick(_CAR_COLOURS, _CAR_WEIGHTS)
    half, belt = width / 2, 1.1
    roof = height - belt
    rows = [
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (length * 0.19, 0.0, 0.78),
            (length * 0.31 - 0.02, half, 0.34, 0.12, 0.0, 0.05),
            colour,
        ),
        solid(
            Shape.BOX,
            Material.CAR_PAINT,
            (-length * 0.31, 0.0, 0.62),
            (length * 0.19, half - 0.03, 0.18),
            colour,
        ),
        solid(
            Shape.BOX,
            Material.CAR_PAINT,
            (-length * 0.31, half - 0.08, 0.9),
            (length * 0.19, 0.06, 0.2),
            colour,
        ),
        solid(
            Shape.BOX,
            Material.CAR_PAINT,
            (-length * 0.31, 0.08 - half, 0.9),
            (length * 0.19, 0.06, 0.2),
            colour,
        ),
        solid(
            Shape.BOX,
            Material.CAR_PAINT,
            (0.06 - length / 2, 0.0, 0.9),
            (0.05, half - 0.05, 0.2),
            colour,
        ),
        solid(Shape.BOX, Material.TRIM, (0.0, 0.0, 0.42), (length / 2, half - 0.05, 0.1), 0x26272A),
        solid(
            Shape.TAPER,
            Material.CAR_GLASS,
            (length * 0.05, 0.0, belt + roof / 2 - 0.03),
            (length * 0.18, half - 0.1, roof / 2 - 0.03, 0.6, 0.12, 0.18),
            0x1B2228,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (length * 0.05 - 0.24, 0.0, height - 0.045),
            (length * 0.18 - 0.32, half - 0.25, 0.045, 0.08, 0.05, 0.05),
            colour,
        ),
        *_wheels((0.32 * length, -0.3 * length), half, 0.39),
        *_lights(length, half, 0.82, 0.05),
    ]
    return _model(ObjectType.VEHICLE, (length, width, height), rows, (1, 2))


def van(dice: Dice) -> Model:
    """A delivery van."""
    length, width, height = dice.uniform(5.3, 6.3), dice.uniform(2.0, 2.1), dice.uniform(2.3, 2.75)
    colour = dice.pick((0xF0F0EE, 0xD8D9D6, 0x4A5560, 0x2C5A8C), (6, 3, 1, 1))
    half = width / 2
    rows = [
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (0.0, 0.0, 0.4 + (height - 0.4) / 2),
            (length / 2 - 0.02, half, (height - 0.4) / 2, 1.35, 0.05, 0.12),
            colour,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_GLASS,
            (length * 0.3, 0.0, height * 0.68),
            (length * 0.2 - 0.3, half - 0.04, height * 0.14, 0.46, 0.0, 0.05),
            0x1B2228,
        ),
        solid(
            Shape.BOX, Material.TRIM, (0.0, 0.0, 0.38), (length / 2, half - 0.03, 0.13), 0x26272A
        ),
        *_wheels((0.31 * length, -0.3 * length), half, 0.36),
        *_lights(length, half, 0.75, 0.03),
    ]
    return _model(ObjectType.VEHICLE, (length, width, height), rows, (1, 2))


def truck(dice: Dice) -> Model:
    """A box truck."""
    length, width, height = dice.uniform(7.2, 9.8), dice.uniform(2.4, 2.55), dice.uniform(3.2, 3.8)
    colour = dice.pick((0xF2F2F0, 0xE4D9B8, 0xB63A2C, 0x2F5D8A))
    half, cab = width / 2, 2.1
    box = (length - cab - 0.15) / 2
    rows = [
        solid(
            Shape.BOX,
            Material.CARGO,
            (box - length / 2, 0.0, 0.95 + (height - 0.95) / 2),
            (box, half, (height - 0.95) / 2),
            colour,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (length / 2 - cab / 2, 0.0, 1.0),
            (cab / 2, half - 0.1, 0.55, 0.12, 0.0, 0.03),
            0xECECEA,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_GLASS,
            (length / 2 - cab / 2 - 0.06, 0.0, 1.95),
            (cab / 2 - 0.06, half - 0.13, 0.4, 0.3, 0.0, 0.08),
            0x1B2228,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (length / 2 - cab / 2 - 0.2, 0.0, 2.42),
            (cab / 2 - 0.2, half - 0.2, 0.08, 0.1, 0.0, 0.05),
            0xECECEA,
        ),
        solid(
            Shape.BOX,
            Material.TRIM,
            (0.0, 0.0, 0.7),
            (length / 2 - 0.1, half - 0.35, 0.2),
            0x303236,
        ),
        *_wheels((0.5 * length - 1.1, -0.28 * length), half - 0.04, 0.48),
        *_lights(length, half, 0.85, 0.06),
    ]
    return _model(ObjectType.VEHICLE, (length, width, height), rows, (2, 3))


def bus(dice: Dice) -> Model:
    """A city bus."""
    length, width, height = dice.uniform(11.2, 12.4), 2.55, dice.uniform(3.0, 3.3)
    colour = dice.pick((0xC23B2E, 0x2E6BA8, 0xE5E2D8, 0x3F7D4E))
    half = width / 2
    rows = [
        solid(
            Shape.TAPER,
            Material.CAR_PAINT,
            (0.0, 0.0, 0.35 + (height - 0.35) / 2),
            (length / 2, half, (height - 0.35) / 2, 0.12, 0.05, 0.05),
            colour,
        ),
        solid(
            Shape.BOX,
            Material.CAR_GLASS,
            (0.0, 0.0, height * 0.63),
            (length / 2 - 0.55, half + 0.005, 0.42),
            0x1B2228,
        ),
        solid(
            Shape.TAPER,
            Material.CAR_GLASS,
            (length / 2 - 0.3, 0.0, height * 0.58),
            (0.305, half - 0.12, 0.62, 0.06, 0.0, 0.03),
            0x1B2228,
        ),
        *_wheels((0.31 * length, -0.28 * length), half, 0.48),
        *_lights(length, half, 0.8, 0.04),
    ]
    return _model(ObjectType.VEHICLE, (length, width + 0.02, height), rows, (3, 4))


def vehicle(dice: Dice, *, parked: bool) -> Model:
    """Some vehicle, as they are mixed in a city."""
    makers = (car, pickup, van, truck, bus)
    return dice.pick(makers, (74, 13, 9, 2, 0) if parked else (72, 11, 9, 5, 3))(dice)


def pedestrian(dice: Dice) -> Model:
    """A grown-up or a child, walking or standing."""
    height = dice.uniform(1.1, 1.4) if dice.chance(0.08) else dice.normal(1.71, 0.09)
    height = min(max(height, 1.1), 1.98)
    k = height / 1.75
    top, legs = dice.pick(_CLOTHES), dice.pick(_TROUSERS)
    skin = dice.pick(_SKINS)
    hair = dice.pick((0x1A1512, 0x4A3322, 0x8C6A3E, 0x9A9A98))
    rows = []
    for side in (-1.0, 1.0):
        rows.append(
            solid(
                Shape.ROD,
                Material.CLOTH,
                (0.0, side * 0.095 * k, 0.44 * k),
                (0.0, 0.0, 0.36 * k, 0.085 * k),
                legs,
            )
        )
    for side in (-1.0, 1.0):
        rows.append(
            solid(
                Shape.ROD,
                Material.CLOTH,
                (0.0, side * 0.235 * k, 1.14 * k),
                (0.0, 0.0, 0.27 * k, 0.055 * k),
                top,
            )
        )
    rows += [
        solid(
            Shape.TAPER,
            Material.CLOTH,
            (0.0, 0.0, 1.13 * k),
            (0.13 * k, 0.215 * k, 0.31 * k, 0.04 * k, 0.03 * k, 0.02 * k),
            top,
        ),
        solid(
            Shape.ROD, Material.SKIN, (0.0, 0.0, 1.48 * k), (0.0, 0.0, 0.04 * k, 0.055 * k), skin
        ),
        solid(
            Shape.ELLIPSOID,
            Material.SKIN,
            (0.01 * k, 0.0, 1.61 * k),
            (0.1 * k, 0.08 * k, 0.125 * k),
            skin,
        ),
        solid(
            Shape.ELLIPSOID,
            Material.CLOTH,
            (-0.015 * k, 0.0, 1.65 * k),
            (0.105 * k, 0.09 * k, 0.1 * k),
            hair,
        ),
    ]
    swing = {0: 0.42, 1: -0.42, 2: -0.35, 3: 0.35}
    return _model(ObjectType.PEDESTRIAN, (0.78 * k, 0.58 * k, height), rows, (7, 9), swing)


def cyclist(dice: Dice) -> Model:
    """A rider on a bicycle."""
    frame = dice.pick((0x202428, 0xB02A2A, 0x2A5FA8, 0xD8D8D8))
    top, skin = dice.pick(_CLOTHES), dice.pick(_SKINS)
    k = dice.uniform(0.95, 1.05)
    rows = [
        solid(Shape.RING, Material.BICYCLE, (0.52, 0.0, 0.34), (0.34, 0.27), 0x181818),
        solid(Shape.RING, Material.BICYCLE, (-0.52, 0.0, 0.34), (0.34, 0.27), 0x181818),
        solid(Shape.ROD, Material.BICYCLE, (0.12, 0.0, 0.82), (0.3, 0.0, 0.05, 0.03), frame),
        solid(Shape.ROD, Material.BICYCLE, (0.14, 0.0, 0.56), (0.28, 0.0, 0.26, 0.03), frame),
        solid(Shape.ROD, Material.BICYCLE, (-0.17, 0.0, 0.58), (-0.07, 0.0, 0.28, 0.03), frame),
        solid(Shape.ROD, Material.BICYCLE, (-0.33, 0.0, 0.32), (0.2, 0.0, -0.02, 0.025), frame),
        solid(Shape.ROD, Material.BICYCLE, (0.47, 0.0, 0.66), (-0.05, 0.0, 0.32, 0.025), frame),
        solid(Shape.ROD, Material.BICYCLE, (0.43, 0.0, 1.0), (0.0, 0.22, 0.0, 0.025), 0x181818),
        solid(Shape.ROD, Material.CLOTH, (-0.02, 0.0, 1.2 * k), (0.19, 0.0, 0.24, 0.15), top),
        solid(Shape.ELLIPSOID, Material.SKIN, (0.27, 0.0, 1.6 * k), (0.1, 0.085, 0.12), skin),
        solid(
            Shape.ELLIPSOID, Material.CARGO, (0.25, 0.0, 1.66 * k), (0.14, 0.105, 0.09), 0xE0E0DC
        ),
    ]
    swing = {}
    for side, amplitude in ((-1.0, 0.35), (1.0, -0.35)):
        swing[len(rows)] = amplitude
        rows.append(
            solid(
                Shape.ROD,
                Material.CLOTH,
                (0.0, side * 0.13, 0.66),
                (0.07, 0.0, 0.3, 0.075),
                0x1E2430,
            )
        )
        rows.append(
            solid(
                Shape.ROD, Material.CLOTH, (0.32, side * 0.2, 1.2), (-0.13, 0.0, 0.17, 0.045), top
            )
        )
    return _model(ObjectType.CYCLIST, (1.75, 0.55, 1.76 * k), rows, (6, 10), swing)


def stop_sign() -> Model:
    """The red plate of a stop sign; it faces -y."""
    rows = [solid(Shape.DRUM_Y, Material.SIGN_FACE, (0.0, 0.0, 0.38), (0.38, 0.012), 0xB01E23)]
    return _model(ObjectType.SIGN, (0.76, 0.05, 0.76), rows, (8, 17), lift=2.05)


def plate_sign(width: float, height: float, lift: float, colour: int) -> Model:
    """A rectangular plate, as for speed limits, parking rules and street names; it faces -y."""
    rows = [
        solid(
            Shape.BOX,
            Material.SIGN_FACE,
            (0.0, 0.0, height / 2),
            (width / 2, 0.012, height / 2),
            colour,
        )
    ]
    return _model(ObjectType.SIGN, (width, 0.05, height), rows, (8, 17), lift=lift)


def placed(
    model: Model,
    position: tuple[float, float, float],
    heading: float,
    owner: int,
    velocity: tuple[float, float] = (0.0, 0.0),
    phase: float = 0.0,
) -> Solids:
    """A model's solids at its place.

    Args:
        model: what to place.
        position: of the model's origin, local frame, metres.
        heading: radians.
        owner: index of the labelled object.
        velocity: x and y, m/s.
        phase: of the gait, radians.
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
