"""Calibration metrics of classifiers: whether a probability of 80 % is right in 80 % of cases.

- **ECE**, expected calibration error: mean over bins of |accuracy - confidence|, weighted by the
  number of samples; confidence is the largest probability. **MCE** is the largest gap of a bin.
- **SCE and ACE**: mean over the classes of the ECE of that class's probability, with bins of equal
  width and of equal mass. **TACE** leaves out small probabilities.
- **Brier score**: mean squared distance of the probabilities from the one-hot label.
- **NLL**: mean of -ln p(right class).

Sources: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017 (ECE, MCE, NLL); Nixon et
al., "Measuring Calibration in Deep Learning", CVPR Workshops 2019 (SCE, ACE, TACE); Brier 1950.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError

from .metric import Metric
from .reliability import Binning, ReliabilityCurve, ScoreHistogram, reliability_curve

PROBABILITY_FLOOR = 1e-12
"""Smallest probability in a logarithm, so that a single zero does not make a mean infinite."""


@dataclass(frozen=True)
class ClassifierCalibrationResult:
    """Calibration of a classifier; every metric is NaN without samples.

    Attributes:
        count: Number of samples.
        accuracy: Share of samples whose most probable class is the right one.
        confidence: Mean of the largest probability.
        ece: Expected calibration error of the largest probability, equal-width bins.
        ece_equal_mass: The same with equal-mass bins.
        mce: Maximum calibration error, equal-width bins.
        static_ece: Mean over classes of the class's ECE, equal-width bins (SCE).
        adaptive_ece: Mean over classes of the class's ECE, equal-mass bins (ACE).
        brier: Mean over samples of the squared distance between probabilities and one-hot label.
        nll: Mean negative natural logarithm of the right class's probability.
        curve: Reliability of the largest probability, equal-width bins.
    """

    count: int
    accuracy: float
    confidence: float
    ece: float
    ece_equal_mass: float
    mce: float
    static_ece: float
    adaptive_ece: float
    brier: float
    nll: float
    curve: ReliabilityCurve


class ClassifierCalibrationMetric(Metric[ClassifierCalibrationResult]):
    """Accumulates the calibration of a classifier over batches, with small additive state.

    Equal-width metrics, Brier score and NLL equal those of whole arrays up to rounding of float64
    sums; edges of equal-mass bins are rounded as `ScoreHistogram` explains.
    """

    def __init__(self, classes: int, bins: int = 15) -> None:
        """Starts empty.

        Args:
            classes: Number of classes.
            bins: Number of score bins. Defaults to 15, as in the literature.

        Raises:
            InvalidInputError: There are fewer than two classes.
        """
        if classes < 2:
            raise InvalidInputError(f"expected at least two classes, got {classes}")
        self._classes = classes
        self._bins = bins
        self.reset()

    def reset(self) -> None:
        """Forgets every sample."""
        self._top = ScoreHistogram(1, self._bins)
        self._by_class = ScoreHistogram(self._classes, self._bins)
        self._brier_sum = 0.0
        self._nll_sum = 0.0

    def update(self, probabilities: ArrayLike, labels: ArrayLike) -> None:
        """Adds a batch.

        Args:
            probabilities: (N, C), rows that sum to one.
            labels: (N,) int in [0, C), the right classes.

        Raises:
            InvalidInputError: A shape, a probability or a label is not as expected.
        """
        values, truth = checked_probabilities(probabilities, labels, self._classes)
        one_hot = _one_hot(truth, self._classes)
        zeros = np.zeros(len(truth), np.int64)
        self._top.update(zeros, values.max(axis=1, initial=0.0), values.argmax(axis=1) == truth)
        classes = np.broadcast_to(np.arange(self._classes), values.shape).ravel()
        self._by_class.update(classes, values.ravel(), one_hot.ravel())
        self._brier_sum += float(_brier(values, one_hot).sum())
        self._nll_sum += float(_nll(values, truth).sum())

    def merge(self, other: ClassifierCalibrationMetric) -> None:
        """Adds the samples of another metric of the same classes and bins."""
        self._by_class.merge(other._by_class)
        self._top.merge(other._top)
        self._brier_sum += other._brier_sum
        self._nll_sum += other._nll_sum

    def result(self) -> ClassifierCalibrationResult:
        """Returns the metrics over all samples so far."""
        curve = self._top.curve(0)
        count = int(curve.count.sum())
        samples = count if count else np.nan
        by_class = range(self._classes)
        return ClassifierCalibrationResult(
            count=count,
            accuracy=float(self._top.correct.sum() / samples),
            confidence=float(self._top.score_sum.sum() / samples),
            ece=curve.expected_error,
            ece_equal_mass=self._top.curve(0, "equal_mass").expected_error,
            mce=curve.maximum_error,
            static_ece=_mean([self._by_class.curve(c).expected_error for c in by_class]),
            adaptive_ece=_mean(
                [self._by_class.curve(c, "equal_mass").expected_error for c in by_class]
            ),
            brier=self._brier_sum / samples,
            nll=self._nll_sum / samples,
            curve=curve,
        )


def classifier_reliability(
    probabilities: ArrayLike, labels: ArrayLike, *, bins: int = 15, binning: Binning = "equal_width"
) -> ReliabilityCurve:
    """Returns the reliability of the largest probability; ECE and MCE are its properties.

    Args:
        probabilities: (N, C), rows that sum to one.
        labels: (N,) int in [0, C).
        bins: Number of bins.
        binning: `equal_width` or `equal_mass`.
    """
    values, truth = checked_probabilities(probabilities, labels)
    right = values.argmax(axis=1) == truth
    return reliability_curve(values.max(axis=1), right, bins=bins, binning=binning)


def classwise_error(
    probabilities: ArrayLike,
    labels: ArrayLike,
    *,
    bins: int = 15,
    binning: Binning = "equal_mass",
    threshold: float = 0.0,
) -> float:
    """Returns the mean over classes of the calibration error of each class (Nixon et al. 2019).

    Equal-mass bins give ACE, and with a threshold TACE; equal-width bins give SCE.

    Args:
        probabilities: (N, C), rows that sum to one.
        labels: (N,) int in [0, C).
        bins: Number of bins.
        binning: `equal_width` or `equal_mass`.
        threshold: Probability up to which samples are left out, and with them classes without any
            other. Defaults to 0, which keeps all.
    """
    values, truth = checked_probabilities(probabilities, labels)
    one_hot = _one_hot(truth, values.shape[1])
    errors = []
    for column, right in zip(values.T, one_hot.T, strict=True):
        kept = column > threshold if threshold > 0 else np.ones(len(column), bool)
        if kept.any():
            curve = reliability_curve(column[kept], right[kept], bins=bins, binning=binning)
            errors.append(curve.expected_error)
    return _mean(errors)


def brier_score(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Returns the mean squared distance of (N, C) probabilities from one-hot labels, 0 to 2."""
    values, truth = checked_probabilities(probabilities, labels)
    return _mean(_brier(values, _one_hot(truth, values.shape[1])))


