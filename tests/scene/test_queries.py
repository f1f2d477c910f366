"""Questions about a dataset: SQL views, lazy frames and subsets, against the scenes."""

import sys

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError
from waymo_kit.predictions import boxes_to_predictions, write_predictions

pytest.importorskip("duckdb", reason="needs waymo-kit[query]")
pl = pytest.importorskip("polars", reason="needs waymo-kit[query]")


@pytest.fixture(scope="module")
def connection(tables):
    with wk.sql(tables) as connection:
        yield connection


def rows(connection, query):
    return connection.sql(query).fetchall()


def test_frames_are_those_of_the_scenes(connection, dataset):
    found = rows(
        connection,
        "SELECT segment, frame, timestamp_micros, location, time_of_day, weather, x, y, "
        "num_vehicles, num_pedestrians, num_boxes FROM frames ORDER BY segment, frame",
    )
    expected = []
    for scene in dataset:
        for frame in scene:
            counts = frame.boxes.count_types()
            expected.append(
                (
                    scene.name,
                    frame.index,
                    frame.timestamp_micros,
                    scene.location,
                    scene.time_of_day,
                    scene.weather,
                    *frame.world_from_vehicle[:2, 3],
                    counts.get("VEHICLE", 0),
                    counts.get("PEDESTRIAN", 0),
                    len(frame.boxes),
                )
            )
    assert found == expected


def test_speed_is_the_distance_between_neighboring_frames(connection, dataset):
    found = rows(connection, "SELECT speed FROM frames ORDER BY segment, frame")
    expected = []
    for scene in dataset:
        places, times = scene.world_from_vehicle[:, :3, 3], scene.timestamps_micros / 1e6
        for k in range(len(scene)):
            before, after = max(k - 1, 0), min(k + 1, len(scene) - 1)
            moved = np.linalg.norm(places[after] - places[before])
            expected.append(moved / (times[after] - times[before]))
    np.testing.assert_allclose(np.ravel(found), expected, rtol=1e-6)


def test_boxes_are_those_of_the_scenes(connection, dataset):
    found = connection.sql("SELECT * FROM lidar_box ORDER BY segment, frame, id").fetchnumpy()
    boxes = [(scene.name, box) for scene in dataset for frame in scene for box in frame.boxes]
    boxes.sort(key=lambda pair: (pair[0], pair[1].timestamp_micros, pair[1].id))
    assert found["id"].tolist() == [box.id for _, box in boxes]
    assert found["type"].tolist() == [box.type.name for _, box in boxes]
    columns = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
    np.testing.assert_array_equal(
        np.column_stack([found[name] for name in columns]),
        [[*box.center, *box.size, box.heading] for _, box in boxes],
    )
    np.testing.assert_allclose(found["distance"], [np.linalg.norm(b.center) for _, b in boxes])
    np.testing.assert_allclose(
        found["speed"], [np.linalg.norm(b.velocity_world[:2]) for _, b in boxes]
    )


def test_tracks_are_those_of_the_scenes(connection, dataset):
    found = dict(rows(connection, "SELECT id, num_frames FROM tracks"))
    tracks = [track for scene in dataset for track in scene.tracks().values()]
    assert found == {track.id: len(track.frames) for track in tracks}


def test_predictions_and_errors_are_views(tables, dataset, tmp_path):
    scene = dataset[0]
    boxes = scene.boxes
    scored = wk.Boxes(
        boxes.array, boxes.types, scores=0.5, timestamps_micros=boxes.timestamps_micros
    )
    write_predictions(boxes_to_predictions(scored, scene.name), tmp_path / "p.parquet")
    with wk.sql(tables, predictions=tmp_path / "p.parquet") as connection:
        query = "SELECT count(*), min(score), max(frame) FROM predictions WHERE type = 'VEHICLE'"
        ((count, score, frame),) = rows(connection, query)
    assert (count, score, frame) == (boxes.count_types()["VEHICLE"], 0.5, len(scene) - 1)
    lazy = wk.scan(tmp_path / "p.parquet", "predictions")
    assert lazy.filter(pl.col("type") == "VEHICLE").collect().height == count


def test_a_lazy_frame_has_the_same_columns(tables, connection):
    lazy = wk.scan(tables, "lidar_box")
    found = lazy.group_by("type").agg(pl.len()).sort("type").collect().rows()
    query = "SELECT type, count(*) FROM lidar_box GROUP BY type ORDER BY type"
    assert found == rows(connection, query)
    assert "velocity_world_x" in lazy.collect_schema().names()
    lasers = wk.scan(tables, "lidar_calibration").select("laser").collect().to_series()
    assert set(lasers) == {"TOP", "FRONT", "SIDE_LEFT", "SIDE_RIGHT", "REAR"}


