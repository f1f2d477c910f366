"""Street furniture: lamps, signs and traffic lights."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from waymo_kit.protos.frame_pb2 import Segmentation
from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.pieces import Kerbside
from waymo_kit.simulate.city.scenery import PlacedSign, Scenery, Shade, SignalHead
from waymo_kit.simulate.city.streets import (
    EAST_WEST,
    KERB_HEIGHT,
    LANE_WIDTH,
    NORTH_SOUTH,
    STOP_LINE,
    StreetMap,
)
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import Model, make_model
from waymo_kit.simulate.solids import Shape, solid

_LAMP_SPACING = 34.0
_LAMP_HEIGHT = 7.8
_STEEL = 0x6E7276
_WHITE = 0xF2F2F0


def stop_sign() -> Model:
    """Makes the red plate of a stop sign, which faces -y."""
    rows = [solid(Shape.DRUM_Y, Material.SIGN_FACE, (0.0, 0.0, 0.38), (0.38, 0.012), 0xB01E23)]
    return make_model(ObjectType.SIGN, (0.76, 0.05, 0.76), rows, Segmentation.TYPE_SIGN, lift=2.05)


def plate_sign(width: float, height: float, lift: float, color: int) -> Model:
    """Makes a rectangular plate, as for speed limits, parking and street names, which faces -y."""
    rows = [
        solid(
            Shape.BOX,
            Material.SIGN_FACE,
            (0.0, 0.0, height / 2),
            (width / 2, 0.012, height / 2),
            color,
        )
    ]
    return make_model(
        ObjectType.SIGN, (width, 0.05, height), rows, Segmentation.TYPE_SIGN, lift=lift
    )


def add_lamps(kerb: Kerbside, side: int, scenery: Scenery) -> None:
    """Adds street lamps, on the two sides in turn."""
    piece = kerb.piece
    count = max(int(piece.length / _LAMP_SPACING), 1)
    along = [
        piece.start + piece.length * (i + 0.5) / count
        for i in range(count)
        if (i + piece.index) % 2 == (side > 0)
    ]
    if not along:
        return
    points, headings = kerb.place(along, [side * (piece.half_width + 0.45)] * len(along))
    half = _LAMP_HEIGHT / 2
    for (x, y), heading in zip(points.tolist(), headings.tolist(), strict=True):
        inward = heading + side * math.pi / 2
        cos, sin = math.cos(inward), math.sin(inward)
        head = (x + 2.0 * cos, y + 2.0 * sin)
        arm = (x + 0.9 * cos, y + 0.9 * sin, _LAMP_HEIGHT + 0.05)
        box = (*head, _LAMP_HEIGHT + 0.12)
        scenery.rows += [
            solid(Shape.DRUM_Z, Material.POLE, (x, y, half), (0.085, half), _STEEL),
            solid(Shape.ROD, Material.POLE, arm, (0.9, 0.0, 0.08, 0.05), _STEEL, inward),
            solid(Shape.BOX, Material.POLE, box, (0.34, 0.14, 0.06), 0x54575B, inward),
        ]
        scenery.lamps.append((*head, _LAMP_HEIGHT))
        scenery.shades.append(Shade(x, y, 0.085, 0.085, 0.0, 0.0, _LAMP_HEIGHT, 0.7))


def add_street_signs(kerb: Kerbside, side: int, scenery: Scenery) -> None:
    """Adds speed limit and parking signs on posts at the kerb."""
    dice, piece = kerb.dice("signs", side), kerb.piece
    along, signs = [], []
    if piece.length > 60 and dice.chance(0.6):
        along.append(piece.start + piece.length * dice.uniform(0.3, 0.45))
        signs.append(plate_sign(0.61, 0.76, 2.1, _WHITE))
    for share in (0.2, 0.55, 0.8):
        if dice.chance(0.45):
            along.append(piece.start + piece.length * (share + dice.uniform(-0.04, 0.04)))
            signs.append(plate_sign(0.3, 0.46, 2.15, dice.pick((_WHITE, 0xE8EDE6, 0xD8E0EC))))
    if not along:
        return
    points, headings = kerb.place(along, [side * (piece.half_width + 0.4)] * len(along))
    for i, ((x, y), heading) in enumerate(zip(points.tolist(), headings.tolist(), strict=True)):
        travel = heading + (0.0 if side > 0 else math.pi)
        key = f"{piece.family}/{piece.line}/{piece.index}/{side}/{i}"
        _add_post(scenery, x, y, travel, signs[i], key)


def _add_post(scenery: Scenery, x: float, y: float, travel: float, model: Model, key: str) -> None:
    """Adds a post whose sign faces the traffic that drives in direction `travel`."""
    half = (KERB_HEIGHT + model.lift + model.size[2]) / 2
    scenery.rows.append(solid(Shape.DRUM_Z, Material.POLE, (x, y, half), (0.035, half), 0x8A8D90))
    back = 0.055
    position = (x - back * math.cos(travel), y - back * math.sin(travel), KERB_HEIGHT)
    scenery.signs.append(PlacedSign(model, position, travel - math.pi / 2, key))


def add_crossing(
    streets: StreetMap, origin: NDArray[np.float64], crossing: tuple[int, int], scenery: Scenery
) -> None:
    """Adds traffic lights or stop signs on every arm of a crossing, and street names."""
    arms = streets.arms(crossing)
    if len(arms) < 3:
        return
    lights = streets.has_signals(crossing)
    k, m = crossing
    for arm in arms:
        family, line, other = (NORTH_SOUTH, k, m) if arm % 2 == 1 else (EAST_WEST, m, k)
        outward = 1.0 if arm in (0, 1) else -1.0
        center = float(streets.lines[1 - family, other])
        edge = streets.half_width(1 - family, other)
        width = streets.half_width(family, line)
        # Traffic comes towards the crossing, so its right is the left of the outward direction.
        if lights:
            far, heading = streets.place(
                family, line, center - outward * (edge + 1.2), -outward * (width + 0.9)
            )
            shine = float(heading) + (0.0 if outward > 0 else math.pi)
            reach = width + 0.9 - 0.5 * LANE_WIDTH
            _add_lights(far - origin, shine, reach, crossing, arm, scenery)
        else:
            near, heading = streets.place(
                family, line, center + outward * (edge + STOP_LINE - 1.0), -outward * (width + 0.6)
            )
            x, y = (near - origin).tolist()
            travel = float(heading) + (math.pi if outward > 0 else 0.0)
            _add_post(scenery, x, y, travel, stop_sign(), f"stop/{k}/{m}/{arm}")
    if Dice(streets.city.name, "names", k, m).chance(0.7):
        corner, heading = streets.place(
            NORTH_SOUTH,
            k,
            float(streets.lines[1, m]) + streets.half_width(1, m) + 1.0,
            streets.half_width(0, k) + 1.6,
        )
        x, y = (corner - origin).tolist()
        name = plate_sign(0.95, 0.24, 2.75, 0x1E6B3A)
        _add_post(scenery, x, y, float(heading), name, f"name/{k}/{m}")


def _add_lights(
    point: NDArray[np.float64],
    shine: float,
    reach: float,
    crossing: tuple[int, int],
    arm: int,
    scenery: Scenery,
) -> None:
    """Adds a mast on the far side of the crossing with an arm over the lanes and light heads.

    Args:
        point: (2,) foot of the mast in the local frame.
        shine: Direction in which the lights shine in radians.
        reach: Length of the arm in meters.
        crossing: Indices of the two streets.
        arm: Arm of the crossing whose traffic the lights control.
        scenery: Scenery that receives the mast and its lights.
    """
    x, y = point.tolist()
    left = shine - math.pi / 2
    cos, sin = math.cos(left), math.sin(left)
    middle = (x - 0.5 * reach * cos, y - 0.5 * reach * sin, 6.0)
    scenery.rows += [
        solid(Shape.DRUM_Z, Material.POLE, (x, y, 3.1), (0.12, 3.1), 0x5C6064),
        solid(Shape.ROD, Material.POLE, middle, (0.5 * reach, 0.0, 0.0, 0.07), 0x5C6064, left),
    ]
    scenery.shades.append(Shade(x, y, 0.12, 0.12, 0.0, 0.0, 6.0, 0.8))
    for share, level in ((1.0, 5.75), (0.55, 5.75), (0.0, 3.2)):
        aside = reach * share + (0.22 if share == 0 else 0.0)
        head = (
            x - aside * cos + 0.2 * math.cos(shine),
            y - aside * sin + 0.2 * math.sin(shine),
            level,
        )
        scenery.signals.append(SignalHead(head, shine, crossing, arm))
