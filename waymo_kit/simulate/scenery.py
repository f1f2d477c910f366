"""What stands beside the streets: buildings, plants, lamps, traffic lights and signs.

All of it belongs to the city's map: two segments that pass the same corner see the same house.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.ground import on_road
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import Model, Row, plate_sign, stop_sign
from waymo_kit.simulate.solids import Shape, Solids, gather, solid
from waymo_kit.simulate.streets import (
    EAST_WEST,
    KERB_HEIGHT,
    LANE_WIDTH,
    NORTH_SOUTH,
    SIDEWALK_WIDTH,
    STOP_LINE,
    StreetMap,
    StreetTables,
)

FLOOR_HEIGHT = 3.2
_LAMP_SPACING = 34.0
_CORNER = 9.0
"""Kerb next to a crossing that stays free of trees and lamps, metres."""


@dataclass(frozen=True)
class PlacedSign:
    """A sign at its place; local frame, heading of its model's x axis."""

    model: Model
    position: tuple[float, float, float]
    heading: float
    key: str


@dataclass(frozen=True)
class SignalHead:
    """A traffic light for the traffic that comes to a crossing from one arm.

    Attributes:
        position: of its middle, local frame.
        heading: direction in which it shines, radians.
        crossing: indices of the north-south and the east-west line.
        arm: direction from the crossing to the street whose traffic it controls.
    """

    position: tuple[float, float, float]
    heading: float
    crossing: tuple[int, int]
    arm: int


@dataclass(frozen=True)
class Shade:
    """A thing as its shadow needs it: an upright box or drum, local frame.

    Attributes:
        x: middle.
        y: middle.
        half_x: half length along the heading.
        half_y: half length across it.
        heading: radians.
        bottom: height of the underside over the road, metres.
        top: height of the upper side, metres.
        depth: darkness of the shadow, 0 to 1.
    """

    x: float
    y: float
    half_x: float
    half_y: float
    heading: float
    bottom: float
    top: float
    depth: float


@dataclass
class Scenery:
    """Everything of a place that never moves; built up by `build_scenery`."""

    rows: list[Row] = field(default_factory=list)
    signs: list[PlacedSign] = field(default_factory=list)
    signals: list[SignalHead] = field(default_factory=list)
    shades: list[Shade] = field(default_factory=list)
    lamps: list[tuple[float, float, float]] = field(default_factory=list)

    def solids(self) -> Solids:
        """All parts as solids without owner."""
        return gather(self.rows)


@dataclass(frozen=True)
class Piece:
    """A street between two crossings.

    Attributes:
        family: NORTH_SOUTH or EAST_WEST.
        line: index of the street.
        index: index of the crossing line at its start.
        start: v or u at which it leaves the first crossing, map frame.
        end: v or u at which it reaches the next crossing.
        half_width: metres from the centre line to the kerb.
    """

    family: int
    line: int
    index: int
    start: float
    end: float
    half_width: float


def pieces_within(streets: StreetMap, low: NDArray, high: NDArray) -> Iterator[Piece]:
    """The street pieces that reach into a rectangle of the map, given by its corners (x, y)."""
    corners = np.array([[low[0], low[1]], [low[0], high[1]], [high[0], low[1]], [high[0], high[1]]])
    warped = streets.warped(corners)
    ranges = streets.lines_within(warped.min(axis=0), warped.max(axis=0))
    for family in (NORTH_SOUTH, EAST_WEST):
        across = ranges[1 - family]
        for line in ranges[family]:
            for index in across[:-1]:
                if streets.exists(family, line, index):
                    ends = streets.lines[1 - family, index : index + 2]
                    yield Piece(
                        family,
                        line,
                        index,
                        float(ends[0]) + streets.half_width(1 - family, index),
                        float(ends[1]) - streets.half_width(1 - family, index + 1),
                        streets.half_width(family, line),
                    )


