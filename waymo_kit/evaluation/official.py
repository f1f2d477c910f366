"""The official evaluator's own op on the same input, and every figure in which it differs."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, MissingDependencyError, install_command
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.run import SegmentJob
from waymo_kit.evaluation.scoring import (
    OFFICIAL_TRACKING_COLUMNS,
    DetectionScoring,
    Rows,
    detection_columns,
)
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.predictions import BoxKind, open_predictions
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema import Difficulty

TOLERANCE = 1e-5
"""Largest difference of a figure that is left unsaid; counts are compared exactly."""

_TASKS = (Task.DETECTION, Task.DETECTION_2D, Task.LET, Task.TRACKING)
_OURS_ONLY = (Breakdown.TIME_OF_DAY, Breakdown.LOCATION, Breakdown.WEATHER)
_PACKAGE = "waymo_open_dataset"
_BOX_TYPES = {
    Overlap.IOU_3D: "TYPE_3D",
    Overlap.IOU_BEV: "TYPE_2D",
    Overlap.IOU_2D: "TYPE_AA_2D",
}
_AREAS = ("AP", "APH", "APL")
"""Columns in the order of the detection op's outputs."""

_Arguments = dict[str, NDArray[Any]]
"""Arguments of the op by its own names."""


def require_official(settings: EvalSettings) -> None:
    """Checks that the official op can be run.

    Raises:
        InvalidInputError: it cannot score the task.
        MissingDependencyError: it is not installed; the message says how to get it.
    """
    if settings.task not in _TASKS:
        raise InvalidInputError(
            f"--official: the official op does not score the task {settings.task.value}; it scores "
            f"{', '.join(task.value for task in _TASKS)}"
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


def compare_with_official(result: Evaluation) -> list[str]:
    """Runs the official op on what a result was computed from.

    The op reads all boxes at once, in memory.

    Args:
        result: of a task that the op scores.

    Returns:
        A line for each figure or count that differs, each breakdown that cannot be compared, and a
        summary.

    Raises:
        InvalidInputError: the op cannot score the task, or has none of the breakdowns.
        MissingDependencyError: the op is not installed.
    """
    require_official(result.settings)
    for name in ("TF_CPP_MIN_LOG_LEVEL", "GLOG_minloglevel"):
        os.environ.setdefault(name, "2")  # errors only; the op warns once a box and score cutoff
    ops = importlib.import_module(f"{_PACKAGE}.metrics.ops.py_metrics_ops")
    cases = list(_read_cases(result))
    settings, lines = _comparable(result.settings, cases)
    is_tracking = settings.task is Task.TRACKING
    arguments = (_tracking_arguments if is_tracking else _detection_arguments)(cases)
    op = ops.tracking_metrics if is_tracking else ops.detection_metrics
    started = time.perf_counter()
    outputs = [output.numpy() for output in op(config=_config(settings), **arguments)]
    seconds = time.perf_counter() - started
    names = [_row_name(*numbers) for numbers in outputs[-1].tolist()]
    if is_tracking:
        found = _compare_tracking(result.rows, names, outputs)
    else:
        found = _compare_areas(result.rows, names, outputs, detection_columns(settings))
        found += _compare_counts(result, names, outputs[3])
    lines = [*found.lines, *lines]
    if found.different and is_tracking:
        lines.append(
            "the official op lists the objects of a frame in the order of a hash table: where "
            "several matchings are optimal, its figures change from run to run"
        )
    lines.append(
        f"official op: {len(names)} rows, {found.compared:,} figures and counts compared, "
        f"{found.different:,} differ; largest difference of a figure {found.largest:.1e}; "
        f"the op took {seconds:.1f} s"
    )
    return lines


@dataclass(frozen=True)
class _Differences:
    """What a comparison found.

    Attributes:
        lines: one a difference.
        compared: number of figures and counts.
        largest: difference of a figure.
        different: number of those that differ.
    """

    lines: tuple[str, ...]
    compared: int
    largest: float
    different: int

    def __add__(self, other: _Differences) -> _Differences:
        return _Differences(
            self.lines + other.lines,
            self.compared + other.compared,
            max(self.largest, other.largest),
            self.different + other.different,
        )


def _read_cases(result: Evaluation) -> Iterator[SegmentCase]:
    settings = result.settings
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        predictions = open_predictions(result.predictions, settings.box_kind, folder)
        truth = open_truth(result.ground_truth, settings.box_kind, folder)
        job = SegmentJob(predictions, truth, settings)
        for segment in result.segments:
            yield job.load(segment)[0]


def _comparable(settings: EvalSettings, cases: list[SegmentCase]) -> tuple[EvalSettings, list[str]]:
    """Settings without what the op cannot know, and a line on each such breakdown.

    Raises:
        InvalidInputError: nothing is left.
    """
    lines, kept = [], []
    has_cameras = settings.box_kind is BoxKind.BOX_2D or any(
        case.ground_truth.camera.any() for case in cases
    )
    for breakdown in settings.breakdowns:
        if breakdown in _OURS_ONLY:
            lines.append(f"not compared: {breakdown.name}, which the official op does not have")
        elif breakdown is Breakdown.CAMERA and has_cameras:
            lines.append("not compared: CAMERA, since the official op is not told the cameras")
        else:
            kept.append(breakdown)
    if not kept:
        raise InvalidInputError(f"--official: {'; '.join(lines)}")
    return dataclasses.replace(settings, breakdowns=tuple(kept)), lines


def _config(settings: EvalSettings) -> bytes:
    config = metrics_pb2.Config(
        score_cutoffs=settings.score_cutoffs,
        breakdown_generator_ids=[breakdown.name for breakdown in settings.breakdowns],
        difficulties=[metrics_pb2.Difficulty(levels=[level.name for level in settings.levels])]
        * len(settings.breakdowns),
        matcher_type=f"TYPE_{settings.matcher.name}",
        iou_thresholds=[0.0, *settings.iou_thresholds],
        box_type=_BOX_TYPES[settings.overlap],
        desired_recall_delta=settings.recall_delta,
        min_precision=settings.min_precision,
        min_heading_accuracy=settings.min_heading_accuracy,
    )
    if settings.tolerance is not None:
        let = config.let_metric_config
        let.enabled = True
        location = let.sensor_location
        location.x, location.y, location.z = settings.tolerance.sensor
        let.longitudinal_tolerance_percentage = settings.tolerance.fraction_of_range
        let.min_longitudinal_tolerance_meter = settings.tolerance.min_tolerance
        let.align_type = int(settings.tolerance.alignment)  # type: ignore[assignment]
    serialized: bytes = config.SerializeToString()
    return serialized


def _detection_arguments(cases: list[SegmentCase]) -> _Arguments:
    """All segments in one: frames are numbered through."""
    first = np.cumsum([0, *(len(case.frames) for case in cases)])
    shared = _shared_arguments(cases)
    return {
        **shared,
        "prediction_frame_id": np.concatenate(
            [k + case.predictions.frame for k, case in zip(first[:-1], cases, strict=True)]
        ).astype(np.int64),
        "ground_truth_frame_id": np.concatenate(
            [k + case.ground_truth.frame for k, case in zip(first[:-1], cases, strict=True)]
        ).astype(np.int64),
        "ground_truth_difficulty": np.concatenate(
            [case.ground_truth.detection_difficulty for case in cases]
        ),
    }


def _tracking_arguments(cases: list[SegmentCase]) -> _Arguments:
    """All segments in one: a sequence is a segment, or a camera of one."""
    arguments = _shared_arguments(cases)
    for side, name in (("prediction", "predictions"), ("ground_truth", "ground_truth")):
        objects = [getattr(case, name) for case in cases]
        frames = [(case.frames, part.frame) for case, part in zip(cases, objects, strict=True)]
        arguments[f"{side}_frame_id"] = np.concatenate(
            [table.timestamp_micros[rows] for table, rows in frames]
        )
        arguments[f"{side}_sequence_id"] = np.concatenate(
            [_sequences(table.segment, table.camera)[rows] for table, rows in frames]
        )
        arguments[f"{side}_object_id"] = np.concatenate([part.track for part in objects])
    return {
        **arguments,
        "ground_truth_difficulty": np.concatenate(
            [case.ground_truth.tracking_difficulty for case in cases]
        ),
    }


def _sequences(segment: NDArray[np.str_], camera: NDArray[np.uint8]) -> NDArray[np.str_]:
    return np.char.add(np.char.add(segment, "/"), camera.astype(np.str_))


def _shared_arguments(cases: list[SegmentCase]) -> _Arguments:
    found = [case.predictions for case in cases]
    labels = [case.ground_truth for case in cases]
    return {
        "prediction_bbox": np.concatenate([part.box for part in found]).astype(np.float32),
        "prediction_type": np.concatenate([part.type for part in found]),
        "prediction_score": np.concatenate([part.score for part in found]),
        "prediction_overlap_nlz": np.concatenate([part.in_no_label_zone for part in found]),
        "ground_truth_bbox": np.concatenate([part.box for part in labels]).astype(np.float32),
        "ground_truth_type": np.concatenate([part.type for part in labels]),
        "ground_truth_speed": np.concatenate([part.speed for part in labels]).astype(np.float32),
    }


def _row_name(breakdown: int, shard: int, level: int) -> str:
    return f"{shard_names(Breakdown(breakdown))[shard]}_{Difficulty(level).name}"


def _compare_areas(
    rows: Rows, names: list[str], outputs: list[NDArray[Any]], columns: tuple[str, ...]
) -> _Differences:
    found = _Differences((), 0, 0.0, 0)
    for column in columns:
        for name, theirs in zip(names, outputs[_AREAS.index(column)].tolist(), strict=True):
            found += _figure(f"{name} {column}", rows[name][column], theirs)
    return found


def _compare_tracking(rows: Rows, names: list[str], outputs: list[NDArray[Any]]) -> _Differences:
    found = _Differences((), 0, 0.0, 0)
    for row, name in enumerate(names):
        theirs = [output[row].item() for output in outputs[:-1]]
        mota = rows[name]["MOTA"]
        if rows[name]["OBJECTS"] > 0 and mota <= 0 and not any(theirs):
            line = f"{name}: ours MOTA {mota:.6f}; the official op prints zeros for 0 or less"
            found += _Differences((line,), 1, 0.0, 0)
            continue
        for column, value in zip(OFFICIAL_TRACKING_COLUMNS, theirs, strict=True):
            found += _figure(f"{name} {column}", rows[name][column], value)
    return found


def _figure(what: str, ours: float, theirs: float) -> _Differences:
    apart = ours - theirs
    if abs(apart) <= TOLERANCE:
        return _Differences((), 1, abs(apart), 0)
    line = f"{what}: ours {ours:.6f}, official {theirs:.6f}, difference {apart:+.1e}"
    return _Differences((line,), 1, abs(apart), 1)


def _compare_counts(
    result: Evaluation, names: list[str], precision_recall: NDArray[np.float32]
) -> _Differences:
    """Compares true and false positives and misses at every score cutoff.

    Args:
        result: ours.
        names: R rows of the op.
        precision_recall: (R, C, 5) precision, recall and the three counts.
    """
    ours = DetectionScoring(result.settings).result(result.state)
    row_of = {name: row for row, name in enumerate(ours.names)}
    rows = [row_of[name] for name in names]
    counts = (ours.true_positives, ours.false_positives, ours.false_negatives)
    mine = np.stack(counts, axis=2)[rows]
    theirs = precision_recall[:, :, 2:]
    differ = mine != theirs
    lines = []
    for row, cutoff in np.argwhere(differ.any(axis=2)):
        one, other = mine[row, cutoff], theirs[row, cutoff].astype(np.int64)
        lines.append(
            f"{names[row]} at score cutoff {ours.score_cutoffs[cutoff]:g}: "
            f"ours TP {one[0]} FP {one[1]} FN {one[2]}, "
            f"official TP {other[0]} FP {other[1]} FN {other[2]}"
        )
    return _Differences(tuple(lines), mine.size, 0.0, int(differ.sum()))
