"""Models of vehicles: cars, pickups, vans, trucks and buses."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from waymo_kit.protos.frame_pb2 import Segmentation
from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import Model, Row, make_model
from waymo_kit.simulate.solids import Shape, Solids, solid

_CAR_COLORS = (0xE8E8E6, 0x1C1D20, 0xA9ADB2, 0x5B6066, 0x2C4A78, 0x8E2B28, 0x3D5743, 0xC8B89A)
_CAR_WEIGHTS = (26, 20, 18, 14, 9, 7, 3, 3)
_WHITE = 0xECECEA
_DARK = 0x26272A

_box = partial(solid, Shape.BOX)
_taper = partial(solid, Shape.TAPER)


def _wheels(axles: tuple[float, ...], track: float, radius: float) -> list[Row]:
    return [
        solid(Shape.DRUM_Y, Material.TYRE, (x, side * (track - 0.1), radius), (radius, 0.1))
        for x in axles
        for side in (-1.0, 1.0)
    ]


def _lights(length: float, half: float, level: float, inset: float) -> list[Row]:
    rows = []
    for side in (-1.0, 1.0):
        y = side * (half - 0.26)
        rows.append(
            _box(Material.HEADLIGHT, (length / 2 - 0.06, y, level), (0.06, 0.17, 0.07), 0xF4F4EE)
        )
        rows.append(
            _box(
                Material.TAILLIGHT,
                (inset - length / 2, y, level + 0.08),
                (0.06, 0.15, 0.08),
                0xA01818,
            )
        )
    rows.append(
        _box(Material.PLATE, (0.02 - length / 2, 0.0, level - 0.1), (0.02, 0.16, 0.08), 0xF0F0F0)
    )
    return rows


def car(dice: Dice) -> Model:
    """Makes a sedan, a hatchback or a sport utility vehicle."""
    body = dice.pick(("sedan", "hatch", "suv"), (5, 3, 4))
    length = {"sedan": 4.7, "hatch": 4.1, "suv": 4.75}[body] + dice.uniform(-0.2, 0.25)
    width = {"sedan": 1.84, "hatch": 1.78, "suv": 1.95}[body] + dice.uniform(-0.05, 0.06)
    height = {"sedan": 1.45, "hatch": 1.5, "suv": 1.72}[body] + dice.uniform(-0.04, 0.06)
    color = dice.pick(_CAR_COLORS, _CAR_WEIGHTS)
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
        _taper(
            Material.CAR_PAINT,
            (0.0, 0.0, 0.36 + (belt - 0.36) / 2),
            (length / 2 - 0.02, half, (belt - 0.36) / 2, 0.16, 0.1, 0.07),
            color,
        ),
        _box(Material.TRIM, (0.0, 0.0, 0.3), (length / 2, half - 0.03, 0.1), _DARK),
        _taper(
            Material.CAR_GLASS,
            (middle, 0.0, belt + roof / 2 - 0.03),
            (cabin, half - 0.1, roof / 2 - 0.03, front * slope, rear * slope, 0.2),
            color,
        ),
        _taper(
            Material.CAR_PAINT,
            (middle + (rear - front) / 2, 0.0, height - 0.045),
            (cabin - (front + rear) / 2 + 0.06, half - 0.27, 0.045, 0.1, 0.1, 0.06),
            color,
        ),
        *_wheels((0.3 * length, -0.29 * length), half, 0.33),
        *_lights(length, half, 0.62, 0.05),
    ]
    return make_model(ObjectType.VEHICLE, (length, width, height), rows, Segmentation.TYPE_CAR)


def pickup(dice: Dice) -> Model:
    """Makes a pickup truck with an open bed."""
    length, width, height = (
        dice.uniform(5.4, 5.9),
        dice.uniform(1.98, 2.08),
        dice.uniform(1.85, 1.95),
    )
    color = dice.pick(_CAR_COLORS, _CAR_WEIGHTS)
    half, belt = width / 2, 1.1
    roof = height - belt
    rows = [
        _taper(
            Material.CAR_PAINT,
            (length * 0.19, 0.0, 0.78),
            (length * 0.31 - 0.02, half, 0.34, 0.12, 0.0, 0.05),
            color,
        ),
        _box(
            Material.CAR_PAINT,
            (-length * 0.31, 0.0, 0.62),
            (length * 0.19, half - 0.03, 0.18),
            color,
        ),
        _box(
            Material.CAR_PAINT,
            (-length * 0.31, half - 0.08, 0.9),
            (length * 0.19, 0.06, 0.2),
            color,
        ),
        _box(
            Material.CAR_PAINT,
            (-length * 0.31, 0.08 - half, 0.9),
            (length * 0.19, 0.06, 0.2),
            color,
        ),
        _box(Material.CAR_PAINT, (0.06 - length / 2, 0.0, 0.9), (0.05, half - 0.05, 0.2), color),
        _box(Material.TRIM, (0.0, 0.0, 0.42), (length / 2, half - 0.05, 0.1), _DARK),
        _taper(
            Material.CAR_GLASS,
            (length * 0.05, 0.0, belt + roof / 2 - 0.03),
            (length * 0.18, half - 0.1, roof / 2 - 0.03, 0.6, 0.12, 0.18),
            color,
        ),
        _taper(
            Material.CAR_PAINT,
            (length * 0.05 - 0.24, 0.0, height - 0.045),
            (length * 0.18 - 0.32, half - 0.25, 0.045, 0.08, 0.05, 0.05),
            color,
        ),
        *_wheels((0.32 * length, -0.3 * length), half, 0.39),
        *_lights(length, half, 0.82, 0.05),
    ]
    return make_model(ObjectType.VEHICLE, (length, width, height), rows, Segmentation.TYPE_CAR)


def van(dice: Dice) -> Model:
    """Makes a delivery van."""
    length, width, height = dice.uniform(5.3, 6.3), dice.uniform(2.0, 2.1), dice.uniform(2.3, 2.75)
    color = dice.pick((0xF0F0EE, 0xD8D9D6, 0x4A5560, 0x2C5A8C), (6, 3, 1, 1))
    half = width / 2
    rows = [
        _taper(
            Material.CAR_PAINT,
            (0.0, 0.0, 0.4 + (height - 0.4) / 2),
            (length / 2 - 0.02, half, (height - 0.4) / 2, 1.35, 0.05, 0.12),
            color,
        ),
        _taper(
            Material.CAR_GLASS,
            (length * 0.3, 0.0, height * 0.68),
            (length * 0.2 - 0.3, half - 0.04, height * 0.14, 0.46, 0.0, 0.05),
            color,
        ),
        _box(Material.TRIM, (0.0, 0.0, 0.38), (length / 2, half - 0.03, 0.13), _DARK),
        *_wheels((0.31 * length, -0.3 * length), half, 0.36),
        *_lights(length, half, 0.75, 0.05),
    ]
    return make_model(ObjectType.VEHICLE, (length, width, height), rows, Segmentation.TYPE_CAR)


def truck(dice: Dice) -> Model:
    """Makes a box truck."""
    length, width, height = dice.uniform(7.2, 9.8), dice.uniform(2.4, 2.55), dice.uniform(3.2, 3.8)
    color = dice.pick((0xF2F2F0, 0xE4D9B8, 0xB63A2C, 0x2F5D8A))
    half, cab = width / 2, 2.1
    box = (length - cab - 0.15) / 2
    rows = [
        _box(
            Material.CARGO,
            (box - length / 2, 0.0, 0.95 + (height - 0.95) / 2),
            (box, half, (height - 0.95) / 2),
            color,
        ),
        _taper(
            Material.CAR_PAINT,
            (length / 2 - cab / 2, 0.0, 1.0),
            (cab / 2, half - 0.1, 0.55, 0.12, 0.0, 0.03),
            _WHITE,
        ),
        _taper(
            Material.CAR_GLASS,
            (length / 2 - cab / 2 - 0.06, 0.0, 1.95),
            (cab / 2 - 0.06, half - 0.13, 0.4, 0.3, 0.0, 0.08),
            _WHITE,
        ),
        _taper(
            Material.CAR_PAINT,
            (length / 2 - cab / 2 - 0.2, 0.0, 2.42),
            (cab / 2 - 0.2, half - 0.2, 0.08, 0.1, 0.0, 0.05),
            _WHITE,
        ),
        _box(Material.TRIM, (0.0, 0.0, 0.7), (length / 2 - 0.1, half - 0.35, 0.2), 0x303236),
        *_wheels((0.5 * length - 1.1, -0.28 * length), half - 0.04, 0.48),
        *_lights(length, half, 0.85, 0.06),
    ]
    return make_model(ObjectType.VEHICLE, (length, width, height), rows, Segmentation.TYPE_TRUCK)


def bus(dice: Dice) -> Model:
    """Makes a city bus."""
    length, width, height = dice.uniform(11.2, 12.4), 2.55, dice.uniform(3.0, 3.3)
    color = dice.pick((0xC23B2E, 0x2E6BA8, 0xE5E2D8, 0x3F7D4E))
    half = width / 2
    rows = [
        _taper(
            Material.CAR_PAINT,
            (0.0, 0.0, 0.35 + (height - 0.35) / 2),
            (length / 2, half, (height - 0.35) / 2, 0.12, 0.05, 0.05),
            color,
        ),
        _box(
            Material.CAR_GLASS,
            (0.0, 0.0, height * 0.63),
            (length / 2 - 0.55, half + 0.005, 0.42),
            color,
        ),
        _taper(
            Material.CAR_GLASS,
            (length / 2 - 0.3, 0.0, height * 0.58),
            (0.305, half - 0.12, 0.62, 0.06, 0.0, 0.03),
            color,
        ),
        *_wheels((0.31 * length, -0.28 * length), half, 0.48),
        *_lights(length, half, 0.8, 0.04),
    ]
    return make_model(
        ObjectType.VEHICLE, (length, width + 0.02, height), rows, Segmentation.TYPE_BUS
    )


def vehicle(dice: Dice, *, parked: bool) -> Model:
    """Makes a vehicle of the mix of a city; the lights of a parked one are off."""
    makers = (car, pickup, van, truck, bus)
    model = dice.pick(makers, (74, 13, 9, 2, 0) if parked else (72, 11, 9, 5, 3))(dice)
    return _switched_off(model) if parked else model


def _switched_off(model: Model) -> Model:
    codes = model.solids.codes.copy()
    for lit, dark in (
        (Material.HEADLIGHT, Material.HEADLIGHT_OFF),
        (Material.TAILLIGHT, Material.TAILLIGHT_OFF),
    ):
        codes[codes[:, 1] == lit, 1] = dark
    return replace(model, solids=Solids(model.solids.rows, codes))
