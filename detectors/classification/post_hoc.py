"""Post-hoc calibration of a trained classifier: temperatures, histograms and isotonic regression.

The methods are fitted to answers on images that the classifier was not trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.calibration import Objective, fit_temperature, scale_logits
from waymo_kit.detectors.calibration.curves import fit_isotonic
from waymo_kit.detectors.classification.evaluation import Answers, calibration_of
from waymo_kit.metrics.calibration import ClassifierCalibrationResult

Probabilities = NDArray[np.float64]
"""(N, C) probabilities whose rows sum to one."""

UNCHANGED, HISTOGRAM, ISOTONIC = "none", "histogram", "isotonic"
METHODS = (UNCHANGED, *(c.value for c in Objective), HISTOGRAM, ISOTONIC)


@dataclass(frozen=True)
class PostHoc:
    """A calibration method and its result.

    Attributes:
        method: Name in `METHODS`: unchanged probabilities, a temperature for one of three
            objectives, or a function of each class's probability.
        temperature: Temperature that the logits were divided by; None for other methods.
        calibration: Calibration of the answers reported on.
    """

    method: str
    temperature: float | None
    calibration: ClassifierCalibrationResult


def compare_post_hoc(fit: Answers, report: Answers, bins: int = 15) -> tuple[PostHoc, ...]:
    """Fits every method to one set of answers and reports on another.

    Args:
        fit: Answers to fit to.
        report: Answers of the same classifier to report on.
        bins: Number of bins of the histogram and of the reported errors.

    Returns:
        The results of the methods, in the order of `METHODS`.

    Raises:
        MissingDependencyError: Scikit-learn is not installed.
    """
    results = [_entry(UNCHANGED, None, report.probabilities, report, bins)]
    for objective in Objective:
        temperature = fit_temperature(fit.logits, fit.labels, objective)
        scaled = scale_logits(report.logits, temperature)
        results.append(_entry(objective.value, temperature, scaled, report, bins))
    binned = rescale_by_class(fit, report.probabilities, lambda p, y: fit_histogram(p, y, bins))
    results.append(_entry(HISTOGRAM, None, binned, report, bins))
    fitted = rescale_by_class(fit, report.probabilities, fit_isotonic)
    results.append(_entry(ISOTONIC, None, fitted, report, bins))
    return tuple(results)


Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Maps the probabilities (N,) of a class to calibrated ones."""


def rescale_by_class(
    fit: Answers,
    probabilities: Probabilities,
    fit_curve: Callable[[NDArray[np.float64], NDArray[np.bool_]], Curve],
) -> Probabilities:
    """Fits a curve to each class against all others, and divides the results by their sum.

    Zadrozny and Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability
    Estimates", KDD 2002. A row of zeros becomes one of equal probabilities.

    Args:
        fit: Answers to fit to.
        probabilities: (N, C) probabilities to rescale.
        fit_curve: Function that fits a curve to a class's probabilities (N,) and whether it is
            right (N,).
    """
    known = fit.probabilities
    columns = [
        fit_curve(known[:, c], fit.labels == c)(probabilities[:, c]) for c in range(known.shape[1])
    ]
    rescaled = np.stack(columns, axis=1)
    total = rescaled.sum(axis=1, keepdims=True)
    even = np.full_like(rescaled, 1 / rescaled.shape[1])
    return np.where(total > 0, rescaled / np.where(total > 0, total, 1), even)


def fit_histogram(
    probabilities: NDArray[np.float64], is_right: NDArray[np.bool_], bins: int
) -> Curve:
    """Histogram binning: a bin's probability is its share of right answers.

    An empty bin keeps its center. Zadrozny and Elkan, ICML 2001; bins of equal width.
    """

    def bin_of(values: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.minimum((values * bins).astype(np.int64), bins - 1)

    index = bin_of(probabilities)
    counts = np.bincount(index, minlength=bins)
    right = np.bincount(index, weights=is_right, minlength=bins)
    centers = (np.arange(bins) + 0.5) / bins
    shares = np.where(counts > 0, right / np.maximum(counts, 1), centers)
    return lambda values: shares[bin_of(values)]


def _entry(
    method: str,
    temperature: float | None,
    probabilities: Probabilities,
    report: Answers,
    bins: int,
) -> PostHoc:
    return PostHoc(method, temperature, calibration_of(probabilities, report.labels, bins))
