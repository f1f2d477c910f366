import numpy as np
import pytest

from waymo_kit.metrics.breakdowns import (
    Breakdown,
    matching_groups,
    nearest_speeds,
    row_names,
    shard_names,
    shards_of,
)
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.schema import Difficulty

CAR = np.array([0.0, 0, 0, 4, 2, 1.5, 0])


def objects(column, values, **columns):
    """Vehicles whose box has these values in one column."""
    box = np.tile(CAR, (len(values), 1))
    box[:, column] = values
    return GroundTruth.from_arrays(np.zeros(len(values), int), box, 1, **columns)


def shards(breakdown, truth, frames=None):
    return shards_of(breakdown, truth, frames or Frames.anonymous(1)).tolist()


def test_official_names():
    assert shard_names(Breakdown.ONE_SHARD) == ("ONE_SHARD",)
    assert shard_names(Breakdown.ALL_BUT_SIGN) == ("ALL_BUT_SIGN", "SIGN")
    assert shard_names(Breakdown.RANGE)[:3] == (
        "RANGE_TYPE_VEHICLE_[0, 30)",
        "RANGE_TYPE_VEHICLE_[30, 50)",
        "RANGE_TYPE_VEHICLE_[50, +inf)",
    )
    assert shard_names(Breakdown.CAMERA)[-1] == "CAMERA_TYPE_CYCLIST_SIDE-RIGHT"
    assert shard_names(Breakdown.SIZE)[2] == "SIZE_TYPE_PEDESTRIAN_small"
    assert shard_names(Breakdown.VELOCITY)[4] == "VELOCITY_TYPE_VEHICLE_VERY_FAST"
    assert shard_names(Breakdown.TIME_OF_DAY)[1] == "TIME_OF_DAY_TYPE_VEHICLE_DAWN_DUSK"
    assert row_names([Breakdown.OBJECT_TYPE], [Difficulty.LEVEL_2])[0] == (
        "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"
    )
    assert len(row_names(Breakdown)) == 2 * (1 + 4 + 12 + 12 + 12 + 8 + 20 + 2 + 8 + 20)


def test_types():
    truth = GroundTruth.from_arrays(np.zeros(5, int), np.tile(CAR, (5, 1)), np.arange(5))
    assert shards(Breakdown.OBJECT_TYPE, truth) == [-1, 0, 1, 2, 3]
    assert shards(Breakdown.ONE_SHARD, truth) == [0, 0, 0, 0, 0]
    assert shards(Breakdown.ALL_BUT_SIGN, truth) == [0, 0, 0, 1, 0]
    assert shards(Breakdown.RANGE, truth) == [-1, 0, 3, 6, 9]


def test_range_is_the_distance_of_the_center_in_space():
    assert shards(Breakdown.RANGE, objects(0, [0, 29.99, -30, 49.99, 50])) == [0, 0, 1, 1, 2]
    assert shards(Breakdown.RANGE, objects(2, [29, 31])) == [0, 1]


def test_size_is_the_longest_side():
    assert shards(Breakdown.SIZE, objects(5, [6.99, 7.0])) == [0, 1]
    assert shards(Breakdown.SIZE, objects(3, [6.99, 7.5])) == [0, 1]


def test_velocity_is_the_speed_over_ground():
    speed = np.array([[0, 0], [0.19, 0], [0.2, 0], [0.2001, 0], [0, -1], [3, 0], [6, 8]])
    truth = objects(0, np.zeros(7), speed=speed)
    # 0.2 as float32 is a little more than 0.2.
    assert shards(Breakdown.VELOCITY, truth) == [0, 0, 0, 1, 2, 3, 4]


def test_velocity_matches_all_objects_of_a_type():
    truth = GroundTruth.from_arrays(np.zeros(3, int), np.tile(CAR, (3, 1)), [0, 1, 4])
    groups = matching_groups(Breakdown.VELOCITY, truth, Frames.anonymous(1))
    assert groups.tolist() == [[-1, -1], [0, -1], [3, -1]]


def at_angle(degrees, **columns):
    truth = objects(0, np.zeros(len(degrees)), **columns)
    truth.box[:, 0], truth.box[:, 1] = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return truth


def test_camera_by_direction_where_none_is_named():
    truth = at_angle([0, 45, -45, 90, -90, 180, 22])
    assert shards(Breakdown.CAMERA, truth) == [0, 1, 2, 3, 4, -1, 0]
    groups = matching_groups(Breakdown.CAMERA, truth, Frames.anonymous(1))
    assert groups[:, 0].tolist() == [0, 1, 2, 3, 4, -1, 0]
    assert groups[:, 1].tolist() == [-1, -1, -1, -1, -1, -1, 1]


def test_camera_that_sees_a_label_best_says_its_shard_but_not_its_group():
    truth = at_angle([0, 0, 0], camera=[0, 3, 7])
    assert shards(Breakdown.CAMERA, truth) == [0, 2, -1]
    groups = matching_groups(Breakdown.CAMERA, truth, Frames.anonymous(1))
    assert groups[:, 0].tolist() == [0, 0, 0]


def test_camera_of_an_image_box_is_that_of_its_frame():
    frames = Frames.from_arrays(["a", "a"], [1, 1], camera=[1, 4])
    truth = GroundTruth.from_arrays([0, 1], [[5.0, 5, 2, 2]] * 2, [1, 2])
    assert shards(Breakdown.CAMERA, truth, frames) == [0, 8]
    assert matching_groups(Breakdown.CAMERA, truth, frames)[:, 0].tolist() == [0, 8]


@pytest.mark.parametrize(
    ("breakdown", "column", "values", "expected"),
    [
        (Breakdown.TIME_OF_DAY, "time_of_day", ["Day", "Dawn/Dusk", "Night", ""], [0, 1, 2, -1]),
        (
            Breakdown.LOCATION,
            "location",
            ["location_sf", "location_phx", "location_other", "mars"],
            [0, 1, 2, -1],
        ),
        (Breakdown.WEATHER, "weather", ["sunny", "rain", "Rain", ""], [0, 1, 1, -1]),
    ],
)
def test_what_the_context_says(breakdown, column, values, expected):
    frames = Frames.from_arrays(["a", "b", "c", "d"], 0, **{column: values})
    truth = GroundTruth.from_arrays([3, 2, 1, 0], np.tile(CAR, (4, 1)), 1)
    assert shards(breakdown, truth, frames) == expected[::-1]
    people = GroundTruth.from_arrays([1], [CAR], [2])
    assert shards(breakdown, people, frames) == [len(shard_names(breakdown)) // 4 + expected[1]]


@pytest.mark.kernel
def test_predictions_take_the_speed_of_the_nearest_label_of_their_frame():
    box = np.tile(CAR, (5, 1))
    box[:, 0] = [0, 10, 20, 0, 4]
    truth = GroundTruth.from_arrays([0, 0, 0, 2, 2], box, 1, speed=np.arange(10).reshape(5, 2))
    found = np.tile(CAR, (5, 1))
    found[:, 0] = [14, 5, 3, 2, 100]
    predictions = Predictions.from_arrays([0, 0, 1, 2, 2], found, 1, 0.5)
    speeds = nearest_speeds(predictions, truth, 3)
    # 5 lies midway between the first two labels: the first counts; frame 1 has no label.
    assert speeds.tolist() == [[2, 3], [0, 1], [0, 0], [6, 7], [8, 9]]
