"""Checked predictions are scored, by split, with intervals and findings."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from waymo_kit.engine import Engine, make_engine
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.comparison import CONFIDENCE, RESAMPLES
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.layout import Section
from waymo_kit.evaluation.report import write_report
from waymo_kit.evaluation.resampling import draw_segments, score_resamples
from waymo_kit.evaluation.result import Evaluation, result_values
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks import EvalTask
from waymo_kit.evaluation.tasks.component_tables import ComponentTask
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.io import json_text, write_json
from waymo_kit.progress import Progress
from waymo_kit.web.leaderboard.errors import FaultError
from waymo_kit.web.leaderboard.jobs.report import Report
from waymo_kit.web.leaderboard.jobs.tasks import finite, ranked_score, task_of
from waymo_kit.web.leaderboard.splits import PRIVATE, PUBLIC

_SEED = 0

_PLAIN_FINDINGS = (
    "no_predictions",
    "unknown_segments",
    "unknown_frames",
    "empty_frames",
    "repeated_predictions",
    "zero_scores",
    "equal_scores",
    "headings_in_degrees",
    "world_frame",
    "missing_tracks",
    "duplicate_tracks",
)
"""Findings that tell nothing about hidden labels."""

_FRAME_FINDINGS = ("unknown_frames", "empty_frames")
"""Findings that tell which frames have labels, where not all of them have."""


def score(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Scores the files that `check` wrote.

    Args:
        values: `path` of the predictions; `labels`; `task` and `settings`; `private`, names of
            segments; `min_labels`; `has_diagnostics`; `result` and `report`, files to write;
            `filename`; `engine` and `workers`.
        report: Function called with the stage and the percentage.

    Returns:
        `splits`, `findings` and the `digest` of the full result.
    """
    task = task_of(values["task"], values["settings"])
    private = set(values["private"])
    part_of = dict.fromkeys(values["segments"], PUBLIC) | dict.fromkeys(private, PRIVATE)
    is_open = bool(values["has_diagnostics"])

    def on_progress(progress: Progress) -> None:
        share = 100 * progress.done / max(1, progress.total)
        report(f"segment {progress.done} of {progress.total}", share)

    try:
        result = evaluate(
            values["path"],
            values["labels"],
            task,
            engine=_engine(values),
            with_profile=is_open,
            parts=part_of,
            on_progress=on_progress,
        )
    except (CorruptDataError, NotFoundError) as error:
        raise FaultError(f"labels: {error}") from error  # the file was checked before
    except InvalidInputError as error:
        if values["labels"] in str(error):
            raise FaultError(f"labels: {error}") from error
        message = str(error).replace(values["path"], values["filename"]).partition(" (--force")[0]
        if not is_open and isinstance(task, MaskTask):  # the image, left out, is one with a label
            message = f"{values['filename']}: {message.rpartition(': ')[2]}"
        raise InvalidInputError(message) from error
    stored = {
        **result_values(result),
        "predictions": values["filename"],
        "ground_truth": values["phase"],
        "parts": part_of,
        "part_metrics": {part: task.rows(state) for part, state in result.part_states.items()},
    }
    write_json(stored, values["result"])
    if is_open:
        write_report(_presentable(result, values), values["report"])
    report("intervals", 100.0)
    told = set(_PLAIN_FINDINGS)
    if isinstance(task, (ComponentTask, MaskTask)):
        told.difference_update(_FRAME_FINDINGS)
    return {
        "splits": {
            part: _split_score(result, part, part_of, values, is_open=is_open)
            for part in (PUBLIC, PRIVATE)
            if part in result.part_states
        },
        "findings": [
            {"severity": found.severity, "name": found.name, "message": found.message}
            for found in result.findings
            if is_open or found.name in told
        ],
        "digest": hashlib.sha256(json_text(stored).encode()).hexdigest(),
    }


def _engine(values: Mapping[str, Any]) -> Engine | None:
    name = values.get("engine", "local")
    return None if name == "local" else make_engine(name, None, values.get("workers"))


def _presentable(result: Evaluation, values: Mapping[str, Any]) -> Evaluation:
    """Returns a result whose report names no paths of the server."""
    return dataclasses.replace(
        result, predictions=values["filename"], ground_truth=f"phase {values['phase']}"
    )


def _split_score(
    result: Evaluation,
    part: str,
    part_of: Mapping[str, str],
    values: Mapping[str, Any],
    *,
    is_open: bool,
) -> dict[str, Any]:
    task, state = result.task, result.part_states[part]
    rows = _with_enough_labels(task, state, 0 if is_open else values["min_labels"])
    ranking = ranked_score(task, rows)
    chosen = [
        stored
        for segment, stored in zip(result.segments, result.segment_states, strict=False)
        if part_of.get(segment) == part
    ]
    sections = [_section(section, task, is_open) for section in task.sections(rows)]
    return {
        "column": ranking[2] if ranking else "",
        "value": finite(rows[ranking[0]][ranking[1]]) if ranking else None,
        "interval": _interval(task, chosen, ranking),
        "segments": sum(1 for segment in result.segments if part_of.get(segment) == part),
        "sections": [section for section in sections if section["columns"]],
    }


def _with_enough_labels(task: EvalTask, state: Any, least: int) -> Rows:
    """Returns the rows of a state with NaN where there are too few labels to be told."""
    rows = task.rows(state)
    labels = task.labels_of_rows(state) or {}
    return {
        name: dict.fromkeys(row, math.nan) if 0 <= labels.get(name, -1) < max(1, least) else row
        for name, row in rows.items()
    }


def _interval(
    task: EvalTask, states: Sequence[ArrayState], ranking: tuple[str, str, str] | None
) -> list[float] | None:
    """Returns the bootstrap interval of the score that ranks, None where there is none."""
    if ranking is None or len(states) < 2:
        return None
    drawn = score_resamples(states, draw_segments(len(states), RESAMPLES, _SEED), task)
    row, column, _ = ranking
    if row not in drawn.rows or column not in drawn.columns:
        return None
    values = drawn.values[:, drawn.rows.index(row), drawn.columns.index(column)]
    values = values[np.isfinite(values)]
    if len(values) < RESAMPLES // 2:
        return None
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return [float(low), float(high)]


def _section(section: Section, task: EvalTask, is_open: bool) -> dict[str, Any]:
    """Returns a table as JSON; counts are exact, so hidden labels have none."""
    counts = [column.partition("/")[0] in task.counts for column in section.columns]
    kept = [place for place, is_count in enumerate(counts) if is_open or not is_count]
    return {
        "title": section.title,
        "columns": [section.columns[place] for place in kept],
        "are_counts": [counts[place] for place in kept],
        "lines": [
            {
                "label": line.label,
                "values": [finite(line.values[place]) for place in kept],
                "is_mean": line.is_mean,
            }
            for line in section.lines
        ],
    }
