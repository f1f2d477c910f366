"""The street map of a city: two families of swaying lines, their crossings and lanes.

North-south lines are `u = const` and east-west lines `v = const` of the warped coordinates

    u = x + bend_0(y),    v = y + bend_1(x),

so that a point's distance to the nearest street and its place along it cost two table look-ups.
Positions are in the map frame of the city, meters, unless a name says `local`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.cities import Bend, City

LANE_WIDTH = 3.3
BIKE_LANE_WIDTH = 1.5
PARKING_WIDTH = 2.3
SIDEWALK_WIDTH = 3.4
CORNER_RADIUS = 5.0
KERB_HEIGHT = 0.15
CROSSWALK_START = 1.6
"""Distance of a crosswalk from the edge of the crossing street in meters."""
CROSSWALK_WIDTH = 3.0
STOP_LINE = 6.0
"""Distance of a stop line from the edge of the crossing street in meters."""

NORTH_SOUTH, EAST_WEST = 0, 1
EAST, NORTH, WEST, SOUTH = range(4)
"""Directions of travel, counter-clockwise, so that +1 is a left turn."""

_REACH = 64
"""Streets of a family on either side of the map's center."""


def half_width(lanes: int) -> float:
    """Returns half the width of a street in meters."""
    return lanes * LANE_WIDTH + BIKE_LANE_WIDTH + PARKING_WIDTH


NORTH_PIECE, EAST_PIECE, LIGHTS, LAWN = 1, 2, 4, 8
"""Bits of `StreetTables.crossings`: the north-south street goes on to the north, the east-west one
to the east, the crossing has traffic lights, the block to the north-east is grass."""


class StreetTables(NamedTuple):
    """Tables of the streets near a place for kernels; local frame (see `StreetMap.tables`).

    Few arrays, since each costs time in every call.

    Attributes:
        start: Minimum local x and y of the profile.
        profile: (6, S) float64, one sample per meter: bend_0 at y, bend_1 at x, meters across a
            north-south line per meter of u at y, the same for v at x, index of the north-south line
            nearest to u, index of the east-west line nearest to v.
        lines: (6, K) float64: u, half width and lanes per direction of north-south lines; v, half
            width and lanes per direction of east-west lines.
        crossings: (K, K) uint8 bits for each north-south and east-west line.
    """

    start: tuple[float, float]
    profile: NDArray[np.float64]
    lines: NDArray[np.float64]
    crossings: NDArray[np.uint8]


