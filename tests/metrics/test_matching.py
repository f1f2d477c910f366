import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import boxes as naive_boxes
from tests.naive import detection as naive_detection
from waymo_kit.metrics import DetectionConfig, LongitudinalTolerance, Matcher
from waymo_kit.metrics.detection import boxes_by_frame, matching_rules
from waymo_kit.metrics.matching import (
    build_graph,
    heading_accuracy,
    list_pairs,
    make_graph,
    make_pairs,
    match_by_score,
    official_headings,
)
from waymo_kit.metrics.objects import GroundTruth, Predictions

SEED = st.integers(0, 2**32 - 1)
STARTS = np.array([0, 12])


def random_frame(seed):
    """Predictions on a coarse grid around labels: ties, and several candidates for each."""
    rng = np.random.default_rng(seed)
    truth = np.column_stack(
        [
            rng.integers(-2, 3, (12, 2)),
            np.zeros(12),
            rng.integers(2, 6, (12, 3)),
            rng.choice([0.0, 0.5], 12),
        ]
    )
    box = truth + np.column_stack([rng.choice([-0.5, 0, 0.5], (12, 2)), np.zeros((12, 5))])
    kind = rng.integers(0, 3, 12)
    predictions = Predictions.from_arrays(np.zeros(12, int), box, kind, rng.permutation(12) / 12)
    return predictions, GroundTruth.from_arrays(np.zeros(12, int), truth, rng.permuted(kind))


def listed(predictions, truth, config):
    pairs = make_pairs(12, 144)
    list_pairs(
        matching_rules(config),
        boxes_by_frame(predictions, STARTS),
        boxes_by_frame(truth, STARTS),
        0,
        pairs,
    )
    return pairs


@pytest.mark.kernel
@settings(deadline=None, max_examples=40)
@given(SEED, st.booleans())
def test_pairs_are_those_of_one_type_that_overlap_enough(seed, with_tolerance):
    predictions, truth = random_frame(seed)
    tolerance = LongitudinalTolerance() if with_tolerance else None
    config = DetectionConfig(iou_thresholds=(0.503, 0.2987, 0.3, 0.3), tolerance=tolerance)
    pairs = listed(predictions, truth, config)
    expected = []
    for p in range(12):
        for t in range(12):
            if predictions.type[p] == 0 or predictions.type[p] != truth.type[t]:
                continue
            iou, affinity = naive_boxes.box_overlap(predictions.box[p], truth.box[t], "3d"), 1.0
            if tolerance:
                iou = naive_boxes.tolerant_iou(tolerance, predictions.box[p], truth.box[t])
                affinity = naive_boxes.longitudinal_affinity(
                    tolerance, predictions.box[p], truth.box[t]
                )
            if iou >= 0.2987:
                can_match = affinity > 0 and iou >= config.iou_thresholds[truth.type[t] - 1]
                expected.append((p, t, iou, affinity, can_match))
    found = [(p, k) for p in range(12) for k in range(pairs.starts[p], pairs.starts[p + 1])]
    assert [(p, pairs.truth[k]) for p, k in found] == [row[:2] for row in expected]
    for (_, k), (_, _, iou, affinity, can_match) in zip(found, expected, strict=True):
        assert pairs.iou[k] == pytest.approx(iou, abs=1e-6)
        assert pairs.affinity[k] == pytest.approx(affinity, abs=1e-5)
        assert pairs.weight[k] == pytest.approx(1e6 * iou * affinity, abs=10)
        assert pairs.can_match[k] == can_match


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(SEED, st.integers(1, 12), st.integers(1, 12))
def test_score_first_agrees_with_the_definition(seed, num_rows, num_columns):
    predictions, truth = random_frame(seed)
    config = DetectionConfig(iou_thresholds=(0.3,) * 4, matcher=Matcher.SCORE_FIRST)
    pairs, graph = listed(predictions, truth, config), make_graph(12, 12, 144)
    weight, can_match = np.zeros((12, 12), int), np.zeros((12, 12), bool)
    for p in range(12):
        some = slice(pairs.starts[p], pairs.starts[p + 1])
        weight[p, pairs.truth[some]] = pairs.weight[some]
        can_match[p, pairs.truth[some]] = pairs.can_match[some]
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(12, num_rows, replace=False))
    columns = np.sort(rng.choice(12, num_columns, replace=False))
    graph.rows[:num_rows], graph.columns[:num_columns] = rows, columns
    graph.column_of[:] = -1
    build_graph(pairs, num_rows, num_columns, graph)
    match_by_score(pairs, np.arange(num_rows), predictions.score, num_columns, graph)
    order = np.argsort(-predictions.score[rows])
    expected = naive_detection.match_by_score(order, can_match[np.ix_(rows, columns)], weight)
    np.testing.assert_array_equal(graph.mates[:num_rows], expected)


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(st.floats(-50, 50), st.floats(-50, 50))
def test_heading_accuracy_agrees_with_the_definition(heading, other):
    found = heading_accuracy(*official_headings(np.array([heading, other])))
    assert found == pytest.approx(naive_boxes.heading_accuracy(heading, other), abs=1e-6)


def test_headings_are_wrapped():
    turns = np.array([0.0, np.pi, -np.pi, 3 * np.pi, 7.0, -7.0])
    wrapped = official_headings(turns)
    assert wrapped.dtype == np.float32
    assert (wrapped >= -np.float32(np.pi)).all()
    assert (wrapped <= np.float32(np.pi)).all()
    np.testing.assert_allclose(np.exp(1j * wrapped), np.exp(1j * turns), atol=1e-6)
