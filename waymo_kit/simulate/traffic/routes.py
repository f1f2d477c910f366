"""Ways through the streets: smooth curves along lanes and through crossings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.streets import (
    BIKE_LANE_WIDTH,
    EAST,
    EAST_WEST,
    LANE_WIDTH,
    NORTH,
    NORTH_SOUTH,
    SOUTH,
    STOP_LINE,
    StreetMap,
)

STEP = 0.5
"""Distance between the samples of a route in meters."""
_ENTRY = 4.0
"""Distance from the edge of a crossing street at which a turn begins in meters."""
_SMOOTH = 7
"""Samples over which a route is averaged, so that its curvature has no jumps."""
_SIDE_ACCELERATION = 1.9
_BRAKING = 1.4

Crossing = tuple[int, int]


@dataclass(frozen=True)
class Leg:
    """One lane of a street, from a crossing to the next.

    Attributes:
        crossing: Crossing where it starts (north-south line, east-west line).
        direction: Direction of travel: EAST, NORTH, WEST or SOUTH.
        aside: Distance to the right of the center line in meters.
    """

    crossing: Crossing
    direction: int
    aside: float

    @property
    def family(self) -> int:
        """Family of the street."""
        return NORTH_SOUTH if self.direction in (NORTH, SOUTH) else EAST_WEST

    @property
    def sign(self) -> int:
        """Sign of the coordinate along the street in the direction of travel, 1 or -1."""
        return 1 if self.direction in (EAST, NORTH) else -1

    @property
    def line(self) -> int:
        """Index of the street in its family."""
        return self.crossing[0] if self.family == NORTH_SOUTH else self.crossing[1]

    @property
    def end(self) -> Crossing:
        """The crossing where it ends."""
        k, m = self.crossing
        return (k, m + self.sign) if self.family == NORTH_SOUTH else (k + self.sign, m)

    def span(self, streets: StreetMap, margin: float = _ENTRY) -> tuple[float, float]:
        """Coordinates along the street between which the leg runs, in the order of travel."""
        ends = []
        for crossing, sign in ((self.crossing, self.sign), (self.end, -self.sign)):
            other = crossing[1] if self.family == NORTH_SOUTH else crossing[0]
            across = 1 - self.family
            ends.append(
                float(streets.lines[across, other])
                + sign * (streets.half_width(across, other) + margin)
            )
        return ends[0], ends[1]

    def points(self, streets: StreetMap, along: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (N, 2) on the lane's center line at coordinates along the street; map frame."""
        return streets.place(self.family, self.line, along, self.sign * self.aside)[0]


@dataclass(frozen=True)
class Stop:
    """Stop of a route at a red light.

    Attributes:
        distance: Distance of the stop line along the route in meters.
        crossing: Crossing behind the stop line.
        arm: Direction from the crossing to the street that the route comes from.
    """

    distance: float
    crossing: Crossing
    arm: int


