import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.augment import warp
from waymo_kit.detectors.augment.moved_boxes import move_boxes

HEIGHT, WIDTH = 60, 80
MAKERS = {
    "rotation": 60.0,
    "horizontal_shear": 0.5,
    "vertical_shear": 0.5,
    "relative_horizontal_shift": 1.2,
    "relative_vertical_shift": 1.2,
}
"""Name -> greatest parameter."""


def box_of(left, top, right, bottom):
    return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]


@st.composite
def edges(draw, side):
    low = draw(st.integers(0, side - 2))
    return low, draw(st.integers(low + 1, side))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.floats(-1, 1), edges(WIDTH), edges(HEIGHT))
def test_box_is_the_clipped_hull_of_its_moved_corners(name, part, columns, rows):
    maps = getattr(warp, name)(np.float32([part * MAKERS[name]]), HEIGHT, WIDTH)
    boxes = np.float32([[box_of(columns[0], rows[0], columns[1], rows[1])]])
    moved, visible = (np.asarray(x)[0, 0] for x in move_boxes(boxes, maps, HEIGHT, WIDTH))

    a, b, c, d, e, f = np.asarray(maps)[0]
    corners = np.array([[x, y] for x in columns for y in rows]) - [c, f]
    corners = np.linalg.solve(np.array([[a, b], [d, e]]), corners.T).T
    low, high = corners.min(axis=0), corners.max(axis=0)
    inside = np.clip([low, high], 0, [WIDTH, HEIGHT])
    expected = [*inside.mean(axis=0), *(inside[1] - inside[0])]
    np.testing.assert_allclose(moved, expected, atol=1e-3)
    share = np.prod(inside[1] - inside[0]) / np.prod(high - low)
    assert visible == pytest.approx(share, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.floats(-1, 1), edges(WIDTH), edges(HEIGHT))
def test_box_bounds_the_pixels_that_it_bounded(name, part, columns, rows):
    images = np.zeros((1, HEIGHT, WIDTH, 1), np.uint8)
    images[0, rows[0] : rows[1], columns[0] : columns[1]] = 255
    maps = getattr(warp, name)(np.float32([part * MAKERS[name]]), HEIGHT, WIDTH)
    painted = np.argwhere(np.asarray(warp.warp(images, maps, (0,)))[0, :, :, 0])
    boxes = np.float32([[box_of(columns[0], rows[0], columns[1], rows[1])]])
    moved, visible = (np.asarray(x)[0, 0] for x in move_boxes(boxes, maps, HEIGHT, WIDTH))
    low, high = moved[:2] - moved[2:] / 2, moved[:2] + moved[2:] / 2
    assert np.all(low >= -1e-4)
    assert np.all(high <= [WIDTH + 1e-4, HEIGHT + 1e-4])
    if len(painted):
        assert visible > 0
        # A pixel is painted when its center lies in the box.
        assert np.all(painted.min(axis=0)[::-1] + 0.5 >= low - 0.01)
        assert np.all(painted.max(axis=0)[::-1] + 0.5 <= high + 0.01)
    if np.all(moved[2:] > 4) and name.startswith("relative"):
        np.testing.assert_allclose(painted.min(axis=0)[::-1], low, atol=1)
        np.testing.assert_allclose(painted.max(axis=0)[::-1] + 1, high, atol=1)


def test_padding_and_boxes_that_left_are_not_visible():
    boxes = np.float32([[[0, 0, 0, 0], [40, 30, 0, 8], [5, 30, 10, 20], [75, 30, 10, 20]]])
    maps = warp.horizontal_shift(np.float32([20]), HEIGHT, WIDTH)
    moved, visible = (np.asarray(x)[0] for x in move_boxes(boxes, maps, HEIGHT, WIDTH))
    np.testing.assert_array_equal(visible, [0, 0, 0, 1])
    np.testing.assert_allclose(moved[3], [55, 30, 10, 20])
    assert moved[2, 2] == 0
