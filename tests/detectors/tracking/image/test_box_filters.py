"""Filters of image boxes against full matrices."""

import numpy as np
import pytest

from tests.detectors.tracking.image import naive
from waymo_kit.detectors.tracking.image import box_filters

pytestmark = pytest.mark.kernel


def boxes_on_a_way(rng, count):
    """Boxes that move and grow with some noise."""
    box, change = rng.uniform(50, 200, 4), rng.uniform(-4, 4, 4)
    for step in range(count):
        yield np.maximum(box + step * change + rng.normal(0, 1, 4), 5.0)


@pytest.mark.parametrize("seed", range(10))
def test_filters_of_the_area_equal_full_matrices(seed):
    rng = np.random.default_rng(seed)
    mean, covariance, box = np.zeros(8), np.zeros((4, 3)), np.zeros(4)
    boxes = list(boxes_on_a_way(rng, 12))
    track = naive.Track(1, boxes[0])
    box_filters.start_area(mean, covariance, boxes[0])
    for measured in boxes[1:]:
        track.predict()
        box_filters.predict_area(mean, covariance, box)
        np.testing.assert_allclose(box, track.box, rtol=1e-10)
        if rng.random() < 0.7:
            track.correct(measured)
            box_filters.correct_area(mean, covariance, naive.measurement(measured))
        np.testing.assert_allclose(mean[:7], track.mean, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(covariance[:, 0], np.diag(track.covariance)[:4], rtol=1e-8)
        np.testing.assert_allclose(covariance[:3, 2], np.diag(track.covariance)[4:], rtol=1e-8)


@pytest.mark.parametrize("seed", range(10))
def test_filters_of_the_height_equal_full_matrices(seed):
    rng = np.random.default_rng(seed)
    mean, covariance, box = np.zeros(8), np.zeros((4, 3)), np.zeros(4)
    boxes = list(boxes_on_a_way(rng, 12))
    box_filters.start_height(mean, covariance, boxes[0])
    step, seen = np.eye(8) + np.eye(8, k=4), np.eye(4, 8)

    def state(some):
        return np.array([some[0], some[1], some[2] / some[3], some[3]])

    def spread(height, position, ratio):
        return np.array([position * height, position * height, ratio, position * height])

    full = np.append(state(boxes[0]), np.zeros(4))
    height = boxes[0][3]
    deviations = [spread(height, 2 / 20, 1e-2), spread(height, 10 / 160, 1e-5)]
    matrix = np.diag(np.concatenate(deviations) ** 2)
    for measured in boxes[1:]:
        drift = np.concatenate([spread(full[3], 1 / 20, 1e-2), spread(full[3], 1 / 160, 1e-5)])
        full, matrix = step @ full, step @ matrix @ step.T + np.diag(drift**2)
        box_filters.predict_height(mean, covariance, box)
        np.testing.assert_allclose(mean, full, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(box, [full[0], full[1], full[2] * full[3], full[3]], rtol=1e-10)
        noise = np.diag(spread(full[3], 1 / 20, 1e-1) ** 2)
        gain = matrix @ seen.T @ np.linalg.inv(seen @ matrix @ seen.T + noise)
        full = full + gain @ (state(measured) - seen @ full)
        matrix = (np.eye(8) - gain @ seen) @ matrix
        box_filters.correct_height(mean, covariance, measured)
        np.testing.assert_allclose(mean, full, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(covariance[:, 0], np.diag(matrix)[:4], rtol=1e-8)


def test_an_area_does_not_shrink_below_zero():
    mean, covariance, box = np.zeros(8), np.zeros((4, 3)), np.zeros(4)
    box_filters.start_area(mean, covariance, np.array([50.0, 50.0, 10.0, 10.0]))
    mean[6] = -200.0
    box_filters.predict_area(mean, covariance, box)
    assert (mean[2], mean[6]) == (100.0, 0.0)