@dataclass(frozen=True)
class Route:
    """A curve to drive along.

    Attributes:
        points: (N, 2) points every `STEP` meters in the local frame.
        headings: (N,) headings in radians, continuous.
        limits: (N,) speed in m/s that suits curve, street and what comes ahead.
        stops: Stop lines in order.
    """

    points: NDArray[np.float64]
    headings: NDArray[np.float64]
    limits: NDArray[np.float64]
    stops: tuple[Stop, ...]

    @property
    def length(self) -> float:
        """Length in meters."""
        return STEP * (len(self.points) - 1)

    def at(self, distance: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Points (N, 2) and headings (N,) at distances along the route; smooth in the distance."""
        scaled = np.clip(np.asarray(distance) / STEP, 1.0, len(self.points) - 2.001)
        i = scaled.astype(np.int64)
        values = np.column_stack([self.points, self.headings])
        curve = _cubic(
            values[i - 1], values[i], values[i + 1], values[i + 2], (scaled - i)[:, None]
        )
        return curve[:, :2], curve[:, 2]


def _cubic(a: NDArray, b: NDArray, c: NDArray, d: NDArray, share: NDArray) -> NDArray:
    """Interpolates between b and c (Catmull-Rom)."""
    return b + 0.5 * share * (
        c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a))
    )


def lane_aside(lane: int) -> float:
    """Returns the distance of a lane's middle from the center line of its street in meters."""
    return (lane + 0.5) * LANE_WIDTH


def bike_aside(lanes: int) -> float:
    """Returns the distance of the bike lane's middle from the center line in meters."""
    return lanes * LANE_WIDTH + 0.5 * BIKE_LANE_WIDTH


def next_legs(streets: StreetMap, leg: Leg, *, bicycle: bool = False) -> list[Leg]:
    """Returns the legs that may follow: straight, left from the left lane, right from the right."""
    found = []
    lanes = int(streets.lanes[leg.family, leg.line])
    lane = lanes - 1 if bicycle else round(leg.aside / LANE_WIDTH - 0.5)
    for turn in (0, 1, -1):
        direction = (leg.direction + turn) % 4
        if not streets.arm_exists(leg.end, direction):
            continue
        onward = Leg(leg.end, direction, 0.0)
        width = int(streets.lanes[onward.family, onward.line])
        if turn == 0:
            target = lane
        elif turn == 1 and lane == 0 and not bicycle:
            target = 0
        elif turn == -1 and lane == lanes - 1:
            target = width - 1
        else:
            continue
        aside = bike_aside(width) if bicycle else lane_aside(target)
        found.append(Leg(leg.end, direction, aside))
    return found


def turn_of(leg: Leg, onward: Leg) -> int:
    """Returns 0 for straight on, 1 for a left turn and 3 for a right turn."""
    return (onward.direction - leg.direction) % 4


def random_legs(
    streets: StreetMap, first: Leg, length: float, dice: Dice, *, bicycle: bool, turn_chance: float
) -> list[Leg]:
    """Continues a leg at random until the way is at least `length` meters long or ends."""
    legs, total = [first], 0.0
    while total < length:
        start, end = legs[-1].span(streets)
        total += abs(end - start) + 20.0
        choices = next_legs(streets, legs[-1], bicycle=bicycle)
        if not choices:
            break
        straight = [leg for leg in choices if turn_of(legs[-1], leg) == 0]
        turning = [leg for leg in choices if turn_of(legs[-1], leg) != 0]
        if turning and (not straight or dice.chance(turn_chance)):
            legs.append(dice.pick(turning))
        else:
            legs.append(straight[0])
    return legs


def trace_route(
    streets: StreetMap, origin: NDArray, legs: list[Leg], begin: float, limits: tuple[float, float]
) -> Route:
    """Joins legs to a route.

    Args:
        streets: Map of the city.
        origin: (2,) origin of the local frame in the map frame.
        legs: Lanes in order; each starts where the one before ends.
        begin: Length of the first leg that is left out in meters.
        limits: Speed limits in m/s on streets with one and with two lanes per direction.
    """
    points: list[NDArray] = []
    speeds: list[NDArray] = []
    marks: list[tuple[int, Leg]] = []
    for number, leg in enumerate(legs):
        start, end = leg.span(streets)
        if number == 0:
            start += leg.sign * min(begin, abs(end - start) - 12.0)
        along = np.linspace(start, end, max(int(abs(end - start) / 2.0), 2) + 1)
        lane = leg.points(streets, along) - origin
        if points:
            turn = bridge(points[-1], lane)
            points.append(turn)
            speeds.append(np.full(len(turn), speeds[-1][-1]))
        points.append(lane)
        marks.append((sum(map(len, points)) - 1, leg))
        limit = limits[int(streets.lanes[leg.family, leg.line]) - 1]
        speeds.append(np.full(len(lane), limit))
    raw, limit_at = np.concatenate(points), np.concatenate(speeds)
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(raw, axis=0).T))])
    curve, scale = _resampled(raw, reached)
    headings = np.unwrap(np.arctan2(*np.gradient(curve, axis=0).T[::-1]))
    bends = np.abs(np.gradient(headings)) / STEP
    distance = np.arange(len(curve)) * STEP
    limits_there = np.minimum(
        np.interp(distance, reached * scale, limit_at),
        np.sqrt(_SIDE_ACCELERATION / np.maximum(bends, 1e-4)),
    )
    for i in range(len(limits_there) - 2, -1, -1):
        ahead = limits_there[i + 1]
        limits_there[i] = min(limits_there[i], np.sqrt(ahead * ahead + 2 * _BRAKING * STEP))
    stops = tuple(
        Stop(
            float(reached[index] * scale) - (STOP_LINE + 0.3 - _ENTRY),
            leg.end,
            (leg.direction + 2) % 4,
        )
        for index, leg in marks
    )
    return Route(curve, headings, limits_there, stops)


def bridge(before: NDArray, after: NDArray) -> NDArray:
    """Points of a curve through a crossing, without its ends."""
    start, end = before[-1], after[0]
    leave = before[-1] - before[-2]
    enter = after[1] - after[0]
    reach = 0.39 * np.hypot(*(end - start))
    one = start + reach * leave / np.hypot(*leave)
    two = end - reach * enter / np.hypot(*enter)
    t = np.linspace(0.0, 1.0, 18)[1:-1, None]
    return (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * one + 3 * (1 - t) * t**2 * two + t**3 * end


def _resampled(raw: NDArray, reached: NDArray) -> tuple[NDArray, float]:
    """Smooths a polyline and samples it every `STEP`; also its length over that of the raw one."""
    even = np.arange(0.0, reached[-1], STEP)
    curve = np.column_stack([np.interp(even, reached, raw[:, i]) for i in range(2)])
    window = np.hanning(_SMOOTH + 2)[1:-1]
    window /= window.sum()
    half = _SMOOTH // 2
    smooth = np.column_stack([np.convolve(curve[:, i], window, "valid") for i in range(2)])
    smooth = np.concatenate([curve[:half], smooth, curve[-half:]])
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(smooth, axis=0).T))])
    even = np.arange(0.0, length[-1], STEP)
    curve = np.column_stack([np.interp(even, length, smooth[:, i]) for i in range(2)])
    return curve, float(length[-1] / reached[-1])
