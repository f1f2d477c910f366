"""Temperatures fitted on some segments, and what they change on the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.calibration.detection_scores import (
    ScoreTemperatures,
    fit_score_temperatures,
)
from waymo_kit.detectors.calibration.temperature import Criterion
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.detection_calibration import (
    TYPE_NAMES,
    DetectionCalibration,
    DetectionCalibrator,
)


@dataclass(frozen=True, eq=False)
class ScoredBoxes:
    """Boxes that matched a label or matched none.

    Attributes:
        score: (N,) float32 in [0, 1].
        is_true_positive: (N,) bool.
        type: (N,) uint8, 1 to 4.
    """

    score: NDArray[np.float32]
    is_true_positive: NDArray[np.bool_]
    type: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Recalibration:
    """What was fitted, and what came of it.

    Attributes:
        temperatures: of the types.
        fit_segments: those that the temperatures are fitted on, sorted.
        report_segments: the others, sorted.
        fit_counts: (4, 2) int64 right and wrong boxes that each type was fitted on.
        distinct: (4, 2) int64 distinct scores of each type in all segments, before and after.
        before: calibration on `report_segments` of all boxes, then of types 1 to 4.
        after: the same with the rescaled scores.
    """

    temperatures: ScoreTemperatures
    fit_segments: tuple[str, ...]
    report_segments: tuple[str, ...]
    fit_counts: NDArray[np.int64]
    distinct: NDArray[np.int64]
    before: tuple[DetectionCalibration, ...]
    after: tuple[DetectionCalibration, ...]


def recalibrate(
    boxes: Mapping[str, ScoredBoxes],
    criterion: Criterion = Criterion.LIKELIHOOD,
    *,
    fit_fraction: float = 0.5,
    seed: int = 0,
    score_bins: int = 15,
) -> Recalibration:
    """Fits temperatures on part of the segments and measures them on the rest.

    Args:
        boxes: of two or more segments, by name.
        criterion: what each temperature makes least.
        fit_fraction: share of the segments to fit on, in (0, 1); at least one is on either side.
        seed: of the choice of these segments.
        score_bins: bins of the expected calibration error.

    Raises:
        InvalidInputError: there are fewer than two segments, or a value is out of its range.
    """
    fit, report = split_segments(sorted(boxes), fit_fraction, seed)
    known, others, everything = (_joined(boxes, names) for names in (fit, report, (*fit, *report)))
    temperatures = fit_score_temperatures(
        known.score, known.is_true_positive, known.type, criterion
    )
    counts = np.zeros((len(TYPE_NAMES) + 1, 2), np.int64)
    np.add.at(counts, (known.type, (~known.is_true_positive).astype(np.int64)), 1)
    both = (everything.score, temperatures.scale(everything.score, everything.type))
    return Recalibration(
        temperatures,
        fit,
        report,
        counts[1:],
        np.array(
            [
                [len(np.unique(scores[everything.type == kind + 1])) for scores in both]
                for kind in range(len(TYPE_NAMES))
            ]
        ),
        _measure(others, others.score, score_bins),
        _measure(others, temperatures.scale(others.score, others.type), score_bins),
    )


def split_segments(
    segments: Sequence[str], fit_fraction: float, seed: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draws the segments to fit on and those to report on, at least one of each, in their order.

    Raises:
        InvalidInputError: there are fewer than two, or the fraction is not in (0, 1).
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


def _joined(boxes: Mapping[str, ScoredBoxes], segments: Sequence[str]) -> ScoredBoxes:
    some = [boxes[name] for name in segments]
    return ScoredBoxes(
        np.concatenate([part.score for part in some]),
        np.concatenate([part.is_true_positive for part in some]),
        np.concatenate([part.type for part in some]),
    )


def _measure(
    boxes: ScoredBoxes, scores: NDArray[np.float32], bins: int
) -> tuple[DetectionCalibration, ...]:
    calibrator = DetectionCalibrator(bins)
    calibrator.update(scores, boxes.is_true_positive, boxes.type, np.zeros(len(scores)))
    return tuple(calibrator.result()[: len(TYPE_NAMES) + 1])