def build_scenery(
    streets: StreetMap, tables: StreetTables, origin: NDArray, low: NDArray, high: NDArray
) -> Scenery:
    """Builds the surroundings of a place.

    Args:
        streets: the city's map.
        tables: its tables for the place.
        origin: (2,) of the local frame in the map frame.
        low: (2,) least local x and y to fill.
        high: (2,) greatest local x and y to fill.
    """
    scenery = Scenery()
    crossings: dict[tuple[int, int], None] = {}
    for piece in pieces_within(streets, low + origin, high + origin):
        builder = _Roadside(streets, tables, origin, piece, scenery)
        for side in (-1, 1):
            builder.add_buildings(side)
            builder.add_trees(side)
            builder.add_lamps(side)
            builder.add_signs(side)
        for index in (piece.index, piece.index + 1):
            pair = (piece.line, index) if piece.family == NORTH_SOUTH else (index, piece.line)
            crossings[pair] = None
    for crossing in crossings:
        _add_crossing(streets, origin, crossing, scenery)
    return scenery


class _Roadside:
    """Fills both sides of one street piece."""

    def __init__(
        self,
        streets: StreetMap,
        tables: StreetTables,
        origin: NDArray,
        piece: Piece,
        scenery: Scenery,
    ) -> None:
        self._streets, self._tables, self._origin = streets, tables, origin
        self._piece, self._scenery = piece, scenery
        self._city = streets.city

    def _dice(self, what: str, side: int) -> Dice:
        piece = self._piece
        return Dice(self._city.name, what, piece.family, piece.line, piece.index, side)

    def _place(self, along: list[float], aside: list[float]) -> tuple[NDArray, NDArray]:
        points, heading = self._streets.place(
            self._piece.family, self._piece.line, np.array(along), np.array(aside)
        )
        return points - self._origin, heading

    def add_buildings(self, side: int) -> None:
        """Lots along one side of the piece; east-west streets leave the corners to the others."""
        style, piece = self._city.buildings, self._piece
        dice = self._dice("lots", side)
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
            spare = 0.0 if style.gap_chance < 0.1 else dice.uniform(0.5, 3.0)
            colour, gable = dice.pick(style.palette), dice.chance(style.gable_chance)
            if not dice.chance(style.gap_chance):
                lots.append(
                    (position + width / 2, width - spare, depth, setback, floors, colour, gable)
                )
            position += width + (spare if spare else 0.02)
        if not lots:
            return
        front = piece.half_width + SIDEWALK_WIDTH
        centres, headings = self._place(
            [lot[0] for lot in lots], [side * (front + lot[3] + lot[2] / 2) for lot in lots]
        )
        for centre, heading, lot in zip(centres, headings, lots, strict=True):
            self._add_building(centre, float(heading), *lot[1:])
        self._add_hedges(side, lots)

    def _add_building(
        self,
        centre: NDArray,
        heading: float,
        width: float,
        depth: float,
        setback: float,
        floors: int,
        colour: int,
        gable: bool,
    ) -> None:
        x, y = float(centre[0]), float(centre[1])
        half_x, half_y = width / 2, depth / 2
        cos, sin = math.cos(heading), math.sin(heading)
        reach = np.array([[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1)]) * [
            half_x + 1,
            half_y + 1,
        ]
        corners = np.stack(
            [x + cos * reach[:, 0] - sin * reach[:, 1], y + sin * reach[:, 0] + cos * reach[:, 1]],
            axis=-1,
        )
        if on_road(corners, self._tables).any():
            return
        height = KERB_HEIGHT + floors * FLOOR_HEIGHT + 0.4
        rows = self._scenery.rows
        rows.append(
            solid(
                Shape.BOX,
                Material.FACADE,
                (x, y, height / 2),
                (half_x, half_y, height / 2),
                colour,
                heading,
            )
        )
        if gable and floors <= 4:
            rise = min(half_y, 3.2) * 0.75
            rows.append(
                solid(
                    Shape.TAPER,
                    Material.ROOF,
                    (x, y, height + rise / 2),
                    (half_x + 0.25, half_y + 0.35, rise / 2, 0.0, 0.0, half_y + 0.25),
                    0x6B4A3E if colour & 1 else 0x55585C,
                    heading,
                )
            )
        else:
            rows.append(
                solid(
                    Shape.BOX,
                    Material.WALL,
                    (x, y, height + 0.2),
                    (half_x + 0.18, half_y + 0.18, 0.22),
                    _tinted(colour, 0.86),
                    heading,
                )
            )
            rise = 0.4
        self._scenery.shades.append(
            Shade(x, y, half_x, half_y, heading, 0.0, height + 0.6 * rise, 1.0)
        )

    def _add_hedges(self, side: int, lots: list[tuple]) -> None:
        """Bushes in front of houses that stand back from the street."""
        dice = self._dice("hedges", side)
        along, aside, sizes = [], [], []
        for middle, width, _, setback, *_ in lots:
            if setback < 2.5:
                continue
            for _ in range(dice.integer(0, 4)):
                along.append(middle + dice.uniform(-0.45, 0.45) * width)
                size = dice.uniform(0.5, 1.1)
                aside.append(
                    side
                    * (self._piece.half_width + SIDEWALK_WIDTH + dice.uniform(0.8, setback - 1.1))
                )
                sizes.append(
                    (size, dice.uniform(0.6, 1.3) * size, dice.pick((0x4E6B34, 0x5E7A3C, 0x3F5A2E)))
                )
        if not along:
            return
        points, _ = self._place(along, aside)
        for (x, y), (radius, tall, colour) in zip(points, sizes, strict=True):
            self._scenery.rows.append(
                solid(
                    Shape.ELLIPSOID,
                    Material.FOLIAGE,
                    (float(x), float(y), KERB_HEIGHT + 0.7 * tall),
                    (radius, radius, tall),
                    colour,
                )
            )

    def add_trees(self, side: int) -> None:
        """Street trees between kerb and sidewalk, and some behind the sidewalk."""
        dice, piece = self._dice("trees", side), self._piece
        along, aside = [], []
        position = piece.start + _CORNER + dice.uniform(0.0, 6.0)
        while position < piece.end - _CORNER:
            if not dice.chance(0.25):
                along.append(position)
                aside.append(side * (piece.half_width + 0.75))
            if self._city.lawn_chance > 0.2 and dice.chance(0.45):
                along.append(position + dice.uniform(-4.0, 4.0))
                aside.append(side * (piece.half_width + SIDEWALK_WIDTH + dice.uniform(1.0, 2.2)))
            position += self._city.tree_spacing * dice.uniform(0.75, 1.35)
        if not along:
            return
        points, _ = self._place(along, aside)
        for x, y in points:
            if dice.chance(self._city.palm_chance):
                self._add_palm(dice, float(x), float(y))
            else:
                self._add_tree(dice, float(x), float(y))

    def _add_tree(self, dice: Dice, x: float, y: float) -> None:
        rows = self._scenery.rows
        size = dice.uniform(0.7, 1.3)
        trunk, radius = 2.7 + 0.8 * size, 0.1 + 0.1 * size
        colour = dice.pick((0x4F7A34, 0x5E8A3E, 0x44682F, 0x6E8C3A, 0x39592B))
        rows.append(
            solid(
                Shape.DRUM_Z,
                Material.BARK,
                (x, y, trunk / 2 + 0.3),
                (radius, trunk / 2 + 0.3),
                0x5A4736,
            )
        )
        for i in range(dice.integer(4, 7)):
            turn = dice.uniform(0.0, 2 * math.pi)
            off = (0.25 if i == 0 else dice.uniform(0.7, 1.25)) * size
            wide = dice.uniform(1.05, 1.6) * size
            rows.append(
                solid(
                    Shape.ELLIPSOID,
                    Material.FOLIAGE,
                    (
                        x + off * math.cos(turn),
                        y + off * math.sin(turn),
                        trunk + (1.9 if i == 0 else dice.uniform(0.5, 2.2)) * size,
                    ),
                    (wide, wide * dice.uniform(0.85, 1.1), wide * dice.uniform(0.7, 0.95)),
                    _tinted(colour, dice.uniform(0.85, 1.15)),
                    turn,
                )
            )
        self._scenery.shades.append(
            Shade(x, y, 1.9 * size, 1.9 * size, 0.0, trunk - 0.4, trunk + 3.0 * size, 0.8)
        )
        self._scenery.shades.append(Shade(x, y, radius, radius, 0.0, 0.0, trunk, 0.8))

    def _add_palm(self, dice: Dice, x: float, y: float) -> None:
        rows = self._scenery.rows
        tall = dice.uniform(6.0, 11.0)
        rows.append(
            solid(
                Shape.DRUM_Z,
                Material.BARK,
                (x, y, tall / 2),
                (dice.uniform(0.14, 0.2), tall / 2),
                0x7A6850,
            )
        )
        rows.append(
            solid(Shape.ELLIPSOID, Material.FOLIAGE, (x, y, tall), (0.75, 0.75, 0.6), 0x4B6B2F)
        )
        for i in range(9):
            turn = 2 * math.pi * (i + dice.uniform(-0.2, 0.2)) / 9
            lean = dice.uniform(-0.35, 0.25)
            rows.append(
                solid(
                    Shape.ROD,
                    Material.PALM_LEAF,
                    (
                        x + 0.85 * math.cos(turn),
                        y + 0.85 * math.sin(turn),
                        tall + 0.15 + 0.9 * lean,
                    ),
                    (0.85, 0.0, 0.85 * lean, 0.09),
                    0x5C7D35,
                    turn,
                )
            )
        self._scenery.shades.append(Shade(x, y, 1.4, 1.4, 0.0, tall - 0.5, tall + 0.5, 0.55))
        self._scenery.shades.append(Shade(x, y, 0.17, 0.17, 0.0, 0.0, tall, 0.8))

    def add_lamps(self, side: int) -> None:
        """Street lamps, on the two sides in turn."""
        piece = self._piece
        length = piece.end - piece.start
        count = max(int(length / _LAMP_SPACING), 1)
        along = [
            piece.start + length * (i + 0.5) / count
            for i in range(count)
            if (i + piece.index) % 2 == (side > 0)
        ]
        if not along:
            return
        points, headings = self._place(along, [side * (piece.half_width + 0.45)] * len(along))
        for (x, y), heading in zip(points, headings, strict=True):
            x, y, inward = float(x), float(y), float(heading) + side * math.pi / 2
            cos, sin = math.cos(inward), math.sin(inward)
            rows = self._scenery.rows
            rows.append(solid(Shape.DRUM_Z, Material.POLE, (x, y, 3.9), (0.085, 3.9), 0x6E7276))
            rows.append(
                solid(
                    Shape.ROD,
                    Material.POLE,
                    (x + 0.9 * cos, y + 0.9 * sin, 7.85),
                    (0.9, 0.0, 0.08, 0.05),
                    0x6E7276,
                    inward,
                )
            )
            head = (x + 2.0 * cos, y + 2.0 * sin)
            rows.append(
                solid(Shape.BOX, Material.POLE, (*head, 7.92), (0.34, 0.14, 0.06), 0x54575B, inward)
            )
            self._scenery.lamps.append((*head, 7.8))
            self._scenery.shades.append(Shade(x, y, 0.085, 0.085, 0.0, 0.0, 7.8, 0.7))

    def add_signs(self, side: int) -> None:
        """Speed limit and parking signs on posts at the kerb."""
        dice, piece = self._dice("signs", side), self._piece
        length = piece.end - piece.start
        along, signs = [], []
        if length > 60 and dice.chance(0.6):
            along.append(piece.start + length * dice.uniform(0.3, 0.45))
            signs.append(plate_sign(0.61, 0.76, 2.1, 0xF2F2F0))
        for share in (0.2, 0.55, 0.8):
            if dice.chance(0.45):
                along.append(piece.start + length * (share + dice.uniform(-0.04, 0.04)))
                signs.append(plate_sign(0.3, 0.46, 2.15, dice.pick((0xF2F2F0, 0xE8EDE6, 0xD8E0EC))))
        if not along:
            return
        points, headings = self._place(along, [side * (piece.half_width + 0.4)] * len(along))
        for i, ((x, y), heading) in enumerate(zip(points, headings, strict=True)):
            travel = float(heading) + (0.0 if side > 0 else math.pi)
            key = f"{piece.family}/{piece.line}/{piece.index}/{side}/{i}"
            _add_post(self._scenery, float(x), float(y), travel, signs[i], key)


