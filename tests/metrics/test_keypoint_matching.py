import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.keypoint_matching import (
    distance_to_boxes,
    match_by_error,
    match_by_iou,
    pair_poses,
    pose_error,
)
from waymo_kit.metrics.poses import Poses

OFFSETS = np.array([[0, 0, 0.5], [0, 0, 0.0], [0.1, 0, -0.5]])
"""Three keypoints of a person relative to the middle of the box."""


def people(places, visibility=2, heading=0.0, sides=(0.6, 0.8, 1.8)):
    centers = np.array(places, float).reshape(-1, 3)
    count = len(centers)
    boxes = np.column_stack([centers, np.tile([*sides, heading], (count, 1))])
    seen = np.broadcast_to(np.asarray(visibility), (count, 3))
    return Poses(centers[:, None] + OFFSETS, seen, boxes)


def matches(pair):
    return sorted(zip(*(side.tolist() for side in pair), strict=True))


def test_each_person_gets_the_nearest_pose():
    truth = people([[0, 0, 0], [0.5, 0, 0], [10, 0, 0]])
    prediction = people([[0.45, 0, 0], [0.05, 0, 0], [20, 0, 0]])
    assert matches(match_by_error(truth, prediction)) == [(0, 1), (1, 0)]


def test_pose_beyond_the_penalty_is_not_matched():
    assert matches(match_by_error(people([[0, 0, 0]]), people([[0.24, 0, 0]]))) == [(0, 0)]
    assert matches(match_by_error(people([[0, 0, 0]]), people([[0.26, 0, 0]]))) == []


def test_person_without_visible_keypoints_takes_the_pose_in_its_box():
    visibility = np.array([[2, 2, 2], [1, 0, 1]])
    truth = people([[0, 0, 0], [3, 0, 0]], visibility)
    prediction = people([[0, 0.1, 0], [3, 0.1, 0]])
    assert matches(match_by_error(truth, prediction)) == [(0, 0), (1, 1)]
    paired_truth, paired_prediction = pair_poses(
        truth, prediction, match_by_error(truth, prediction)
    )
    assert len(paired_truth) == len(paired_prediction) == 1
    # A pose that is near a visible person's keypoints is theirs, whoever else's box it is in.
    crowd = people([[0, 0, 0], [0.1, 0, 0]], visibility)
    assert matches(match_by_error(crowd, people([[0.05, 0, 0]]))) == [(0, 0)]


def test_pairs_hold_matched_missed_and_invented_people():
    truth = people([[0, 0, 0], [5, 0, 0]])
    prediction = people([[9, 0, 0], [0.1, 0, 0]])
    paired = pair_poses(truth, prediction, match_by_error(truth, prediction))
    assert [side.has_visible.tolist() for side in paired] == [
        [True, True, False],
        [True, False, True],
    ]
    np.testing.assert_array_equal(paired[0].locations[:2], truth.locations)
    np.testing.assert_array_equal(paired[1].locations[[0, 2]], prediction.locations[[1, 0]])


@pytest.mark.parametrize(("count", "other"), [(0, 2), (2, 0), (0, 0)])
@pytest.mark.parametrize("match", [match_by_error, match_by_iou])
def test_frames_without_people(match, count, other):
    truth, prediction = people(np.zeros((count, 3))), people(np.zeros((other, 3)))
    assert matches(match(truth, prediction)) == []
    paired_truth, paired_prediction = pair_poses(truth, prediction, match(truth, prediction))
    assert len(paired_truth) == len(paired_prediction) == count + other


def test_boxes_are_matched_by_overlap():
    truth = people([[0, 0, 0], [2, 0, 0]])
    prediction = people([[2.1, 0, 0], [0.1, 0, 0], [0, 0.5, 0]])
    assert matches(match_by_iou(truth, prediction)) == [(0, 1), (1, 0)]


def test_error_of_keypoints_seen_on_one_side_is_the_penalty():
    truth = people([[0, 0, 0]], [[2, 2, 1]])
    prediction = people([[0.1, 0, 0]], [[2, 0, 1]])
    error, counted = pose_error(truth, prediction)
    np.testing.assert_allclose(error, [[0.1, 0.25, 0.0]])
    assert counted.tolist() == [[True, True, False]]


def test_distance_to_a_box_is_zero_inside_and_mirrors_the_heading():
    truth = people([[0, 0, 0]], heading=np.pi / 4, sides=(4.0, 0.2, 2.0))
    points = np.array([[[1.0, -1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 3.0]]])
    distance = distance_to_boxes(truth, Poses(points, [[2, 2, 2]]))
    np.testing.assert_allclose(distance[0, 0], [0, np.sqrt(2) - 0.1, 2.0], atol=1e-12)
    hidden = distance_to_boxes(truth, Poses(points, [[2, 1, 0]]))
    assert np.isinf(hidden[0, 0]).tolist() == [False, True, True]


def test_bad_sides_are_named():
    truth = people([[0, 0, 0]])
    with pytest.raises(InvalidInputError, match="as many keypoints"):
        match_by_error(truth, Poses(np.zeros((1, 2, 3)), np.zeros((1, 2), int)))
    bare = Poses(truth.locations, truth.visibility)
    with pytest.raises(InvalidInputError, match="3D boxes"):
        match_by_error(bare, truth)
    with pytest.raises(InvalidInputError, match="3D boxes"):
        match_by_iou(truth, bare)