def negative_log_likelihood(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Returns the mean of -ln p(right class), with p of at least `PROBABILITY_FLOOR`."""
    values, truth = checked_probabilities(probabilities, labels)
    return _mean(_nll(values, truth))


def checked_probabilities(
    probabilities: ArrayLike, labels: ArrayLike, classes: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Returns (N, C) float64 probabilities and (N,) int64 labels.

    Raises:
        InvalidInputError: A shape differs, a probability is not in [0, 1], a row does not sum to
            one within 1e-3, or a label is not in [0, C).
    """
    values = np.asarray(probabilities, dtype=np.float64)
    truth = np.asarray(labels)
    wanted = "C" if classes is None else str(classes)
    if values.ndim != 2 or values.shape[1] < 2 or classes not in (None, values.shape[1]):
        raise InvalidInputError(f"expected probabilities (N, {wanted}), got shape {values.shape}")
    if truth.shape != values.shape[:1] or (truth.size and truth.dtype.kind not in "iu"):
        raise InvalidInputError(
            f"expected {len(values)} integer labels, got shape {truth.shape} of {truth.dtype}"
        )
    total = values.sum(axis=1)
    bad = ~((values >= 0) & (values <= 1)).all(axis=1) | ~(np.abs(total - 1) <= 1e-3)
    if bad.any():
        row = int(bad.argmax())
        raise InvalidInputError(
            f"expected probabilities in [0, 1] that sum to one, got {values[row]} in row {row};"
            " apply a softmax to logits first"
        )
    wrong = (truth < 0) | (truth >= values.shape[1])
    if wrong.any():
        row = int(wrong.argmax())
        raise InvalidInputError(
            f"expected labels in [0, {values.shape[1]}), got {truth[row]} in row {row}"
        )
    return values, truth.astype(np.int64)


def _one_hot(truth: np.ndarray, classes: int) -> np.ndarray:
    one_hot: np.ndarray = truth[:, None] == np.arange(classes)
    return one_hot


def _brier(values: np.ndarray, one_hot: np.ndarray) -> np.ndarray:
    brier: np.ndarray = ((values - one_hot) ** 2).sum(axis=1)
    return brier


def _nll(values: np.ndarray, truth: np.ndarray) -> np.ndarray:
    nll: np.ndarray = -np.log(np.maximum(values[np.arange(len(truth)), truth], PROBABILITY_FLOOR))
    return nll


def _mean(values: np.ndarray | list[float]) -> float:
    return float(np.mean(values)) if np.size(values) else float("nan")