def _add_post(scenery: Scenery, x: float, y: float, travel: float, model: Model, key: str) -> None:
    """A post whose sign faces the traffic that drives in direction `travel`."""
    top = KERB_HEIGHT + model.lift + model.size[2]
    scenery.rows.append(
        solid(Shape.DRUM_Z, Material.POLE, (x, y, top / 2), (0.035, top / 2), 0x8A8D90)
    )
    back = 0.055
    position = (x - back * math.cos(travel), y - back * math.sin(travel), KERB_HEIGHT)
    scenery.signs.append(PlacedSign(model, position, travel - math.pi / 2, key))


def _add_crossing(
    streets: StreetMap, origin: NDArray, crossing: tuple[int, int], scenery: Scenery
) -> None:
    """Traffic lights or stop signs on every arm of a crossing, and street names."""
    arms = streets.arms(crossing)
    if len(arms) < 3:
        return
    lights = streets.has_signals(crossing)
    k, m = crossing
    for arm in arms:
        along_ns = arm % 2 == 1
        family, line, other = (NORTH_SOUTH, k, m) if along_ns else (EAST_WEST, m, k)
        outward = 1.0 if arm in (0, 1) else -1.0
        centre = float(streets.lines[1 - family, other])
        edge = streets.half_width(1 - family, other)
        width = streets.half_width(family, line)
        # Traffic comes towards the crossing, so its right is the left of the outward direction.
        right = -outward
        if lights:
            far, heading = streets.place(
                family, line, centre - outward * (edge + 1.2), right * (width + 0.9)
            )
            _add_lights(streets, origin, far, float(heading), crossing, arm, scenery)
        else:
            near, heading = streets.place(
                family, line, centre + outward * (edge + STOP_LINE - 1.0), right * (width + 0.6)
            )
            x, y = near - origin
            travel = float(heading) + (math.pi if outward > 0 else 0.0)
            _add_post(scenery, float(x), float(y), travel, stop_sign(), f"stop/{k}/{m}/{arm}")
    if Dice(streets.city.name, "names", k, m).chance(0.7):
        corner, heading = streets.place(
            NORTH_SOUTH,
            k,
            float(streets.lines[1, m]) + streets.half_width(1, m) + 1.0,
            streets.half_width(0, k) + 1.6,
        )
        x, y = corner - origin
        name = plate_sign(0.95, 0.24, 2.75, 0x1E6B3A)
        _add_post(scenery, float(x), float(y), float(heading), name, f"name/{k}/{m}")


