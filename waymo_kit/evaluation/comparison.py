"""Compares models: differences of their metrics, with confidence intervals.

The intervals are percentile bootstrap intervals over segments (Efron, Tibshirani 1993, chapter 13).
The frames of a segment are alike, so segments are drawn, not frames. All models are scored on the
same resamples, which makes the interval of a difference narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.resampling import draw_segments, score_resamples
from waymo_kit.evaluation.result import StoredResult
from waymo_kit.evaluation.rows import ScoreTable
from waymo_kit.evaluation.settings import settings_values
from waymo_kit.evaluation.tasks import EvalTask
from waymo_kit.metrics.detection import DetectionConfig

RESAMPLES = 1000
CONFIDENCE = 0.95

FEW_SEGMENTS = 20
"""Number of segments below which the intervals are rough, and rather too narrow."""

_NO_CHOICE = 1
"""Number of segments up to which all resamples are the same."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Holds the metrics of M models and their differences, in R rows and K columns.

    Attributes:
        models: Path of each model's result. The others are compared to the first.
        task: Task by which all models were scored.
        segments: Number of segments.
        resamples: Number of bootstrap resamples, 0 if there are no intervals.
        confidence: Confidence level of the intervals, in (0, 1).
        rows: Names of the rows.
        columns: Names of the columns.
        values: (M, R, K) float64 metrics; NaN where a row has no such metric.
        interval: (2, M, R, K) float64 lower and upper ends of the intervals of `values`; NaN where
            there is no interval.
        difference: (M, R, K) float64 metrics minus those of the first model.
        difference_interval: (2, M, R, K) float64 lower and upper ends of the intervals of
            `difference`; NaN where there is no interval.
    """

    models: tuple[str, ...]
    task: EvalTask
    segments: int
    resamples: int
    confidence: float
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    interval: NDArray[np.float64]
    difference: NDArray[np.float64]
    difference_interval: NDArray[np.float64]

    def to_json(self) -> dict[str, Any]:
        """Returns the comparison as JSON values: a list with an entry per model for each metric."""
        metrics: dict[str, dict[str, list[dict[str, float | None]]]] = {}
        for r, row in enumerate(self.rows):
            metrics[row] = {
                column: [self._entry(m, r, k) for m in range(len(self.models))]
                for k, column in enumerate(self.columns)
                if np.isfinite(self.values[:, r, k]).any()
            }
        return {
            "task": self.task.name,
            "models": list(self.models),
            "segments": self.segments,
            "resamples": self.resamples,
            "confidence": self.confidence,
            "metrics": metrics,
        }

    def _entry(self, model: int, row: int, column: int) -> dict[str, float | None]:
        place = (model, row, column)
        entry = {
            "value": self.values[place],
            "low": self.interval[0][place],
            "high": self.interval[1][place],
        }
        if model:
            entry["difference"] = self.difference[place]
            entry["difference_low"] = self.difference_interval[0][place]
            entry["difference_high"] = self.difference_interval[1][place]
        return {name: float(x) if np.isfinite(x) else None for name, x in entry.items()}


def compare_results(
    results: Sequence[StoredResult],
    *,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> Comparison:
    """Compares results of `waymo-kit eval --json`.

    Args:
        results: Two or more results with the same settings, segments and labels.
        resamples: Number of bootstrap resamples. Defaults to 1,000; 0 gives no intervals.
        confidence: Confidence level of the intervals, in (0, 1). Defaults to 0.95.
        seed: Seed of the resamples. The same results and seed give the same intervals.

    Returns:
        Values and differences of every metric. Metrics that are not stored by segment (HOTA,
        segmentation, keypoints) have no intervals; with a single segment no metric has any.

    Raises:
        InvalidInputError: The results cannot be compared; the message says how they differ.
    """
    if len(results) < 2:
        raise InvalidInputError(f"compare: expected at least two results, got {len(results)}")
    if not 0 < confidence < 1:
        raise InvalidInputError(f"compare: expected a confidence between 0 and 1, got {confidence}")
    first = results[0]
    for other in results[1:]:
        _check_settings(first, other)
        _check_segments(first, other)
    rows, columns = _names(results)
    values = np.array([_values(result, rows, columns) for result in results])
    shape = (2, *values.shape)
    interval, apart = np.full(shape, np.nan), np.full(shape, np.nan)
    segments = sorted(first.segments)
    if len(segments) <= _NO_CHOICE:
        resamples = 0
    if resamples:
        weights = draw_segments(len(segments), resamples, seed)
        base: NDArray[np.float64] | None = None
        for model, result in enumerate(results):
            states = [result.segments[name] for name in segments]
            drawn = _arranged(score_resamples(states, weights, first.task), rows, columns)
            interval[:, model] = _interval(drawn, confidence)
            base = drawn if base is None else base
            apart[:, model] = _interval(drawn - base, confidence)
    difference = values - values[0]
    interval[:, np.isnan(values)] = np.nan
    apart[:, np.isnan(difference)] = np.nan
    return Comparison(
        models=tuple(result.path for result in results),
        task=first.task,
        segments=len(segments),
        resamples=resamples,
        confidence=confidence,
        rows=rows,
        columns=columns,
        values=values,
        interval=interval,
        difference=difference,
        difference_interval=apart,
    )


def _check_settings(first: StoredResult, other: StoredResult) -> None:
    mine, theirs = settings_values(first.task), settings_values(other.task)
    differ = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
    if differ:
        shown = "; ".join(f"{name}: {mine.get(name)} and {theirs.get(name)}" for name in differ[:3])
        more = f"; and {len(differ) - 3} more" if len(differ) > 3 else ""
        raise InvalidInputError(
            f"{first.path} and {other.path} were scored with different settings: {shown}{more}"
        )


def _check_segments(first: StoredResult, other: StoredResult) -> None:
    """Checks that both results have the same segments, with the same labels in each.

    Raises:
        InvalidInputError: The segments or the labels differ.
    """
    where = f"{first.path} and {other.path}"
    mine, theirs = first.segments.keys(), other.segments.keys()
    for path, lacking in ((other.path, mine - theirs), (first.path, theirs - mine)):
        if lacking:
            raise InvalidInputError(
                f"{where} were scored on different segments: {path} lacks {len(lacking)}, for "
                f"example {min(lacking)}"
            )
    for name in sorted(mine):
        states = (first.segments[name], other.segments[name])
        shapes = [{key: array.shape for key, array in state.arrays.items()} for state in states]
        if shapes[0] != shapes[1]:
            raise InvalidInputError(f"{where}: segment {name} has states of different shapes")

    _check_labels(first, other, where)


def _check_labels(first: StoredResult, other: StoredResult, where: str) -> None:
    """Checks that both results have the same number of labels in every segment.

    Only rows of LEVEL_2 are compared: each label is a true positive or a miss there, whereas
    LEVEL_1 counts the harder labels only if they are found. With a minimum heading accuracy,
    labels that are matched with a worse heading count nowhere, so nothing can be compared.

    Raises:
        InvalidInputError: The numbers differ.
    """
    config = first.task.config
    if not first.segments or (
        isinstance(config, DetectionConfig) and config.min_heading_accuracy >= 0
    ):
        return
    segments = sorted(first.segments)
    alone = np.eye(len(segments))
    tables = [
        score_resamples([result.segments[name] for name in segments], alone, first.task)
        for result in (first, other)
    ]
    hardest = [k for k, name in enumerate(tables[0].rows) if name.endswith("_LEVEL_2")]
    counts = [table.labels[:, hardest] for table in tables]
    differ = np.argwhere(counts[0] != counts[1])
    if len(differ):
        segment, k = differ[0]
        raise InvalidInputError(
            f"{where} were scored against different labels: segment {segments[segment]} has "
            f"{counts[0][segment, k]} and {counts[1][segment, k]} in "
            f"{tables[0].rows[hardest[k]]}"
        )


def _names(results: Sequence[StoredResult]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the names of all rows and columns, in the order in which they first occur."""
    rows = dict.fromkeys(name for result in results for name in result.rows)
    columns = dict.fromkeys(
        column for result in results for row in result.rows.values() for column in row
    )
    return tuple(rows), tuple(columns)


