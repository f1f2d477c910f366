"""Models of pedestrians and cyclists."""

from __future__ import annotations

from functools import partial

from waymo_kit.protos.frame_pb2 import Segmentation
from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import Model, make_model
from waymo_kit.simulate.solids import Shape, solid

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

_rod = partial(solid, Shape.ROD)


def pedestrian(dice: Dice) -> Model:
    """Makes a grown-up or a child, walking or standing."""
    height = dice.uniform(1.1, 1.4) if dice.chance(0.08) else dice.normal(1.71, 0.09)
    height = min(max(height, 1.1), 1.98)
    k = height / 1.75
    top, legs = dice.pick(_CLOTHES), dice.pick(_TROUSERS)
    skin = dice.pick(_SKINS)
    hair = dice.pick((0x1A1512, 0x4A3322, 0x8C6A3E, 0x9A9A98))
    sides = (-1.0, 1.0)
    rows = [
        *(
            _rod(
                Material.CLOTH,
                (0.0, side * 0.095 * k, 0.446 * k),
                (0.0, 0.0, 0.36 * k, 0.085 * k),
                legs,
            )
            for side in sides
        ),
        *(
            _rod(
                Material.CLOTH,
                (0.0, side * 0.235 * k, 1.14 * k),
                (0.0, 0.0, 0.27 * k, 0.055 * k),
                top,
            )
            for side in sides
        ),
        solid(
            Shape.TAPER,
            Material.CLOTH,
            (0.0, 0.0, 1.13 * k),
            (0.13 * k, 0.215 * k, 0.31 * k, 0.04 * k, 0.03 * k, 0.02 * k),
            top,
        ),
        _rod(Material.SKIN, (0.0, 0.0, 1.48 * k), (0.0, 0.0, 0.04 * k, 0.055 * k), skin),
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
    return make_model(
        ObjectType.PEDESTRIAN,
        (0.78 * k, 0.58 * k, height),
        rows,
        Segmentation.TYPE_PEDESTRIAN,
        swing,
    )


def cyclist(dice: Dice) -> Model:
    """Makes a rider on a bicycle."""
    frame = dice.pick((0x202428, 0xB02A2A, 0x2A5FA8, 0xD8D8D8))
    top, skin = dice.pick(_CLOTHES), dice.pick(_SKINS)
    k = dice.uniform(0.95, 1.05)
    rows = [
        solid(Shape.RING, Material.BICYCLE, (0.52, 0.0, 0.34), (0.34, 0.27), 0x181818),
        solid(Shape.RING, Material.BICYCLE, (-0.52, 0.0, 0.34), (0.34, 0.27), 0x181818),
        _rod(Material.BICYCLE, (0.12, 0.0, 0.82), (0.3, 0.0, 0.05, 0.03), frame),
        _rod(Material.BICYCLE, (0.14, 0.0, 0.56), (0.28, 0.0, 0.26, 0.03), frame),
        _rod(Material.BICYCLE, (-0.17, 0.0, 0.58), (-0.07, 0.0, 0.28, 0.03), frame),
        _rod(Material.BICYCLE, (-0.33, 0.0, 0.32), (0.2, 0.0, -0.02, 0.025), frame),
        _rod(Material.BICYCLE, (0.47, 0.0, 0.66), (-0.05, 0.0, 0.32, 0.025), frame),
        _rod(Material.BICYCLE, (0.43, 0.0, 1.0), (0.0, 0.22, 0.0, 0.025), 0x181818),
        _rod(Material.CLOTH, (-0.02, 0.0, 1.2 * k), (0.19, 0.0, 0.24, 0.15), top),
        solid(Shape.ELLIPSOID, Material.SKIN, (0.27, 0.0, 1.6 * k), (0.1, 0.085, 0.12), skin),
        solid(
            Shape.ELLIPSOID, Material.CARGO, (0.25, 0.0, 1.66 * k), (0.14, 0.105, 0.09), 0xE0E0DC
        ),
    ]
    swing = {}
    for side, amplitude in ((-1.0, 0.35), (1.0, -0.35)):
        swing[len(rows)] = amplitude
        rows.append(
            _rod(Material.CLOTH, (0.0, side * 0.13, 0.66), (0.07, 0.0, 0.3, 0.075), 0x1E2430)
        )
        rows.append(_rod(Material.CLOTH, (0.32, side * 0.2, 1.2), (-0.13, 0.0, 0.17, 0.045), top))
    return make_model(
        ObjectType.CYCLIST, (1.75, 0.55, 1.76 * k), rows, Segmentation.TYPE_BICYCLIST, swing
    )
