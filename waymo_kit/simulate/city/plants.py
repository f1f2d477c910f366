"""Trees, palms, hedges and parks."""

from __future__ import annotations

import math

import numpy as np

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.buildings import Lot, tinted
from waymo_kit.simulate.city.ground import on_road
from waymo_kit.simulate.city.pieces import Kerbside
from waymo_kit.simulate.city.scenery import Scenery, Shade
from waymo_kit.simulate.city.streets import KERB_HEIGHT, SIDEWALK_WIDTH, StreetTables
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.solids import Shape, solid

CORNER = 9.0
"""Kerb next to a crossing that stays free of trees in meters."""

_LEAVES = (0x4F7A34, 0x5E8A3E, 0x44682F, 0x6E8C3A, 0x39592B)
_HEDGES = (0x4E6B34, 0x5E7A3C, 0x3F5A2E)


def add_street_trees(kerb: Kerbside, side: int, scenery: Scenery) -> None:
    """Plants trees between kerb and sidewalk, and some behind the sidewalk."""
    dice, piece, city = kerb.dice("trees", side), kerb.piece, kerb.streets.city
    along, aside = [], []
    position = piece.start + CORNER + dice.uniform(0.0, 6.0)
    while position < piece.end - CORNER:
        if not dice.chance(0.25):
            along.append(position)
            aside.append(side * (piece.half_width + 0.75))
        if city.lawn_chance > 0.2 and dice.chance(0.45):
            along.append(position + dice.uniform(-4.0, 4.0))
            aside.append(side * (piece.half_width + SIDEWALK_WIDTH + dice.uniform(1.0, 2.2)))
        position += city.tree_spacing * dice.uniform(0.75, 1.35)
    if along:
        points, _ = kerb.place(along, aside)
        for x, y in points.tolist():
            add_tree(dice, x, y, city.palm_chance, scenery)


def add_hedges(kerb: Kerbside, side: int, lots: list[Lot], scenery: Scenery) -> None:
    """Plants bushes in front of houses that stand back from the street."""
    dice = kerb.dice("hedges", side)
    along, aside, sizes = [], [], []
    front = kerb.piece.half_width + SIDEWALK_WIDTH
    for lot in lots:
        if lot.setback < 2.5:
            continue
        for _ in range(dice.integer(0, 4)):
            along.append(lot.middle + dice.uniform(-0.45, 0.45) * lot.width)
            radius = dice.uniform(0.5, 1.1)
            aside.append(side * (front + dice.uniform(0.8, lot.setback - 1.1)))
            sizes.append((radius, dice.uniform(0.6, 1.3) * radius, dice.pick(_HEDGES)))
    if along:
        points, _ = kerb.place(along, aside)
        for (x, y), (radius, tall, color) in zip(points.tolist(), sizes, strict=True):
            middle, size = (x, y, KERB_HEIGHT + 0.7 * tall), (radius, radius, tall)
            scenery.rows.append(solid(Shape.ELLIPSOID, Material.FOLIAGE, middle, size, color))


def add_park(kerb: Kerbside, tables: StreetTables, scenery: Scenery) -> None:
    """Plants trees where the map has no street between two crossings."""
    dice, piece, city = kerb.dice("park", 0), kerb.piece, kerb.streets.city
    count = int(piece.length * piece.half_width / 90.0)
    along = [dice.uniform(piece.start + 5.0, piece.end - 5.0) for _ in range(count)]
    aside = [dice.uniform(-piece.half_width, piece.half_width) for _ in range(count)]
    points, _ = kerb.place(np.array(along), np.array(aside))
    for (x, y), paved in zip(points.tolist(), on_road(points, tables), strict=True):
        if not paved:
            add_tree(dice, x, y, city.palm_chance, scenery)


def add_tree(dice: Dice, x: float, y: float, palm_chance: float, scenery: Scenery) -> None:
    """Adds a palm or a broad tree."""
    if dice.chance(palm_chance):
        _add_palm(dice, x, y, scenery)
    else:
        _add_broad_tree(dice, x, y, scenery)


def _add_broad_tree(dice: Dice, x: float, y: float, scenery: Scenery) -> None:
    size = dice.uniform(0.7, 1.3)
    trunk, radius = 2.7 + 0.8 * size, 0.1 + 0.1 * size
    color = dice.pick(_LEAVES)
    half = trunk / 2 + 0.3
    scenery.rows.append(solid(Shape.DRUM_Z, Material.BARK, (x, y, half), (radius, half), 0x5A4736))
    for i in range(dice.integer(4, 7)):
        turn = dice.uniform(0.0, 2 * math.pi)
        off = (0.25 if i == 0 else dice.uniform(0.7, 1.25)) * size
        wide = dice.uniform(1.05, 1.6) * size
        lift = (1.9 if i == 0 else dice.uniform(0.5, 2.2)) * size
        middle = (x + off * math.cos(turn), y + off * math.sin(turn), trunk + lift)
        radii = (wide, wide * dice.uniform(0.85, 1.1), wide * dice.uniform(0.7, 0.95))
        tint = tinted(color, dice.uniform(0.85, 1.15))
        scenery.rows.append(solid(Shape.ELLIPSOID, Material.FOLIAGE, middle, radii, tint, turn))
    crown = 1.9 * size
    scenery.shades += [
        Shade(x, y, crown, crown, 0.0, trunk - 0.4, trunk + 3.0 * size, 0.8),
        Shade(x, y, radius, radius, 0.0, 0.0, trunk, 0.8),
    ]


def _add_palm(dice: Dice, x: float, y: float, scenery: Scenery) -> None:
    tall, radius = dice.uniform(6.0, 11.0), dice.uniform(0.14, 0.2)
    scenery.rows += [
        solid(Shape.DRUM_Z, Material.BARK, (x, y, tall / 2), (radius, tall / 2), 0x7A6850),
        solid(Shape.ELLIPSOID, Material.FOLIAGE, (x, y, tall), (0.55, 0.55, 0.5), 0x4B6B2F),
    ]
    for i in range(11):
        turn = 2 * math.pi * (i + dice.uniform(-0.3, 0.3)) / 11
        rise = dice.uniform(-0.15, 0.45)
        inner = (0.6, tall + 0.15 + 0.6 * rise, 0.6, rise)
        outer = (1.65, tall - 0.2 + 1.2 * rise, 0.5, -0.75)
        for reach, height, half, slope in (inner, outer):
            middle = (x + reach * math.cos(turn), y + reach * math.sin(turn), height)
            size = (half, 0.0, half * slope, 0.075)
            scenery.rows.append(solid(Shape.ROD, Material.PALM_LEAF, middle, size, 0x5C7D35, turn))
    scenery.shades += [
        Shade(x, y, 1.5, 1.5, 0.0, tall - 0.5, tall + 0.5, 0.55),
        Shade(x, y, radius, radius, 0.0, 0.0, tall, 0.8),
    ]
