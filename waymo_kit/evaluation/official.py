"""Runs the official op on the same inputs and reports every metric that differs."""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from waymo_kit.errors import InvalidInputError, MissingDependencyError, install_command
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.official_op import OfficialOp, row_name
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.tasks import TASKS, EvalTask
from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.predictions import BoxKind

_OURS_ONLY = (Breakdown.TIME_OF_DAY, Breakdown.LOCATION, Breakdown.WEATHER)
_PACKAGE = "waymo_open_dataset"


def require_official(task: EvalTask) -> OfficialOp:
    """Returns the official op of a task, if it can be run.

    Raises:
        InvalidInputError: The official package does not score the task.
        MissingDependencyError: The package is not installed; the message says how to get it.
    """
    op = task.official_op()
    if op is None:
        scored = ", ".join(name for name, kind in TASKS.items() if kind().official_op())
        raise InvalidInputError(
            f"--official: the official op does not score the task {task.name}; it scores {scored}"
        )
    if importlib.util.find_spec(_PACKAGE) is None:
        raise MissingDependencyError(
            "--official runs the op of the official package, which is not installed. It exists for "
            "Python 3.10 and 3.11 on Linux x86-64 (this is "
            f"Python {platform.python_version()} on {platform.system()} {platform.machine()}) and "
            "needs old versions of numpy and TensorFlow, so give it an environment of its own: "
            f"python3.11 -m venv official && official/bin/{install_command('official')}, then "
            "run official/bin/waymo-kit eval --official"
        )
    return op


def compare_with_official(result: Evaluation) -> list[str]:
    """Runs the official op on what a result was computed from.

    The op reads all boxes at once, in memory.

    Args:
        result: Result of a task that the op scores.

    Returns:
        Lines of text, one for each metric or count that differs and each breakdown that cannot be
        compared, and a summary.

    Raises:
        InvalidInputError: The op cannot score the task, or has none of the breakdowns.
        MissingDependencyError: The op is not installed.
    """
    op, task = require_official(result.task), result.task
    assert isinstance(task, BoxTask)
    for name in ("TF_CPP_MIN_LOG_LEVEL", "GLOG_minloglevel"):
        os.environ.setdefault(name, "2")  # errors only; the op warns for each box and score cutoff
    ops = importlib.import_module(f"{_PACKAGE}.metrics.ops.py_metrics_ops")
    cases = _read_cases(task, result)
    breakdowns, notes = _comparable(task, cases)
    run = getattr(ops, op.function)
    started = time.perf_counter()
    answer = run(config=op.serialized_config(breakdowns), **op.arguments(cases))
    outputs = [output.numpy() for output in answer]
    seconds = time.perf_counter() - started
    names = [row_name(*numbers) for numbers in outputs[-1].tolist()]
    found = op.compare(result, names, outputs)
    lines = [*found.lines, *notes]
    if found.different and op.remark:
        lines.append(op.remark)
    lines.append(
        f"official op: {len(names)} rows, {found.compared:,} metrics and counts compared, "
        f"{found.different:,} differ; largest difference of a metric {found.largest:.1e}; "
        f"the op took {seconds:.1f} s"
    )
    return lines


def _read_cases(task: BoxTask, result: Evaluation) -> list[SegmentCase]:
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        inputs = task.open(result.predictions, result.ground_truth, Path(scratch))
        return [task.read(inputs, segment)[0] for segment in result.segments]


def _comparable(
    task: BoxTask, cases: Sequence[SegmentCase]
) -> tuple[tuple[Breakdown, ...], list[str]]:
    """Returns the breakdowns that the op has, and a line for each of the others.

    Raises:
        InvalidInputError: No breakdown is left.
    """
    lines, kept = [], []
    has_cameras = task.box_kind is BoxKind.BOX_2D or any(
        case.ground_truth.camera.any() for case in cases
    )
    for breakdown in task.config.breakdowns:
        if breakdown in _OURS_ONLY:
            lines.append(f"not compared: {breakdown.name}, which the official op does not have")
        elif breakdown is Breakdown.CAMERA and has_cameras:
            lines.append("not compared: CAMERA, since the official op does not take cameras")
        else:
            kept.append(breakdown)
    if not kept:
        raise InvalidInputError(f"--official: {'; '.join(lines)}")
    return tuple(kept), lines
