import numpy as np
import pytest

from tests.golden.detection_cases import make_case
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import (
    Breakdown,
    DetectionConfig,
    Frames,
    GroundTruth,
    Matcher,
    ObjectOutcome,
    Predictions,
    best_cutoffs,
    detection_outcomes,
    evaluate_detections,
    row_names,
)
from waymo_kit.schema import Difficulty

CAR = np.array([10.0, 0, 0, 4, 2, 2, 0])
SHIFT = np.array([1.0, 0, 0, 0, 0, 0, 0])


@pytest.mark.parametrize("matcher", Matcher)
@pytest.mark.parametrize("seed", [0, 5, 13, 14])
def test_outcomes_are_what_the_metric_counts(seed, matcher):
    predictions, truth, frames, _ = make_case(seed)
    config = DetectionConfig((Breakdown.OBJECT_TYPE,), (Difficulty.LEVEL_2,), matcher=matcher)
    result = evaluate_detections(predictions, truth, frames, config)
    for cutoff in (0, 40):
        found = detection_outcomes(predictions, truth, frames, config, result.score_cutoffs[cutoff])
        for k in range(4):
            kind, true_kind = predictions.type == k + 1, truth.type == k + 1
            counts = [
                (found.prediction[kind] == ObjectOutcome.TRUE_POSITIVE).sum(),
                (found.prediction[kind] == ObjectOutcome.FALSE_POSITIVE).sum(),
                (found.truth[true_kind] == ObjectOutcome.FALSE_NEGATIVE).sum(),
            ]
            assert counts == [
                result.true_positives[k, cutoff],
                result.false_positives[k, cutoff],
                result.false_negatives[k, cutoff],
            ]
        rows = np.flatnonzero(found.prediction_match >= 0)
        np.testing.assert_array_equal(found.truth_match[found.prediction_match[rows]], rows)
        np.testing.assert_array_equal(
            predictions.frame[rows], truth.frame[found.prediction_match[rows]]
        )


def test_each_kind_of_outcome():
    box = np.stack([CAR, CAR + 3 * SHIFT, CAR + 60 * SHIFT, CAR, CAR, CAR])
    predictions = Predictions.from_arrays(
        [1, 1, 1, 0, 1, 1],
        box,
        [1, 1, 1, 1, 1, 0],
        [0.9, 0.8, 0.8, 0.7, 0.1, 0.9],
        in_no_label_zone=[0, 0, 1, 0, 0, 0],
    )
    turned = CAR + [0, 0, 0, 0, 0, 0, 3 * np.pi - 0.25]
    truth = GroundTruth.from_arrays([1, 1, 1], [turned, CAR + 30 * SHIFT, CAR], [1, 1, 0])
    found = detection_outcomes(predictions, truth, Frames.anonymous(2), DetectionConfig(), 0.5)
    assert [ObjectOutcome(o).name for o in found.prediction] == [
        "TRUE_POSITIVE",
        "FALSE_POSITIVE",
        "IGNORED",
        "FALSE_POSITIVE",
        "NOT_SCORED",
        "NOT_SCORED",
    ]
    assert [ObjectOutcome(o).name for o in found.truth] == [
        "TRUE_POSITIVE",
        "FALSE_NEGATIVE",
        "NOT_SCORED",
    ]
    assert found.prediction_match.tolist() == [0, -1, -1, -1, -1, -1]
    assert found.truth_match.tolist() == [0, -1, -1]
    assert found.heading_error[0] == pytest.approx(np.pi - 0.25)
    assert np.isnan(found.heading_error[1:]).all()
    assert 0.7 <= found.prediction_iou[0] < 1
    assert 0 < found.prediction_iou[1] < 0.4
    assert not found.prediction_iou[2:].any()


def test_cutoff_of_the_best_f1():
    box = np.stack([CAR, CAR + 30 * SHIFT, CAR + 60 * SHIFT])
    predictions = Predictions.from_arrays([0, 0, 0], box, 1, [0.9, 0.6, 0.3])
    truth = GroundTruth.from_arrays([0, 0], box[:2], 1)
    result = evaluate_detections(predictions, truth, Frames.anonymous(1))
    assert best_cutoffs(result)[0] == pytest.approx(0.31)
    ranges = DetectionConfig((Breakdown.RANGE,))
    result = evaluate_detections(predictions, truth, Frames.anonymous(1), ranges)
    with pytest.raises(InvalidInputError, match=row_names([Breakdown.OBJECT_TYPE])[1]):
        best_cutoffs(result)


def test_cutoffs_by_type():
    predictions = Predictions.from_arrays([0, 0], np.stack([CAR, CAR]), [1, 2], 0.5)
    truth = GroundTruth.from_arrays([0], [CAR], 1)
    config, frames = DetectionConfig(), Frames.anonymous(1)
    found = detection_outcomes(predictions, truth, frames, config, [0.5, 0.6, 0.5, 0.5])
    assert found.prediction.tolist() == [ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.NOT_SCORED]
    with pytest.raises(InvalidInputError, match="one number or four"):
        detection_outcomes(predictions, truth, frames, config, [0.5, 0.6])
