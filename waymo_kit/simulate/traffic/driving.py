"""Drivers that follow their routes, keep their distance and obey the lights.

The Intelligent Driver Model (Treiber, Hennecke and Helbing, "Congested traffic states in empirical
observations and microscopic simulations", Physical Review E 62, 2000), with whatever stands in a
driver's way within its lane as the leader.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.simulate.traffic.routes import STEP, Crossing, Route
from waymo_kit.simulate.traffic.signals import GREEN, RED, SignalPlan

FRAME_SECONDS = 0.1
"""Time between frames, and the step of the traffic."""

_ACCELERATION = 1.7
_BRAKING = 2.3
_HARDEST_BRAKING = 6.0
_DISTANCE = 2.2
_HEADWAY = 1.2
_SIGHT = 48.0
_ELBOW_ROOM = 0.35


@dataclass(frozen=True)
class Driver:
    """One vehicle or cyclist under way.

    Attributes:
        route: Route to follow.
        start: Distance along the route at the beginning in meters.
        speed: Speed at the beginning in m/s.
        pace: Factor on the speed limits.
        front: Distance from its reference point to its front in meters.
        rear: Distance from its reference point to its rear in meters.
        half_width: Half width in meters.
    """

    route: Route
    start: float
    speed: float
    pace: float
    front: float
    rear: float
    half_width: float


@dataclass(frozen=True)
class Motion:
    """Distances and speeds of drivers over time.

    Attributes:
        distance: (A, T) distance along the routes in meters.
        speed: (A, T) speed in m/s.
    """

    distance: NDArray[np.float64]
    speed: NDArray[np.float64]


def drive(
    drivers: list[Driver],
    plans: Callable[[Crossing], SignalPlan],
    warm_up: int,
    steps: int,
    hurdles: NDArray[np.float64],
) -> Motion:
    """Lets all drivers move together.

    Args:
        drivers: Drivers, at least one.
        plans: Function from a crossing to its signals; time 0 is the first recorded step.
        warm_up: Number of steps before the first recorded one.
        steps: Number of recorded steps.
        hurdles: (warm_up + steps, P, 3) x, y and radius of pedestrians at each step.
    """
    count = len(drivers)
    longest = max(len(d.route.points) for d in drivers)
    lanes = np.full((count, longest, 4), np.nan)
    for i, d in enumerate(drivers):
        n = len(d.route.points)
        lanes[i, :n] = np.column_stack([d.route.points, d.route.headings, d.route.limits * d.pace])
        lanes[i, n:] = lanes[i, n - 1]
        lanes[i, n:, 3] = 0.0
    bodies = np.array([[d.front, d.rear, d.half_width] for d in drivers])
    s = np.array([d.start for d in drivers])
    v = np.array([d.speed for d in drivers])
    ends = np.array([d.route.length for d in drivers]) - 2.0
    distance, speed = np.empty((count, steps)), np.empty((count, steps))
    for step in range(-warm_up, steps):
        if step >= 0:
            distance[:, step], speed[:, step] = s, v
        seconds = step * FRAME_SECONDS
        halts = np.array(
            [_halt(d, s[i], v[i], plans, seconds) for i, d in enumerate(drivers)], dtype=np.float64
        )
        gain = np.empty(count)
        _accelerations(lanes, bodies, s, v, np.minimum(halts, ends), hurdles[step + warm_up], gain)
        faster = np.maximum(v + gain * FRAME_SECONDS, 0.0)
        s = s + 0.5 * (v + faster) * FRAME_SECONDS
        v = faster
    return Motion(distance, speed)


def _halt(
    driver: Driver,
    s: float,
    v: float,
    plans: Callable[[Crossing], SignalPlan],
    seconds: float,
) -> float:
    """Returns the distance along the route at which the driver has to stop for a light."""
    for stop in driver.route.stops:
        ahead = stop.distance - driver.front - s
        if ahead < -0.5:
            continue
        if ahead > _SIGHT:
            break
        state = plans(stop.crossing).state(stop.arm, seconds)
        if state == GREEN or (state != RED and v * v > 2 * 3.0 * max(ahead, 0.1)):
            continue
        if v * v > 2 * _HARDEST_BRAKING * max(ahead, 0.1) and v > 1.0:
            continue
        return s + ahead
    return math.inf


@kernel
def _accelerations(lanes, bodies, s, v, halts, hurdles, gain):
    """Writes the acceleration of each driver, in m/s^2, to `gain`; see `drive`."""
    count, length = lanes.shape[0], lanes.shape[1]
    spots = np.empty((count, 3, 2))
    headings = np.empty(count)
    for j in range(count):
        at = min(int(s[j] / STEP), length - 2)
        share = s[j] / STEP - at
        x = lanes[j, at, 0] + share * (lanes[j, at + 1, 0] - lanes[j, at, 0])
        y = lanes[j, at, 1] + share * (lanes[j, at + 1, 1] - lanes[j, at, 1])
        headings[j] = lanes[j, at, 2]
        cos, sin = math.cos(headings[j]), math.sin(headings[j])
        inset = min(bodies[j, 2], 0.5 * (bodies[j, 0] + bodies[j, 1]))
        ends = (bodies[j, 0] - inset, 0.5 * (bodies[j, 0] - bodies[j, 1]), inset - bodies[j, 1])
        for part in range(3):
            spots[j, part, 0] = x + ends[part] * cos
            spots[j, part, 1] = y + ends[part] * sin
    for i in range(count):
        at = min(int(s[i] / STEP), length - 2)
        limit = max(lanes[i, at, 3], 0.1)
        push = 1.0 - (v[i] / limit) ** 4
        ahead = halts[i] - s[i]
        if ahead < _SIGHT:
            push = min(push, _follow(v[i], v[i], ahead + _DISTANCE))
        blocked = False
        sight = 0.3
        while sight < _SIGHT and not blocked:
            there = s[i] + bodies[i, 0] + sight
            at = min(int(there / STEP), length - 1)
            x, y, heading = lanes[i, at, 0], lanes[i, at, 1], lanes[i, at, 2]
            for j in range(count):
                if j == i:
                    continue
                reach = bodies[i, 2] + bodies[j, 2] + _ELBOW_ROOM
                for part in range(3):
                    dx, dy = spots[j, part, 0] - x, spots[j, part, 1] - y
                    if dx * dx + dy * dy < reach * reach:
                        other = max(v[j] * math.cos(headings[j] - heading), 0.0)
                        gap = sight + bodies[i, 2] + 0.5
                        push = min(push, _follow(v[i], v[i] - other, gap))
                        blocked = True
                        break
            for p in range(len(hurdles)):
                dx, dy = hurdles[p, 0] - x, hurdles[p, 1] - y
                if dx * dx + dy * dy < (bodies[i, 2] + hurdles[p, 2]) ** 2:
                    push = min(push, _follow(v[i], v[i], sight + 0.5))
                    blocked = True
            sight += 1.0
        gain[i] = min(max(_ACCELERATION * push, -_HARDEST_BRAKING), _ACCELERATION)


@kernel
def _follow(speed, closing, gap):
    """Returns the share of the acceleration due to a leader, relative to the maximum."""
    wanted = _DISTANCE + max(
        speed * _HEADWAY + speed * closing / (2.0 * math.sqrt(_ACCELERATION * _BRAKING)), 0.0
    )
    return 1.0 - (wanted / max(gap, 0.1)) ** 2
