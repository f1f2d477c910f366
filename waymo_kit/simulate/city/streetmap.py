"""The map features of a segment: lanes, road edges and lines, crosswalks and stop signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.protos import map_pb2
from waymo_kit.simulate.city.pieces import Piece, pieces_within
from waymo_kit.simulate.city.streets import (
    CROSSWALK_START,
    CROSSWALK_WIDTH,
    KERB_HEIGHT,
    LANE_WIDTH,
    STOP_LINE,
    StreetMap,
)
from waymo_kit.simulate.traffic.ego import Anchor
from waymo_kit.simulate.traffic.routes import (
    Leg,
    bike_aside,
    bridge,
    lane_aside,
    next_legs,
)

_SPACING = 2.0
_MPH = 2.23694


class _Features:
    """Numbers features and writes them in the world frame."""

    def __init__(self, anchor: Anchor) -> None:
        self.transform = anchor.world_from_local
        self.features: list[map_pb2.MapFeature] = []

    def add(self) -> map_pb2.MapFeature:
        feature = map_pb2.MapFeature(id=len(self.features) + 1)
        self.features.append(feature)
        return feature

    def write(self, line, points: NDArray, height: float = 0.0) -> None:
        """Appends local points (N, 2) to a repeated field of map points."""
        padded = np.column_stack([points, np.full(len(points), height)])
        for x, y, z in padded @ self.transform[:3, :3].T + self.transform[:3, 3]:
            line.add(x=float(x), y=float(y), z=float(z))


def map_features(
    streets: StreetMap,
    origin: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    anchor: Anchor,
) -> list[map_pb2.MapFeature]:
    """Returns the features of the streets in a rectangle.

    Args:
        streets: Map of the city.
        origin: (2,) origin of the local frame in the map frame.
        low: (2,) minimum local x and y.
        high: (2,) maximum local x and y.
        anchor: Place of the local frame in the world.
    """
    book = _Features(anchor)
    pieces = list(pieces_within(streets, low + origin, high + origin))
    lanes: dict[Leg, map_pb2.MapFeature] = {}
    for piece in pieces:
        for leg, bicycle in _legs(streets, piece):
            lanes[leg] = _lane(book, streets, origin, leg, bicycle)
        _edges_and_lines(book, streets, origin, piece)
    for leg, feature in lanes.items():
        bicycle = feature.lane.type == map_pb2.LaneCenter.TYPE_BIKE_LANE
        for onward in next_legs(streets, leg, bicycle=bicycle):
            if onward in lanes:
                _connect(book, streets, origin, leg, feature, onward, lanes[onward])
    _crossings(book, streets, origin, pieces, lanes)
    return book.features


def _legs(streets: StreetMap, piece: Piece) -> list[tuple[Leg, bool]]:
    count = int(streets.lanes[piece.family, piece.line])
    found = []
    for crossing, direction in piece.ways():
        found += [(Leg(crossing, direction, lane_aside(lane)), False) for lane in range(count)]
        found.append((Leg(crossing, direction, bike_aside(count)), True))
    return found


def _samples(start: float, end: float) -> NDArray[np.float64]:
    return np.linspace(start, end, max(int(abs(end - start) / _SPACING), 1) + 1)


def _lane(
    book: _Features, streets: StreetMap, origin: NDArray, leg: Leg, bicycle: bool
) -> map_pb2.MapFeature:
    feature = book.add()
    lane = feature.lane
    count = int(streets.lanes[leg.family, leg.line])
    lane.speed_limit_mph = round(streets.city.speed_limit[count - 1] * _MPH / 5) * 5.0
    lane.type = lane.TYPE_BIKE_LANE if bicycle else lane.TYPE_SURFACE_STREET
    lane.interpolating = False
    book.write(lane.polyline, leg.points(streets, _samples(*leg.span(streets))) - origin)
    return feature


def _connect(
    book: _Features,
    streets: StreetMap,
    origin: NDArray,
    leg: Leg,
    before: map_pb2.MapFeature,
    onward: Leg,
    after: map_pb2.MapFeature,
) -> None:
    """Adds a lane through a crossing."""
    feature = book.add()
    lane = feature.lane
    lane.speed_limit_mph = before.lane.speed_limit_mph
    lane.type = before.lane.type
    lane.interpolating = True
    lane.entry_lanes.append(before.id)
    lane.exit_lanes.append(after.id)
    before.lane.exit_lanes.append(feature.id)
    after.lane.entry_lanes.append(feature.id)
    start = leg.points(streets, _samples(*leg.span(streets))) - origin
    end = onward.points(streets, _samples(*onward.span(streets))) - origin
    book.write(lane.polyline, np.concatenate([start[-1:], bridge(start, end), end[:1]]))


def _edges_and_lines(book: _Features, streets: StreetMap, origin: NDArray, piece: Piece) -> None:
    along = _samples(piece.start + STOP_LINE, piece.end - STOP_LINE)
    count = int(streets.lanes[piece.family, piece.line])

    def line(aside: float) -> NDArray[np.float64]:
        return streets.place(piece.family, piece.line, along, aside)[0] - origin

    for side in (-1, 1):
        edge = book.add().road_edge
        edge.type = edge.TYPE_ROAD_EDGE_BOUNDARY
        book.write(edge.polyline, line(side * piece.half_width), KERB_HEIGHT)
        solid = book.add().road_line
        solid.type = solid.TYPE_SOLID_SINGLE_WHITE
        book.write(solid.polyline, line(side * count * LANE_WIDTH))
        if count == 2:
            broken = book.add().road_line
            broken.type = broken.TYPE_BROKEN_SINGLE_WHITE
            book.write(broken.polyline, line(side * LANE_WIDTH))
    center = book.add().road_line
    center.type = center.TYPE_SOLID_DOUBLE_YELLOW
    book.write(center.polyline, line(0.0))


def _crossings(
    book: _Features,
    streets: StreetMap,
    origin: NDArray,
    pieces: list[Piece],
    lanes: dict[Leg, map_pb2.MapFeature],
) -> None:
    """Crosswalks at lights, stop signs elsewhere, at both ends of each piece."""
    for piece in pieces:
        for index, edge, sign in ((piece.index, piece.start, 1), (piece.index + 1, piece.end, -1)):
            crossing = piece.crossing(index)
            if len(streets.arms(crossing)) < 3:
                continue
            if streets.has_signals(crossing):
                near, far = (
                    edge + sign * CROSSWALK_START,
                    edge + sign * (CROSSWALK_START + CROSSWALK_WIDTH),
                )
                wide = piece.half_width
                corners, _ = streets.place(
                    piece.family, piece.line,
                    np.array([near, near, far, far]), np.array([-wide, wide, wide, -wide]),
                )  # fmt: skip
                book.write(book.add().crosswalk.polygon, corners - origin)
                continue
            stop = book.add().stop_sign
            place, _ = streets.place(
                piece.family, piece.line, edge + sign * (STOP_LINE - 1.0),
                -sign * (piece.half_width + 0.6),
            )  # fmt: skip
            for leg, feature in lanes.items():
                is_on_piece = (leg.family, leg.line) == (piece.family, piece.line)
                if is_on_piece and leg.end == crossing and leg.sign == -sign:
                    stop.lane.append(feature.id)
            transform = book.transform
            x, y, z = transform[:3, :3] @ [*(place - origin), KERB_HEIGHT] + transform[:3, 3]
            stop.position.x, stop.position.y, stop.position.z = float(x), float(y), float(z)
