import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import assignment as naive_assignment
from tests.naive import boxes as naive_boxes
from waymo_kit.detectors.tracking.association import (
    _pairs_within_reach,
    match_by_overlap,
    match_nearest,
)
from waymo_kit.geometry.iou import Overlap, giou_3d

SEEDS = st.integers(0, 2**32 - 1)
NAMES = {Overlap.IOU_3D: "3d", Overlap.GIOU_3D: "giou"}


def crowded(random, count, spread):
    """Boxes of two types near each other."""
    boxes = np.column_stack(
        [
            random.uniform(-spread, spread, (count, 2)),
            random.uniform(0, 1, count),
            random.uniform(0.5, 5, (count, 3)),
            random.uniform(-np.pi, np.pi, count),
        ]
    )
    return boxes, random.integers(1, 3, count)


@pytest.mark.kernel
@pytest.mark.parametrize("overlap", NAMES)
@settings(deadline=None, max_examples=40)
@given(
    seed=SEEDS, spread=st.sampled_from([2.0, 6.0, 20.0]), minimum=st.sampled_from([-0.5, 0.0, 0.2])
)
def test_overlaps_beyond_the_threshold_sum_highest(overlap, seed, spread, minimum):
    random = np.random.default_rng(seed)
    (boxes, types), (found, kinds) = crowded(random, 5, spread), crowded(random, 5, spread)
    by_class = np.array([np.nan, minimum, minimum / 2, np.nan, np.nan])
    if overlap is Overlap.IOU_3D:
        by_class = np.abs(by_class)
    values = np.full((5, 5), -np.inf)
    for i, j in np.argwhere(types[:, None] == kinds):
        values[i, j] = naive_boxes.box_overlap(boxes[i], found[j], NAMES[overlap])
    values = (values - by_class[types, None]) / (1 - by_class[types, None])
    pairs = match_by_overlap(boxes, types, found, kinds, overlap, by_class)
    chosen = values[pairs.tracks, pairs.detections]
    assert (chosen > 0).all()
    assert len({*pairs.detections}) == len(pairs.detections)
    assert (np.diff(pairs.tracks) > 0).all()
    assert chosen.sum() == pytest.approx(naive_assignment.best_pairs(values, np.zeros(5)), abs=1e-7)


def test_a_bad_pair_does_not_take_the_place_of_a_good_one():
    # By the sum of all overlaps both would be paired crosswise.
    boxes = np.array([[0, 0, 0, 4, 2, 2, 0], [3, 0, 0, 4, 2, 2, 0]], float)
    found = np.array([[2.9, 0, 0, 4, 2, 2, 0], [20, 0, 0, 4, 2, 2, 0]])
    ones = np.ones(2, int)
    for overlap, minimum in ((Overlap.IOU_3D, 0.1), (Overlap.GIOU_3D, -0.2)):
        pairs = match_by_overlap(boxes, ones, found, ones, overlap, np.full(5, minimum))
        assert [*zip(*pairs, strict=True)] == [(1, 0)]


def test_nothing_pairs_with_nothing():
    box, none = np.array([[0, 0, 0, 4, 2, 2, 0.0]]), np.empty((0, 7))
    for left, right in ((box, none), (none, box), (none, none)):
        pairs = match_by_overlap(
            left,
            np.ones(len(left), int),
            right,
            np.ones(len(right), int),
            Overlap.IOU_3D,
            np.ones(5),
        )
        assert len(pairs.tracks) == len(pairs.detections) == 0


@pytest.mark.kernel
@settings(deadline=None, max_examples=100)
@given(
    hnp.arrays(
        np.float64,
        st.tuples(st.integers(0, 5), st.integers(0, 5)),
        elements=st.sampled_from([0.1, 0.2, 0.5, 0.9, np.inf]),
    ),
)
def test_the_nearest_pairs_are_made_first(costs):
    assert [*zip(*match_nearest(costs), strict=True)] == naive_assignment.nearest_pairs(costs)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.sampled_from([-0.95, -0.9, -0.5, 0.0]))
def test_no_pair_within_reach_is_left_out(seed, minimum):
    random = np.random.default_rng(seed)
    (boxes, types), (found, _) = crowded(random, 8, 30.0), crowded(random, 8, 30.0)
    by_class = np.full(5, minimum)
    near = {tuple(pair) for pair in _pairs_within_reach(boxes, types, found, by_class).tolist()}
    enough = np.argwhere(giou_3d(boxes, found) > minimum)
    assert {tuple(pair) for pair in enough.tolist()} <= near


def test_slender_boxes_end_to_end_are_within_reach_of_a_low_threshold():
    boxes = np.array([[0, 0, 0, 1, 0.5, 1, 0.0]])
    found = boxes + [18.5, 0, 0, 0, 0, 0, 0]
    minimum, ones = np.full(5, -0.9), np.ones(1, int)
    assert len(match_by_overlap(boxes, ones, found, ones, Overlap.GIOU_3D, minimum).tracks) == 1
    further = boxes + [19.5, 0, 0, 0, 0, 0, 0]
    assert len(match_by_overlap(boxes, ones, further, ones, Overlap.GIOU_3D, minimum).tracks) == 0
