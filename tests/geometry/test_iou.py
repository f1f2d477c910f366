import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import boxes as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    Overlap,
    candidate_pairs,
    giou_3d,
    iou_2d,
    iou_3d,
    iou_bev,
    overlap_of_pairs,
)

# A coarse grid makes boxes coincide, touch and nest often; any numbers make the rest.
PLACE = st.integers(-6, 6).map(lambda n: n / 2) | st.floats(-20, 20)
SIDE = (
    st.integers(1, 8).map(lambda n: n / 2) | st.floats(0.05, 30) | st.sampled_from([0.0, 0.01, 1e6])
)
HEADING = st.sampled_from([0.0, np.pi / 2, np.pi, -np.pi, 0.3, 0.3 + np.pi]) | st.floats(-20, 20)
BOX = st.tuples(PLACE, PLACE, PLACE, SIDE, SIDE, SIDE, HEADING)
BOXES = st.lists(BOX, max_size=4).map(lambda rows: np.array(rows, float).reshape(-1, 7))
KINDS = {
    "3d": (iou_3d, Overlap.IOU_3D),
    "bev": (iou_bev, Overlap.IOU_BEV),
    "2d": (iou_2d, Overlap.IOU_2D),
    "giou": (giou_3d, Overlap.GIOU_3D),
}


def of_kind(boxes, kind):
    return boxes[:, [0, 1, 3, 4]] if kind == "2d" else boxes


def some_boxes(count, seed=0):
    rng = np.random.default_rng(seed)
    sizes = rng.uniform(0.1, 8, (count, 3))
    return np.column_stack([rng.uniform(-9, 9, (count, 3)), sizes, rng.uniform(-9, 9, count)])


@pytest.mark.kernel
@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=150)
@given(boxes=BOXES, others=BOXES)
def test_agrees_with_polygons(kind, boxes, others):
    boxes, others = of_kind(boxes, kind), of_kind(others, kind)
    expected = [[naive.box_overlap(a, b, kind) for b in others] for a in boxes]
    found = KINDS[kind][0](boxes, others)
    assert found.shape == (len(boxes), len(others))
    np.testing.assert_allclose(found.ravel(), np.ravel(expected), atol=1e-9)


@pytest.mark.parametrize("turn", [0.0, np.pi, -np.pi, 4 * np.pi])
def test_a_box_overlaps_itself_fully_whichever_way_it_points(turn):
    boxes = some_boxes(500)
    turned = boxes + [0, 0, 0, 0, 0, 0, turn]
    for function in (iou_3d, iou_bev, giou_3d):
        np.testing.assert_allclose(np.diag(function(boxes, turned)), 1, atol=1e-12)


@pytest.mark.parametrize("heading", [0.0, 0.4, np.pi / 2])
def test_touching_boxes_do_not_overlap(heading):
    box = np.array([[3.0, 1.0, 0.0, 4.0, 2.0, 1.0, heading]])
    step = 4.0 * np.array([np.cos(heading), np.sin(heading)])
    beside = box + [*step, 0, 0, 0, 0, 0]
    assert iou_bev(box, beside) == 0
    assert iou_3d(box, box + [0, 0, 1, 0, 0, 0, 0]) == 0
    assert giou_3d(box, beside) == pytest.approx(0, abs=1e-12)


def test_known_values():
    box = [[0, 0, 0, 4, 2, 2, 0]]
    assert iou_3d(box, [[2, 0, 0, 4, 2, 2, 0]])[0, 0] == pytest.approx(1 / 3)
    assert iou_3d(box, [[0, 0, 1, 4, 2, 2, 0]])[0, 0] == pytest.approx(1 / 3)
    assert iou_bev(box, [[0, 0, 9, 4, 2, 2, np.pi / 2]])[0, 0] == pytest.approx(4 / 12)
    assert iou_3d(box, [[0, 0, 0, 2, 1, 1, 0.5]])[0, 0] == pytest.approx(2 / 16)
    assert iou_2d([[5, 5, 4, 2]], [[7, 6, 4, 2]])[0, 0] == pytest.approx(2 / 14)
    assert giou_3d(box, [[8, 0, 0, 4, 2, 2, 0]])[0, 0] == pytest.approx(-1 / 3)


@pytest.mark.parametrize("side", [0.0, 0.01, 1e6, 2e6])
@pytest.mark.parametrize("column", [3, 4, 5])
def test_a_box_with_a_tiny_or_huge_side_overlaps_nothing(side, column):
    boxes = np.array([[0.0, 0, 0, 4, 2, 2, 0]])
    odd = boxes.copy()
    odd[0, column] = side
    assert iou_3d(boxes, odd) == 0
    assert giou_3d(boxes, odd) == -1
    if column < 5:
        assert iou_bev(boxes, odd) == 0
        assert iou_2d(boxes[:, [0, 1, 3, 4]], odd[:, [0, 1, 3, 4]]) == 0


def test_pairs_are_entries_of_the_matrix():
    boxes, others = some_boxes(7, seed=1), some_boxes(5, seed=2)
    pairs = np.array([[6, 4], [0, 0], [6, 4], [3, 1]])
    for kind, (function, overlap) in KINDS.items():
        left, right = of_kind(boxes, kind), of_kind(others, kind)
        entries = function(left, right)[pairs[:, 0], pairs[:, 1]]
        np.testing.assert_array_equal(overlap_of_pairs(left, right, pairs, overlap), entries)
    assert overlap_of_pairs(boxes, others, [], Overlap.IOU_3D).shape == (0,)


def test_candidates_are_sorted_and_miss_no_overlap():
    boxes, others = some_boxes(60, seed=3), some_boxes(50, seed=4)
    pairs = candidate_pairs(boxes, others, Overlap.IOU_3D)
    assert pairs.tolist() == sorted(map(list, set(map(tuple, pairs.tolist()))))
    assert len(pairs) < 60 * 50
    overlapping = np.argwhere(iou_3d(boxes, others) > 0)
    assert set(map(tuple, overlapping.tolist())) <= set(map(tuple, pairs.tolist()))


def test_bad_input_is_named():
    good = some_boxes(3)
    bad = good.copy()
    bad[1, 4] = np.nan
    with pytest.raises(InvalidInputError, match=r"others: expected finite numbers.*row 1"):
        iou_3d(good, bad)
    with pytest.raises(InvalidInputError, match=r"boxes: expected shape \(N, 4\)"):
        iou_2d(good, good)
    with pytest.raises(InvalidInputError, match="rows below 3 and 3"):
        overlap_of_pairs(good, good, [[0, 3]], Overlap.IOU_3D)
