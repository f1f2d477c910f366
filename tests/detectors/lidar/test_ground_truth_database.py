from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.ground_truth_database import (
    GroundTruthSelection,
    read_ground_truth_database,
    write_ground_truth_database,
)
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.geometry import count_points_in_boxes
from waymo_kit.schema import LaserName, ObjectType

INPUT = PointInput(sweeps=2)
CHOICE = GroundTruthSelection(stride=3, min_points=3)


@pytest.fixture(scope="module")
def path(drives, tmp_path_factory):
    import waymo_kit as wk

    path = tmp_path_factory.mktemp("objects") / "objects.parquet"
    write_ground_truth_database(wk.open_dataset(drives["tables"]), path, INPUT, CHOICE)
    return path


def test_objects_are_those_of_the_frames(dataset, path):
    database = read_ground_truth_database(path, INPUT)
    expected = []
    for scene in dataset:
        for index in (0, 3):
            example = load_labeled_points(scene[index], INPUT)
            boxes = example.boxes
            counts = np.zeros(len(boxes), int)
            for age in np.unique(example.points[:, -1]):
                moved = boxes.array.copy()
                moved[:, :2] -= age * np.nan_to_num(boxes.velocities)
                sweep = example.points[example.points[:, -1] == age]
                counts += count_points_in_boxes(sweep[:, :3], moved)
            wanted = np.isin(boxes.types, CHOICE.classes) & (counts >= 3)
            expected += [
                (tuple(boxes.array[row]), counts[row], *boxes.velocities[row])
                for row in np.flatnonzero(wanted)
            ]
    assert len(database) == len(expected) > 30
    for k, (box, count, *velocity) in enumerate(expected):
        item = database[k]
        assert (tuple(item.boxes.array[0]), len(item.points)) == (box, count)
        np.testing.assert_array_equal(item.boxes.velocities[0], velocity)
        assert (item.find_boxes() == 0).all()


def test_objects_are_drawn_by_type_each_at_most_once(path):
    database = read_ground_truth_database(path, INPUT)
    vehicles = np.count_nonzero(database.boxes.types == ObjectType.VEHICLE)
    drawn = database.draw(ObjectType.VEHICLE, 3, np.random.default_rng(0))
    assert len(drawn) == 3
    assert all(item.boxes.types[0] == ObjectType.VEHICLE for item in drawn)
    everything = database.draw(ObjectType.VEHICLE, 10_000, np.random.default_rng(0))
    assert len({tuple(item.boxes.array[0]) for item in everything}) == len(everything) == vehicles
    assert database.draw(ObjectType.SIGN, 3, np.random.default_rng(0)) == []


def test_augmentation_pastes_them(dataset, path):
    database = read_ground_truth_database(path, INPUT)
    example = load_labeled_points(dataset[0][1], INPUT)
    scene = PointScene(example.points, example.boxes[:0])
    off = LidarAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, dropout_probability=0.0)
    varied = off.augment(scene, np.random.default_rng(0), database)
    assert len(varied.boxes) > 5
    assert np.all(np.bincount(varied.find_boxes() + 1)[1:] >= 3)


def test_segments_are_bounded_and_the_choice_is_repeatable(dataset, tmp_path):
    few = GroundTruthSelection(stride=1, max_per_segment=2, seed=4)
    counts = []
    told = []
    for name in ("a", "b"):
        count = write_ground_truth_database(
            dataset, tmp_path / name, PointInput(), few, told.append
        )
        counts.append(count)
    assert counts[0] <= 2 * 2 * 3
    assert told[1] == (2, 2, counts[0])
    assert pq.read_table(tmp_path / "a").equals(pq.read_table(tmp_path / "b"))
    types = pq.read_table(tmp_path / "a").column("type").to_numpy()
    assert np.bincount(types).max() <= 4


def test_objects_of_another_input_are_refused(path):
    with pytest.raises(InvalidInputError, match=r'expected objects of .*"sweeps": 1.* got'):
        read_ground_truth_database(path, PointInput())
    with pytest.raises(InvalidInputError, match=r'expected objects of .*"TOP"'):
        read_ground_truth_database(path, PointInput(lasers=(LaserName.TOP,), sweeps=2))


def test_other_files_are_errors(tmp_path):
    with pytest.raises(NotFoundError):
        read_ground_truth_database(tmp_path / "none.parquet", INPUT)
    (tmp_path / "text").write_text("no Parquet")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "other.parquet")
    for name in ("text", "other.parquet"):
        with pytest.raises(CorruptDataError, match="no ground-truth database"):
            read_ground_truth_database(tmp_path / name, INPUT)


def test_data_without_a_single_object_are_an_error(dataset, tmp_path):
    """They gave a database without objects, which pasted none without a word."""
    nothing = GroundTruthSelection(min_points=10**6)
    message = "no label of VEHICLE, PEDESTRIAN, CYCLIST with 1000000 points or more in 2 segments"
    with pytest.raises(NotFoundError, match=message):
        write_ground_truth_database(dataset, tmp_path / "o.parquet", INPUT, nothing)
    assert not (tmp_path / "o.parquet").exists()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("type", None, "a row is not complete"),
        ("points", [1.0] * 7, "a row is not complete"),
        ("points", None, "a row is not complete"),
        ("box", [1.0] * 6, "expected 7 numbers in each box"),
        ("box", [None] * 7, "expected 7 numbers in each box"),
        ("velocity", None, "expected 2 numbers in each velocity"),
    ],
)
def test_incomplete_rows_are_errors(path, tmp_path, column, value, message):
    table = pq.read_table(path)
    values = table.column(column).to_pylist()
    values[3] = value
    place = table.column_names.index(column)
    damaged = table.set_column(
        place, table.field(column), pa.array(values, table.field(column).type)
    )
    pq.write_table(damaged, tmp_path / "o.parquet")
    with pytest.raises(CorruptDataError, match=message):
        read_ground_truth_database(tmp_path / "o.parquet", INPUT)


def test_numbers_are_checked():
    with pytest.raises(InvalidInputError, match="stride: expected at least 1, got 0"):
        GroundTruthSelection(stride=0)


def test_training_takes_a_database_of_its_own_input_only(drives, path, tmp_path):
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    from tests.detectors.lidar.tiny import tiny_config
    from waymo_kit.detectors.lidar.lidar_run import LidarRun
    from waymo_kit.detectors.training.settings import TrainingSettings

    config = tiny_config("anchor")
    other = replace(config, points=replace(config.points, sweeps=1))
    run = LidarRun(
        data=str(drives["tables"]),
        detector=other,
        training=TrainingSettings(steps=1),
        ground_truth_database=str(path),
    )
    with pytest.raises(InvalidInputError, match="expected objects of"):
        run.train(tmp_path / "run")