def _values(
    result: StoredResult, rows: tuple[str, ...], columns: tuple[str, ...]
) -> NDArray[np.float64]:
    nothing: dict[str, float] = {}
    return np.array(
        [[result.rows.get(row, nothing).get(column, np.nan) for column in columns] for row in rows]
    )


def _arranged(
    table: ScoreTable, rows: tuple[str, ...], columns: tuple[str, ...]
) -> NDArray[np.float64]:
    """Returns (B, R, K) values in the order of the names, NaN where the table has none."""
    arranged = np.full((len(table.values), len(rows), len(columns)), np.nan)
    for r, row in enumerate(table.rows):
        for k, column in enumerate(table.columns):
            if row in rows and column in columns:
                place = (slice(None), rows.index(row), columns.index(column))
                arranged[place] = table.values[:, r, k]
    return arranged


def _interval(drawn: NDArray[np.float64], confidence: float) -> NDArray[np.float64]:
    """Returns the (2, R, K) ends of the percentile interval of (B, R, K) values, ignoring NaN."""
    ordered = np.sort(drawn, axis=0)  # NaN comes last
    count = np.count_nonzero(np.isfinite(drawn), axis=0)
    ends = np.empty((2, *drawn.shape[1:]))
    for k, share in enumerate(((1 - confidence) / 2, (1 + confidence) / 2)):
        place = share * np.maximum(count - 1, 0)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(count - 1, 0))
        lower, upper = (np.take_along_axis(ordered, at[None], axis=0)[0] for at in (low, high))
        ends[k] = lower + (place - low) * (upper - lower)
    return ends
