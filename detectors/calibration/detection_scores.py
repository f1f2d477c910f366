"""A temperature per object type for the scores of a detector.

The logit of the score is divided by the temperature of the box's type, so that within a type the
order of the boxes stays. What a score claims is the chance of a true positive, as in
`waymo_kit.metrics.DetectionCalibrationMetric`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

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
"""Minimum number of boxes of a type to fit a temperature to."""

MIN_SCORE, MAX_SCORE = 2.0**-150, 1 - 2.0**-25
"""Values that the scores 0 and 1 are replaced by: next to the other float32 numbers, in order."""

_LOGIT_STEP = 1e-3
"""Boxes whose logits round to the same multiple are fitted as one, with the mean logit."""


@dataclass(frozen=True, eq=False)
class ScoreTemperatures:
    """Temperatures of the object types 1 to 4.

    Attributes:
        values: (4,) float64 temperatures, 1 where none was fitted.
        fitted: (4,) bool, whether the type had enough boxes, with true and false positives.
    """

    values: NDArray[np.float64]
    fitted: NDArray[np.bool_]

    def scale(self, scores: ArrayLike, object_types: ArrayLike) -> NDArray[np.float32]:
        """Returns rescaled scores; those of types without a temperature stay as they are.

        Args:
            scores: (N,) scores in [0, 1].
            object_types: (N,) int types, 1 to 4.

        Returns:
            (N,) float32. Of two boxes of a type, the one with the higher score never gets the
            lower one; rounding can make close ones equal.

        Raises:
            InvalidInputError: The shapes differ or a value is out of its range.
        """
        values, types = _checked_boxes(scores, object_types)
        scaled = values.astype(np.float32)
        rows = np.flatnonzero(self.values[types - 1] != 1)
        temperatures = self.values[types[rows] - 1]
        with np.errstate(over="ignore"):  # a score of 0 at a low temperature
            scaled[rows] = 1 / (1 + np.exp(-score_logits(values[rows]) / temperatures))
        return scaled

    def rescale(self, predictions: pa.Table) -> pa.Table:
        """Returns a predictions table with rescaled scores; see `scale`."""
        scores = self.scale(
            predictions.column(SCORE).to_numpy(), predictions.column(TYPE).to_numpy()
        )
        return predictions.set_column(
            predictions.column_names.index(SCORE), SCORE, pa.array(scores)
        )


def fit_score_temperatures(
    scores: ArrayLike,
    is_true_positive: ArrayLike,
    object_types: ArrayLike,
    objective: Objective = Objective.LIKELIHOOD,
    *,
    bins: SoftBins = DEFAULT_BINS,
    threshold: SoftThreshold = DEFAULT_THRESHOLD,
) -> ScoreTemperatures:
    """Fits a temperature to each type that has `MIN_BOXES` boxes, with true and false positives.

    S-AvUC takes a score for a distribution over right and wrong: a box is said to be right from
    score 0.5 on, and is uncertain near it.

    Args:
        scores: (N,) scores in [0, 1].
        is_true_positive: (N,) bool or 0/1, whether each box matches a label.
        object_types: (N,) int types, 1 to 4.
        objective: Objective that each temperature minimizes. Defaults to the likelihood.
        bins: Soft bins of SB-ECE.
        threshold: Soft threshold of S-AvUC.

    Raises:
        InvalidInputError: The shapes differ or a value is out of its range.
    """
    _, types = _checked_boxes(scores, object_types)
    values, right = checked_scores(scores, is_true_positive)
    temperatures, fitted = np.ones(len(TYPE_NAMES)), np.zeros(len(TYPE_NAMES), np.bool_)
    for index in range(len(TYPE_NAMES)):
        rows = types == index + 1
        fitted[index] = rows.sum() >= MIN_BOXES and 0 < right[rows].sum() < rows.sum()
        if fitted[index]:
            temperatures[index] = _fit(values[rows], right[rows], objective, bins, threshold)
    return ScoreTemperatures(temperatures, fitted)


def score_logits(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """ln(s / (1 - s)) of scores in [0, 1], finite at both ends."""
    inside = np.clip(scores, MIN_SCORE, MAX_SCORE)
    return np.log(inside) - np.log1p(-inside)


def _fit(
    scores: NDArray[np.float64],
    is_right: NDArray[np.bool_],
    objective: Objective,
    bins: SoftBins,
    threshold: SoftThreshold,
) -> float:
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

    return min_temperature(loss)


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
