"""Average displacement error of predicted trajectories."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError


def average_displacement(predicted: ArrayLike, truth: ArrayLike, steps: int) -> NDArray[np.float64]:
    """Returns the mean distance between predicted and true positions over the first steps (ADE).

    Args:
        predicted: (N, T, 2) positions in meters.
        truth: (N, T, 2) positions at the same times.
        steps: Number of steps, from the first one on, that are averaged.

    Returns:
        (N,) float64 meters.

    Raises:
        InvalidInputError: The shapes differ, or there are fewer steps.
    """
    first, second = np.asarray(predicted, np.float64), np.asarray(truth, np.float64)
    if first.shape != second.shape or first.ndim != 3 or first.shape[2] != 2:
        raise InvalidInputError(
            f"expected two arrays of shape (N, T, 2), got {first.shape} and {second.shape}"
        )
    if not 1 <= steps <= first.shape[1]:
        raise InvalidInputError(f"steps: expected 1 to {first.shape[1]}, got {steps}")
    distances = np.linalg.norm(first[:, :steps] - second[:, :steps], axis=-1)
    mean: NDArray[np.float64] = distances.mean(axis=1)
    return mean
