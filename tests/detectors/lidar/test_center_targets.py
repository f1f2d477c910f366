import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import BOXES, GRID, VELOCITIES
from tests.naive import pillars as naive
from waymo_kit.detectors.lidar.center_targets import (
    _draw_gaussians,
    gaussian_radii,
    make_center_targets,
)
from waymo_kit.detectors.lidar.head_config import CenterHeadConfig

DISC = st.tuples(st.integers(0, 11), st.integers(0, 8), st.integers(0, 1), st.integers(0, 14))


def made(boxes, types, velocities, max_objects=6, **changes):
    return make_center_targets(
        boxes,
        np.int32(types),
        velocities,
        grid=GRID,
        num_classes=3,
        head=CenterHeadConfig(max_objects=max_objects, **changes),
    )


@pytest.mark.kernel
@settings(deadline=None, max_examples=50)
@given(st.lists(DISC, max_size=5))
def test_each_cell_has_the_highest_gaussian(discs):
    discs = np.array(discs, np.int32).reshape(-1, 4)
    heatmap = np.zeros((9, 12, 2), np.float32)
    _draw_gaussians(heatmap, discs[:, :2], discs[:, 2], discs[:, 3])
    expected = naive.gaussian_heatmap((9, 12, 2), discs[:, :2], discs[:, 2], discs[:, 3])
    np.testing.assert_allclose(heatmap, expected, rtol=1e-6)


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.05, 0.95))
def test_radii_are_those_of_the_published_code(length, width, overlap):
    """Written as in CornerNet's `gaussian_radius`."""
    total, area = length + width, length * width
    roots = [
        (b + math.sqrt(b * b - 4 * a * c)) / 2
        for a, b, c in (
            (1, total, area * (1 - overlap) / (1 + overlap)),
            (4, 2 * total, (1 - overlap) * area),
            (4 * overlap, -2 * overlap * total, (overlap - 1) * area),
        )
    ]
    radius = gaussian_radii(np.array([[length, width]]), overlap)[0]
    assert radius == pytest.approx(min(roots), rel=1e-6)


def test_a_car_has_a_radius_of_four_cells_of_a_third_of_a_meter():
    assert gaussian_radii(np.array([[4.7, 2.1]]) / 0.33, 0.1).astype(int).tolist() == [4]


def test_boxes_lie_at_the_cells_of_their_centers():
    targets = made(BOXES, [0, 0, 1, 2], VELOCITIES)
    assert targets.is_object.tolist() == [True] * 4 + [False] * 2
    # From the nearest to the farthest.
    rows, columns = np.divmod(targets.cells[:4], GRID.columns)
    order = [1, 2, 0, 3]
    np.testing.assert_array_equal(columns, np.array([23, 8, 20, 6])[order])
    np.testing.assert_array_equal(rows, np.array([23, 22, 6, 8])[order])
    assert (targets.heatmap[rows, columns, np.array([0, 0, 1, 2])[order]] == 1).all()
    assert (targets.heatmap == 1).sum() == 4
    np.testing.assert_allclose(targets.residuals[:3, -2:], VELOCITIES[order[:3]])
    assert targets.has_velocity.tolist() == [True] * 3 + [False] * 3
    assert not targets.residuals[3, -2:].any()
    assert not targets.residuals[4:].any()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(-10.2, 10.2), st.floats(-10.2, 10.2)), min_size=1, max_size=5))
def test_cells_around_learn_the_box_whose_center_is_nearest(places):
    boxes = np.tile(BOXES[0], (len(places), 1))
    boxes[:, :2] = places
    boxes[:, 2] = np.arange(len(places))
    targets = made(boxes, [0] * len(places), np.zeros((len(places), 2)), box_radius=1)
    assert targets.cells.shape == (6 * 9,)
    place = (boxes[:, :2] - (GRID.x_min, GRID.y_min)) / GRID.pillar_size
    expected = {}
    for row in range(GRID.rows):
        for column in range(GRID.columns):
            near = np.abs(place.astype(int) - [column, row]).max(axis=1) <= 1
            if near.any():
                squares = ((place - [column + 0.5, row + 0.5]) ** 2).sum(axis=1)
                expected[row * GRID.columns + column] = squares[near].min()
    learned = targets.cells[targets.is_object]
    assert sorted(learned) == sorted(expected)
    residuals = np.float64(targets.residuals[targets.is_object])
    shown = (residuals[:, :2] ** 2).sum(axis=1)
    np.testing.assert_allclose(shown, [expected[cell] for cell in learned], atol=1e-4)


def test_boxes_out_of_the_grid_are_left_out():
    boxes = BOXES.copy()
    boxes[:3, 0] = [10.24, -10.25, np.nextafter(10.24, 0)]
    targets = made(boxes, [0, 0, 1, 2], VELOCITIES)
    assert targets.is_object.sum() == 2
    assert targets.heatmap[..., 0].max() == 0


def test_of_too_many_boxes_all_are_drawn_and_the_nearest_encoded():
    targets = made(BOXES, [0, 0, 1, 2], VELOCITIES, max_objects=2)
    nearest = np.argsort(np.hypot(*BOXES[:, :2].T))[:2]
    np.testing.assert_allclose(targets.residuals[:, 2], BOXES[nearest, 2], rtol=1e-6)
    assert (targets.heatmap == 1).sum() == 4


def test_a_frame_without_boxes_has_empty_targets():
    targets = made(np.zeros((0, 7)), [], np.zeros((0, 2)))
    assert not any(array.any() for array in targets)
    assert [a.dtype for a in targets] == [np.float32, np.int32, np.float32, bool, bool]
