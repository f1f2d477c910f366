"""Rising curves from scores to calibrated scores, and their fit to boxes.

A curve never changes the order of two scores; it can make them equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.calibration.temperature import LIMITS
from waymo_kit.errors import MissingDependencyError

MIN_SCORE, MAX_SCORE = 2.0**-150, 1 - 2.0**-25
"""Values that the scores 0 and 1 are replaced by: next to the other float32 numbers, in order."""

_STEPS = 100
"""Maximum number of Newton steps; scores that separate right from wrong boxes take all."""

_RIDGE = 1e-12
"""Number added to the curvature, which is zero along the slope where all scores are equal."""

_MIN_SIZE = 1e-10
"""Share of a Newton step below which the loss is as low as rounding lets it be."""

_PRECISION = 1e-10
"""Length of a step, in logits, after which no other is made."""


class ScoreCurve(Protocol):
    """A rising curve from scores to calibrated scores."""

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns (N,) calibrated scores of (N,) scores, both in [0, 1]."""


@dataclass(frozen=True)
class LogitCurve:
    """Scores whose logit is divided by a temperature before a bias is added.

    Attributes:
        temperature: Temperature, the reciprocal of Platt's slope.
        bias: Logit of the calibrated score of a score of 0.5. Defaults to 0, which makes plain
            temperature scaling.
    """

    temperature: float
    bias: float = 0.0

    @property
    def is_at_limit(self) -> bool:
        """Whether the best temperature lies beyond `LIMITS`, so that none calibrates the scores."""
        return self.temperature in LIMITS

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns (N,) calibrated scores, unchanged at temperature 1 without a bias."""
        if self == LogitCurve(1.0):
            return scores
        logits = score_logits(scores) / self.temperature + self.bias
        with np.errstate(over="ignore"):  # a score of 0 at a low temperature
            return 1 / (1 + np.exp(-logits))


@dataclass(frozen=True, eq=False)
class IsotonicCurve:
    """Calibrated scores at some scores, linear between them and constant beyond them.

    Attributes:
        scores: (K,) float64 ascending scores.
        calibrated: (K,) float64 calibrated scores in [0, 1], never falling.
    """

    scores: NDArray[np.float64]
    calibrated: NDArray[np.float64]

    @property
    def levels(self) -> int:
        """Number of distinct calibrated scores among `calibrated`."""
        return len(np.unique(self.calibrated))

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns (N,) calibrated scores."""
        values = np.interp(scores, self.scores, self.calibrated)
        # Rounding within a piece must not pass the start of the next one.
        after = np.searchsorted(self.scores, scores, side="left")
        return np.minimum(values, self.calibrated[np.minimum(after, len(self.scores) - 1)])


def score_logits(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(s / (1 - s)) of scores in [0, 1], finite at both ends."""
    inside = np.clip(scores, MIN_SCORE, MAX_SCORE)
    return np.log(inside) - np.log1p(-inside)


def fit_platt(scores: NDArray[np.float64], is_right: NDArray[np.bool_]) -> LogitCurve:
    """Fits a temperature and a bias that minimize the negative log-likelihood.

    Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with the labels themselves as
    targets and a slope within limits. The loss is convex: where its minimum lies beyond a limit,
    the best slope within them is that limit.

    Args:
        scores: (N,) scores in [0, 1].
        is_right: (N,) bool, whether each box matches a label; some do and some do not.

    Returns:
        A curve with a temperature within `LIMITS`, so that it rises.
    """
    logits = score_logits(scores)
    center = logits.mean()
    columns = np.stack([logits - center, np.ones(len(logits))])
    right = is_right.astype(np.float64)
    slope, height = _max_likelihood(columns, np.zeros(len(logits)), right, np.array([1.0, center]))
    temperature = min(max(1 / slope if slope > 0 else np.inf, LIMITS[0]), LIMITS[1])
    if not LIMITS[0] < temperature < LIMITS[1]:
        fixed = columns[0] / temperature
        (height,) = _max_likelihood(columns[1:], fixed, right, np.array([height]))
    return LogitCurve(float(temperature), float(height - center / temperature))


def _max_likelihood(
    columns: NDArray[np.float64],
    fixed: NDArray[np.float64],
    right: NDArray[np.float64],
    start: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Returns the weights of a logistic regression.

    Newton's method with backtracking: Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs
    for Support Vector Machines", Machine Learning 2007, algorithm 1.

    Args:
        columns: (K, N) columns whose weighted sum is added to the logits.
        fixed: (N,) logits without them.
        right: (N,) 0 or 1.
        start: (K,) weights to begin with.
    """

    def loss(at: NDArray[np.float64]) -> float:
        logits = fixed + at @ columns
        return float(np.mean(np.logaddexp(0, logits) - right * logits))

    weights, value = start, loss(start)
    for _ in range(_STEPS):
        with np.errstate(over="ignore"):
            chance = 1 / (1 + np.exp(-fixed - weights @ columns))
        gradient = columns @ (chance - right) / len(right)
        curvature = (columns * (chance * (1 - chance))) @ columns.T / len(right)
        step = -np.linalg.solve(curvature + _RIDGE * np.eye(len(start)), gradient)
        size = 1.0
        while size > _MIN_SIZE and loss(weights + size * step) > value + 1e-4 * size * (
            gradient @ step
        ):
            size /= 2
        if size <= _MIN_SIZE:
            break
        weights = weights + size * step
        value = loss(weights)
        if np.abs(size * step).max() < _PRECISION:
            break
    return weights


def fit_isotonic(scores: NDArray[np.float64], is_right: NDArray[np.bool_]) -> IsotonicCurve:
    """Isotonic regression: the rising curve with the least squared error.

    Zadrozny and Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability
    Estimates", KDD 2002, section 3, with scikit-learn's `IsotonicRegression`.

    Args:
        scores: (N,) scores in [0, 1].
        is_right: (N,) bool, whether each box matches a label.

    Raises:
        MissingDependencyError: Scikit-learn is not installed.
    """
    try:
        from sklearn.isotonic import IsotonicRegression
    except ImportError as error:
        raise MissingDependencyError("isotonic calibration needs scikit-learn", "train") from error
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    fitted.fit(scores, is_right.astype(np.float64))
    return IsotonicCurve(fitted.X_thresholds_, np.maximum.accumulate(fitted.y_thresholds_))
