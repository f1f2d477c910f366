"""Rectified images and quaternions."""

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from tests.naive import cameras as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    CameraCalibration,
    camera_matrix,
    make_transform,
    pixel_rays,
    project_points_global_shutter,
    project_rectified,
    quaternion_from_rotation,
    rectify_image,
    rotation_from_euler,
    rotation_from_quaternion,
)


def calibration_of(k1=-0.2, k2=0.03, p1=0.002, p2=-0.001, width=40, height=30):
    intrinsic = np.array([35.0, 36.0, 19.3, 15.2, k1, k2, p1, p2, 0.0])
    mount = make_transform(rotation_from_euler(0.05, 0.1, 0.4), [1.5, 0.2, 1.9])
    return CameraCalibration(intrinsic, mount, width, height)


@pytest.mark.kernel
@hypothesis.given(
    st.integers(0, 1000),
    st.floats(-0.3, 0.3),
    st.floats(-0.1, 0.1),
    st.floats(-0.01, 0.01),
)
@hypothesis.settings(max_examples=20, deadline=None)
def test_pixels_are_interpolated_where_the_lens_has_put_them(seed, k1, k2, p1):
    calibration = calibration_of(k1, k2, p1, width=14, height=9)
    image = np.random.default_rng(seed).integers(0, 256, (9, 14, 3)).astype(np.uint8)
    found = rectify_image(image, calibration).astype(int)
    expected = naive.rectify_image(image, calibration.intrinsic).astype(int)
    assert np.abs(found - expected).max() <= 1  # rounding of halves
    assert (found != expected).mean() < 0.02


def test_without_distortion_an_image_stays_as_it_is():
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)
    plain = calibration_of(0, 0, 0, 0)
    np.testing.assert_array_equal(rectify_image(image, plain), image)


def test_points_are_seen_where_the_rectified_image_shows_them():
    """A ray through the lens and one through the matrix meet the same point."""
    calibration = calibration_of()
    points = np.random.default_rng(1).uniform([4, -3, 0], [30, 9, 4], (200, 3))
    distorted, valid = project_points_global_shutter(points, calibration)
    assert valid.sum() > 50
    pixels, depth = project_rectified(points, calibration)
    rays = pixel_rays(calibration, distorted[valid])
    matrix = camera_matrix(calibration)
    u = matrix[0, 2] - matrix[0, 0] * rays[:, 1] / rays[:, 0]
    v = matrix[1, 2] - matrix[1, 1] * rays[:, 2] / rays[:, 0]
    np.testing.assert_allclose(pixels[valid], np.stack([u, v], axis=1), atol=1e-9)
    assert (depth[valid] > 0).all()
    behind, _ = project_rectified(np.array([[-5.0, 0, 0]]), calibration)
    assert np.isnan(behind).all()


def test_an_image_of_another_size_is_refused():
    with pytest.raises(InvalidInputError, match=r"expected \(30, 40, 3\) uint8"):
        rectify_image(np.zeros((30, 41, 3), np.uint8), calibration_of())


@hypothesis.given(st.tuples(*[st.floats(-7, 7)] * 3))
def test_quaternions_and_rotations_are_inverse(angles):
    rotation = rotation_from_euler(*angles)
    quaternion = quaternion_from_rotation(rotation)
    assert np.linalg.norm(quaternion) == pytest.approx(1)
    assert quaternion[0] >= 0
    np.testing.assert_allclose(rotation_from_quaternion(quaternion), rotation, atol=1e-12)


def test_a_quarter_turn_to_the_left():
    quaternion = quaternion_from_rotation(rotation_from_euler(0, 0, np.pi / 2))
    np.testing.assert_allclose(quaternion, [np.sqrt(0.5), 0, 0, np.sqrt(0.5)], atol=1e-15)
    half = quaternion_from_rotation(np.diag([-1.0, 1.0, -1.0]))
    np.testing.assert_allclose(np.abs(half), [0, 0, 1, 0], atol=1e-15)
