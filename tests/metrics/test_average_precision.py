import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import detection as naive
from waymo_kit.metrics.average_precision import average_precision, precision_recall

COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12)


def curve(precision, recall):
    return np.float32([precision]), np.float32([recall])


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(COUNTS, st.sampled_from([0.05, 0.3, 1.0]))
def test_area_agrees_with_the_definition(counts, delta):
    found, false = np.array(counts).T
    precision, recall = precision_recall(found.astype(float), found, false, found.max() - found)
    expected = naive.average_precision(precision, recall, delta)
    area = average_precision(precision[None], recall[None], delta)
    np.testing.assert_allclose(area, [expected], atol=1e-6)


def test_perfect_detector_has_area_1():
    assert average_precision(*curve([1, 1, 1], [1, 0.5, 0])) == pytest.approx(1)


def test_one_operating_point_extends_to_recall_0():
    assert average_precision(*curve([0.5], [0.04])) == pytest.approx(0.5 * 0.04)


def test_a_gap_in_recall_keeps_the_precision_of_its_upper_end_but_for_one_step():
    # From recall 0.9 (precision 0.2) down to 0.1 (precision 1): flat until the last step.
    area = average_precision(*curve([0.2, 1.0], [0.9, 0.1]), recall_delta=0.1)
    assert area[0] == pytest.approx(0.7 * 0.2 + 0.1 * 0.6 + 0.1 * 1.0, abs=1e-6)


def test_nothing_found_has_area_0():
    assert average_precision(*curve([1, 1], [0, 0])) == 0


def test_precision_and_recall():
    found, false, missed = np.array([[4, 2, 0]]), np.array([[4, 0, 3]]), np.array([[4, 6, 8]])
    precision, recall = precision_recall(0.5 * found, found, false, missed)
    np.testing.assert_allclose(precision, [[0.25, 0.5, 1]])
    np.testing.assert_allclose(recall, [[0.5, 0.25, 0]])
    assert precision.dtype == recall.dtype == np.float32
    cut, _ = precision_recall(0.5 * found, found, false, missed, min_precision=0.3)
    np.testing.assert_allclose(cut, [[0, 0.5, 1]])


def test_without_ground_truth_recall_is_0_and_precision_1():
    zero = np.zeros((1, 2), int)
    precision, recall = precision_recall(zero.astype(float), zero, zero + 3, zero)
    assert recall.tolist() == [[0, 0]]
    assert precision.tolist() == [[1, 1]]
