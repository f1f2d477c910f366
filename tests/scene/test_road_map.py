"""The road map of a segment: features, nearest lanes, and what is on the road."""

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.protos import map_pb2
from waymo_kit.scene.map_places import MapPlaces
from waymo_kit.scene.road_map import FeatureKind, Lane, LaneType, MapFeature, RoadMap, road_map


def feature(number, kind, points, **more):
    array = np.array([(*point, 0.0) for point in points])
    if kind is FeatureKind.LANE:
        return Lane(number, kind, LaneType.SURFACE_STREET, array, **more)
    return MapFeature(number, kind, 0, array)


@pytest.fixture
def street():
    """A street along x, 8 m wide with a lane either way, a crosswalk and a bike lane beside it."""
    bike = Lane(3, FeatureKind.LANE, LaneType.BIKE_LANE, np.array([[0, 5, 0], [99, 5, 0.0]]))
    made = [
        feature(1, FeatureKind.LANE, [(0, -2), (50, -2), (100, -2)]),
        feature(2, FeatureKind.LANE, [(100, 2), (0, 2)]),
        bike,
        feature(4, FeatureKind.ROAD_EDGE, [(0, -4), (100, -4)]),
        feature(5, FeatureKind.ROAD_EDGE, [(0, 4), (100, 4)]),
        feature(6, FeatureKind.CROSSWALK, [(40, -4), (44, -4), (44, 4), (40, 4)]),
        feature(7, FeatureKind.STOP_SIGN, [(38, -5)]),
    ]
    return RoadMap({each.id: each for each in made})


def test_the_nearest_lane_has_distance_and_heading(street):
    cars = [LaneType.SURFACE_STREET]
    found = street.nearest_lanes([(10, -1), (60, 2.5), (10, 9), (-3, -6)], cars)
    assert found.ids.tolist() == [1, 2, 2, 1]
    np.testing.assert_allclose(found.distances, [1, 0.5, 7, 5])
    np.testing.assert_allclose(found.headings, [0, np.pi, np.pi, 0], atol=1e-12)
    assert street.nearest_lanes([(10, 9)]).ids.tolist() == [3]
    assert len(street.nearest_lanes(np.empty((0, 3))).ids) == 0
    with pytest.raises(NotFoundError, match="no lane of the types"):
        street.nearest_lanes([(0, 0)], [LaneType.FREEWAY])


def test_a_road_edge_divides_road_from_sidewalk(street):
    del street.features[3]
    points = [(10, 0), (10, 3.9), (10, 4.1), (10, -4.1), (99, -3)]
    assert street.on_road(points).tolist() == [True, True, False, False, True]


def test_distances_to_areas_and_places(street):
    points = [(42, 0), (50, 0), (38, -8)]
    np.testing.assert_allclose(street.distances(points, "crosswalk"), [0, 6, np.sqrt(20)])
    np.testing.assert_allclose(street.distances(points, "stop_sign")[2], 3)
    assert np.isinf(street.distances(points, "driveway")).all()
    with pytest.raises(NotFoundError, match="no kind of map feature 'tree'"):
        street.of_kind("tree")
    with pytest.raises(InvalidInputError, match=r"expected shape \(N, 2\) or \(N, 3\)"):
        street.on_road([1, 2, 3])


def test_the_nearest_lane_is_that_of_a_plain_search():
    rng = np.random.default_rng(0)
    lanes = [feature(k, FeatureKind.LANE, rng.normal(0, 20, (5, 2))) for k in range(8)]
    points = rng.normal(0, 25, (200, 2))
    found = RoadMap({lane.id: lane for lane in lanes}).nearest_lanes(points)
    samples = np.linspace(0, 1, 2000)[:, None]
    for row, point in enumerate(points):
        best = min(
            np.linalg.norm(a + samples * (b - a) - point, axis=1).min()
            for lane in lanes
            for a, b in zip(lane.points[:-1, :2], lane.points[1:, :2], strict=True)
        )
        assert found.distances[row] == pytest.approx(best, abs=0.05)


