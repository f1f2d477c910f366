"""Models side by side: differences, and how far chance could explain them.

The intervals are percentile bootstrap intervals over segments (Efron, Tibshirani 1993, chapter 13):
the frames of a segment are alike, so that segments, not frames, are drawn. All models are scored on
the same resamples, which is what makes the interval of a difference narrow.
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
"""With fewer segments the intervals are rough, and rather too narrow."""

_NO_CHOICE = 1
"""Number of segments of which every resample is the same."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """M models, R rows and K columns of metrics.

    Attributes:
        models: where each model's result comes from; the first is what the others are compared to.
        task: Task by which all were scored.
        segments: number of segments.
        resamples: number of bootstrap resamples, 0 if there are no intervals.
        confidence: of the intervals.
        rows: row names.
        columns: column names.
        values: (M, R, K) float64, NaN where a row has no such figure.
        interval: (2, M, R, K) float64 lower and upper end; NaN where there is none.
        difference: (M, R, K) float64 to the first model.
        difference_interval: (2, M, R, K) float64, likewise.
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
        """The comparison as a file has it: metrics by row and column, a list of the models each."""
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
        results: at least two, of the same settings, segments and labels.
        resamples: number of bootstrap resamples; 0 leaves the intervals out.
        confidence: of the intervals, in (0, 1).
        seed: of the resamples.

    Returns:
        Values and differences of every metric. Metrics that are not kept by segment (HOTA,
        segmentation, keypoints) have no intervals, and so has a data set of one segment.

    Raises:
        InvalidInputError: the results cannot be compared; the message says in what they differ.
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
    """Refuses results of other segments, or of other labels in one of them."""
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
    """Refuses results whose labels differ in number.

    LEVEL_2 has every label as a true positive or a miss; LEVEL_1 has the harder ones only if they
    are found, and none has those that are matched with too wrong a heading.
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
    """Rows and columns of all results, in the order in which they come."""
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
    """(B, R, K) values in the order of the given names, NaN for what the table lacks."""
    arranged = np.full((len(table.values), len(rows), len(columns)), np.nan)
    for r, row in enumerate(table.rows):
        for k, column in enumerate(table.columns):
            if row in rows and column in columns:
                place = (slice(None), rows.index(row), columns.index(column))
                arranged[place] = table.values[:, r, k]
    return arranged


def _interval(drawn: NDArray[np.float64], confidence: float) -> NDArray[np.float64]:
    """(2, R, K) ends of the middle part of B values, which may be NaN."""
    ordered = np.sort(drawn, axis=0)  # NaN last
    count = np.count_nonzero(np.isfinite(drawn), axis=0)
    ends = np.empty((2, *drawn.shape[1:]))
    for k, share in enumerate(((1 - confidence) / 2, (1 + confidence) / 2)):
        place = share * np.maximum(count - 1, 0)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(count - 1, 0))
        lower, upper = (np.take_along_axis(ordered, at[None], axis=0)[0] for at in (low, high))
        ends[k] = lower + (place - low) * (upper - lower)
    return ends
