"""Frechet distance against the root of a matrix by SciPy, and known distances."""

import numpy as np
import pytest
from scipy import linalg

from waymo_kit.detectors.generative.frechet import feature_statistics, frechet_distance
from waymo_kit.errors import InvalidInputError


def reference(one, other):
    """Heusel et al. 2017: by the matrix square root of the product of the covariances."""
    mean_1, mean_2 = one.mean(0), other.mean(0)
    covariance_1, covariance_2 = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    root = linalg.sqrtm(covariance_1 @ covariance_2)
    return np.sum((mean_1 - mean_2) ** 2) + np.trace(covariance_1 + covariance_2 - 2 * root.real)


@pytest.mark.parametrize("features", [2, 7, 40])
def test_it_equals_the_matrix_root(features):
    random = np.random.default_rng(features)
    one = random.normal(size=(200, features)) @ random.normal(size=(features, features))
    other = random.normal(size=(150, features)) @ random.normal(size=(features, features)) + 1
    found = frechet_distance(feature_statistics(one), feature_statistics(other))
    assert found == pytest.approx(reference(one, other), rel=1e-8)


def test_few_images_with_many_features_are_exact():
    """Without full rank: the features of one set are those of the other, moved by 2 and by -1."""
    random = np.random.default_rng(0)
    one = random.normal(size=(5, 30))
    moved = one.copy()
    moved[:, :2] += [2, -1]
    found = frechet_distance(feature_statistics(one), feature_statistics(moved))
    assert found == pytest.approx(5.0, abs=1e-5)  # roots of rounded zeros are not zero
    assert frechet_distance(feature_statistics(one), feature_statistics(one)) < 1e-6


def test_gaussians_of_one_dimension():
    one = feature_statistics(np.array([[0.0], [2.0]]))  # variance 2
    other = feature_statistics(np.array([[3.0], [7.0]]))  # variance 8
    expected = (5 - 1) ** 2 + (np.sqrt(8) - np.sqrt(2)) ** 2
    assert frechet_distance(one, other) == pytest.approx(expected)


def test_bad_features_are_refused():
    good = feature_statistics(np.eye(3))
    with pytest.raises(InvalidInputError, match="two or more images"):
        feature_statistics(np.ones((1, 3)))
    with pytest.raises(InvalidInputError, match="finite"):
        feature_statistics(np.array([[1.0], [np.nan]]))
    with pytest.raises(InvalidInputError, match="features of one network, got 3 and 4"):
        frechet_distance(good, feature_statistics(np.eye(4)))
