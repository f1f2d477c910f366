"""Frechet distance between the features of two sets of images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class FeatureStatistics:
    """The Gaussian that fits features best.

    Attributes:
        mean: (F,) float64 mean.
        covariance: (F, F) float64 unbiased covariance.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def feature_statistics(features: NDArray[np.floating]) -> FeatureStatistics:
    """Returns mean and covariance of features (N, F).

    Raises:
        InvalidInputError: There are fewer than two rows, or a feature is not finite.
    """
    if features.ndim != 2 or len(features) < 2:
        raise InvalidInputError(
            f"Frechet distance: expected features (N, F) of two or more images, got "
            f"{features.shape}"
        )
    values = features.astype(np.float64)
    if not np.isfinite(values).all():
        raise InvalidInputError("Frechet distance: expected finite features, some are not")
    covariance = np.atleast_2d(np.cov(values, rowvar=False))
    return FeatureStatistics(values.mean(0), covariance)


def frechet_distance(one: FeatureStatistics, other: FeatureStatistics) -> float:
    """Returns the squared Frechet distance between two Gaussians (Dowson and Landau 1982, eq. 4).

    This is the FID (Heusel et al. 2017) where the features are those of Inception; values of other
    networks are comparable with each other only. The trace of the root of the product of the
    covariances is the sum of the roots of the eigenvalues of a symmetric matrix that is similar to
    it, which is exact for covariances without full rank, too.

    Raises:
        InvalidInputError: The numbers of features differ.
    """
    if one.mean.shape != other.mean.shape:
        raise InvalidInputError(
            f"Frechet distance: expected features of one network, got {one.mean.shape[0]} and "
            f"{other.mean.shape[0]}"
        )
    root = _root(one.covariance)
    eigenvalues = np.linalg.eigvalsh(root @ other.covariance @ root)
    shared = np.sqrt(np.maximum(eigenvalues, 0.0)).sum()
    offset = one.mean - other.mean
    traces = np.trace(one.covariance) + np.trace(other.covariance)
    return float(max(offset @ offset + traces - 2 * shared, 0.0))


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the symmetric root of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh(covariance)
    root: NDArray[np.float64] = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root
