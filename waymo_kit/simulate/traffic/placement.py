"""Placement of the traffic: the ego vehicle's route, the vehicles and cyclists around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.pieces import Piece, pieces_within
from waymo_kit.simulate.city.streets import (
    EAST,
    NORTH,
    PARKING_WIDTH,
    SOUTH,
    WEST,
    StreetMap,
)
from waymo_kit.simulate.models import Model
from waymo_kit.simulate.traffic.actors import Actor, object_id, standing
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS, Driver, Motion, drive
from waymo_kit.simulate.traffic.people import cyclist
from waymo_kit.simulate.traffic.routes import (
    STEP,
    Crossing,
    Leg,
    Route,
    bike_aside,
    lane_aside,
    random_legs,
    trace_route,
)
from waymo_kit.simulate.traffic.signals import SignalPlan, signal_plan
from waymo_kit.simulate.traffic.vehicles import vehicle

WARM_UP = 25
"""Steps that the traffic runs before the first frame."""
EGO_FRONT, EGO_REAR, EGO_HALF_WIDTH = 4.0, 1.1, 1.05
"""The ego vehicle around its rear axle in meters."""

_SURROUNDINGS = 115.0
"""Maximum distance at which traffic is placed from the ego vehicle's way in meters."""
_PARKING_SLOT = 6.3
_PARKING_CORNER = 11.0


class Signals:
    """The signal plans of all crossings of a segment."""

    def __init__(self, streets: StreetMap, key: str) -> None:
        """Starts with the random plans of the segment called `key`."""
        self._streets, self._key = streets, key
        self._plans: dict[Crossing, SignalPlan] = {}

    def __call__(self, crossing: Crossing) -> SignalPlan:
        """Returns the plan of a crossing."""
        if crossing not in self._plans:
            self._plans[crossing] = signal_plan(self._streets, crossing, self._key)
        return self._plans[crossing]

    def set_green(self, crossing: Crossing, arm: int, seconds: float) -> None:
        """Lets the green of an arm start at a time."""
        self._plans[crossing] = self(crossing).shifted(arm, seconds)


@dataclass(frozen=True)
class EgoDrive:
    """The ego vehicle's way: its reference point is the middle of the rear axle.

    Attributes:
        route: Route that it drives.
        distance: (T,) distance along the route at the times of `Actor` tracks in meters.
        speed: (T,) speed in m/s.
    """

    route: Route
    distance: NDArray[np.float64]
    speed: NDArray[np.float64]


def ego_route(
    streets: StreetMap, origin: NDArray, crossing: Crossing, seconds: float, key: str
) -> tuple[Route, list[Leg]]:
    """Plans the ego vehicle's way, which comes to `crossing` after a few seconds.

    Returns:
        The route and the legs it is made of.
    """
    dice = Dice(key, "ego")
    arm = dice.pick(streets.arms(crossing))
    k, m = crossing
    behind = {EAST: (k + 1, m), NORTH: (k, m + 1), WEST: (k - 1, m), SOUTH: (k, m - 1)}[arm]
    first = Leg(behind, (arm + 2) % 4, 0.0)
    lanes = int(streets.lanes[first.family, first.line])
    first = Leg(behind, first.direction, lane_aside(dice.integer(0, lanes)))
    limits = streets.city.speed_limit
    start, end = first.span(streets)
    ahead = min(dice.uniform(30.0, 85.0), abs(end - start) - 16.0)
    needed = ahead + (seconds + 6.0) * max(limits) + 60.0
    legs = random_legs(streets, first, needed, dice, bicycle=False, turn_chance=0.5)
    return trace_route(streets, origin, legs, abs(end - start) - ahead, limits), legs


def simulate_traffic(
    streets: StreetMap,
    origin: NDArray,
    route: Route,
    samples: int,
    hurdles: NDArray[np.float64],
    signals: Signals,
    key: str,
) -> tuple[EgoDrive, list[Actor]]:
    """Lets the ego vehicle and the traffic around it drive.

    Args:
        streets: Map of the city.
        origin: (2,) origin of the local frame in the map frame.
        route: Route of the ego vehicle, from `ego_route`.
        samples: Length of the tracks.
        hurdles: (WARM_UP + samples, P, 3) x, y and radius of the pedestrians on the road.
        signals: Signals of all crossings.
        key: Name of the segment.
    """
    dice = Dice(key, "traffic")
    ego = Driver(
        route, 2.0, float(route.limits[4]) * 0.85, 0.92, EGO_FRONT, EGO_REAR, EGO_HALF_WIDTH
    )
    others = _spawn(streets, origin, route, samples, dice)
    motion = drive([ego, *(driver for driver, _ in others)], signals, WARM_UP, samples, hurdles)
    actors = [
        _actor(object_id(key, "driver", i), model, driver.route, motion, i + 1)
        for i, (driver, model) in enumerate(others)
    ]
    return EgoDrive(route, motion.distance[0], motion.speed[0]), actors


def time_signals(route: Route, signals: Signals, key: str) -> None:
    """Times the lights on the ego vehicle's way: some are red, but none for long."""
    dice = Dice(key, "lights")
    clock, place = -WARM_UP * FRAME_SECONDS, 2.0
    for stop in route.stops:
        index = min(int(stop.distance / STEP), len(route.limits) - 1)
        stretch = route.limits[int(place / STEP) : index]
        speed = float(np.mean(stretch)) if len(stretch) else 5.0
        clock += max(stop.distance - place, 0.0) / (0.85 * speed)
        place = stop.distance
        if dice.chance(0.3):
            wait = dice.uniform(3.0, 7.0)
            signals.set_green(stop.crossing, stop.arm, clock + wait)
            clock += wait + 2.0
        else:
            signals.set_green(stop.crossing, stop.arm, clock - dice.uniform(2.0, 4.5))


