"""The road map of a segment: lanes, lines, edges, crosswalks and more, in the world frame."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from google.protobuf.message import DecodeError
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.protos import map_pb2
from waymo_kit.schema import component_of


class LaneType(enum.IntEnum):
    """The types of lanes."""

    UNDEFINED = 0
    FREEWAY = 1
    SURFACE_STREET = 2
    BIKE_LANE = 3


class FeatureKind(str, enum.Enum):
    """The kinds of map features, as the column `kind` of the `map_feature` table names them."""

    LANE = "lane"
    ROAD_LINE = "road_line"
    ROAD_EDGE = "road_edge"
    STOP_SIGN = "stop_sign"
    CROSSWALK = "crosswalk"
    SPEED_BUMP = "speed_bump"
    DRIVEWAY = "driveway"


@dataclass(frozen=True, eq=False)
class MapFeature:
    """One object of a road map.

    Attributes:
        id: Number of the feature in its map.
        kind: Kind of the feature.
        type: Type within the kind: `LaneType` of lanes, the official numbers of road lines and
            edges; 0 for kinds without types.
        points: (N, 3) float64 in meters, world frame: the polyline of a lane, line or edge, the
            polygon of an area, or the position of a stop sign.
    """

    id: int
    kind: FeatureKind
    type: int
    points: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lane(MapFeature):
    """One lane: its center line in the direction of travel, and its connections.

    Attributes:
        speed_limit_mph: Speed limit in miles per hour; NaN where it is not known.
        entry_lanes: Ids of the lanes that lead into it.
        exit_lanes: Ids of the lanes that it leads into.
        left_neighbors: Ids of the lanes to its left.
        right_neighbors: Ids of the lanes to its right.
    """

    speed_limit_mph: float = float("nan")
    entry_lanes: tuple[int, ...] = ()
    exit_lanes: tuple[int, ...] = ()
    left_neighbors: tuple[int, ...] = ()
    right_neighbors: tuple[int, ...] = ()


class NearestLanes(NamedTuple):
    """The lane nearest to each of N points.

    Attributes:
        ids: (N,) int64 ids of the lanes.
        distances: (N,) float64 horizontal distances to their center lines in meters.
        headings: (N,) float64 directions of travel there in radians, world frame.
    """

    ids: NDArray[np.int64]
    distances: NDArray[np.float64]
    headings: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RoadMap:
    """The features of a map by kind and id.

    Distances are horizontal. Points are in the map's frame: the world frame, moved by the segment's
    map offset; `Frame.map_from_vehicle` takes points and boxes of a frame there.

    Attributes:
        features: All features by id.
        where: Name of the map in error messages.
    """

    features: dict[int, MapFeature]
    where: str = field(default="map", repr=False)

    def __len__(self) -> int:
        """Number of features."""
        return len(self.features)

    def of_kind(self, kind: str | FeatureKind) -> list[MapFeature]:
        """Returns the features of a kind, such as `crosswalk`."""
        try:
            wanted = FeatureKind(kind)
        except ValueError:
            known = ", ".join(each.value for each in FeatureKind)
            raise NotFoundError(f"no kind of map feature {kind!r}; known are {known}") from None
        return [feature for feature in self.features.values() if feature.kind is wanted]

    @cached_property
    def lanes(self) -> dict[int, Lane]:
        """The lanes by id."""
        return {key: each for key, each in self.features.items() if isinstance(each, Lane)}

    def nearest_lanes(
        self, points: ArrayLike, types: Iterable[LaneType] | None = None
    ) -> NearestLanes:
        """Finds the lane nearest to each point.

        Args:
            points: (N, 2) or (N, 3) points in meters, map frame.
            types: Types of the lanes that count. Defaults to None, which counts all.

        Raises:
            NotFoundError: The map has no such lane.
            InvalidInputError: The shape is wrong.
        """
        wanted = set(LaneType if types is None else types)
        lanes = [e for e in self.lanes.values() if e.type in wanted and len(e.points) > 1]
        nothing = f"{self.where}: no lane of the types that count"
        found = _Pieces(lanes).nearest(_horizontal(points), nothing)
        ids = np.array([lane.id for lane in lanes], np.int64)
        return NearestLanes(ids[found.owners], found.distances, found.headings)

    def on_road(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Tests whether points lie on the road: no road edge is between them and the nearest lane.

        Args:
            points: (N, 2) or (N, 3) points in meters, map frame.

        Returns:
            (N,) bool.

        Raises:
            NotFoundError: The map has no lane.
            InvalidInputError: The shape is wrong.
        """
        flat = _horizontal(points)
        lanes = [each for each in self.lanes.values() if len(each.points) > 1]
        found = _Pieces(lanes).nearest(flat, f"{self.where}: no lane")
        edges = [_shape(e) for e in self.of_kind(FeatureKind.ROAD_EDGE) if len(e.points) > 1]
        ways = shapely.linestrings(np.stack([flat, found.places], axis=1))
        is_free = np.ones(len(flat), np.bool_)
        is_free[shapely.STRtree(edges).query(ways, predicate="intersects")[0]] = False
        return is_free

    def distances(self, points: ArrayLike, kind: str | FeatureKind) -> NDArray[np.float64]:
        """Returns the distance of each point to the nearest feature of a kind.

        Args:
            points: (N, 2) or (N, 3) points in meters, map frame.
            kind: Kind of the features, such as `crosswalk`.

        Returns:
            (N,) float64 meters: 0 within an area, infinite if the map has no such feature.
        """
        flat = _horizontal(points)
        shapes = [_shape(feature) for feature in self.of_kind(kind) if len(feature.points)]
        if not shapes:
            return np.full(len(flat), np.inf)
        places = shapely.points(flat)
        tree = shapely.STRtree(shapes)
        found = np.full(len(flat), np.inf)
        (rows, _), nearest = tree.query_nearest(places, return_distance=True, all_matches=False)
        found[rows] = nearest
        return found


