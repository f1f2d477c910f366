"""Buildings along the streets."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.city.ground import on_road
from waymo_kit.simulate.city.pieces import Kerbside
from waymo_kit.simulate.city.scenery import Scenery, Shade
from waymo_kit.simulate.city.streets import EAST_WEST, KERB_HEIGHT, SIDEWALK_WIDTH, StreetTables
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.solids import Shape, solid

FLOOR_HEIGHT = 3.2


@dataclass(frozen=True)
class Lot:
    """A building's place along a street.

    Attributes:
        middle: Coordinate of its middle along the street in meters.
        width: Width of the front in meters.
        depth: Depth in meters.
        setback: Distance of the front from the sidewalk in meters.
        floors: Number of floors.
        color: Color of the walls, 0xRRGGBB.
        gable: Whether the roof is pitched.
    """

    middle: float
    width: float
    depth: float
    setback: float
    floors: int
    color: int
    gable: bool


def add_buildings(kerb: Kerbside, side: int, tables: StreetTables, scenery: Scenery) -> list[Lot]:
    """Builds one side of a street; east-west streets leave the corners to the others.

    Returns:
        The lots that are built on, along the street; `add_hedges` plants in front of them.
    """
    lots = _lots(kerb, side)
    if lots:
        front = kerb.piece.half_width + SIDEWALK_WIDTH
        centers, headings = kerb.place(
            [lot.middle for lot in lots],
            [side * (front + lot.setback + lot.depth / 2) for lot in lots],
        )
        for center, heading, lot in zip(centers, headings, lots, strict=True):
            _add_building(scenery, tables, center, float(heading), lot)
    return lots


def _lots(kerb: Kerbside, side: int) -> list[Lot]:
    style, piece = kerb.streets.city.buildings, kerb.piece
    dice = kerb.dice("lots", side)
    corner = SIDEWALK_WIDTH + style.setback[0]
    if piece.family == EAST_WEST:
        corner += style.depth[1] + style.setback[1] + 1.0
    position = piece.start + corner
    lots = []
    while position < piece.end - corner - style.frontage[0]:
        width = min(dice.uniform(*style.frontage), piece.end - corner - position)
        depth, setback = dice.uniform(*style.depth), dice.uniform(*style.setback)
        floors = dice.integer(style.floors[0], style.floors[1] + 1)
        if dice.chance(style.tower_chance):
            floors, setback = dice.integer(3, 5) * floors, style.setback[0]
        spare = 0.02 if style.gap_chance < 0.1 else dice.uniform(0.5, 3.0)
        color, gable = dice.pick(style.palette), dice.chance(style.gable_chance)
        if not dice.chance(style.gap_chance):
            middle = position + width / 2
            lots.append(Lot(middle, width - spare, depth, setback, floors, color, gable))
        position += width + spare
    return lots


def _add_building(
    scenery: Scenery,
    tables: StreetTables,
    center: NDArray[np.float64],
    heading: float,
    lot: Lot,
) -> None:
    x, y = float(center[0]), float(center[1])
    half_x, half_y = lot.width / 2, lot.depth / 2
    cos, sin = math.cos(heading), math.sin(heading)
    reach = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]) * [half_x + 1, half_y + 1]
    corners = np.stack(
        [x + cos * reach[:, 0] - sin * reach[:, 1], y + sin * reach[:, 0] + cos * reach[:, 1]],
        axis=-1,
    )
    if on_road(corners, tables).any():
        return
    height = KERB_HEIGHT + lot.floors * FLOOR_HEIGHT + 0.4
    middle, size = (x, y, height / 2), (half_x, half_y, height / 2)
    scenery.rows.append(solid(Shape.BOX, Material.FACADE, middle, size, lot.color, heading))
    if lot.gable and lot.floors <= 4:
        rise = min(half_y, 3.2) * 0.75
        tapered = (half_x + 0.25, half_y + 0.35, rise / 2, 0.0, 0.0, half_y + 0.25)
        color = 0x6B4A3E if lot.color & 1 else 0x55585C
        middle = (x, y, height + rise / 2)
        scenery.rows.append(solid(Shape.TAPER, Material.ROOF, middle, tapered, color, heading))
        height += 0.6 * rise
    else:
        cornice = (half_x + 0.18, half_y + 0.18, 0.22)
        color = tinted(lot.color, 0.86)
        middle = (x, y, height + 0.2)
        scenery.rows.append(solid(Shape.BOX, Material.WALL, middle, cornice, color, heading))
        height += 0.4
    scenery.shades.append(Shade(x, y, half_x, half_y, heading, 0.0, height, 1.0))


def tinted(color: int, factor: float) -> int:
    """Returns a color 0xRRGGBB made lighter or darker."""
    channels = [min(int(((color >> shift) & 255) * factor), 255) for shift in (16, 8, 0)]
    return channels[0] << 16 | channels[1] << 8 | channels[2]
