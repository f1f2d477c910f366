from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import detection as naive
from tools.official.compare_keypoints import differences
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.keypoint_types import (
    CAMERA_GROUPS,
    CAMERA_KEYPOINTS,
    KEYPOINT_SCALES,
    LASER_GROUPS,
    KeypointType,
)
from waymo_kit.metrics.keypoints import KeypointMetric, object_keypoint_similarity
from waymo_kit.metrics.poses import Poses

GOLDEN = Path(__file__).with_name("golden_keypoints.npz")
"""Frames with what the official evaluator gives for them; see tools/official."""


def random_poses(rng, count, dimensions=3):
    boxes = np.zeros((count, 7 if dimensions == 3 else 4))
    boxes[:, :dimensions] = rng.uniform(-5, 5, (count, dimensions))
    boxes[:, dimensions : 2 * dimensions] = rng.uniform(0.5, 2, (count, dimensions))
    points = boxes[:, None, :dimensions] + rng.normal(0, 0.5, (count, 14, dimensions))
    truth = Poses(points, rng.integers(0, 3, (count, 14)), boxes)
    moved = points + rng.normal(0, 0.2, points.shape)
    return truth, Poses(moved, rng.integers(0, 3, (count, 14)))


@given(st.integers(0, 2**32), st.sampled_from([2, 3]), st.booleans())
def test_similarity_is_that_of_the_definition(seed, dimensions, labeled):
    rng = np.random.default_rng(seed)
    truth, prediction = random_poses(rng, 2, dimensions)
    if not labeled:
        truth = Poses(truth.locations, np.zeros((2, 14), int), truth.boxes)
    scales = rng.uniform(0.05, 0.3, 14)
    found = object_keypoint_similarity(truth, prediction, scales)
    for row in range(2):
        sides = [
            list(zip(poses.locations[row].tolist(), poses.visibility[row].tolist(), strict=True))
            for poses in (truth, prediction)
        ]
        box = truth.boxes[row, : 2 * dimensions].tolist()
        expected = naive.keypoint_similarity(*sides, box, scales.tolist())
        assert found[row] == pytest.approx(expected, abs=1e-12)


def test_scores_of_a_group_by_hand():
    order = (KeypointType.NOSE, KeypointType.LEFT_HIP)
    boxes = [[0, 0, 0, 1, 1, 1, 0], [9, 9, 9, 2, 2, 2, 1]]
    truth = Poses([[[0, 0, 0], [1, 0, 0]], [[9, 9, 9], [0, 0, 0]]], [[2, 2], [1, 0]], boxes)
    prediction = Poses([[[0.03, 0, 0], [1, 0.5, 0]], [[9, 9, 9.2], [0, 0, 0]]], [[2, 0], [1, 2]])
    (score,) = KeypointMetric(order, {"ALL": order}).result()
    assert np.isnan([score.mpjpe, score.pem, score.precision, score.oks_ap]).all()
    scorer = KeypointMetric(order, {"ALL": order})
    scorer.update(truth, prediction)
    (score,) = scorer.result()
    assert score.mpjpe == pytest.approx((0.03 + 0.2) / 2)  # two noses are on both sides
    assert score.pem == pytest.approx((0.03 + 0.25 + 0.25) / 3)  # the occluded nose is not scored
    assert score.precision == pytest.approx(1 / 2)
    assert score.recall == pytest.approx(1 / 2)
    # Thresholds are 0.052 * size * t: 0.052 t for the first nose and 0.104 t for the second.
    assert score.pck.tolist() == [0] * 6
    similarity = [np.exp(-0.5 * (0.03 / 0.052) ** 2), np.exp(-0.5 * (0.2 / 0.104) ** 2)]
    assert similarity[0] == pytest.approx(0.8467, abs=1e-4)
    assert similarity[1] < 0.5
    assert score.oks_precision.tolist() == [0.5] * 7 + [0.0] * 3
    assert score.oks_ap == pytest.approx(0.35)


def test_correct_keypoints_are_counted_up_to_each_threshold():
    order = (KeypointType.LEFT_HIP,)
    truth = Poses(np.zeros((1, 1, 2)), [[2]], [[0, 0, 100, 100]])
    scorer = KeypointMetric(order, {"ALL": order})
    scorer.update(truth, Poses([[[0.214 * 100 * 0.2 - 1e-9, 0]]], [[2]]))
    assert scorer.result()[0].pck.tolist() == [0, 0, 1, 1, 1, 1]


def test_precision_of_updates_is_averaged_over_updates():
    order = (KeypointType.LEFT_HIP,)
    right = Poses(np.zeros((1, 1, 2)), [[2]], [[0, 0, 100, 100]])
    wrong = Poses(np.full((3, 1, 2), 1e3), np.full((3, 1), 2), np.full((3, 4), 50.0))
    scorer = KeypointMetric(order, {"ALL": order})
    scorer.update(right, right)
    scorer.update(wrong, Poses(np.zeros((3, 1, 2)), np.full((3, 1), 2)))
    score = scorer.result()[0]
    assert score.oks_ap == pytest.approx(1 / 4)
    assert score.oks_ap_of_updates == pytest.approx(1 / 2)


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_merging_is_adding(seed):
    rng = np.random.default_rng(seed)
    batches = [random_poses(rng, count) for count in (3, 0, 5)]
    whole, parts = KeypointMetric(), [KeypointMetric() for _ in batches]
    for batch, part in zip(batches, parts, strict=True):
        whole.update(*batch)
        part.update(*batch)
    merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    for mine, other in zip(merged.result(), whole.result(), strict=True):
        assert mine.group == other.group
        assert mine.pem == pytest.approx(other.pem, rel=1e-12, nan_ok=True)
        assert mine.mpjpe == pytest.approx(other.mpjpe, rel=1e-12, nan_ok=True)
        np.testing.assert_array_equal(mine.pck, other.pck)
        np.testing.assert_array_equal(mine.oks_precision, other.oks_precision)
    merged.reset()
    assert np.isnan(merged.result()[0].pem)


def test_official_evaluator_gives_the_same_on_stored_frames():
    found = list(differences(GOLDEN))
    assert len({case for case, *_ in found}) == 6
    for case, name, mine, official in found:
        tolerance = 2e-4 if name.startswith("MPJPE") and case.startswith("camera") else 1e-6
        assert mine == pytest.approx(official, abs=tolerance), (case, name)


def test_every_keypoint_is_in_the_groups_and_has_a_scale():
    for groups in (CAMERA_GROUPS, LASER_GROUPS):
        limbs = [kind for name, kinds in groups.items() if name != "ALL" for kind in kinds]
        assert sorted(limbs) == sorted(groups["ALL"])
        assert set(limbs) <= set(KEYPOINT_SCALES)


def test_bad_input_is_named():
    scorer = KeypointMetric()
    truth, prediction = random_poses(np.random.default_rng(0), 2)
    with pytest.raises(InvalidInputError, match="matched"):
        scorer.update(truth, prediction.take([0]))
    with pytest.raises(InvalidInputError, match="with boxes"):
        scorer.update(prediction, prediction)
    with pytest.raises(InvalidInputError, match="14 keypoints, got 2"):
        scorer.update(*(Poses(p.locations[:, :2], p.visibility[:, :2]) for p in (truth, truth)))
    with pytest.raises(InvalidInputError, match="FOREHEAD"):
        KeypointMetric(groups=CAMERA_GROUPS)
    with pytest.raises(InvalidInputError, match="merge"):
        scorer.merge(KeypointMetric(CAMERA_KEYPOINTS, CAMERA_GROUPS))
