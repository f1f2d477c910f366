"""The metrics of many resamples of the segments at once, from what each segment adds.

A resample draws as many segments as there are, with replacement. Its state is the sum of theirs, so
that the states of many resamples are one matrix product, and their metrics one call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.scoring import (
    MEAN_TYPES,
    OFFICIAL_TRACKING_COLUMNS,
    CalibrationScoring,
    DetectionScoring,
    TrackingScoring,
    detection_columns,
)
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.evaluation.state import State

_BATCH_NUMBERS = 4_000_000
"""Numbers of the states that are made at a time, which bounds the memory."""

_Arrays = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """The metrics of B resamples.

    Attributes:
        rows: R row names.
        columns: K column names.
        values: (B, R, K) float64, NaN where there is no such figure.
        labels: (B, R) number of labels that the figures are about.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    labels: NDArray[np.int64]


def draw_segments(segments: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """How often each resample draws each segment: (resamples, segments) float64 whole numbers."""
    random = np.random.default_rng(seed)
    shares = np.full(segments, 1.0 / segments)
    return random.multinomial(segments, shares, size=resamples).astype(np.float64)


def score_resamples(
    states: Sequence[State], weights: NDArray[np.float64], settings: EvalSettings
) -> ScoreTable:
    """Scores resamples.

    A row without any label keeps its zeros, as the official tools print it; in a row with labels, a
    resample that happens to have none of them is NaN.

    Args:
        states: what each of S segments adds, as `waymo-kit eval --json` keeps it.
        weights: (B, S) how often a resample has each segment.
        settings: how the segments were scored.

    Returns:
        Metrics by row and column; of tracking all but HOTA.
    """
    score = _SCORES.get(settings.task, _score_detections)
    parts = {
        name: np.stack([state.arrays[name] for state in states]).astype(np.float64)
        for name in states[0].arrays
    }
    everything = score({name: part.sum(axis=0)[None] for name, part in parts.items()}, settings)
    numbers = sum(part[0].size for part in parts.values())
    step = max(1, _BATCH_NUMBERS // numbers)
    values, labels = [], []
    for first in range(0, len(weights), step):
        some = weights[first : first + step]
        sums = {
            name: (some @ part.reshape(len(states), -1)).reshape(-1, *part.shape[1:])
            for name, part in parts.items()
        }
        table = score(sums, settings)
        table.values[(table.labels == 0) & (everything.labels > 0)] = np.nan
        values.append(table.values)
        labels.append(table.labels)
    table = ScoreTable(
        everything.rows, everything.columns, np.concatenate(values), np.concatenate(labels)
    )
    return table if settings.task is Task.CALIBRATION else _with_type_means(table)


def _whole(array: NDArray[np.float64]) -> NDArray[np.int64]:
    """Counts as integers; heading accuracies, in units of 2**-36, lose what float64 cannot hold."""
    return np.rint(array).astype(np.int64)


def _score_detections(sums: _Arrays, settings: EvalSettings) -> ScoreTable:
    counts = sums["counts"]  # (B, shards, cutoffs, numbers)
    shards = State({"counts": _whole(counts.reshape(-1, *counts.shape[2:]))})
    result = DetectionScoring(settings).result(shards)
    areas = {"AP": result.ap, "APH": result.aph, "APL": result.apl}
    columns = detection_columns(settings)
    values = np.stack([areas[name].astype(np.float64) for name in columns], axis=-1)
    labels = result.true_positives[:, 0] + result.false_negatives[:, 0]
    names, count = settings.detection_config().row_names, len(counts)
    return ScoreTable(
        names, columns, values.reshape(count, len(names), -1), labels.reshape(count, -1)
    )


def _score_tracks(sums: _Arrays, settings: EvalSettings) -> ScoreTable:
    shards = {name: _whole(array.reshape(-1, *array.shape[2:])) for name, array in sums.items()}
    result = TrackingScoring(settings).result(State(shards))
    columns = {name: column.astype(np.float64) for name, column in result.columns.items()}
    empty = result.clear_mot.objects == 0
    for name in OFFICIAL_TRACKING_COLUMNS:
        columns[name] = np.where(empty, 0.0, columns[name])
    values = np.stack(list(columns.values()), axis=-1)
    names = settings.tracking_config().row_names
    shape = (-1, len(names), len(columns))
    labels = result.clear_mot.objects.reshape(-1, len(names))
    return ScoreTable(names, tuple(columns), values.reshape(shape), labels)


def _score_calibration(sums: _Arrays, settings: EvalSettings) -> ScoreTable:
    scoring = CalibrationScoring(settings)
    tables = []
    for number in range(len(sums["count"])):
        state = {name: array[number] for name, array in sums.items()}
        state |= {name: _whole(state[name]) for name in ("count", "correct")}
        tables.append(scoring.rows(State(state)))
    rows, columns = tuple(tables[0]), tuple(tables[0]["ALL"])
    values = [[list(row.values()) for row in table.values()] for table in tables]
    array = np.array(values, np.float64)
    return ScoreTable(rows, columns, array, array[..., columns.index("COUNT")].astype(np.int64))


_SCORES: dict[Task, Callable[[_Arrays, EvalSettings], ScoreTable]] = {
    Task.TRACKING: _score_tracks,
    Task.CALIBRATION: _score_calibration,
}
"""How to score a task; the others are detection."""


def _with_type_means(table: ScoreTable) -> ScoreTable:
    """Adds the rows ALL_NS, means over vehicles, pedestrians and cyclists."""
    place = {name: k for k, name in enumerate(table.rows)}
    names, values, labels = list(table.rows), [table.values], [table.labels]
    for name in table.rows:
        alike = [name.replace("TYPE_VEHICLE", f"TYPE_{kind}") for kind in MEAN_TYPES]
        if "TYPE_VEHICLE" in name and all(other in place for other in alike):
            chosen = [place[other] for other in alike]
            names.append(name.replace("TYPE_VEHICLE", "ALL_NS"))
            values.append(table.values[:, chosen].mean(axis=1, keepdims=True))
            labels.append(table.labels[:, chosen].sum(axis=1, keepdims=True))
    return ScoreTable(
        tuple(names), table.columns, np.concatenate(values, axis=1), np.concatenate(labels, axis=1)
    )
