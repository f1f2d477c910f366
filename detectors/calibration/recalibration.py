"""Curves fitted to some segments, and their effect on the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.calibration.detection_scores import (
    ScoreCurves,
    ScoreMethod,
    fit_score_curves,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.detection_calibration import (
    TYPE_NAMES,
    DetectionCalibrationMetric,
    DetectionCalibrationResult,
)


@dataclass(frozen=True, eq=False)
class ScoredBoxes:
    """Scored boxes of one or more segments, with whether each matched a label.

    Attributes:
        score: (N,) float32 scores in [0, 1].
        is_true_positive: (N,) bool, whether each box matches a label.
        type: (N,) uint8 object types, 1 to 4.
    """

    score: NDArray[np.float32]
    is_true_positive: NDArray[np.bool_]
    type: NDArray[np.uint8]


ROWS = ("ALL", *(name.removeprefix("TYPE_") for name in TYPE_NAMES))
"""Rows of a report: all boxes together, then object types 1 to 4."""

PARAMETERS = dict.fromkeys(ScoreMethod, ("temperature",)) | {
    ScoreMethod.PLATT: ("temperature", "bias"),
    ScoreMethod.ISOTONIC: ("levels",),
}
"""Names of the numbers that describe a curve of each method."""

_METRICS = ("count", "precision", "confidence", "ece", "ece_equal_mass", "mce", "brier", "nll")


@dataclass(frozen=True, eq=False)
class Recalibration:
    """Curves of scores, and their effect on segments that they were not fitted to.

    Attributes:
        method: Method that fitted the curves.
        curves: Curve of each object type.
        fit_segments: Names of the segments that the curves were fitted to, sorted.
        report_segments: Names of the other segments, sorted.
        fit_counts: (4, 2) int64 number of true and of false positives that each type was fitted to.
        distinct: (4, 2) int64 number of distinct scores of each type in all segments, before and
            after.
        before: Calibration on `report_segments`, one entry per row of `ROWS`.
        after: Calibration with the rescaled scores.
    """

    method: ScoreMethod
    curves: ScoreCurves
    fit_segments: tuple[str, ...]
    report_segments: tuple[str, ...]
    fit_counts: NDArray[np.int64]
    distinct: NDArray[np.int64]
    before: tuple[DetectionCalibrationResult, ...]
    after: tuple[DetectionCalibrationResult, ...]

    def parameters(self, row: int) -> dict[str, float]:
        """Returns the parameters of the curve of a row of `ROWS`, by name.

        NaN for "ALL" and where no curve was fitted.
        """
        curve = self.curves.curves[row - 1] if row else None
        return {name: getattr(curve, name, math.nan) for name in PARAMETERS[self.method]}

    def fitted_on(self, row: int) -> int:
        """Returns the number of boxes that a row of `ROWS` was fitted to."""
        return int((self.fit_counts if row == 0 else self.fit_counts[row - 1]).sum())

    def as_dict(self) -> dict[str, Any]:
        """Returns the report as JSON values, with None for what is not a finite number."""
        rows = {
            name: {
                **{name: _finite(value) for name, value in self.parameters(row).items()},
                "fitted_on": self.fitted_on(row),
                "before": _metrics(self.before[row]),
                "after": _metrics(self.after[row]),
            }
            for row, name in enumerate(ROWS)
        }
        return {
            "method": self.method.value,
            "fit_segments": self.fit_segments,
            "report_segments": self.report_segments,
            "rows": rows,
        }


def recalibrate(
    boxes: Mapping[str, ScoredBoxes],
    method: ScoreMethod = ScoreMethod.TEMPERATURE,
    *,
    fit_fraction: float = 0.5,
    seed: int = 0,
    score_bins: int = 15,
) -> Recalibration:
    """Fits curves to some segments and measures their effect on the others.

    Args:
        boxes: Matched boxes of two or more segments, by segment name.
        method: Method that fits the curves. Defaults to a temperature that minimizes the negative
            log-likelihood.
        fit_fraction: Share of the segments to fit to, in (0, 1). At least one segment is on either
            side. Defaults to one half.
        seed: Random seed of the split into segments to fit to and segments to report on.
        score_bins: Number of bins of the expected calibration error.

    Raises:
        InvalidInputError: There are fewer than two segments, or a value is out of its range.
        MissingDependencyError: The method is isotonic and scikit-learn is not installed.
    """
    fit, report = split_segments(sorted(boxes), fit_fraction, seed)
    known, others, everything = (
        joined_boxes(boxes, names) for names in (fit, report, (*fit, *report))
    )
    curves = fit_score_curves(known.score, known.is_true_positive, known.type, method)
    counts = np.zeros((len(TYPE_NAMES) + 1, 2), np.int64)
    np.add.at(counts, (known.type, (~known.is_true_positive).astype(np.int64)), 1)
    both = (everything.score, curves.scale(everything.score, everything.type))
    return Recalibration(
        method,
        curves,
        fit,
        report,
        counts[1:],
        np.array(
            [
                [len(np.unique(scores[everything.type == kind + 1])) for scores in both]
                for kind in range(len(TYPE_NAMES))
            ]
        ),
        measure_boxes(others, others.score, score_bins),
        measure_boxes(others, curves.scale(others.score, others.type), score_bins),
    )


def split_segments(
    segments: Sequence[str], fit_fraction: float, seed: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Splits segments at random into those to fit to and those to report on, keeping their order.

    Raises:
        InvalidInputError: There are fewer than two, or the fraction is not in (0, 1).
    """
    if len(segments) < 2:
        raise InvalidInputError(
            f"expected two or more segments, to fit on some and report on others, got "
            f"{len(segments)}"
        )
    if not 0 < fit_fraction < 1:
        raise InvalidInputError(f"expected a fraction between 0 and 1, got {fit_fraction}")
    count = min(max(round(fit_fraction * len(segments)), 1), len(segments) - 1)
    chosen = np.random.default_rng(seed).permutation(len(segments)) < count
    return (
        tuple(name for name, fits in zip(segments, chosen, strict=True) if fits),
        tuple(name for name, fits in zip(segments, chosen, strict=True) if not fits),
    )


def joined_boxes(boxes: Mapping[str, ScoredBoxes], segments: Sequence[str]) -> ScoredBoxes:
    """Returns the boxes of some segments, one after the other."""
    some = [boxes[name] for name in segments]
    return ScoredBoxes(
        np.concatenate([part.score for part in some]),
        np.concatenate([part.is_true_positive for part in some]),
        np.concatenate([part.type for part in some]),
    )


def measure_boxes(
    boxes: ScoredBoxes, scores: NDArray[np.float32], bins: int
) -> tuple[DetectionCalibrationResult, ...]:
    """Returns the calibration of boxes, one entry per row of `ROWS`.

    Args:
        boxes: N boxes.
        scores: (N,) scores in place of those of the boxes.
        bins: Number of bins of the expected calibration error.
    """
    calibrator = DetectionCalibrationMetric(bins)
    calibrator.update(scores, boxes.is_true_positive, boxes.type, np.zeros(len(scores)))
    return tuple(calibrator.result()[: len(TYPE_NAMES) + 1])


def _metrics(entry: DetectionCalibrationResult) -> dict[str, float | None]:
    return {name: _finite(getattr(entry, name)) for name in _METRICS}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
