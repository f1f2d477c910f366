"""Reads the settings of a task: the fields of the task and of its metrics' configuration."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from waymo_kit.configuration import Spellings, change, plain_values, read_mapping
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.tasks import EvalTask
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.let import Alignment
from waymo_kit.metrics.matching import Matcher
from waymo_kit.metrics.tracking import TrackingConfig

BREAKDOWN_NAMES = {
    "type": Breakdown.OBJECT_TYPE,
    "range": Breakdown.RANGE,
    "size": Breakdown.SIZE,
    "velocity": Breakdown.VELOCITY,
    "camera": Breakdown.CAMERA,
    "one_shard": Breakdown.ONE_SHARD,
    "all_but_sign": Breakdown.ALL_BUT_SIGN,
    "time_of_day": Breakdown.TIME_OF_DAY,
    "location": Breakdown.LOCATION,
    "weather": Breakdown.WEATHER,
}
"""Breakdowns by the names that users write."""

_SPELLINGS: Spellings = {
    Breakdown: BREAKDOWN_NAMES,
    Overlap: {"3d": Overlap.IOU_3D, "bev": Overlap.IOU_BEV, "2d": Overlap.IOU_2D},
    Matcher: {member.name.lower(): member for member in Matcher},
    Alignment: {member.name.lower(): member for member in Alignment},
}

_TYPE_KEYS = ("vehicle", "pedestrian", "sign", "cyclist")
_THRESHOLDS = "iou_thresholds"

_Task = TypeVar("_Task", bound=EvalTask)
_Config = DetectionConfig | TrackingConfig


def read_settings(path: Path, task: _Task) -> _Task:
    """Reads a YAML or JSON file of settings.

    Args:
        path: Path of the file.
        task: Task with the settings that the file does not give.

    Returns:
        The task with the settings of the file.

    Raises:
        NotFoundError: The file does not exist.
        InvalidInputError: The file is not a mapping, or a key or value is wrong.
    """
    return change_settings(task, read_mapping(path), str(path))


def change_settings(task: _Task, values: Mapping[str, Any], where: str) -> _Task:
    """Changes some settings of a task.

    Args:
        task: The task.
        values: Settings by name, as a file has them.
        where: Name of their source in error messages, such as a file.

    Raises:
        InvalidInputError: A key or value is wrong, or `task` among them names another task.
    """
    if values.get("task", task.name) != task.name:
        raise InvalidInputError(f"{where}: task: expected {task.name}, got {values['task']!r}")
    config = task.config
    own = [field.name for field in dataclasses.fields(task) if field.name != "config"]
    inner = [field.name for field in dataclasses.fields(config)] if config is not None else []
    given = {name: value for name, value in values.items() if name != "task"}
    unknown = [name for name in given if name not in (*own, *inner)]
    if unknown:
        known = ", ".join((*inner, *own)) or "none"
        raise InvalidInputError(
            f"{where}: unknown setting {unknown[0]!r}; those of the task {task.name} are {known}"
        )
    if config is not None:
        of_config = {name: value for name, value in given.items() if name in inner}
        if isinstance(of_config.get(_THRESHOLDS), Mapping):
            of_config[_THRESHOLDS] = _threshold_list(of_config[_THRESHOLDS], config, where)
        task = dataclasses.replace(
            task,
            config=change(config, of_config, where, _SPELLINGS),  # type: ignore[call-arg]
        )
    return change(task, {name: given[name] for name in own if name in given}, where)


def settings_values(task: EvalTask) -> dict[str, Any]:
    """Returns the settings as a file has them; `change_settings` reads them back."""
    values: dict[str, Any] = {"task": task.name}
    config = task.config
    if config is not None:
        values |= plain_values(config, _SPELLINGS)
        values[_THRESHOLDS] = dict(zip(_TYPE_KEYS, config.iou_thresholds, strict=True))
    for field in dataclasses.fields(task):
        if field.name != "config":
            values[field.name] = getattr(task, field.name)
    return values


def with_breakdowns(task: _Task, text: str) -> _Task:
    """Returns the task with other breakdowns.

    Args:
        task: The task.
        text: Names of breakdowns, separated by commas.

    Raises:
        InvalidInputError: A name is unknown, or the task has no choice of breakdowns.
    """
    if not task.has_levels:
        raise InvalidInputError(f"--breakdowns: the task {task.name} has no choice of breakdowns")
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in BREAKDOWN_NAMES]
    if unknown or not names:
        raise InvalidInputError(
            f"--breakdowns: expected some of {', '.join(BREAKDOWN_NAMES)}, got {text!r}"
        )
    return change_settings(task, {"breakdowns": names}, "--breakdowns")


def _threshold_list(values: Mapping[str, Any], config: _Config, where: str) -> list[Any]:
    """Returns the thresholds of all types, of which a mapping may give some."""
    unknown = [name for name in values if name not in _TYPE_KEYS]
    if unknown:
        raise InvalidInputError(
            f"{where}: {_THRESHOLDS}: expected values for some of {', '.join(_TYPE_KEYS)}, got "
            f"{unknown[0]!r}"
        )
    defaults = dict(zip(_TYPE_KEYS, config.iou_thresholds, strict=True))
    return list({**defaults, **values}.values())