class _Nearest(NamedTuple):
    """The piece nearest to each of N points.

    Attributes:
        owners: (N,) number of the polyline that the piece belongs to.
        places: (N, 2) nearest point on it.
        distances: (N,) distance to that.
        headings: (N,) direction of the piece in radians.
    """

    owners: NDArray[np.int64]
    places: NDArray[np.float64]
    distances: NDArray[np.float64]
    headings: NDArray[np.float64]


class _Pieces:
    """The straight pieces of polylines."""

    def __init__(self, features: Sequence[MapFeature]) -> None:
        lines = [feature.points[:, :2] for feature in features]
        pieces = [np.stack([line[:-1], line[1:]], axis=1) for line in lines]
        ends = np.concatenate(pieces) if pieces else np.empty((0, 2, 2))
        owners = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
        has_length = (ends[:, 0] != ends[:, 1]).any(axis=1)
        self._ends, self._owners = ends[has_length], owners[has_length]

    def nearest(self, points: NDArray[np.float64], nothing: str) -> _Nearest:
        """Finds the nearest piece of each point."""
        if len(self._ends) == 0:
            raise NotFoundError(nothing)
        tree = shapely.STRtree(shapely.linestrings(self._ends))
        pieces = tree.nearest(shapely.points(points)) if len(points) else np.empty(0, np.int64)
        start, way = self._ends[pieces, 0], self._ends[pieces, 1] - self._ends[pieces, 0]
        share = ((points - start) * way).sum(axis=1) / (way**2).sum(axis=1)
        places = start + np.clip(share, 0, 1)[:, None] * way
        return _Nearest(
            self._owners[pieces],
            places,
            np.linalg.norm(points - places, axis=1),
            np.arctan2(way[:, 1], way[:, 0]),
        )


def _horizontal(points: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(points, np.float64)
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise InvalidInputError(f"points: expected shape (N, 2) or (N, 3), got {array.shape}")
    return array[:, :2]


def _shape(feature: MapFeature) -> shapely.Geometry:
    flat = feature.points[:, :2]
    if len(flat) == 1:
        return shapely.Point(flat[0])
    areas = (FeatureKind.CROSSWALK, FeatureKind.SPEED_BUMP, FeatureKind.DRIVEWAY)
    if feature.kind in areas and len(flat) > 2:
        return shapely.Polygon(flat)
    return shapely.LineString(flat)


def road_map(table: pa.Table, where: str) -> RoadMap:
    """Returns the map of a `map_feature` table.

    Args:
        table: Rows of the component.
        where: Name of the map in error messages.

    Raises:
        NotFoundError: The table is empty.
        CorruptDataError: A feature does not decode.
    """
    if table.num_rows == 0:
        raise NotFoundError(f"{where}: the segment has no map")
    messages = []
    column = component_of("map_feature").column("feature")
    for row, data in enumerate(table.column(column).to_pylist()):
        message = map_pb2.MapFeature()
        try:
            message.ParseFromString(data or b"")
        except DecodeError as error:
            raise CorruptDataError(f"{where}: the feature in row {row} does not decode") from error
        messages.append(message)
    return map_of(messages, where)


def map_of(messages: Iterable[map_pb2.MapFeature], where: str) -> RoadMap:
    """Returns the map of parsed features; those of unknown kinds are left out.

    Args:
        messages: Features.
        where: Name of the map in error messages.
    """
    found = filter(None, map(_feature, messages))
    return RoadMap({feature.id: feature for feature in found}, where)


def _feature(message: map_pb2.MapFeature) -> MapFeature | None:
    """Returns a feature, or None for a kind that is not known."""
    kind = next((each for each in FeatureKind if message.HasField(each.value)), None)
    if kind is FeatureKind.LANE:
        lane = message.lane
        return Lane(
            message.id,
            kind,
            int(lane.type),
            _points(lane.polyline),
            lane.speed_limit_mph if lane.HasField("speed_limit_mph") else float("nan"),
            tuple(lane.entry_lanes),
            tuple(lane.exit_lanes),
            tuple(each.feature_id for each in lane.left_neighbors),
            tuple(each.feature_id for each in lane.right_neighbors),
        )
    if kind is FeatureKind.ROAD_LINE:
        line = message.road_line
        return MapFeature(message.id, kind, int(line.type), _points(line.polyline))
    if kind is FeatureKind.ROAD_EDGE:
        edge = message.road_edge
        return MapFeature(message.id, kind, int(edge.type), _points(edge.polyline))
    if kind is FeatureKind.STOP_SIGN:
        return MapFeature(message.id, kind, 0, _points([message.stop_sign.position]))
    if kind is None:
        return None
    return MapFeature(message.id, kind, 0, _points(getattr(message, kind.value).polygon))


def _points(points: Iterable[map_pb2.MapPoint]) -> NDArray[np.float64]:
    return np.array([(point.x, point.y, point.z) for point in points], np.float64).reshape(-1, 3)
