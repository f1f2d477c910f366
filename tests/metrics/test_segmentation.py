import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.naive import segmentation as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.segmentation import LIDAR_CLASSES, SegmentationMetric

LABELS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=60)


@given(LABELS, st.permutations(range(1, 5)))
def test_iou_is_the_obvious_one(pairs, classes):
    prediction, truth = np.array(pairs, int).reshape(-1, 2).T
    scorer = SegmentationMetric(classes)
    scorer.update(prediction, truth)
    result = scorer.result()
    expected = naive.semantic_iou(prediction, truth, classes)
    np.testing.assert_allclose(result.iou, expected)
    assert result.miou == pytest.approx(np.mean(expected))
    assert result.confusion.sum() == len(pairs)
    assert result.classes.tolist() == list(classes)


@given(LABELS, LABELS)
def test_merging_is_adding(first, second):
    whole, part = SegmentationMetric(), SegmentationMetric()
    for scorer, pairs in ((whole, first + second), (part, first)):
        scorer.update(*np.array(pairs, int).reshape(-1, 2).T)
    other = SegmentationMetric()
    other.update(*np.array(second, int).reshape(-1, 2).T)
    other.merge(part)
    np.testing.assert_array_equal(other.result().confusion, whole.result().confusion)
    other.reset()
    assert other.result().miou == 1.0


def test_official_fixture():
    # What the official tool prints for its fixture, in float32: six frames whose labels cycle
    # through the 22 classes, the first return predicted as cars, the second as pedestrians.
    scorer = SegmentationMetric()
    truth = (np.arange(50_000) % 22 + 1).reshape(50, 1000)
    for _ in range(6):
        scorer.update(np.full_like(truth, 1), truth)
        scorer.update(np.full_like(truth, 7), truth)
    result = scorer.result()
    iou = dict(zip((LIDAR_CLASSES[c] for c in result.classes), result.iou, strict=True))
    assert f"{np.float32(iou.pop('TYPE_CAR')):.6g}" == "0.0434832"
    assert f"{np.float32(iou.pop('TYPE_PEDESTRIAN')):.6g}" == "0.0434832"
    assert set(iou.values()) == {0.0}
    assert f"{np.float32(result.miou):.6g}" == "0.00395302"


@pytest.mark.parametrize(
    ("prediction", "truth", "miou", "iou"),
    [
        ([], [], 1.0, [1.0, 1.0]),
        ([1, 7, 1, 7], [1, 1, 1, 7], 7 / 12, [2 / 3, 1 / 2]),
        ([1, 1, 1, 7], [1, 1, 1, 0], 1.0, [1.0, 1.0]),
        ([1, 1, 1, 0], [1, 1, 1, 7], 0.5, [1.0, 0.0]),
        ([-3, 99], [1, 1], 0.5, [0.0, 1.0]),
    ],
)
def test_points_outside_the_classes(prediction, truth, miou, iou):
    scorer = SegmentationMetric([1, 7])
    scorer.update(np.array(prediction, int), np.array(truth, int))
    assert scorer.result().miou == pytest.approx(miou)
    np.testing.assert_allclose(scorer.result().iou, iou)


def test_frame_without_prediction_is_undefined_everywhere():
    scorer, explicit = SegmentationMetric(), SegmentationMetric()
    scorer.update(None, [1, 1, 0])
    explicit.update([0, 0, 0], [1, 1, 0])
    np.testing.assert_array_equal(scorer.result().confusion, explicit.result().confusion)
    assert scorer.result().iou[0] == 0.0


def test_bad_input_is_refused():
    scorer = SegmentationMetric()
    with pytest.raises(InvalidInputError, match=r"\(2,\) and \(3,\)"):
        scorer.update([1, 2], [1, 2, 3])
    with pytest.raises(InvalidInputError, match="integer classes as prediction, got float64"):
        scorer.update([1.0], [1])
    with pytest.raises(InvalidInputError, match="distinct"):
        SegmentationMetric([1, 1])
    with pytest.raises(InvalidInputError, match="merge"):
        scorer.merge(SegmentationMetric([1]))
