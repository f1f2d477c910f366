"""Surroundings, traffic and ego vehicle of a segment, without its sensors."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.neighborhood import build_scenery
from waymo_kit.simulate.city.pieces import pieces_within
from waymo_kit.simulate.city.scenery import Scenery
from waymo_kit.simulate.city.streets import SIDEWALK_WIDTH, StreetMap, StreetTables, street_map
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import placed
from waymo_kit.simulate.plan import SegmentPlan
from waymo_kit.simulate.render.groundlight import GroundLight, LightPainter, paint_light
from waymo_kit.simulate.render.light import Light, make_light
from waymo_kit.simulate.sensors.pulses import CLEAR, RAIN, Weather
from waymo_kit.simulate.sensors.raycast import World, build_world
from waymo_kit.simulate.solids import Shape, Solids, gather, solid
from waymo_kit.simulate.traffic.actors import Actor, object_id, standing
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.ego import MID_SWEEP, Anchor, EgoMotion
from waymo_kit.simulate.traffic.placement import (
    EGO_FRONT,
    WARM_UP,
    Signals,
    ego_route,
    park,
    simulate_traffic,
    time_signals,
)
from waymo_kit.simulate.traffic.routes import STEP
from waymo_kit.simulate.traffic.signals import GREEN, RED, YELLOW
from waymo_kit.simulate.traffic.walkers import send_walkers

MOTION_SECONDS = 0.08
"""The cameras of a frame expose within this time of its pose."""

_MARGIN = 135.0
"""Surroundings of the ego vehicle's way that are built in meters."""
_BUSY_MARGIN = 85.0
"""Surroundings with parked vehicles and pedestrians in meters."""
_TABLE_MARGIN = 260.0
_SIGHT = 330.0
_ZONE_DEPTH = 26.0


@dataclass(frozen=True, eq=False)
class Stage:
    """A segment without its sensors.

    Attributes:
        plan: Plan of the segment.
        streets: Map of the city.
        origin: (2,) origin of the local frame in the map frame.
        anchor: Place of the local frame in the world frame.
        low: (2,) minimum local x and y that are built.
        high: (2,) maximum local x and y that are built.
        tables: Tables of the streets for the kernels.
        scenery: Things that never move and have no label.
        actors: Labeled objects.
        still: Solids that never move, with their owners.
        movers: Indices of the actors that move.
        signals: Plans of the traffic lights.
        motion: Motion of the ego vehicle.
        zones: No-label zones, each (N, 2) local x and y.
        light: Light that the cameras see.
        painter: Painter of the light on the ground.
        weather: Weather that the lidars meet.
    """

    plan: SegmentPlan
    streets: StreetMap
    origin: NDArray[np.float64]
    anchor: Anchor
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    tables: StreetTables
    scenery: Scenery
    actors: list[Actor]
    still: Solids
    movers: list[int]
    signals: Signals
    motion: EgoMotion
    zones: list[NDArray[np.float64]]
    light: Light
    painter: LightPainter
    weather: Weather

    def world(self, frame: int) -> World:
        """Returns the streets and solids of a frame that rays can meet."""
        ego = self.motion.drive.route.at(self.motion.drive.distance[frame + 1 : frame + 2])[0][0]
        rows = self.still.rows
        near = np.hypot(rows[:, 0] - ego[0], rows[:, 1] - ego[1]) < _SIGHT
        parts = [Solids(rows[near], self.still.codes[near])]
        for index in self.movers:
            actor = self.actors[index]
            position = actor.positions[frame + 1]
            if math.hypot(*(position[:2] - ego)) < _SIGHT:
                vx, vy, _ = actor.velocity(frame)
                parts.append(
                    placed(
                        actor.model,
                        (float(position[0]), float(position[1]), float(position[2])),
                        float(actor.headings[frame + 1]),
                        index,
                        (float(vx), float(vy)),
                        float(actor.gait[frame + 1]),
                    )
                )
        parts.append(_signal_solids(self.scenery, self.signals, frame * FRAME_SECONDS))
        solids = Solids(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.codes for part in parts]),
        )
        return build_world(self.tables, solids, MOTION_SECONDS)

    def ground_light(self, frame: int) -> GroundLight:
        """Returns the light on the ground in a frame: shadows, lamps and headlights."""
        movers = [self.actors[index] for index in self.movers]
        _, _, yaw, x, y, _ = self.motion.poses(np.array([frame * FRAME_SECONDS + MID_SWEEP]))[0]
        beams = [(x + EGO_FRONT * math.cos(yaw), y + EGO_FRONT * math.sin(yaw), yaw)]
        for actor in movers:
            if actor.model.kind == ObjectType.VEHICLE:
                heading, ahead = float(actor.headings[frame + 1]), actor.model.size[0] / 2
                x, y = actor.positions[frame + 1, :2]
                beams.append(
                    (x + ahead * math.cos(heading), y + ahead * math.sin(heading), heading)
                )
        return self.painter.frame(movers, frame, beams)