@dataclass(frozen=True)
class StreetMap:
    """The whole map of a city.

    Lines are numbered from 0; `middle` is the one nearest to the center.

    Attributes:
        city: City that the map belongs to.
        lines: (2, K) u of north-south lines, v of east-west lines.
        lanes: (2, K) number of lanes per direction.
    """

    city: City
    lines: NDArray[np.float64]
    lanes: NDArray[np.int32]

    @property
    def middle(self) -> int:
        """Index of the line next to the center of the map, in both families."""
        return _REACH

    def bend(self, family: int, position: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Sideways shift of a family's lines at a y (north-south) or x (east-west)."""
        return _waves(self.city.bends[family], position)

    def slope(self, family: int, position: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Returns the derivative of `bend`."""
        return _wave_slopes(self.city.bends[family], position)

    def half_width(self, family: int, line: int) -> float:
        """Returns half the width of a street in meters."""
        return half_width(int(self.lanes[family, line]))

    def exists(self, family: int, line: int, piece: int) -> bool:
        """Tells whether a street has the piece between crossing lines `piece` and `piece + 1`."""
        dice = Dice(self.city.name, "piece", family, line, piece)
        return not dice.chance(self.city.missing_street_chance)

    def has_signals(self, crossing: tuple[int, int]) -> bool:
        """Tells whether a crossing (north-south line, east-west line) has traffic lights."""
        avenues = int(self.lanes[0, crossing[0]] == 2) + int(self.lanes[1, crossing[1]] == 2)
        chance = self.city.signal_chance * (0.7, 1.1, 1.5)[avenues]
        return Dice(self.city.name, "signals", *crossing).chance(chance)

    def arm_exists(self, crossing: tuple[int, int], direction: int) -> bool:
        """Tells whether a street leaves a crossing in a direction."""
        k, m = crossing
        if direction in (NORTH, SOUTH):
            return self.exists(NORTH_SOUTH, k, m if direction == NORTH else m - 1)
        return self.exists(EAST_WEST, m, k if direction == EAST else k - 1)

    def arms(self, crossing: tuple[int, int]) -> list[int]:
        """Directions in which streets leave a crossing."""
        return [d for d in range(4) if self.arm_exists(crossing, d)]

    def place(
        self,
        family: int,
        line: int,
        along: NDArray[np.float64] | float,
        aside: NDArray[np.float64] | float,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Points beside a street's center line and the street's heading there.

        Args:
            family: NORTH_SOUTH or EAST_WEST.
            line: Index of the line.
            along: (N,) v of the points for a north-south line, u for an east-west one.
            aside: Distance in meters to the right of the line, seen towards growing `along`.

        Returns:
            points: (N, 2) x, y.
            heading: (N,) heading of the line towards growing `along` in radians.
        """
        along, aside = np.broadcast_arrays(
            np.asarray(along, dtype=np.float64), np.asarray(aside, dtype=np.float64)
        )
        sign = 1.0 if family == NORTH_SOUTH else -1.0
        other = 1 - family
        # The coordinate s along the axis solves s = along - bend_other(c) with c = line - bend(s).
        s = along.copy()
        c = np.full(along.shape, self.lines[family, line])
        for _ in range(12):
            stretch = np.sqrt(1.0 + self.slope(family, s) ** 2)
            c = self.lines[family, line] - self.bend(family, s) + sign * aside * stretch
            s = along - self.bend(other, c)
        tangent = -self.slope(family, s)
        if family == NORTH_SOUTH:
            return np.stack([c, s], axis=-1), np.arctan2(1.0, tangent)
        return np.stack([s, c], axis=-1), np.arctan2(tangent, np.ones_like(tangent))

    def warped(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns (u, v) of points (N, 2) x, y."""
        x, y = points[..., 0], points[..., 1]
        return np.stack([x + self.bend(0, y), y + self.bend(1, x)], axis=-1)

    def lines_within(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> list[range]:
        """Indices of the lines of both families in a box of (u, v), with one more on each side."""
        found = []
        for family in range(2):
            first = int(np.searchsorted(self.lines[family], low[family])) - 1
            last = int(np.searchsorted(self.lines[family], high[family]))
            found.append(range(max(first, 0), min(last, self.lines.shape[1] - 1) + 1))
        return found

    def tables(self, origin: NDArray[np.float64], low: NDArray, high: NDArray) -> StreetTables:
        """Tables for a rectangle of the map, in the local frame (map frame minus `origin`).

        Args:
            origin: (2,) origin of the local frame in the map frame.
            low: (2,) minimum local x and y.
            high: (2,) maximum local x and y.
        """
        margin = 2.0 + sum(b.amplitude for bends in self.city.bends for b in bends)
        size = int(np.ceil((high - low).max() + 2 * margin)) + 2
        start = np.floor(low - margin)
        samples = start[:, None] + np.arange(size)
        bend = np.stack([self.bend(f, samples[1 - f] + origin[1 - f]) for f in range(2)])
        slope = np.stack([self.slope(f, samples[1 - f] + origin[1 - f]) for f in range(2)])
        ranges = self.lines_within(start + origin, start + size + origin)
        count = max(len(r) for r in ranges)
        ranges = [range(r.start, r.start + count) for r in ranges]
        lines = np.stack([self.lines[f, r] - origin[f] for f, r in enumerate(ranges)])
        lanes = np.stack([self.lanes[f, r] for f, r in enumerate(ranges)])
        nearest = np.stack(
            [np.abs(samples[f][:, None] + 0.5 - lines[f]).argmin(axis=1) for f in range(2)]
        )
        columns = []
        for f in range(2):
            columns += [lines[f], [self.half_width(f, k) for k in ranges[f]], lanes[f]]
        scale = 1.0 / np.sqrt(1.0 + slope**2)
        return StreetTables(
            (float(start[0]), float(start[1])),
            np.concatenate([bend, scale, nearest]),
            np.array(columns, dtype=np.float64),
            np.array([[self._bits(k, m) for m in ranges[1]] for k in ranges[0]], dtype=np.uint8),
        )

    def _bits(self, k: int, m: int) -> int:
        """Returns the bits of one crossing; see `StreetTables`."""
        lawn = Dice(self.city.name, "lawn", k, m).chance(self.city.lawn_chance)
        return (
            NORTH_PIECE * self.exists(NORTH_SOUTH, k, m)
            | EAST_PIECE * self.exists(EAST_WEST, m, k)
            | LIGHTS * self.has_signals((k, m))
            | LAWN * lawn
        )


@lru_cache(maxsize=8)
def street_map(city: City) -> StreetMap:
    """Returns the map of a city; always the same one."""
    lines, lanes = [], []
    for family in range(2):
        dice = Dice(city.name, "lines", family)
        steps = [dice.uniform(*city.spacing) for _ in range(2 * _REACH)]
        positions = np.concatenate([[0.0], np.cumsum(steps)])
        lines.append(positions - positions[_REACH])
        lanes.append([2 if dice.chance(city.avenue_chance) else 1 for _ in positions])
    return StreetMap(city, np.array(lines), np.array(lanes, dtype=np.int32))


def _waves(bends: tuple[Bend, ...], position: NDArray[np.float64] | float) -> NDArray[np.float64]:
    total = np.zeros_like(np.asarray(position, dtype=np.float64))
    for b in bends:
        total = total + b.amplitude * np.sin(2 * math.pi / b.length * position + b.phase)
    return total


def _wave_slopes(
    bends: tuple[Bend, ...], position: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    total = np.zeros_like(np.asarray(position, dtype=np.float64))
    for b in bends:
        rate = 2 * math.pi / b.length
        total = total + b.amplitude * rate * np.cos(rate * position + b.phase)
    return total
