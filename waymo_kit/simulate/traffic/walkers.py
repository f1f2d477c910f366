"""Pedestrians: along the sidewalks, standing, and over the crosswalks in their turn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.pieces import Piece, pieces_within
from waymo_kit.simulate.city.streets import (
    CROSSWALK_START,
    CROSSWALK_WIDTH,
    KERB_HEIGHT,
    StreetMap,
)
from waymo_kit.simulate.models import Model
from waymo_kit.simulate.traffic.actors import Actor, object_id
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.people import pedestrian
from waymo_kit.simulate.traffic.placement import WARM_UP, Signals
from waymo_kit.simulate.traffic.routes import Crossing

_TRACKS = (1.45, 2.1)
"""Distances of the walking lanes from the kerb in meters; all on one lane go the same way."""
_STANDING_TRACK = 2.85
_ELBOW_ROOM = 0.75
_STRIDE = 4.4
"""Change of the phase of the gait per meter in radians."""
_KERB_RAMP = 5
"""Steps over which a walker climbs a kerb."""


@dataclass(frozen=True)
class Walkers:
    """All pedestrians.

    Attributes:
        actors: Pedestrians as labeled objects.
        hurdles: (WARM_UP + T, P, 3) x, y and radius of those on the road; others are far away.
    """

    actors: list[Actor]
    hurdles: NDArray[np.float64]


def send_walkers(
    streets: StreetMap,
    origin: NDArray,
    low: NDArray,
    high: NDArray,
    samples: int,
    signals: Signals,
    key: str,
) -> Walkers:
    """Places pedestrians on the sidewalks of a rectangle (local x, y) and lets them walk."""
    dice = Dice(key, "walkers")
    pieces = list(pieces_within(streets, low + origin, high + origin))
    area = float(np.prod(high - low)) / 10000.0
    wanted = int(streets.city.pedestrians * min(max(area / 6.0, 0.6), 3.0))
    lanes: dict[tuple[Piece, int, int], list[tuple[float, Model, str]]] = {}
    actors: list[Actor] = []
    for number in range(wanted if pieces else 0):
        piece, side = dice.pick(pieces), dice.pick((-1, 1))
        model = pedestrian(dice)
        identifier = object_id(key, "walker", number)
        if dice.chance(0.22):
            actors.append(_stand(streets, origin, piece, side, model, identifier, samples, dice))
            continue
        lane = lanes.setdefault((piece, side, dice.integer(0, len(_TRACKS))), [])
        start = dice.uniform(piece.start + 1.0, piece.end - 1.0)
        if all(abs(start - other) >= 2 * _ELBOW_ROOM for other, _, _ in lane):
            lane.append((start, model, identifier))
    for (piece, side, track), lane in lanes.items():
        actors += _walk(streets, origin, piece, side, track, lane, samples, key)
    crossers = _cross_roads(streets, origin, pieces, samples, signals, key)
    hurdles = np.full((WARM_UP + samples, len(crossers), 3), 1e9)
    for p, walker in enumerate(crossers):
        on_road = walker.positions[:, 2] < 0.5 * KERB_HEIGHT
        hurdles[WARM_UP:, p, :2] = np.where(on_road[:, None], walker.positions[:, :2], 1e9)
        hurdles[:, p, 2] = 0.9
    return Walkers(actors + crossers, hurdles)


def _clock(samples: int) -> NDArray[np.float64]:
    return FRAME_SECONDS * np.arange(WARM_UP, WARM_UP + samples, dtype=np.float64)


def _stand(
    streets: StreetMap,
    origin: NDArray,
    piece: Piece,
    side: int,
    model: Model,
    identifier: str,
    samples: int,
    dice: Dice,
) -> Actor:
    along = dice.uniform(piece.start + 2.0, piece.end - 2.0)
    aside = side * (piece.half_width + _STANDING_TRACK)
    point, _ = streets.place(piece.family, piece.line, along, aside)
    positions = np.tile([*(point - origin), KERB_HEIGHT], (samples, 1))
    heading = dice.uniform(-math.pi, math.pi)
    return Actor(identifier, model, positions, np.full(samples, heading), np.zeros(samples))


def _walk(
    streets: StreetMap,
    origin: NDArray,
    piece: Piece,
    side: int,
    track: int,
    lane: list[tuple[float, Model, str]],
    samples: int,
    key: str,
) -> list[Actor]:
    """Walkers on one lane of a sidewalk share its pace and queue at its end."""
    dice = Dice(key, "sidewalk", piece.family, piece.line, piece.index, side, track)
    sign = dice.pick((-1, 1))
    pace = dice.uniform(0.9, 1.6)
    aside = side * (piece.half_width + _TRACKS[track])
    actors = []
    for rank, (start, model, identifier) in enumerate(sorted(lane, key=lambda w: -sign * w[0])):
        goal = (piece.end if sign > 0 else piece.start) - sign * (0.6 + _ELBOW_ROOM * rank)
        way = np.minimum(pace * _clock(samples), max(sign * (goal - start), 0.0))
        points, headings = streets.place(piece.family, piece.line, start + sign * way, aside)
        positions = np.column_stack([points - origin, np.full(samples, KERB_HEIGHT)])
        turned = np.unwrap(headings + (0.0 if sign > 0 else math.pi))
        actors.append(Actor(identifier, model, positions, turned, _STRIDE * way))
    return actors


def _cross_roads(
    streets: StreetMap,
    origin: NDArray,
    pieces: list[Piece],
    samples: int,
    signals: Signals,
    key: str,
) -> list[Actor]:
    """Walkers that go over a street at a crossing, in the pedestrians' turn."""
    found = []
    for piece in pieces:
        for index, direction in ((piece.index, 1), (piece.index + 1, -1)):
            crossing = piece.crossing(index)
            if len(streets.arms(crossing)) < 3 or not streets.has_signals(crossing):
                continue
            dice = Dice(key, "crosswalk", piece.family, piece.line, index, direction)
            people = range(dice.integer(0, 1 + max(streets.city.pedestrians // 9, 1)))
            found += [
                _cross(
                    streets,
                    origin,
                    piece,
                    crossing,
                    direction,
                    number,
                    samples,
                    signals,
                    dice,
                    key,
                )
                for number in people
            ]
    return found


def _cross(
    streets: StreetMap,
    origin: NDArray,
    piece: Piece,
    crossing: Crossing,
    direction: int,
    number: int,
    samples: int,
    signals: Signals,
    dice: Dice,
    key: str,
) -> Actor:
    model = pedestrian(dice)
    edge = piece.start if direction > 0 else piece.end
    side = 1 if number % 2 else -1
    pace = dice.uniform(1.25, 1.6)
    # Two groups pass each other on their own halves of the crosswalk, in rows of two.
    row, column = divmod(number // 2, 2)
    middle = CROSSWALK_START + CROSSWALK_WIDTH / 2
    along = edge + direction * (middle + side * (0.4 + 0.7 * column))
    corner = piece.half_width + 0.45 + 0.8 * row
    seconds = np.arange(-1, samples - 1) * FRAME_SECONDS
    go = signals(crossing).next_walk(0.0) + 0.6 + 0.3 * column
    aside = side * np.clip(corner - pace * np.maximum(seconds - go, 0.0), -corner, corner)
    points, headings = streets.place(piece.family, piece.line, along, aside)
    on_road = np.abs(aside) < piece.half_width
    height = np.where(on_road, 0.0, KERB_HEIGHT)
    ramp = np.ones(_KERB_RAMP) / _KERB_RAMP
    padded = np.pad(height, _KERB_RAMP // 2, mode="edge")
    positions = np.column_stack([points - origin, np.convolve(padded, ramp, "valid")])
    across = headings - (math.pi / 2 if side < 0 else -math.pi / 2)
    identifier = object_id(key, "crosser", piece.family, piece.line, *crossing, direction, number)
    return Actor(
        identifier, model, positions, np.unwrap(across), _STRIDE * np.abs(aside - aside[0])
    )
