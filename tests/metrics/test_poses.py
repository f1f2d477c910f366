import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.keypoint_types import CAMERA_KEYPOINTS, LASER_KEYPOINTS, KeypointType
from waymo_kit.metrics.poses import Poses, ordered_keypoints


def test_keypoints_are_put_in_order():
    types = [KeypointType.HEAD_CENTER, KeypointType.NOSE, KeypointType.LEFT_HIP]
    points, occluded = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [False, True, False]
    locations, visibility = ordered_keypoints(types, points, occluded)
    assert locations.shape == (14, 3)
    assert visibility.tolist() == [1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2]
    np.testing.assert_array_equal(locations[[0, 7, 13]], [[4, 5, 6], [7, 8, 9], [1, 2, 3]])
    assert not locations[1:7].any()
    _, in_camera = ordered_keypoints(types, points, occluded, CAMERA_KEYPOINTS)
    assert in_camera[13] == 0
    assert ordered_keypoints([], np.zeros((0, 3)), [])[1].sum() == 0
    assert len(set(LASER_KEYPOINTS)) == len(set(CAMERA_KEYPOINTS)) == 14


def test_rows_are_taken_and_empty_ones_put_in():
    poses = Poses(np.ones((2, 1, 2)), [[1], [2]], [[0, 0, 1, 1], [5, 5, 2, 2]])
    taken = poses.take([1, -1, 0])
    assert taken.visibility.tolist() == [[2], [0], [1]]
    assert taken.boxes[:, 0].tolist() == [5, 0, 0]
    assert taken.locations[1].tolist() == [[0, 0]]
    assert taken.has_visible.tolist() == [True, False, False]
    assert taken.is_known.tolist() == [[True], [False], [True]]
    assert len(Poses(np.ones((2, 1, 2)), [[1], [2]]).take([])) == 0


@pytest.mark.parametrize(
    ("locations", "visibility", "boxes", "message"),
    [
        (np.zeros((1, 2)), [[0]], None, "locations: expected shape"),
        (np.zeros((1, 1, 4)), [[0]], None, "2 or 3 coordinates"),
        (np.zeros((1, 1, 3)), [[0, 0]], None, r"visibility: expected shape \(1, 1\)"),
        (np.zeros((1, 1, 3)), [[3]], None, "got 3"),
        (np.full((1, 1, 3), np.nan), [[0]], None, "object 0"),
        (np.zeros((1, 1, 3)), [[0]], np.zeros((1, 4)), "boxes: expected shape"),
        (np.zeros((1, 1, 3)), [[0]], np.zeros((2, 7)), "1 objects, got 2"),
        (np.zeros((1, 1, 2)), [[0]], [[0, 0, -1, 1]], "in object 0"),
    ],
)
def test_bad_poses_are_named(locations, visibility, boxes, message):
    with pytest.raises(InvalidInputError, match=message):
        Poses(locations, visibility, boxes)


@pytest.mark.parametrize(
    ("types", "locations", "occluded", "message"),
    [([1, 1], np.zeros((2, 3)), [0, 0], "once"), ([1], np.zeros((2, 3)), [0, 0], "as many")],
)
def test_bad_keypoint_lists_are_named(types, locations, occluded, message):
    with pytest.raises(InvalidInputError, match=message):
        ordered_keypoints(types, locations, occluded)
