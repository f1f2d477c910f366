import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.lidar.box_coding import (
    ANCHOR_CODE_SIZE,
    CENTER_CODE_SIZE,
    decode_anchors,
    decode_centers,
    encode_anchors,
    encode_centers,
    wrapped,
)
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.geometry.transforms import wrap_angle

GRID = Grid(columns=256, rows=256, pillar_size=0.66)
UNIT = hnp.arrays(np.float64, (5, 7), elements=st.floats(0, 1))
LOW = np.array([-84, -84, -3, 0.1, 0.1, 0.1, -np.pi])
HIGH = np.array([84, 84, 3, 20, 6, 6, np.pi])


def assert_same_boxes(decoded, boxes):
    decoded = np.float64(keras.ops.convert_to_numpy(decoded))
    np.testing.assert_allclose(decoded[:, :6], boxes[:, :6], rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(wrap_angle(decoded[:, 6] - boxes[:, 6]), 0, atol=1e-5)


@settings(deadline=None, max_examples=20)
@given(UNIT)
def test_centers_decode_to_the_boxes_that_were_encoded(unit):
    boxes = LOW + unit * (HIGH - LOW)
    assume((np.abs(np.cos(boxes[:, 6] - np.pi / 4)) > 1e-5).all())  # where the directions meet
    place = ((boxes[:, :2] - (GRID.x_min, GRID.y_min)) / GRID.pillar_size).astype(int)
    cells = np.int32(place[:, 1] * GRID.columns + place[:, 0])
    residuals = encode_centers(boxes, cells, GRID)
    assert np.abs(residuals[:, :2]).max() <= 0.5001
    assert_same_boxes(decode_centers(residuals, cells, GRID), boxes)


def test_front_and_rear_differ_in_the_direction_only():
    """So that where they look alike, what is learned of the heading is one value."""
    boxes = LOW + np.linspace(0.1, 0.9, 9)[:, None] * (HIGH - LOW)
    turned = boxes + [0, 0, 0, 0, 0, 0, np.pi]
    one, other = (encode_centers(each, np.zeros(9, np.int32), GRID) for each in (boxes, turned))
    np.testing.assert_allclose(one[:, :8], other[:, :8], atol=1e-6)
    np.testing.assert_array_equal(one[:, 8] + other[:, 8], 1)


@pytest.mark.parametrize("error", [-0.3, 0.3])
def test_headings_along_and_across_the_street_are_far_from_where_directions_meet(error):
    boxes = np.tile(LOW, (4, 1))
    boxes[:, 6] = np.arange(4) * np.pi / 2
    cells = np.zeros(4, np.int32)
    residuals = encode_centers(boxes + [0, 0, 0, 0, 0, 0, error], cells, GRID)
    residuals[:, 8] = encode_centers(boxes, cells, GRID)[:, 8]
    decoded = keras.ops.convert_to_numpy(decode_centers(residuals, cells, GRID))
    np.testing.assert_allclose(wrap_angle(decoded[:, 6] - boxes[:, 6]), error, atol=1e-5)


@settings(deadline=None, max_examples=20)
@given(UNIT, UNIT)
def test_residuals_decode_to_the_boxes_that_were_encoded(unit, anchor_unit):
    boxes, anchors = (LOW + u * (HIGH - LOW) for u in (unit, anchor_unit))
    anchors[:, :2] = boxes[:, :2] + anchor_unit[:, :2] * 5
    residuals = encode_anchors(boxes, anchors)
    assert np.abs(residuals[:, 6]).max() <= np.float32(np.pi)
    assert_same_boxes(decode_anchors(residuals, np.float32(anchors)), boxes)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38, -3e38, 0.0])
def test_any_numbers_decode_to_finite_boxes_with_sizes(value):
    anchors = np.ones((1, 7), np.float32)
    for boxes in (
        decode_centers(np.full((1, CENTER_CODE_SIZE), value, np.float32), np.int32([3]), GRID),
        decode_anchors(np.full((1, ANCHOR_CODE_SIZE), value, np.float32), anchors),
    ):
        boxes = keras.ops.convert_to_numpy(boxes)
        assert np.isfinite(boxes).all()
        assert (boxes[:, 3:6] >= 0.04).all()
        assert (boxes[:, 3:6] < 61).all()


def test_wrapped_angles_are_those_of_the_host():
    angles = np.linspace(-20, 20, 401, dtype=np.float32)
    difference = keras.ops.convert_to_numpy(wrapped(angles)) - wrap_angle(angles)
    np.testing.assert_allclose(wrap_angle(difference), 0, atol=1e-5)