def _add_lights(
    streets: StreetMap,
    origin: NDArray,
    point: NDArray,
    heading: float,
    crossing: tuple[int, int],
    arm: int,
    scenery: Scenery,
) -> None:
    """A mast on the far side of the crossing with an arm over the lanes, and two light heads."""
    outward = 1.0 if arm in (0, 1) else -1.0
    x, y = (float(value) for value in point - origin)
    shine = heading + (0.0 if outward > 0 else math.pi)
    left = shine - math.pi / 2
    family = NORTH_SOUTH if arm % 2 == 1 else EAST_WEST
    line = crossing[0] if family == NORTH_SOUTH else crossing[1]
    reach = streets.half_width(family, line) + 0.9 - 0.5 * LANE_WIDTH
    cos, sin = math.cos(left), math.sin(left)
    rows = scenery.rows
    rows.append(solid(Shape.DRUM_Z, Material.POLE, (x, y, 3.1), (0.12, 3.1), 0x5C6064))
    rows.append(
        solid(
            Shape.ROD,
            Material.POLE,
            (x - 0.5 * reach * cos, y - 0.5 * reach * sin, 6.0),
            (0.5 * reach, 0.0, 0.0, 0.07),
            0x5C6064,
            left,
        )
    )
    scenery.shades.append(Shade(x, y, 0.12, 0.12, 0.0, 0.0, 6.0, 0.8))
    for share, level in ((1.0, 5.75), (0.55, 5.75), (0.0, 3.2)):
        aside = reach * share + (0.22 if share == 0 else 0.0)
        place = (
            x - aside * cos + 0.2 * math.cos(shine),
            y - aside * sin + 0.2 * math.sin(shine),
            level,
        )
        scenery.signals.append(SignalHead(place, shine, crossing, arm))


def _tinted(colour: int, factor: float) -> int:
    """A colour 0xRRGGBB made lighter or darker."""
    channels = [min(int(((colour >> shift) & 255) * factor), 255) for shift in (16, 8, 0)]
    return channels[0] << 16 | channels[1] << 8 | channels[2]
