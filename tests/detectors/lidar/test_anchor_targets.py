import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.naive import pillars as naive
from waymo_kit.detectors.lidar.anchor_targets import (
    anchor_boxes,
    axis_aligned,
    make_anchor_targets,
)
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.detectors.lidar.head_config import AnchorConfig

GRID = Grid(x_min=-3.0, y_min=-2.0, columns=7, rows=5, pillar_size=1.0)
ANCHORS = (
    AnchorConfig((3.0, 1.5, 1.5), 1.0, 0.6, 0.45),
    AnchorConfig((1.0, 1.0, 2.0), 0.5, 0.5, 0.35),
)
LIMITS = [(a.unmatched_iou, a.matched_iou) for a in ANCHORS]
# Some boxes coincide with anchors, so that there are ties.
BOX = st.tuples(
    st.floats(-3.5, 4.5) | st.sampled_from([-0.5, 0.5]),
    st.floats(-2.5, 3.5) | st.sampled_from([0.5]),
    st.just(0.7),
    st.floats(0.3, 5) | st.just(3.0),
    st.floats(0.3, 3) | st.just(1.5),
    st.just(1.4),
    st.sampled_from([0.0, np.pi / 2, 2.0, -3.0]),
)
BOXES = st.lists(st.tuples(BOX, st.integers(0, 1)), max_size=4)


def made(boxes, types, max_matches=200):
    return make_anchor_targets(
        boxes, np.int32(types), grid=GRID, anchors=ANCHORS, max_matches=max_matches
    )


def all_anchors():
    return anchor_boxes(np.arange(GRID.rows * GRID.columns * 4, dtype=np.int32), GRID, ANCHORS)


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(BOXES)
def test_matches_are_those_of_a_table_of_all_pairs(rows):
    boxes = np.array([box for box, _ in rows]).reshape(-1, 7)
    types = np.array([kind for _, kind in rows], int)
    inside = (np.abs(boxes[:, :2] - [0.5, 0.5]) < [3.5, 2.5]).all(axis=1)
    inside |= (boxes[:, :2] >= [-3, -2]).all(axis=1) & (boxes[:, :2] < [4, 3]).all(axis=1)
    targets = made(boxes, types)
    boxes, types = boxes[inside], types[inside]
    order = np.argsort(np.hypot(boxes[:, 0], boxes[:, 1]), kind="stable")
    boxes, types = boxes[order], types[order]
    anchors = all_anchors()
    labels, owners = naive.match_anchors(
        axis_aligned(boxes),
        types,
        axis_aligned(anchors),
        [k // 2 for k in range(4)] * (GRID.rows * GRID.columns),
        LIMITS,
    )
    np.testing.assert_array_equal(targets.labels.ravel(), labels)
    count = targets.is_match.sum()
    assert sorted(targets.matches[:count]) == sorted(owners)
    for anchor, residuals in zip(targets.matches[:count], targets.residuals, strict=False):
        own = boxes[owners[anchor]]
        assert residuals[5] == pytest.approx(np.log(own[5] / anchors[anchor, 5]), rel=1e-5)
        diagonal = np.hypot(*anchors[anchor, 3:5])
        np.testing.assert_allclose(
            residuals[:2] * diagonal, own[:2] - anchors[anchor, :2], rtol=1e-5, atol=1e-5
        )
    assert not targets.residuals[count:].any()
    assert not targets.matches[count:].any()


def test_anchors_are_numbered_through_rows_columns_types_and_headings():
    boxes = all_anchors()
    assert boxes.shape == (5 * 7 * 4, 7)
    np.testing.assert_allclose(boxes[0], [-2.5, -1.5, 1.0, 3.0, 1.5, 1.5, 0.0])
    np.testing.assert_allclose(boxes[7 * 4 * 2 + 4 * 3 + 3], [0.5, 0.5, 0.5, 1, 1, 2, np.pi / 2])


@pytest.mark.parametrize("heading", np.linspace(-np.pi, np.pi, 9) + 0.01)
def test_a_box_of_an_anchors_size_matches_the_anchor_nearest_to_its_heading(heading):
    targets = made(np.array([[0.5, 0.5, 1, 3.0, 1.5, 1.5, heading]]), [0])
    kinds = targets.matches[targets.is_match] % 4
    assert (kinds == (abs(np.sin(heading)) > abs(np.cos(heading)))).all()


def test_matches_beyond_the_limit_are_the_farthest_and_have_no_loss():
    boxes = np.array([[3.4, 0.5, 1, 1, 1, 1.5, 0.0], [0.5, 0.5, 1, 1, 1, 1.5, 0.0]])
    few, all_of_them = made(boxes, [1, 1], max_matches=2), made(boxes, [1, 1])
    assert all_of_them.is_match.sum() == 4
    np.testing.assert_array_equal(few.matches, all_of_them.matches[:2])
    dropped = all_of_them.matches[2:4]
    assert (few.labels.ravel()[dropped] == -1).all()
    assert (few.labels.ravel()[few.matches] == 1).all()


def test_a_frame_without_boxes_is_background():
    targets = made(np.zeros((0, 7)), [])
    assert not any(array.any() for array in targets)
    assert [a.dtype for a in targets] == [np.int8, np.int32, np.float32, bool]