def build_stage(plan: SegmentPlan) -> Stage:
    """Builds the surroundings of a segment and lets its traffic run."""
    city, key = plan.city, plan.key
    streets = street_map(city)
    k, m = plan.crossing
    center, _ = streets.place(0, k, streets.lines[1, m], 0.0)
    origin = np.round(center)
    samples = plan.frames + 2
    seconds = (samples + WARM_UP) * FRAME_SECONDS
    route, _ = ego_route(streets, origin, plan.crossing, seconds, key)
    signals = Signals(streets, key)
    time_signals(route, signals, key)
    traveled = int(min(seconds * max(city.speed_limit), route.length) / STEP)
    way = route.points[: traveled + 1]
    low, high = way.min(axis=0) - _MARGIN, way.max(axis=0) + _MARGIN
    tables = streets.tables(origin, low - _TABLE_MARGIN, high + _TABLE_MARGIN)
    scenery = build_scenery(streets, tables, origin, low, high)
    busy_low, busy_high = way.min(axis=0) - _BUSY_MARGIN, way.max(axis=0) + _BUSY_MARGIN
    walkers = send_walkers(streets, origin, busy_low, busy_high, samples, signals, key)
    drive, drivers = simulate_traffic(
        streets, origin, route, samples, walkers.hurdles, signals, key
    )
    parked = park(streets, origin, busy_low, busy_high, samples, key)
    signs = [
        standing(object_id(key, "sign", s.key), s.model, s.position, s.heading, samples)
        for s in scenery.signs
    ]
    actors = [*drivers, *walkers.actors, *parked, *signs]
    movers = [i for i, actor in enumerate(actors) if np.ptp(actor.positions, axis=0).any()]
    moving = set(movers)
    still = [scenery.solids()] + [
        placed(a.model, tuple(a.positions[0].tolist()), float(a.headings[0]), i)
        for i, a in enumerate(actors)
        if i not in moving
    ]
    dice = Dice(key, "sway")
    light = make_light(plan.time_of_day, plan.weather, key)
    resting = [actor for i, actor in enumerate(actors) if i not in moving]
    return Stage(
        plan=plan,
        streets=streets,
        origin=origin,
        anchor=_anchor(streets, origin),
        low=low,
        high=high,
        tables=tables,
        scenery=scenery,
        actors=actors,
        still=Solids(
            np.concatenate([part.rows for part in still]),
            np.concatenate([part.codes for part in still]),
        ),
        movers=movers,
        signals=signals,
        motion=EgoMotion(drive, np.array([dice.uniform(0.0, 2 * math.pi) for _ in range(3)])),
        zones=_no_label_zones(streets, origin, way, key),
        light=light,
        painter=paint_light(light, scenery, resting, low, high),
        weather=RAIN if plan.weather == "rain" else CLEAR,
    )


def noise_seed(*keys: int | str) -> int:
    """Returns a seed below 2^31 for the noise of a sensor."""
    digest = hashlib.sha256("/".join(str(key) for key in keys).encode()).digest()
    return int.from_bytes(digest[:4], "little") >> 1


def _anchor(streets: StreetMap, origin: NDArray[np.float64]) -> Anchor:
    city = streets.city
    cos, sin = math.cos(city.rotation), math.sin(city.rotation)
    x, y = origin
    turned = np.array([cos * x - sin * y, sin * x + cos * y, 0.0])
    return Anchor(city.rotation, turned + city.origin)


def _no_label_zones(
    streets: StreetMap, origin: NDArray, way: NDArray, key: str
) -> list[NDArray[np.float64]]:
    """Draws one or two lots behind the sidewalks of the ego vehicle's way."""
    dice = Dice(key, "zones")
    pieces = list(
        pieces_within(streets, way.min(axis=0) - 5 + origin, way.max(axis=0) + 5 + origin)
    )
    zones = []
    for piece in dice.shuffled(pieces)[: dice.integer(1, 3)]:
        side = dice.pick((-1, 1))
        share = dice.uniform(0.15, 0.45)
        length = piece.end - piece.start
        along = np.linspace(piece.start + share * length, piece.start + (share + 0.4) * length, 6)
        near = side * (piece.half_width + SIDEWALK_WIDTH)
        inner, _ = streets.place(piece.family, piece.line, along, near)
        outer, _ = streets.place(piece.family, piece.line, along, near + side * _ZONE_DEPTH)
        zones.append(np.concatenate([inner, outer[::-1]]) - origin)
    return zones


_DARK = {GREEN: 0x10301A, YELLOW: 0x3A3008, RED: 0x3A0C0C}
_LIT = {GREEN: 0x30FF90, YELLOW: 0xFFC020, RED: 0xFF3028}


def _signal_solids(scenery: Scenery, signals: Signals, seconds: float) -> Solids:
    """Heads of the traffic lights with the lamp that shines."""
    rows = []
    for head in scenery.signals:
        x, y, z = head.position
        state = signals(head.crossing).state(head.arm, seconds)
        rows.append(
            solid(Shape.BOX, Material.SIGNAL, (x, y, z), (0.12, 0.17, 0.5), 0x1C1E1C, head.heading)
        )
        front = (x + 0.12 * math.cos(head.heading), y + 0.12 * math.sin(head.heading))
        for lamp, level in ((RED, 0.32), (YELLOW, 0.0), (GREEN, -0.32)):
            material = Material.LAMP if lamp == state else Material.SIGNAL
            color = (_LIT if lamp == state else _DARK)[lamp]
            rows.append(
                solid(
                    Shape.ELLIPSOID,
                    material,
                    (*front, z + level),
                    (0.03, 0.11, 0.11),
                    color,
                    head.heading,
                )
            )
    return gather(rows)
