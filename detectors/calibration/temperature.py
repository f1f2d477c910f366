"""One temperature for the logits of a classifier, fitted on held-out answers.

Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 4.2, with the likelihood
as objective; Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021,
section 5.2, with the soft objectives. A temperature changes neither the order of a classifier's
classes nor, for one logit, the order of the answers.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.calibration.soft_bins import DEFAULT_BINS, SoftBins, soft_calibration_error
from waymo_kit.detectors.calibration.soft_uncertainty import (
    DEFAULT_THRESHOLD,
    SoftThreshold,
    soft_avuc,
)
from waymo_kit.errors import InvalidInputError

LIMITS = (0.1, 10.0)
"""Minimum and maximum of a fitted temperature."""

_COARSE = 41
"""Number of temperatures that are tried first, evenly spaced in their logarithm."""

_PRECISION = 1e-5
"""Width of the last interval of the logarithm of the temperature."""

_GOLDEN = (math.sqrt(5) - 1) / 2


class Objective(enum.Enum):
    """Objective that a fitted temperature, or a training loss, minimizes.

    The values are the names on the command line and in configuration files.
    """

    LIKELIHOOD = "temperature"
    """Negative log-likelihood, which makes plain temperature scaling."""
    SB_ECE = "sb-ece"
    """Calibration error of the most probable class with soft bins."""
    S_AVUC = "s-avuc"
    """Accuracy versus uncertainty with a soft threshold."""


def fit_temperature(
    logits: ArrayLike,
    labels: ArrayLike,
    objective: Objective = Objective.LIKELIHOOD,
    *,
    bins: SoftBins = DEFAULT_BINS,
    threshold: SoftThreshold = DEFAULT_THRESHOLD,
) -> float:
    """Fits the temperature that logits are divided by.

    Args:
        logits: (N, C) finite logits of answers that the classifier was not trained on.
        labels: (N,) int classes in [0, C).
        objective: Objective that the temperature minimizes. Defaults to the likelihood.
        bins: Soft bins of SB-ECE.
        threshold: Soft threshold of S-AvUC.

    Returns:
        A temperature within `LIMITS`.

    Raises:
        InvalidInputError: There are no answers, or a shape or value is wrong.
    """
    scores, truth = _checked_logits(logits, labels)
    right = scores.argmax(axis=1) == truth
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        log_chance = log_softmax(scores / temperature)
        if objective is Objective.LIKELIHOOD:
            return float(-log_chance[rows, truth].mean())
        chance = np.exp(log_chance)
        if objective is Objective.SB_ECE:
            return soft_calibration_error(np.minimum(chance.max(axis=1), 1.0), right, bins)
        entropy = np.maximum(-(chance * log_chance).sum(axis=1), 0.0)
        return soft_avuc(entropy, right, scores.shape[1], threshold)

    return min_temperature(loss)


def scale_logits(logits: ArrayLike, temperature: float) -> NDArray[np.float64]:
    """Returns probabilities (N, C) of logits (N, C) that are divided by a temperature."""
    return np.exp(log_softmax(np.asarray(logits, dtype=np.float64) / temperature))


def log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns natural logarithms of the softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def min_temperature(loss: Callable[[float], float]) -> float:
    """Returns the temperature within `LIMITS` that minimizes a function.

    The soft objectives have several minima: the best of evenly spaced temperatures is refined
    between its neighbors by golden section. 1 is kept where nothing found is better.

    Args:
        loss: Finite function of a temperature.
    """
    grid = np.linspace(math.log(LIMITS[0]), math.log(LIMITS[1]), _COARSE)
    values = np.array([loss(math.exp(x)) for x in grid])
    best = int(values.argmin())
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, _COARSE - 1)]
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = loss(math.exp(left)), loss(math.exp(right))
    while high - low > _PRECISION:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = loss(math.exp(left))
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = loss(math.exp(right))
    refined, at_refined = min(((left, at_left), (right, at_right)), key=lambda pair: pair[1])
    if values[best] < at_refined:
        refined, at_refined = grid[best], values[best]
    if loss(1.0) <= at_refined:
        return 1.0
    return min(max(math.exp(refined), LIMITS[0]), LIMITS[1])


def _checked_logits(
    logits: ArrayLike, labels: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    scores = np.asarray(logits, dtype=np.float64)
    truth = np.asarray(labels)
    if scores.ndim != 2 or scores.shape[1] < 2 or not len(scores):
        raise InvalidInputError(f"logits: expected shape (N, C), N > 0, C > 1, got {scores.shape}")
    bad = np.flatnonzero(~np.isfinite(scores).all(axis=1))
    if bad.size:
        raise InvalidInputError(f"logits: expected finite numbers, got others in row {bad[0]}")
    if truth.shape != scores.shape[:1] or truth.dtype.kind not in "iu":
        raise InvalidInputError(
            f"labels: expected {len(scores)} integers, got shape {truth.shape} of {truth.dtype}"
        )
    wrong = np.flatnonzero((truth < 0) | (truth >= scores.shape[1]))
    if wrong.size:
        raise InvalidInputError(
            f"labels: expected classes in [0, {scores.shape[1]}), got {truth[wrong[0]]} in row "
            f"{wrong[0]}"
        )
    return scores, truth.astype(np.int64)
