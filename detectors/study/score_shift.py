"""Calibration under shift of the scores of a detector.

The half of Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021,
section 5.3, that is about detectors here: curves are fitted to segments of one kind, such as those
by day, and measured on other segments of that kind and on those of all other kinds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from waymo_kit.detectors.calibration.curves import LogitCurve
from waymo_kit.detectors.calibration.detection_scores import (
    MIN_BOXES,
    ScoreCurves,
    ScoreMethod,
    fit_score_curves,
)
from waymo_kit.detectors.calibration.recalibration import (
    ROWS,
    ScoredBoxes,
    joined_boxes,
    measure_boxes,
    split_segments,
)
from waymo_kit.detectors.study.differences import mean_and_deviation
from waymo_kit.detectors.study.tables import Tables
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.findings import Finding
from waymo_kit.scene import Dataset
from waymo_kit.schema import SEGMENT_CONTEXT

NO_CURVE = "none"
"""Name of the scores as they are, beside the methods."""

FIGURES = {"precision": "precision", "ece": "ECE", "nll": "NLL"}
"""Figures of the tables, and their titles."""


@dataclass(frozen=True)
class ShiftedScores:
    """Calibration of the boxes of one type in the segments of one kind.

    Attributes:
        group: Value that the segments have in common.
        method: `NO_CURVE`, or the value of a `ScoreMethod`.
        seed: Seed of the division of the segments that curves were fitted to.
        type: Entry of `ROWS`.
        segments: Number of segments.
        boxes: Number of boxes.
        precision: Share of true positives.
        ece: Expected calibration error.
        nll: Mean negative log-likelihood.
        is_at_limit: Whether the curve's temperature is at its limit; see `LogitCurve.is_at_limit`.
    """

    group: str
    method: str
    seed: int
    type: str
    segments: int
    boxes: int
    precision: float
    ece: float
    nll: float
    is_at_limit: bool = False


def groups_of(dataset: Dataset, where: str) -> tuple[dict[str, str], str]:
    """Returns the value of each segment in a column, and the value that is asked for.

    Args:
        dataset: Dataset with the segments.
        where: `COLUMN=VALUE`, with a column in `SEGMENT_CONTEXT`.

    Raises:
        InvalidInputError: There is no such column, or no segment has the value.
    """
    column, separator, value = where.partition("=")
    if not separator or column not in SEGMENT_CONTEXT:
        raise InvalidInputError(
            f"where: expected COLUMN=VALUE with one of {', '.join(SEGMENT_CONTEXT)}, got {where!r}"
        )
    found = {}
    for segment in dataset.segments:
        with dataset[segment] as scene:
            found[segment] = str(getattr(scene, column)) or "unknown"
    if value not in found.values():
        known = ", ".join(sorted(set(found.values())))
        raise InvalidInputError(f"where: no segment has {column}={value}; there are {known}")
    return found, value


def study_score_shift(
    boxes: Mapping[str, ScoredBoxes],
    groups: Mapping[str, str],
    known: str,
    *,
    methods: Sequence[ScoreMethod] = tuple(ScoreMethod),
    fit_fraction: float = 0.5,
    seeds: Sequence[int] = (0, 1, 2),
    score_bins: int = 15,
) -> list[ShiftedScores]:
    """Fits curves to segments of a group and measures them on its other segments and on all others.

    Args:
        boxes: Matched boxes by segment; see `match_predictions`.
        groups: Group of each segment.
        known: Group to fit to.
        methods: Curves to fit.
        fit_fraction: Share of the segments of the known group to fit to.
        seeds: Seeds of the divisions of these segments.
        score_bins: Number of bins of the expected calibration error.

    Returns:
        Measures of each type, method, group and seed; the known group comes first.

    Raises:
        InvalidInputError: The known group has fewer than two segments with boxes, there is no other
            group, or a type of the known group has too few boxes to fit to.
        MissingDependencyError: A method is isotonic and scikit-learn is not installed.
    """
    names = {group: sorted(s for s in boxes if groups[s] == group) for group in groups.values()}
    others = sorted(group for group in names if group != known and names[group])
    if not others:
        raise InvalidInputError(
            f"where: expected predictions for segments other than {known} too, got none"
        )
    if len(names[known]) < 2:
        raise InvalidInputError(
            f"where: expected predictions for two or more segments of {known}, to fit on some and "
            f"report on the others, got {len(names[known])}"
        )
    found = []
    for seed in seeds:
        fit, held_out = split_segments(names[known], fit_fraction, seed)
        learned = joined_boxes(boxes, fit)
        curves = {
            method.value: fit_score_curves(
                learned.score, learned.is_true_positive, learned.type, method
            )
            for method in methods
        }
        if not any(any(own.curves) for own in curves.values()):
            raise InvalidInputError(
                f"expected {MIN_BOXES} or more boxes of a type in {len(fit)} segments of {known}, "
                "with true and false positives, to fit curves to"
            )
        for group in (known, *others):
            own = held_out if group == known else tuple(names[group])
            measured = joined_boxes(boxes, own)
            for name in (NO_CURVE, *curves):
                scores = measured.score
                limited = set()
                if name != NO_CURVE:
                    scores = curves[name].scale(scores, measured.type)
                    limited = _limited_rows(curves[name])
                found += [
                    ShiftedScores(
                        group,
                        name,
                        seed,
                        ROWS[row],
                        len(own),
                        entry.count,
                        entry.precision,
                        entry.ece,
                        entry.nll,
                        row in limited,
                    )
                    for row, entry in enumerate(measure_boxes(measured, scores, score_bins))
                    if entry.count
                ]
    return found


def _limited_rows(curves: ScoreCurves) -> set[int]:
    """Returns the rows of `ROWS` whose temperature is at its limit."""
    kinds = enumerate(curves.curves, start=1)
    return {row for row, curve in kinds if isinstance(curve, LogitCurve) and curve.is_at_limit}


def limit_findings(scores: Sequence[ShiftedScores]) -> list[Finding]:
    """Returns a warning for each type and method with a temperature at its limit.

    Args:
        scores: Scores from `study_score_shift`.
    """
    seeds: dict[tuple[str, str], set[int]] = {}
    for score in scores:
        if score.is_at_limit:
            seeds.setdefault((score.method, score.type), set()).add(score.seed)
    return [
        Finding(
            "warning",
            "temperature_at_limit",
            f"{method}: the temperature of {kind} is at its limit in {len(found)} divisions: no "
            "temperature calibrates these scores",
        )
        for (method, kind), found in seeds.items()
    ]


def score_shift_tables(scores: Sequence[ShiftedScores]) -> Tables:
    """Returns a table for each type: mean and standard deviation over the divisions.

    Args:
        scores: Scores from `study_score_shift`.
    """
    groups = list(dict.fromkeys(score.group for score in scores))
    methods = list(dict.fromkeys(score.method for score in scores))
    tables = {}
    for kind in ROWS:
        own = [score for score in scores if score.type == kind]
        if {score.group for score in own} != set(groups):
            continue  # not everywhere, so nothing can be compared
        heads = ["figure", "curve"]
        for group in groups:
            some = next(score for score in own if score.group == group)
            heads.append(f"{group} ({some.segments} segments, {some.boxes:,} boxes)")
        rows = []
        for figure, title in FIGURES.items():
            for method in methods[:1] if figure == "precision" else methods:
                cells = [values_of(own, group, method, figure) for group in groups]
                rows.append([title, method, *map(mean_and_deviation, cells)])
        tables[f"{kind}, mean ± standard deviation over divisions"] = [heads, *rows]
    return tables


def values_of(scores: Sequence[ShiftedScores], group: str, method: str, figure: str) -> list[float]:
    """Returns a figure in each division."""
    return [getattr(s, figure) for s in scores if (s.group, s.method) == (group, method)]
