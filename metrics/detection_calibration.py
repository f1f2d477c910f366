"""Calibration metrics of detectors: whether boxes of score 0.8 are true positives in 80 % of cases.

This is the D-ECE of Küppers et al., "Multivariate Confidence Calibration for Object Detection",
CVPR Workshops 2020: precision takes the place of accuracy, per object type and range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError

from .calibration import PROBABILITY_FLOOR
from .metric import Metric
from .reliability import ReliabilityCurve, ScoreHistogram, checked_scores

TYPE_NAMES = ("TYPE_VEHICLE", "TYPE_PEDESTRIAN", "TYPE_SIGN", "TYPE_CYCLIST")
"""Object types 1 to 4, as the official breakdowns name them."""

RANGE_NAMES = ("[0, 30)", "[30, 50)", "[50, +inf)")
"""Ranges in meters, as the official breakdowns name them."""

_RANGE_EDGES = np.array([30.0, 50.0])


@dataclass(frozen=True)
class DetectionCalibrationResult:
    """The calibration of one set of detections; every metric but `count` is NaN without any.

    Attributes:
        name: Name of the set: `ALL`, `OBJECT_TYPE_TYPE_VEHICLE`, `RANGE_TYPE_VEHICLE_[0, 30)`, ...
        count: Number of detections.
        precision: Share of true positives.
        confidence: Mean score.
        ece: Expected calibration error, equal-width bins.
        ece_equal_mass: Expected calibration error, equal-mass bins with rounded edges.
        mce: Maximum calibration error, equal-width bins.
        brier: Mean of (score - is_true_positive)^2.
        nll: Mean negative natural logarithm of the probability given to what happened.
        curve: Precision per score bin, equal-width bins.
    """

    name: str
    count: int
    precision: float
    confidence: float
    ece: float
    ece_equal_mass: float
    mce: float
    brier: float
    nll: float
    curve: ReliabilityCurve


class DetectionCalibrationMetric(Metric[list[DetectionCalibrationResult]]):
    """Accumulates the calibration of detections by type and range, with small additive state.

    Attributes:
        histogram: Scores by group; group (type - 1) * 3 + range.
        brier_sum: (12,) float64 sum of (score - is_true_positive)^2 of each group.
        nll_sum: (12,) float64 sum of the negative log-likelihood of each group.
    """

    def __init__(self, bins: int = 15) -> None:
        """Starts empty.

        Args:
            bins: Number of score bins. Defaults to 15, as in the literature.
        """
        self._bins = bins
        self.reset()

    def reset(self) -> None:
        """Forgets every detection."""
        groups = len(TYPE_NAMES) * len(RANGE_NAMES)
        self.histogram = ScoreHistogram(groups, self._bins)
        self.brier_sum = np.zeros(groups)
        self.nll_sum = np.zeros(groups)

    def update(
        self,
        scores: ArrayLike,
        is_true_positive: ArrayLike,
        object_types: ArrayLike,
        ranges: ArrayLike,
    ) -> None:
        """Adds detections.

        Args:
            scores: (N,) in [0, 1].
            is_true_positive: (N,) bool or 0/1, whether each one matched a ground-truth object.
            object_types: (N,) int, 1 to 4: vehicle, pedestrian, sign, cyclist.
            ranges: (N,) meters from the vehicle's origin to the box center.

        Raises:
            InvalidInputError: An array has another shape, or a value is out of its range.
        """
        values, right = checked_scores(scores, is_true_positive)
        types = np.asarray(object_types)
        meters = np.asarray(ranges, dtype=np.float64)
        for name, array in (("object types", types), ("ranges", meters)):
            if array.shape != values.shape:
                raise InvalidInputError(f"expected {len(values)} {name}, got shape {array.shape}")
        bad = np.flatnonzero(~np.isin(types, np.arange(1, len(TYPE_NAMES) + 1)))
        if bad.size:
            raise InvalidInputError(
                f"expected object types 1 to 4, got {types[bad[0]]} in row {bad[0]}"
            )
        bad = np.flatnonzero(~(meters >= 0))
        if bad.size:
            raise InvalidInputError(f"expected ranges >= 0 m, got {meters[bad[0]]} in row {bad[0]}")
        band = np.searchsorted(_RANGE_EDGES, meters, side="right")
        group = (types.astype(np.int64) - 1) * len(RANGE_NAMES) + band
        self.histogram.update(group, values, right)
        chance = np.maximum(np.where(right, values, 1 - values), PROBABILITY_FLOOR)
        size = len(self.brier_sum)
        self.brier_sum += np.bincount(group, (values - right) ** 2, size)
        self.nll_sum += np.bincount(group, -np.log(chance), size)

    def merge(self, other: DetectionCalibrationMetric) -> None:
        """Adds the detections of another metric with as many bins."""
        self.histogram.merge(other.histogram)
        self.brier_sum += other.brier_sum
        self.nll_sum += other.nll_sum

    def result(self) -> list[DetectionCalibrationResult]:
        """Returns the metrics of all detections, then of each type, then of each type and range."""
        bands = len(RANGE_NAMES)
        groups = np.arange(len(self.brier_sum)).reshape(len(TYPE_NAMES), bands)
        sets = [("ALL", groups.ravel())]
        sets += [(f"OBJECT_TYPE_{name}", groups[t]) for t, name in enumerate(TYPE_NAMES)]
        sets += [
            (f"RANGE_{name}_{band}", groups[t, b : b + 1])
            for t, name in enumerate(TYPE_NAMES)
            for b, band in enumerate(RANGE_NAMES)
        ]
        return [self._calibration(name, members) for name, members in sets]

    def _calibration(self, name: str, groups: np.ndarray) -> DetectionCalibrationResult:
        curve = self.histogram.curve(groups)
        count = int(curve.count.sum())
        samples = count if count else np.nan
        return DetectionCalibrationResult(
            name=name,
            count=count,
            precision=float(self.histogram.correct[groups].sum() / samples),
            confidence=float(self.histogram.score_sum[groups].sum() / samples),
            ece=curve.expected_error,
            ece_equal_mass=self.histogram.curve(groups, "equal_mass").expected_error,
            mce=curve.maximum_error,
            brier=float(self.brier_sum[groups].sum() / samples),
            nll=float(self.nll_sum[groups].sum() / samples),
            curve=curve,
        )
