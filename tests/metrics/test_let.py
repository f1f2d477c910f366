import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import boxes as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Overlap
from waymo_kit.geometry.iou import prepare_boxes
from waymo_kit.metrics.let import (
    Alignment,
    LongitudinalTolerance,
    longitudinal_affinity,
    tolerant_iou,
)

PLACE = st.integers(-8, 8).map(float) | st.floats(-30, 30)
BOX = st.tuples(PLACE, PLACE, st.integers(-1, 2).map(float), *[st.floats(0.5, 6)] * 3, PLACE)
TOLERANCE = st.builds(
    LongitudinalTolerance,
    sensor=st.sampled_from([(0.0, 0.0, 0.0), (1.43, 0.0, 2.18)]),
    fraction_of_range=st.sampled_from([0.125, 0.5]),
    min_tolerance=st.sampled_from([0.5, 2.0]),
    alignment=st.sampled_from(Alignment),
)


def prepared(box):
    return prepare_boxes(np.array([box], float))[0]


@pytest.mark.kernel
@settings(deadline=None, max_examples=300)
@given(TOLERANCE, BOX, BOX)
def test_agrees_with_the_definition(tolerance, box, truth):
    parameters = tolerance.parameters()
    a, b = prepared(box), prepared(truth)
    iou = tolerant_iou(parameters, int(Overlap.IOU_3D), a, b, np.empty(9), np.empty(9))
    assert iou == pytest.approx(naive.tolerant_iou(tolerance, box, truth), abs=1e-9)
    affinity = longitudinal_affinity(parameters, a, b)
    expected = naive.longitudinal_affinity(tolerance, box, truth)
    assert affinity == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("alignment", "moves_from_beyond", "moves_from_before", "moves_from_behind"),
    [
        (Alignment.NONE, False, False, False),
        (Alignment.RANGE, True, True, True),
        (Alignment.CENTER, True, True, True),
        (Alignment.FURTHER_ONLY, True, False, False),
        (Alignment.ANY_CLOSER_ONLY, False, True, True),
        (Alignment.BETWEEN_ORIGIN_AND_TRUTH_ONLY, False, True, False),
    ],
)
def test_when_a_prediction_moves(
    alignment, moves_from_beyond, moves_from_before, moves_from_behind
):
    tolerance = LongitudinalTolerance(sensor=(0.0, 0.0, 0.0), alignment=alignment)
    truth = [20, 0, 0, 4, 2, 2, 0]
    for x, moves in ((30, moves_from_beyond), (10, moves_from_before), (-20, moves_from_behind)):
        box = prepared([x, *truth[1:]])
        iou = tolerant_iou(
            tolerance.parameters(), 1, box, prepared(truth), np.empty(9), np.empty(9)
        )
        assert iou == pytest.approx(float(moves))


def test_affinity_falls_to_0_at_the_tolerance():
    parameters = LongitudinalTolerance(sensor=(0.0, 0.0, 0.0)).parameters()
    truth = [40, 0, 0, 4, 2, 2, 0]  # a tolerance of 4 m
    for x, expected in ((40, 1), (42, 0.5), (39, 0.75), (44, 0), (50, 0)):
        box = prepared([x, *truth[1:]])
        found = longitudinal_affinity(parameters, box, prepared(truth))
        assert found == pytest.approx(expected, abs=1e-6)
    near = prepared([2, 0, 0, 4, 2, 2, 0])  # the least tolerance of 0.5 m
    off = prepared([2.25, 0, 0, 4, 2, 2, 0])
    assert longitudinal_affinity(parameters, off, near) == pytest.approx(0.5)


def test_a_tolerance_of_nothing_is_refused():
    with pytest.raises(InvalidInputError, match="min_tolerance > 0"):
        LongitudinalTolerance(min_tolerance=0.0)