def park(
    streets: StreetMap, origin: NDArray, low: NDArray, high: NDArray, samples: int, key: str
) -> list[Actor]:
    """Parks vehicles along the kerbs of a rectangle of local x and y."""
    actors = []
    for piece in pieces_within(streets, low + origin, high + origin):
        for side in (-1, 1):
            actors += _park_along(streets, origin, piece, side, samples, key)
    return actors


def _park_along(
    streets: StreetMap, origin: NDArray, piece: Piece, side: int, samples: int, key: str
) -> list[Actor]:
    name = f"{piece.family}/{piece.line}/{piece.index}/{side}"
    dice = Dice(key, "parked", name)
    along, models, wiggles = [], [], []
    position = piece.start + _PARKING_CORNER + 3.0
    while position < piece.end - _PARKING_CORNER - 3.0:
        model = vehicle(dice, parked=True)
        slot = max(_PARKING_SLOT, model.size[0] + 1.1)
        if dice.chance(streets.city.parked_chance):
            along.append(position + slot / 2)
            models.append(model)
            wiggles.append((dice.uniform(-0.12, 0.12), dice.normal(0.0, 0.015)))
        position += slot
    if not along or along[-1] > piece.end - _PARKING_CORNER:
        along, models, wiggles = along[:-1], models[:-1], wiggles[:-1]
    if not along:
        return []
    aside = [side * (piece.half_width - PARKING_WIDTH / 2 + shift) for shift, _ in wiggles]
    points, headings = streets.place(piece.family, piece.line, np.array(along), np.array(aside))
    return [
        standing(
            object_id(key, "parked", name, i),
            model,
            (float(point[0] - origin[0]), float(point[1] - origin[1]), 0.0),
            float(heading) + wiggles[i][1] + (0.0 if side > 0 else math.pi),
            samples,
        )
        for i, (point, heading, model) in enumerate(zip(points, headings, models, strict=True))
    ]


def _spawn(
    streets: StreetMap, origin: NDArray, route: Route, samples: int, dice: Dice
) -> list[tuple[Driver, Model]]:
    """Drivers at random places on the streets around the ego vehicle's way."""
    city = streets.city
    seconds = (WARM_UP + samples) * FRAME_SECONDS
    way = route.points[: int(seconds * max(city.speed_limit) / STEP)]
    low, high = way.min(axis=0) - _SURROUNDINGS, way.max(axis=0) + _SURROUNDINGS
    legs = _legs_near(streets, origin, low, high)
    if not legs:
        return []
    taken: dict[Leg, list[float]] = {}
    found: list[tuple[Driver, Model]] = []
    crowding = max(1.0, len(way) * STEP / 150.0)
    for bicycle, wanted in ((False, city.vehicles), (True, city.cyclists)):
        for _ in range(int(wanted * crowding)):
            leg = dice.pick(legs)
            if bicycle:
                leg = Leg(
                    leg.crossing,
                    leg.direction,
                    bike_aside(int(streets.lanes[leg.family, leg.line])),
                )
            start, end = leg.span(streets)
            begin = dice.uniform(3.0, max(abs(end - start) - 26.0, 4.0))
            model = cyclist(dice) if bicycle else vehicle(dice, parked=False)
            spacing = 11.0 + model.size[0]
            here = leg.points(streets, np.array([start + leg.sign * begin]))[0] - origin
            if any(abs(begin - other) < spacing for other in taken.get(leg, [])):
                continue
            if np.hypot(*(route.points[:60] - here).T).min() < 7.0 and not bicycle:
                continue
            taken.setdefault(leg, []).append(begin)
            limits = (5.2, 5.6) if bicycle else city.speed_limit
            legs_on = random_legs(
                streets,
                leg,
                begin + seconds * max(limits) + 40.0,
                dice,
                bicycle=bicycle,
                turn_chance=0.2 if bicycle else 0.35,
            )
            path = trace_route(streets, origin, legs_on, begin, limits)
            length, width, _ = model.size
            driver = Driver(
                path,
                1.0,
                0.8 * float(path.limits[2]),
                dice.uniform(0.82, 1.02),
                length / 2,
                length / 2,
                width / 2,
            )
            found.append((driver, model))
    return found


def _legs_near(streets: StreetMap, origin: NDArray, low: NDArray, high: NDArray) -> list[Leg]:
    legs = []
    for piece in pieces_within(streets, low + origin, high + origin):
        for lane in range(int(streets.lanes[piece.family, piece.line])):
            legs += [Leg(*way, lane_aside(lane)) for way in piece.ways()]
    inside = []
    for leg in legs:
        start, end = leg.span(streets)
        middle = leg.points(streets, np.array([0.5 * (start + end)]))[0] - origin
        if abs(end - start) > 34.0 and (middle > low).all() and (middle < high).all():
            inside.append(leg)
    return inside


def _actor(identifier: str, model: Model, route: Route, motion: Motion, index: int) -> Actor:
    points, headings = route.at(motion.distance[index])
    positions = np.column_stack([points, np.zeros(len(points))])
    return Actor(identifier, model, positions, headings, motion.distance[index] * 2.6)
