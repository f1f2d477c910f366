"""Computes the metrics of many resamples of the segments at once, from stored states.

A resample draws as many segments as there are, with replacement. Its state is the sum of their
states, so the states of many resamples are one matrix product, and their metrics one call.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.rows import ScoreTable
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks import EvalTask

_BATCH_NUMBERS = 4_000_000
"""Number of values of the states that are computed at a time, which bounds the memory."""


def draw_segments(segments: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """Returns the count of each segment in each resample, (resamples, segments) float64."""
    random = np.random.default_rng(seed)
    shares = np.full(segments, 1.0 / segments)
    return random.multinomial(segments, shares, size=resamples).astype(np.float64)


def score_resamples(
    states: Sequence[ArrayState], weights: NDArray[np.float64], task: EvalTask
) -> ScoreTable:
    """Scores resamples.

    A row without any label keeps its zeros, as the official tools print it. In a row with labels, a
    resample that happens to draw none of them is NaN.

    Args:
        states: Stored states of S segments.
        weights: (B, S) float64 number of times that each resample draws each segment.
        task: Task by which the segments were scored.

    Returns:
        Metrics by row and column, without HOTA for tracking.
    """
    parts = {
        name: np.stack([state.arrays[name] for state in states]).astype(np.float64)
        for name in states[0].arrays
    }
    everything = task.score_sums({name: part.sum(axis=0)[None] for name, part in parts.items()})
    numbers = sum(part[0].size for part in parts.values())
    step = max(1, _BATCH_NUMBERS // numbers)
    values, labels = [], []
    for first in range(0, len(weights), step):
        some = weights[first : first + step]
        sums = {
            name: (some @ part.reshape(len(states), -1)).reshape(-1, *part.shape[1:])
            for name, part in parts.items()
        }
        table = task.score_sums(sums)
        table.values[(table.labels == 0) & (everything.labels > 0)] = np.nan
        values.append(table.values)
        labels.append(table.labels)
    table = ScoreTable(
        everything.rows, everything.columns, np.concatenate(values), np.concatenate(labels)
    )
    return table.with_type_means() if task.has_levels else table
