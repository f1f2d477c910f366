"""Tasks with the settings of a phase, and their ranked scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.settings import change_settings
from waymo_kit.evaluation.tasks import EvalTask, task_named
from waymo_kit.evaluation.tasks.component_tables import ComponentTask
from waymo_kit.predictions import BoxKind

_RANKED: dict[str, tuple[tuple[str, str], ...]] = {
    "segmentation": (("LIDAR", "MIOU"), ("CAMERA", "WSTQ")),
    "instance-segmentation": (("MASK", "AP"),),
    "panoptic": (("CAMERA", "WSTQ"),),
    "keypoints": (("ALL", "OKS_AP"),),
    "calibration": (("ALL", "ECE"),),
}
"""Row and column that rank, for tasks that name none; the first that a result has counts."""


def task_of(name: str, settings: Mapping[str, Any]) -> EvalTask:
    """Returns a task with the settings of a phase.

    Raises:
        InvalidInputError: A setting is wrong.
    """
    return change_settings(task_named(name), settings, f"task {name}")


def task_view(name: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values of `phases.TaskView` for a task."""
    task = task_of(name, settings)
    column = task.headline[1] if task.headline is not None else _RANKED[name][0][1]
    return {
        "name": name,
        "title": task.title,
        "ranked_by": column,
        "lower_is_better": column.partition("/")[0] in task.lower_is_better,
        "takes_tables": isinstance(task, ComponentTask),
    }


def box_kind(task: EvalTask) -> BoxKind:
    """Returns the kind of the boxes that a task takes.

    Raises:
        InvalidInputError: The task takes no boxes.
    """
    kind = getattr(task, "box_kind", None)
    if not isinstance(kind, BoxKind):
        raise InvalidInputError(f"the task {task.name} takes no boxes")
    return kind


def ranked_score(task: EvalTask, rows: Rows) -> tuple[str, str, str] | None:
    """Returns row, column and heading of the score that ranks, None if the result lacks it."""
    if task.headline is not None:
        row, heading = task.headline
        column = heading.partition("/")[0]
        return (row, column, heading) if column in rows.get(row, {}) else None
    for row, column in _RANKED[task.name]:
        if column in rows.get(row, {}):
            return row, column, column
    return None


def finite(value: float) -> float | None:
    """Returns a number for JSON, None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None
