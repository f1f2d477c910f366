"""A curve per object type for the scores of a detector.

A curve never changes the order of the boxes of its type. What a score claims is the chance of a
true positive, as in `waymo_kit.metrics.DetectionCalibrationMetric`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.calibration.curves import (
    LogitCurve,
    ScoreCurve,
    fit_isotonic,
    fit_platt,
    score_logits,
)
from waymo_kit.detectors.calibration.soft_bins import DEFAULT_BINS, SoftBins, soft_calibration_error
from waymo_kit.detectors.calibration.soft_uncertainty import (
    DEFAULT_THRESHOLD,
    SoftThreshold,
    soft_avuc,
)
from waymo_kit.detectors.calibration.temperature import Objective, min_temperature
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.detection_calibration import TYPE_NAMES
from waymo_kit.metrics.reliability import checked_scores
from waymo_kit.schema.predictions import SCORE, TYPE

MIN_BOXES = 50
"""Minimum number of boxes of a type to fit a curve to."""

_LOGIT_STEP = 1e-3
"""Boxes whose logits round to the same multiple are fitted as one, with the mean logit."""


class ScoreMethod(enum.Enum):
    """Curve that is fitted to the scores of a type, with the objective of the fit.

    The values are the names on the command line.
    """

    TEMPERATURE = Objective.LIKELIHOOD.value
    """A temperature that minimizes the negative log-likelihood."""
    SB_ECE = Objective.SB_ECE.value
    """A temperature that minimizes the calibration error with soft bins."""
    S_AVUC = Objective.S_AVUC.value
    """A temperature that minimizes accuracy versus uncertainty with a soft threshold."""
    PLATT = "platt"
    """A temperature and a bias that minimize the negative log-likelihood."""
    ISOTONIC = "isotonic"
    """The rising curve with the least squared error; needs scikit-learn."""


@dataclass(frozen=True)
class ScoreCurves:
    """Curves of the object types 1 to 4.

    Attributes:
        curves: Four curves; None where none was fitted, which leaves the scores as they are.
    """

    curves: tuple[ScoreCurve | None, ...]

    def scale(self, scores: ArrayLike, object_types: ArrayLike) -> NDArray[np.float32]:
        """Returns calibrated scores; those of types without a curve stay as they are.

        Args:
            scores: (N,) scores in [0, 1].
            object_types: (N,) int types, 1 to 4.

        Returns:
            (N,) float32. Of two boxes of a type, the one with the higher score never gets the
            lower one; rounding, or a flat part of the curve, can make them equal.

        Raises:
            InvalidInputError: The shapes differ or a value is out of its range.
        """
        values, types = _checked_boxes(scores, object_types)
        scaled = values.astype(np.float32)
        for kind, curve in enumerate(self.curves, start=1):
            if curve is not None:
                rows = np.flatnonzero(types == kind)
                scaled[rows] = curve(values[rows])
        return scaled

    def rescale(self, predictions: pa.Table) -> pa.Table:
        """Returns a predictions table with rescaled scores; see `scale`."""
        scores = self.scale(
            predictions.column(SCORE).to_numpy(), predictions.column(TYPE).to_numpy()
        )
        return predictions.set_column(
            predictions.column_names.index(SCORE), SCORE, pa.array(scores)
        )


def fit_score_curves(
    scores: ArrayLike,
    is_true_positive: ArrayLike,
    object_types: ArrayLike,
    method: ScoreMethod = ScoreMethod.TEMPERATURE,
    *,
    bins: SoftBins = DEFAULT_BINS,
    threshold: SoftThreshold = DEFAULT_THRESHOLD,
) -> ScoreCurves:
    """Fits a curve to each type that has `MIN_BOXES` boxes, with true and false positives.

    S-AvUC takes a score for a distribution over right and wrong: a box is said to be right from
    score 0.5 on, and is uncertain near it.

    Args:
        scores: (N,) scores in [0, 1].
        is_true_positive: (N,) bool or 0/1, whether each box matches a label.
        object_types: (N,) int types, 1 to 4.
        method: Method that fits the curves. Defaults to a temperature that minimizes the negative
            log-likelihood.
        bins: Soft bins of SB-ECE.
        threshold: Soft threshold of S-AvUC.

    Raises:
        InvalidInputError: The shapes differ or a value is out of its range.
        MissingDependencyError: The method is isotonic and scikit-learn is not installed.
    """
    _, types = _checked_boxes(scores, object_types)
    values, right = checked_scores(scores, is_true_positive)
    curves: list[ScoreCurve | None] = []
    for kind in range(1, len(TYPE_NAMES) + 1):
        rows = types == kind
        if rows.sum() < MIN_BOXES or right[rows].all() or not right[rows].any():
            curves.append(None)
        elif method is ScoreMethod.PLATT:
            curves.append(fit_platt(values[rows], right[rows]))
        elif method is ScoreMethod.ISOTONIC:
            curves.append(fit_isotonic(values[rows], right[rows]))
        else:
            objective = Objective(method.value)
            curves.append(_fit_temperature(values[rows], right[rows], objective, bins, threshold))
    return ScoreCurves(tuple(curves))


def _fit_temperature(
    scores: NDArray[np.float64],
    is_right: NDArray[np.bool_],
    objective: Objective,
    bins: SoftBins,
    threshold: SoftThreshold,
) -> LogitCurve:
    logits = score_logits(scores)
    _, group, counts = np.unique(
        np.rint(logits / _LOGIT_STEP), return_inverse=True, return_counts=True
    )
    group = group.reshape(-1)
    centers = np.bincount(group, logits) / counts
    right = np.bincount(group, is_right) / counts
    said_right = np.where(centers >= 0, right, 1 - right)

    def loss(temperature: float) -> float:
        scaled = centers / temperature
        log_right, log_wrong = -np.logaddexp(0, -scaled), -np.logaddexp(0, scaled)
        if objective is Objective.LIKELIHOOD:
            return float(-counts @ (right * log_right + (1 - right) * log_wrong) / len(logits))
        if objective is Objective.SB_ECE:
            return soft_calibration_error(np.exp(log_right), right, bins, counts)
        entropy = -(np.exp(log_right) * log_right + np.exp(log_wrong) * log_wrong)
        return soft_avuc(entropy, said_right, 2, threshold, counts)

    return LogitCurve(min_temperature(loss))


def _checked_boxes(
    scores: ArrayLike, object_types: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    values = np.asarray(scores, dtype=np.float64)
    types = np.asarray(object_types)
    if values.ndim != 1 or types.shape != values.shape:
        raise InvalidInputError(
            f"expected scores and object types of one shape (N,), got {values.shape} and "
            f"{types.shape}"
        )
    bad = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if bad.size:
        raise InvalidInputError(f"expected scores in [0, 1], got {values[bad[0]]} in row {bad[0]}")
    bad = np.flatnonzero(~np.isin(types, np.arange(1, len(TYPE_NAMES) + 1)))
    if bad.size:
        raise InvalidInputError(
            f"expected object types 1 to 4, got {types[bad[0]]} in row {bad[0]}"
        )
    return values, types.astype(np.int64)
