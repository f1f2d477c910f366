"""The result of an evaluation, and its JSON file."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit._version import __version__
from waymo_kit.engine import Cost
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.profile import ErrorProfile
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.settings import change_settings, settings_values
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks import TASKS, EvalTask
from waymo_kit.io import locate, write_json
from waymo_kit.schema import ObjectType

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Holds the result of an evaluation.

    Attributes:
        task: Task by which it was scored, with its settings.
        predictions: Path of the predictions.
        ground_truth: Path of the ground truth.
        rows: Metrics by official row name.
        state: State of all segments.
        segments: Names of the segments.
        segment_states: Stored state of each segment, for comparisons; empty for a task that stores
            none.
        checks: Counts of the inputs.
        findings: Findings about the inputs.
        profile: Profile of the errors, None if it was not asked for.
        costs: Time, CPU time and bytes of each segment.
        part_states: State of each part of the dataset that `evaluate` was asked for, by name.
    """

    task: EvalTask
    predictions: str
    ground_truth: str
    rows: Rows
    state: Any
    segments: tuple[str, ...]
    segment_states: tuple[ArrayState, ...]
    checks: InputChecks
    findings: tuple[Finding, ...]
    profile: ErrorProfile | None
    costs: tuple[Cost, ...] = ()
    part_states: Mapping[str, Any] = field(default_factory=dict)

    @property
    def types(self) -> tuple[ObjectType, ...]:
        """The types that occur among the predictions or the scored labels."""
        counts = self.checks.labels_of_type + self.checks.predictions_of_type
        return tuple(kind for kind in ObjectType if kind and counts[kind] > 0)

    def rows_with_labels(self) -> Rows:
        """Returns the rows with NaN for the metrics of rows without labels.

        The official tools print 0 there, as for a detector that finds nothing.
        """
        labels = self.task.labels_of_rows(self.state) or {}
        return {
            name: dict.fromkeys(row, math.nan) if labels.get(name) == 0 else row
            for name, row in self.rows.items()
        }


def write_result(result: Evaluation, path: str | os.PathLike[str]) -> None:
    """Writes a result as JSON, whole or not at all; docs/guides/eval.md describes the file.

    Raises:
        OutputError: The file cannot be written.
    """
    write_json(result_values(result), path)


def result_values(result: Evaluation) -> dict[str, Any]:
    """Returns the values that `write_result` writes."""
    checks = result.checks
    return {
        "metrics": result.rows,
        "format": FORMAT,
        "version": __version__,
        "task": result.task.name,
        "predictions": result.predictions,
        "ground_truth": result.ground_truth,
        "config": settings_values(result.task),
        "inputs": {
            "segments": checks.segments,
            "frames": checks.frames,
            "predictions": checks.predictions,
            "labels": checks.labels,
            "scored_labels": checks.scored_labels,
            "predictions_of_type": _by_type(checks.predictions_of_type),
            "labels_of_type": _by_type(checks.labels_of_type),
        },
        "findings": [asdict(finding) for finding in result.findings],
        "segments": {
            name: state.to_json()
            for name, state in zip(result.segments, result.segment_states, strict=False)
        },
    }


@dataclass(frozen=True, eq=False)
class StoredResult:
    """Holds the part of a stored result that comparisons use.

    Attributes:
        path: Path of the file.
        task: Task by which it was scored, with its settings.
        rows: Metrics by row name; NaN where the file has null.
        segments: Stored state of each segment by name; empty for a task that stores none.
    """

    path: str
    task: EvalTask
    rows: Rows
    segments: dict[str, ArrayState]


def read_result(path: str | os.PathLike[str]) -> StoredResult:
    """Reads a result of `write_result`.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is not JSON, or not such a result.
    """
    try:
        values = json.loads(locate(path).read_bytes())
    except NotFoundError:
        raise NotFoundError(f"{path}: no such file") from None
    except (ValueError, RecursionError) as error:
        raise CorruptDataError(f"{path}: not JSON: {error}") from error
    try:
        if values["format"] != FORMAT:
            raise CorruptDataError(
                f"{path}: format {values['format']!r}, expected {FORMAT}: written by another "
                "version of waymo-kit eval"
            )
        task = change_settings(TASKS[values["task"]](), values["config"], os.fspath(path))
        rows = {
            name: {column: math.nan if v is None else float(v) for column, v in row.items()}
            for name, row in values["metrics"].items()
        }
        segments = {
            name: ArrayState.from_json(state, f"{path}: segment {name}")
            for name, state in values["segments"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, (CorruptDataError, InvalidInputError)):
            raise
        raise CorruptDataError(f"{path}: not a result of waymo-kit eval --json") from error
    return StoredResult(os.fspath(path), task, rows, segments)


def _by_type(counts: NDArray[np.int64]) -> dict[str, int]:
    return {ObjectType(k).name: int(n) for k, n in enumerate(counts) if k or n}
