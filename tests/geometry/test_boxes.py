import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import boxes as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    bev_corners,
    box_corners,
    count_points_in_boxes,
    make_transform,
    points_in_boxes,
    rotation_from_euler,
    transform_boxes,
    transform_points,
)

# A coarse grid of numbers makes points fall on boundaries and boxes overlap or degenerate often.
COARSE = st.integers(-8, 8).map(lambda n: n / 2)
HEADING = st.sampled_from([0.0, np.pi / 2, -np.pi, 0.3, -2.0, 7.0])
BOX = st.tuples(COARSE, COARSE, COARSE, *[st.integers(0, 6).map(float)] * 3, HEADING)
BOXES = st.lists(BOX, max_size=6).map(lambda rows: np.array(rows).reshape(-1, 7))
POINTS = hnp.arrays(
    np.float64, st.tuples(st.integers(0, 40), st.just(3)), elements=COARSE | st.just(np.nan)
)
SCENE = st.integers(0, 2**32 - 1)


def random_scene(seed, num_points=400, num_boxes=30, spread=40.0):
    rng = np.random.default_rng(seed)
    boxes = np.column_stack(
        [
            rng.uniform(-spread, spread, (num_boxes, 2)),
            rng.uniform(-2, 2, num_boxes),
            rng.uniform(0.3, 15, (num_boxes, 3)),
            rng.uniform(-np.pi, np.pi, num_boxes),
        ]
    )
    points = rng.uniform(-spread, spread, (num_points, 3)) * [1, 1, 0.1]
    return points, boxes


def test_corners_run_counter_clockwise_from_front_left():
    corners = box_corners([[10, 20, 1, 4, 2, 3, np.pi / 2]])[0]
    bottom = [[9, 22, -0.5], [9, 18, -0.5], [11, 18, -0.5], [11, 22, -0.5]]
    np.testing.assert_allclose(corners[:4], bottom, atol=1e-12)
    np.testing.assert_allclose(corners[4:], np.array(bottom) + [0, 0, 3], atol=1e-12)


@given(boxes=BOXES)
def test_seen_from_above_corners_are_the_bottom_ones(boxes):
    np.testing.assert_array_equal(bev_corners(boxes), box_corners(boxes)[:, :4, :2])


def test_transform_boxes_takes_a_transform_for_each_box():
    random = np.random.default_rng(5)
    boxes = random.normal(size=(6, 7))
    transforms = np.stack(
        [
            make_transform(rotation_from_euler(*random.normal(size=3)), random.normal(size=3))
            for _ in boxes
        ]
    )
    each = [
        transform_boxes(transform, box[None])[0]
        for transform, box in zip(transforms, boxes, strict=True)
    ]
    np.testing.assert_allclose(transform_boxes(transforms, boxes), each, atol=1e-12)
    for wrong in (transforms[:5], transforms[:, :3], transforms[None]):
        with pytest.raises(InvalidInputError, match="target_from_source"):
            transform_boxes(wrong, boxes)


def test_transform_boxes_turns_headings_and_wraps_them():
    turn = make_transform(rotation_from_euler(0, 0, np.pi / 2), [100, 0, -1])
    moved = transform_boxes(turn, [[1, 2, 3, 4, 5, 6, 3.0]])
    np.testing.assert_allclose(moved, [[98, 1, 2, 4, 5, 6, 3.0 + np.pi / 2 - 2 * np.pi]])


@given(yaw=st.floats(-4, 4), scene=SCENE)
def test_corners_of_a_transformed_box_are_the_transformed_corners(yaw, scene):
    _, boxes = random_scene(scene, num_boxes=3)
    transform = make_transform(rotation_from_euler(0, 0, yaw), [3, -5, 2])
    expected = transform_points(transform, box_corners(boxes).reshape(-1, 3)).reshape(-1, 8, 3)
    np.testing.assert_allclose(box_corners(transform_boxes(transform, boxes)), expected, atol=1e-9)


def test_pitch_moves_a_box_but_keeps_it_upright():
    moved = transform_boxes(
        make_transform(rotation_from_euler(0, 0.1, 0.5), [0, 0, 0]), [[10, 0, 0, 4, 2, 1, 0.2]]
    )
    assert moved[0, 2] == pytest.approx(-10 * np.sin(0.1))
    assert moved[0, 6] == pytest.approx(0.7)


@pytest.mark.kernel
@settings(deadline=None)
@given(points=POINTS, boxes=BOXES)
def test_membership_equals_the_naive_one_on_boundaries(points, boxes):
    np.testing.assert_array_equal(
        points_in_boxes(points, boxes), naive.points_in_boxes(points, boxes)
    )
    np.testing.assert_array_equal(
        count_points_in_boxes(points, boxes), naive.count_points_in_boxes(points, boxes)
    )


@pytest.mark.kernel
@settings(deadline=None, max_examples=20)
@given(scene=SCENE, spread=st.sampled_from([1.0, 40.0, 4e4]))
def test_membership_equals_the_naive_one_in_random_scenes(scene, spread):
    points, boxes = random_scene(scene, num_points=100, num_boxes=12, spread=spread)
    np.testing.assert_array_equal(
        points_in_boxes(points, boxes), naive.points_in_boxes(points, boxes)
    )
    np.testing.assert_array_equal(
        count_points_in_boxes(points, boxes), naive.count_points_in_boxes(points, boxes)
    )


def test_boundary_counts_and_the_first_of_overlapping_boxes_wins():
    boxes = [[0, 0, 0, 2, 2, 2, 0], [1, 0, 0, 2, 2, 2, 0]]
    points = [[-1, 1, -1], [1, 1, 1], [1.5, 0, 0], [2.0000001, 0, 0]]
    assert points_in_boxes(points, boxes).tolist() == [0, 0, 1, -1]
    assert count_points_in_boxes(points, boxes).tolist() == [2, 2]


def test_nothing_in_nothing():
    assert points_in_boxes([], [[0, 0, 0, 1, 1, 1, 0]]).shape == (0,)
    assert points_in_boxes([[0, 0, 0]], []).tolist() == [-1]
    assert count_points_in_boxes([], [[0, 0, 0, 1, 1, 1, 0]]).tolist() == [0]
    assert count_points_in_boxes([[0, 0, 0]], []).shape == (0,)


def test_points_that_are_not_finite_lie_in_no_box():
    points = np.full((3, 3), [[np.nan], [np.inf], [-np.inf]])
    assert count_points_in_boxes(points, [[0, 0, 0, 1e6, 1e6, 1e6, 1]]).tolist() == [0]


@pytest.mark.parametrize(("column", "value"), [(0, np.nan), (3, -1.0), (6, np.inf), (1, 1e300)])
def test_impossible_box_is_refused(column, value):
    boxes = np.ones((3, 7))
    boxes[1, column] = value
    with pytest.raises(InvalidInputError, match="row 1"):
        points_in_boxes([[0, 0, 0]], boxes)
    with pytest.raises(InvalidInputError, match="row 1"):
        count_points_in_boxes([[0, 0, 0]], boxes)
