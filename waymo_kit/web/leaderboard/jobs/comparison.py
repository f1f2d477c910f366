"""Two stored results are compared on a split."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from waymo_kit.evaluation.comparison import CONFIDENCE, RESAMPLES, compare_results
from waymo_kit.evaluation.result import StoredResult, read_result
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.tasks import EvalTask
from waymo_kit.web.leaderboard.jobs.report import Report
from waymo_kit.web.leaderboard.jobs.tasks import finite


def compare(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Compares two stored results on a split.

    Args:
        values: `first` and `second`, paths of results; `split`; `ranked_by`, a column.
        report: Function called with the stage and the percentage.

    Returns:
        The number of `segments`, the `verdict` of the score that ranks, the `rows`, a `note`, and
        `has_intervals`, whether the task keeps what a bootstrap needs.
    """
    first, second = (
        _result_of_split(values[name], values["split"]) for name in ("first", "second")
    )
    task = first.task
    compared = compare_results([first, second], resamples=RESAMPLES, confidence=CONFIDENCE)
    arrays = (
        compared.values[0],
        compared.values[1],
        compared.difference[1],
        compared.difference_interval[0][1],
        compared.difference_interval[1][1],
    )
    parts = [task.sections(_rows_of(compared.rows, compared.columns, array)) for array in arrays]
    rows, verdict = [], ""
    for sections in zip(*parts, strict=True):
        for lines in zip(*(section.lines for section in sections), strict=True):
            for place, column in enumerate(sections[0].columns):
                if column.partition("/")[0] in task.counts:
                    continue
                numbers = [finite(line.values[place]) for line in lines]
                if numbers[0] is None and numbers[1] is None:
                    continue
                found = _verdict(task, column, numbers[3], numbers[4])
                if lines[0].is_mean and column == values["ranked_by"] and not verdict:
                    verdict = "" if found == "unknown" else found
                rows.append(
                    {
                        "section": sections[0].title,
                        "label": lines[0].label,
                        "column": column,
                        **dict(
                            zip(
                                ("first", "second", "difference", "low", "high"),
                                numbers,
                                strict=True,
                            )
                        ),
                        "verdict": found,
                    }
                )
    has_intervals = bool(compared.resamples and first.segments)
    note = ""
    if not has_intervals:
        note = "this task keeps no states of segments, so there are no intervals"
    elif compared.segments < 20:
        note = f"{compared.segments} segments are few: the intervals are rough"
    return {
        "segments": compared.segments,
        "verdict": verdict,
        "rows": rows,
        "note": note,
        "has_intervals": has_intervals,
    }


def _result_of_split(path: str, split: str) -> StoredResult:
    """Reads the part of a stored result that belongs to a split."""
    stored = read_result(path)
    values = json.loads(Path(path).read_bytes())
    rows = {
        name: {column: math.nan if v is None else float(v) for column, v in row.items()}
        for name, row in values["part_metrics"][split].items()
    }
    chosen = {
        name: state for name, state in stored.segments.items() if values["parts"].get(name) == split
    }
    return StoredResult(split, stored.task, rows, chosen)


def _rows_of(rows: Sequence[str], columns: Sequence[str], array: Any) -> Rows:
    return {
        row: {column: float(array[r, k]) for k, column in enumerate(columns)}
        for r, row in enumerate(rows)
    }


def _verdict(task: EvalTask, column: str, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "unknown"
    name = column.partition("/")[0]
    if low <= 0 <= high or name in task.neutral:
        return "same"
    return "better" if (low > 0) != (name in task.lower_is_better) else "worse"
