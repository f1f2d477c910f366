import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    invert_transform,
    make_transform,
    rotation_from_euler,
    transform_points,
    wrap_angle,
)

ANGLES = st.floats(-100, 100)
TRANSFORMS = st.builds(
    lambda angles, translation: make_transform(rotation_from_euler(*angles), translation),
    st.tuples(ANGLES, ANGLES, ANGLES),
    st.tuples(*[st.floats(-1e5, 1e5)] * 3),
)
POINTS = hnp.arrays(
    np.float64, st.tuples(st.integers(0, 5), st.just(3)), elements=st.floats(-1e3, 1e3)
)


def axis_rotation(axis, angle):
    """Rotation about one axis of the frame, written out."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array(
        {
            "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
            "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
            "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
        }[axis]
    )


@given(roll=ANGLES, pitch=ANGLES, yaw=ANGLES)
def test_rotation_is_yaw_after_pitch_after_roll(roll, pitch, yaw):
    expected = axis_rotation("z", yaw) @ axis_rotation("y", pitch) @ axis_rotation("x", roll)
    np.testing.assert_allclose(rotation_from_euler(roll, pitch, yaw), expected, atol=1e-14)


def test_euler_angles_broadcast():
    rotation = rotation_from_euler(np.zeros((4, 1)), 0.0, np.linspace(0, 1, 3))
    assert rotation.shape == (4, 3, 3, 3)
    np.testing.assert_allclose(rotation[2, 1], axis_rotation("z", 0.5), atol=1e-15)


@given(target_from_source=TRANSFORMS, points=POINTS)
def test_inverse_brings_points_back(target_from_source, points):
    moved = transform_points(target_from_source, points)
    back = transform_points(invert_transform(target_from_source), moved)
    np.testing.assert_allclose(back, points, atol=1e-9)


@given(target_from_source=TRANSFORMS)
def test_inverse_is_the_matrix_inverse(target_from_source):
    np.testing.assert_allclose(
        invert_transform(target_from_source) @ target_from_source, np.eye(4), atol=1e-9
    )


def test_stacked_transforms_invert_one_by_one():
    stack = make_transform(rotation_from_euler(0.1, 0.2, np.arange(6.0).reshape(2, 3)), [1, 2, 3])
    assert stack.shape == (2, 3, 4, 4)
    np.testing.assert_array_equal(invert_transform(stack)[1, 2], invert_transform(stack[1, 2]))


def test_transform_points_rotates_then_moves():
    quarter_turn_left = make_transform(rotation_from_euler(0, 0, np.pi / 2), [10, 0, 1])
    np.testing.assert_allclose(transform_points(quarter_turn_left, [[2, 0, 0]]), [[10, 2, 1]])


def test_float32_points_are_computed_in_float64():
    far = make_transform(np.eye(3), [4e4 + 0.001, 0, 0])
    moved = transform_points(far, np.ones((1, 3), np.float32))
    assert moved.dtype == np.float64
    assert moved[0, 0] == pytest.approx(4e4 + 1.001, abs=1e-10)


@given(angle=st.floats(-1e6, 1e6))
def test_wrapped_angle_is_the_same_direction_in_range(angle):
    wrapped = wrap_angle(angle)
    assert -np.pi <= wrapped < np.pi
    np.testing.assert_allclose(
        [np.cos(wrapped), np.sin(wrapped)], [np.cos(angle), np.sin(angle)], atol=1e-9
    )


@given(angle=st.floats(-np.pi, np.pi, exclude_max=True))
def test_angle_in_range_stays_bit_for_bit(angle):
    assert wrap_angle(angle) == angle


@pytest.mark.parametrize("angle", [np.pi, np.nextafter(-np.pi, -4), 3 * np.pi, -3 * np.pi])
def test_half_turn_is_minus_pi(angle):
    assert wrap_angle(angle) == pytest.approx(-np.pi, abs=1e-12)
    assert -np.pi <= wrap_angle(angle) < np.pi


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: transform_points(np.eye(3), [[0, 0, 0]]),
            r"target_from_source.*\(4, 4\).*\(3, 3\)",
        ),
        (lambda: transform_points(np.eye(4), [[0, 0]]), r"points.*\(N, 3\).*\(1, 2\)"),
        (lambda: transform_points(np.eye(4)[None], [[0, 0, 0]]), r"\(4, 4\), got \(1, 4, 4\)"),
        (lambda: transform_points(np.eye(4), [["a", 0, 0]]), "points: expected numbers"),
        (lambda: invert_transform(np.eye(3)), r"\(\.\.\., 4, 4\)"),
        (lambda: make_transform(np.eye(3), [0, 0]), r"translation.*\(\.\.\., 3\)"),
        (lambda: make_transform(np.zeros((2, 3, 3)), np.zeros((5, 3))), "as many rotations"),
    ],
)
def test_wrong_shape_is_refused(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()


def test_no_points_stay_no_points():
    assert transform_points(np.eye(4), []).shape == (0, 3)
