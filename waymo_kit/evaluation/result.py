"""The result of an evaluation, and its JSON file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from waymo_kit._version import __version__
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.diagnosis import Finding
from waymo_kit.evaluation.profile import ErrorProfile
from waymo_kit.evaluation.scoring import Rows
from waymo_kit.evaluation.settings import EvalSettings, Task, settings_from
from waymo_kit.evaluation.state import State
from waymo_kit.io import locate, write_json
from waymo_kit.schema import ObjectType

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The result of an evaluation.

    Attributes:
        settings: how it was scored.
        predictions: path of the predictions.
        ground_truth: path of the ground truth.
        rows: metrics by official row name.
        state: the additive state of all segments.
        segments: names of the segments.
        segment_states: state of each segment as it is kept for comparisons; empty for a task whose
            state does not add up.
        checks: what was counted in the inputs.
        findings: what is doubtful about them.
        profile: what the report shows beside the metrics, None if it was not asked for.
    """

    settings: EvalSettings
    predictions: str
    ground_truth: str
    rows: Rows
    state: State
    segments: tuple[str, ...]
    segment_states: tuple[State, ...]
    checks: InputChecks
    findings: tuple[Finding, ...]
    profile: ErrorProfile | None


def write_result(result: Evaluation, path: str) -> None:
    """Writes a result as JSON, whole or not at all; docs/guides/eval.md describes the file.

    Raises:
        OutputError: the file cannot be written.
    """
    checks = result.checks
    values = {
        "metrics": _without_nan(result.rows),
        "format": FORMAT,
        "version": __version__,
        "task": result.settings.task.value,
        "predictions": result.predictions,
        "ground_truth": result.ground_truth,
        "config": result.settings.to_json(),
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
    write_json(values, path)


@dataclass(frozen=True, eq=False)
class StoredResult:
    """What a comparison reads of a result's file.

    Attributes:
        path: the file.
        settings: how it was scored.
        rows: metrics by row name; NaN where the file has null.
        segments: state of each segment by name; empty for a task whose state does not add up.
    """

    path: str
    settings: EvalSettings
    rows: Rows
    segments: dict[str, State]


def read_result(path: str) -> StoredResult:
    """Reads what `write_result` wrote.

    Raises:
        NotFoundError: there is no such file.
        CorruptDataError: it is no JSON, or not such a result.
    """
    try:
        values = json.loads(locate(path).read_bytes())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CorruptDataError(f"{path}: not JSON: {error}") from error
    except NotFoundError:
        raise NotFoundError(f"{path}: no such file") from None
    try:
        if values["format"] != FORMAT:
            raise CorruptDataError(
                f"{path}: format {values['format']!r}, expected {FORMAT}: written by another "
                "version of waymo-kit eval"
            )
        settings = settings_from(values["config"], Task(values["task"]), path)
        rows = {
            name: {column: math.nan if v is None else float(v) for column, v in row.items()}
            for name, row in values["metrics"].items()
        }
        segments = {
            name: State.from_json(state, f"{path}: segment {name}")
            for name, state in values["segments"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, (CorruptDataError, InvalidInputError)):
            raise
        raise CorruptDataError(f"{path}: not a result of waymo-kit eval --json") from error
    return StoredResult(path, settings, rows, segments)


def _without_nan(rows: Rows) -> dict[str, dict[str, float | None]]:
    """JSON has no NaN: null says that there is no such figure."""
    return {
        name: {column: value if math.isfinite(value) else None for column, value in row.items()}
        for name, row in rows.items()
    }


def _by_type(counts: Any) -> dict[str, int]:
    return {ObjectType(k).name: int(n) for k, n in enumerate(np.asarray(counts)) if k or n}