@pytest.mark.parametrize("form", ["tables", "v1"])
def test_simulated_vehicles_drive_along_lanes(tables, form):
    scene = wk.open_dataset(tables.parent / form)[0]
    frame = scene[1]
    boxes = frame.boxes.transform(frame.map_from_vehicle)
    moving = boxes[
        (boxes.types == wk.ObjectType.VEHICLE)
        & (np.linalg.norm(boxes.velocities_world[:, :2], axis=1) > 3)
    ]
    assert len(moving) > 0
    found = scene.road_map.nearest_lanes(moving.array[:, :3])
    assert found.distances.max() < 2.5
    turned = np.angle(np.exp(1j * (found.headings - moving.array[:, 6])))
    assert np.abs(turned).max() < 0.3
    assert scene.road_map.on_road(moving.array[:, :3]).all()
    lane = scene.road_map.lanes[int(found.ids[0])]
    assert lane.points.shape[1] == 3
    assert set(lane.exit_lanes) | set(lane.entry_lanes)


def test_what_is_no_map_says_so(dataset):
    table = dataset[0].table("map_feature")
    with pytest.raises(NotFoundError, match="here: the segment has no map"):
        road_map(table.slice(0, 0), "here")
    names = table.column_names
    bad = table.set_column(len(names) - 1, names[-1], [[b"\xff"] * table.num_rows])
    with pytest.raises(CorruptDataError, match="here: the feature in row 0 does not decode"):
        road_map(bad, "here")
    unknown = map_pb2.MapFeature(id=3).SerializeToString()
    empty = table.set_column(len(names) - 1, names[-1], [[unknown] * table.num_rows])
    assert len(road_map(empty, "here")) == 0


def test_frames_near_a_crosswalk_are_chosen(dataset):
    def is_near(frame):
        place = frame.map_from_vehicle[:2, 3]
        return frame.scene.road_map.distances([place], "crosswalk")[0] < 40

    expected = sum(is_near(frame) for scene in dataset for frame in scene)
    if expected:
        assert len(dataset.frames(where=is_near, sweeps=0)) == expected


def test_a_map_is_drawn(dataset):
    pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")
    from matplotlib.figure import Figure

    from waymo_kit.draw import draw_bird_eye, draw_road_map

    frame = dataset[0][0]
    axes = Figure().add_subplot()
    draw_bird_eye(axes, np.zeros((1, 3)), np.zeros(1))
    before = len(axes.lines)
    draw_road_map(axes, frame)
    assert len(axes.lines) - before == len(frame.scene.road_map)
    assert axes.get_xlim() == (-75, 75)


def test_boxes_are_placed_on_the_map(street):
    """The vehicle drives along the street and looks across it; the map lies 10 m to the left."""
    turned = np.array([[0, -1, 0, 0], [1, 0, 0, 10], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    moved = turned.copy()
    moved[0, 3] = 20
    places = MapPlaces(street, np.array([5, 7]), np.stack([turned, moved]))
    boxes = np.zeros((5, 7))
    boxes[:, :2] = [(-11, -42), (-11, -22), (-20, -22), (-11, -22), (np.nan, 0)]
    found = places.of_boxes(boxes, np.array([5, 7, 7, 6, 5]))
    assert found.is_known.tolist() == [True, True, True, False, False]
    assert found.is_on_road.tolist() == [True, True, False, False, False]
    np.testing.assert_allclose(found.lane_distances, [1, 1, 8, np.nan, np.nan])
    np.testing.assert_allclose(found.crosswalk_distances, [0, 0, 6, np.nan, np.nan])


def test_boxes_of_a_scene_are_where_its_frames_are(dataset):
    scene = dataset[0]
    boxes = scene.boxes
    found = MapPlaces.of(scene).of_boxes(boxes.array, boxes.require("timestamps_micros"))
    assert found.is_known.all()
    for frame in scene:
        here = boxes.require("timestamps_micros") == frame.timestamp_micros
        moved = frame.boxes.transform(frame.map_from_vehicle).array
        np.testing.assert_array_equal(found.is_on_road[here], scene.road_map.on_road(moved[:, :3]))
        nearest = scene.road_map.nearest_lanes(moved[:, :3])
        np.testing.assert_allclose(found.lane_distances[here], nearest.distances, atol=1e-6)