def test_a_condition_chooses_frames(dataset, tables, tmp_path):
    subset = wk.select(dataset, "frame IN (1, 3)")
    assert [len(times) for times in subset.frames.values()] == [2, 2]
    subset.write(tmp_path / "s.yaml")
    part = wk.open_dataset(f"{tables}#{tmp_path / 's.yaml'}")
    assert [frame.index for scene in part for frame in scene] == [1, 3, 1, 3]
    whole = dataset[0]
    assert part[0].boxes.ids.tolist() == [
        name for k in (1, 3) for name in whole[k].boxes.ids.tolist()
    ]
    assert part[0][1].neighbor(-1).index == 2
    assert rows(wk.sql(part.where), "SELECT DISTINCT frame FROM frames ORDER BY frame") == [
        (0,), (1,),
    ]  # fmt: skip
    assert wk.scan(part.where, "vehicle_pose").collect().height == 4
    assert len(part.frames(sweeps=0)) == 4
    assert len(part.frames(where="frame = 1", sweeps=0)) == 2
    assert [s.frame for s in part.frames(where=wk.select(part, "true"), sweeps=0)] == [1, 3] * 2


def test_a_query_chooses_segments_or_frames(dataset):
    first = dataset.segments[0]
    whole = wk.select(dataset, f"SELECT segment FROM segments WHERE segment = '{first}'")
    assert whole.frames == {first: None}
    every = wk.select(dataset, "num_boxes >= 0")
    assert every.frames == dict.fromkeys(dataset.segments)
    near = wk.select(dataset, "SELECT segment, frame FROM lidar_box WHERE distance < 15")
    for scene in dataset:
        times = [
            f.timestamp_micros for f in scene if any(np.linalg.norm(b.center) < 15 for b in f.boxes)
        ]
        expected = None if len(times) == len(scene) else tuple(times)
        assert near.frames.get(scene.name, ()) == expected or not times


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        ("color = 'red'", InvalidInputError, "color"),
        ("frame <", InvalidInputError, "frame <: .*"),
        (
            "SELECT 1 AS one",
            InvalidInputError,
            "expected a result with the column segment, got one",
        ),
        ("SELECT 'x' AS segment", InvalidInputError, "has no segment x"),
        ("SELECT segment, 7 AS timestamp_micros FROM segments", InvalidInputError, "no frame at 7"),
        ("frame > 99", NotFoundError, "no frame fits frame > 99"),
    ],
)
def test_a_question_without_answer_says_why(dataset, question, error, message):
    with pytest.raises(error, match=message) as raised:
        wk.select(dataset, question)
    assert "\n" not in str(raised.value)


def test_a_subset_without_a_part_in_the_dataset_is_refused(dataset):
    with pytest.raises(NotFoundError, match="no frame of the subset is in its 2 segments"):
        dataset.select(wk.Subset({"elsewhere": None}))


def test_v1_files_are_converted_first(tables):
    v1 = tables.parent / "v1"
    with pytest.raises(InvalidInputError, match="run waymo-kit convert"):
        wk.sql(v1)
    name = wk.open_dataset(tables).segments[1]
    part = wk.open_dataset(v1).select(wk.Subset({name: None}))
    assert part.segments == [name]


@pytest.mark.parametrize(
    ("package", "ask"),
    [("duckdb", lambda path: wk.sql(path)), ("polars", lambda path: wk.scan(path, "stats"))],
)
def test_a_package_that_is_not_there_is_named(tables, monkeypatch, package, ask):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingDependencyError, match=rf"needs the package {package}.*query"):
        ask(tables)


def test_labels_are_chosen_by_the_road_map(dataset, tables):
    question = "SELECT segment, frame FROM map_box WHERE type = 'PEDESTRIAN' AND on_road"
    expected = {}
    for scene in dataset:
        for frame in scene:
            people = frame.boxes[frame.boxes.types == wk.ObjectType.PEDESTRIAN]
            moved = people.transform(frame.map_from_vehicle).array[:, :3]
            if len(moved) and scene.road_map.on_road(moved).any():
                expected.setdefault(scene.name, []).append(frame.timestamp_micros)
    if not expected:
        with pytest.raises(NotFoundError, match="no frame fits"):
            wk.select(dataset, question)
    else:
        found = wk.select(dataset, question)
        assert found.segments == sorted(expected)
        assert len(dataset.frames(where=question)) == sum(map(len, expected.values()))
    with wk.sql(tables, with_map=True) as connection:
        ((count, near),) = rows(
            connection, "SELECT count(*), count(*) FILTER (lane_distance < 3) FROM map_box"
        )
    assert count == sum(len(scene.boxes) for scene in dataset)
    assert 0 < near < count


def test_a_map_that_is_not_there_is_named(dataset, monkeypatch):
    from waymo_kit.scene import queries

    def no_map(scene):
        raise NotFoundError("no map")

    monkeypatch.setattr(queries.MapPlaces, "of", no_map)
    with pytest.raises(NotFoundError, match="no segment has a road map, which map_box needs"):
        wk.select(dataset, "SELECT segment FROM map_box")
