"""The jobs that run in processes of their own; see `sandbox`. Arguments and results are JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from waymo_kit.engine import Engine, make_engine
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.comparison import CONFIDENCE, RESAMPLES, compare_results
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.layout import Section
from waymo_kit.evaluation.report import write_report
from waymo_kit.evaluation.resampling import draw_segments, score_resamples
from waymo_kit.evaluation.result import Evaluation, StoredResult, read_result, result_values
from waymo_kit.evaluation.rows import Rows
from waymo_kit.evaluation.settings import change_settings
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks import EvalTask, task_named
from waymo_kit.evaluation.tasks.component_tables import ComponentTask
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.io import json_text, write_json
from waymo_kit.predictions import (
    BoxKind,
    make_predictions,
    open_predictions,
    write_predictions,
)
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.progress import Progress
from waymo_kit.scene import open_dataset
from waymo_kit.schema import component_of
from waymo_kit.schema.predictions import SEGMENT, TIMESTAMP
from waymo_kit.web.leaderboard.errors import FaultError
from waymo_kit.web.leaderboard.limits import FileLimits, check_parquet, unpack_tables

Report = Callable[[str, float | None], None]

PUBLIC, PRIVATE = "public", "private"
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

_RANKED: dict[str, tuple[tuple[str, str], ...]] = {
    "segmentation": (("LIDAR", "MIOU"), ("CAMERA", "WSTQ")),
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
    """Returns what `phases.TaskView` holds of a task."""
    task = task_of(name, settings)
    column = task.headline[1] if task.headline is not None else _RANKED[name][0][1]
    return {
        "name": name,
        "title": task.title,
        "ranked_by": column,
        "lower_is_better": column.partition("/")[0] in task.lower_is_better,
        "takes_tables": isinstance(task, ComponentTask),
    }


def describe_labels(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Reads the labels of a phase: their digest, frames, and groups for the private split.

    Args:
        values: `labels`, a path; `tasks`, settings by name; `frames`, the Parquet file to write.
        report: Takes progress.
    """
    kinds = _kinds_of(list(values["tasks"]))
    digest = hashlib.sha256()
    groups: dict[str, str] = {}
    frames: dict[str, np.ndarray[Any, Any]] = {}
    for segment, times, group, content in _label_contents(values, kinds, report):
        groups[segment] = group
        frames[segment] = times
        digest.update(f"{segment}\n".encode())
        digest.update(np.ascontiguousarray(times, np.int64).tobytes())
        for part in content:
            digest.update(part)
    if not frames:
        raise InvalidInputError(f"{values['labels']}: there are no labels")
    for name, settings in values["tasks"].items():
        _compile_kernels(
            task_of(name, settings),
            values["labels"],
            min(frames),
            scratch=Path(values["frames"]).parent,
        )
    names = np.repeat(list(frames), [len(times) for times in frames.values()])
    table = pa.table({SEGMENT: pa.array(names), TIMESTAMP: np.concatenate(list(frames.values()))})
    pq.write_table(table, values["frames"])
    return {"digest": digest.hexdigest(), "groups": groups}


def check(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Reads all of a submitted file and writes what it holds as a file of our own.

    Args:
        values: `path` of the file; `filename`, as its sender names it; `task` and `settings`;
            `frames`, the file of `describe_labels`; `max_rows`, `max_expansion` and
            `min_coverage`; `output`, a folder for what is written.
        report: Takes progress.

    Returns:
        The `path` of what was written, the numbers of `rows`, `segments` and `frames`, and the
        `coverage`.
    """
    where, path, output = values["filename"], Path(values["path"]), Path(values["output"])
    task = task_of(values["task"], values["settings"])
    limits = FileLimits(values["max_rows"], values["max_expansion"])
    known = _known_frames(values["frames"])
    if isinstance(task, ComponentTask):
        tags = unpack_tables(path, output / "tables", limits, where)
        return _check_tables(output / "tables", tags, known, values, where)
    kind = _box_kind(task)
    named = Format.of_name(where.lower())
    if named is Format.PARQUET:
        check_parquet(path, limits, where)
    clean = output / "predictions.parquet"
    try:
        rows, covered = _copy_predictions(path, kind, known, clean, output, limits, report)
    except (InvalidInputError, ValueError, NotFoundError) as error:
        raise InvalidInputError(str(error).replace(str(path), where)) from None
    return {
        "path": str(clean),
        "rows": rows,
        **_coverage(covered, known, values["min_coverage"], where),
    }


def score(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Scores what `check` wrote.

    Args:
        values: `path` of the predictions; `labels`; `task` and `settings`; `private`, names of
            segments; `min_labels`; `has_diagnostics`; `result` and `report`, files to write;
            `filename`; `engine` and `workers`.
        report: Takes progress.

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
        raise InvalidInputError(
            str(error).replace(values["path"], values["filename"]).partition(" (--force")[0]
        ) from error
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
    return {
        "splits": {
            part: _split_score(result, part, part_of, values, is_open=is_open)
            for part in (PUBLIC, PRIVATE)
            if part in result.part_states
        },
        "findings": [
            {"severity": found.severity, "name": found.name, "message": found.message}
            for found in result.findings
            if is_open or found.name in _PLAIN_FINDINGS
        ],
        "digest": hashlib.sha256(json_text(stored).encode()).hexdigest(),
    }


def compare(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Compares two stored results on a split.

    Args:
        values: `first` and `second`, paths of results; `split`; `ranked_by`, a column.
        report: Takes progress.
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
                numbers = [_finite(line.values[place]) for line in lines]
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
    note = ""
    if not compared.resamples or not first.segments:
        note = "this task keeps no states of segments, so there are no intervals"
    elif compared.segments < 20:
        note = f"{compared.segments} segments are few: the intervals are rough"
    return {"segments": compared.segments, "verdict": verdict, "rows": rows, "note": note}


JOBS: dict[str, Callable[[Mapping[str, Any], Report], dict[str, Any]]] = {
    "describe_labels": describe_labels,
    "check": check,
    "score": score,
    "compare": compare,
}
"""The jobs by name."""


def _label_contents(
    values: Mapping[str, Any], kinds: Sequence[BoxKind | str], report: Report
) -> Iterator[tuple[str, np.ndarray[Any, Any], str, list[bytes]]]:
    """Yields name, times, place and time of day, and the labels' bytes of each segment."""
    labels = values["labels"]
    scratch = Path(values["frames"]).parent
    box_kinds = [kind for kind in kinds if isinstance(kind, BoxKind)]
    tags = [kind for kind in kinds if isinstance(kind, str)]
    sources = [open_truth(labels, kind, scratch) for kind in box_kinds]
    dataset = open_dataset(labels) if tags else None
    segments = (
        sources[0].segments if sources else tuple(sorted(dataset.segments if dataset else ()))
    )
    for number, segment in enumerate(sorted(segments)):
        report(f"reading labels {number + 1} of {len(segments)}", 100 * number / len(segments))
        times, group = np.empty(0, np.int64), ""
        content: list[bytes] = []
        for source in sources:
            truth = source.read(segment)
            boxes = truth.labels
            times = truth.timestamp_micros if len(truth.timestamp_micros) else times
            group = f"{truth.location}/{truth.time_of_day}"
            content += [boxes.array.tobytes(), boxes.types.tobytes()]
            content += [np.asarray(boxes.require("timestamps_micros")).tobytes()]
            content += ["\n".join(map(str, boxes.require("ids"))).encode()]
            content += [np.asarray(boxes.require("difficulties")).tobytes()]
        if dataset is not None:
            with dataset[segment] as scene:
                times = np.asarray(scene.timestamps_micros)
                for tag in tags:
                    content.append(_table_digest(scene, tag))
        yield segment, times, group, content


def _compile_kernels(task: EvalTask, labels: str, segment: str, scratch: Path) -> None:
    """Scores the labels of a segment as if they were predictions.

    Confined processes keep no compiled code, so it must be there before the first of them.
    """
    if isinstance(task, ComponentTask):
        task.score(task.open(labels, labels, scratch), segment)
        return
    kind = _box_kind(task)
    boxes = open_truth(labels, kind, scratch).read(segment).labels
    count = len(boxes)
    table = make_predictions(
        [segment] * count,
        boxes.require("timestamps_micros"),
        boxes.array,
        boxes.types,
        np.full(count, 0.5),
        track_ids=[str(k) for k in range(count)],
        cameras=boxes.require("cameras") if kind is BoxKind.BOX_2D else None,
    )
    path = scratch / f"{task.name}.parquet"
    write_predictions(table, path, kind)
    state = task.score(task.open(path, labels, scratch), segment).state
    task.rows(state)
    stored = task.stored(state)
    if stored is not None:
        score_resamples([stored, stored], draw_segments(2, 4, _SEED), task)


def _table_digest(scene: Any, tag: str) -> bytes:
    try:
        table = scene.table(tag)
    except NotFoundError:
        return b"none"
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).digest()


def _kinds_of(tasks: Sequence[str]) -> list[BoxKind | str]:
    found: dict[BoxKind | str, None] = {}
    for name in tasks:
        task = task_named(name)
        if isinstance(task, ComponentTask):
            tags = {"segmentation": ("lidar_segmentation", "camera_segmentation")}
            found.update(dict.fromkeys(tags.get(name, ("lidar_hkp",))))
        else:
            found[_box_kind(task)] = None
    return list(found)


def _box_kind(task: EvalTask) -> BoxKind:
    kind = getattr(task, "box_kind", None)
    if not isinstance(kind, BoxKind):
        raise InvalidInputError(f"the task {task.name} takes no boxes")
    return kind


def _known_frames(path: str) -> dict[str, frozenset[int]]:
    table = pq.read_table(path)
    found: dict[str, set[int]] = {}
    names, times = table.column(SEGMENT).to_pylist(), table.column(TIMESTAMP).to_pylist()
    for name, time in zip(names, times, strict=True):
        found.setdefault(name, set()).add(time)
    return {name: frozenset(times) for name, times in found.items()}


def _copy_predictions(
    path: Path,
    kind: BoxKind,
    known: Mapping[str, frozenset[int]],
    clean: Path,
    scratch: Path,
    limits: FileLimits,
    report: Report,
) -> tuple[int, dict[str, int]]:
    """Copies predictions segment by segment; returns rows, and covered frames by segment."""
    source = open_predictions(path, kind, scratch)
    rows = 0
    covered: dict[str, int] = {}
    with PredictionWriter(clean, kind) as writer:
        for number, segment in enumerate(source.segments):
            report(
                f"segment {number + 1} of {len(source.segments)}",
                100 * number / len(source.segments),
            )
            table = source.read(segment)
            rows += table.num_rows
            if rows > limits.max_rows:
                raise InvalidInputError(f"{path}: expected at most {limits.max_rows:,} rows")
            times = set(pc.unique(table.column(TIMESTAMP)).to_pylist())
            if segment in known:
                covered[segment] = len(times & known[segment])
            writer.add(table)
    if rows == 0:
        raise InvalidInputError(f"{path}: there are no predictions")
    return rows, covered


def _check_tables(
    folder: Path,
    tags: Sequence[str],
    known: Mapping[str, frozenset[int]],
    values: Mapping[str, Any],
    where: str,
) -> dict[str, Any]:
    """Checks unpacked tables: their schemas and the segments that they cover."""
    rows = 0
    covered: dict[str, int] = {}
    dataset = open_dataset(folder)
    for segment in dataset.segments:
        with dataset[segment] as scene:
            for tag in tags:
                component_of(tag)
                try:
                    table = scene.table(tag)
                except NotFoundError:
                    continue
                except ValueError as error:
                    raise InvalidInputError(f"{where}: {error}") from None
                table.validate(full=True)
                rows += table.num_rows
        if segment in known:
            covered[segment] = 1
    if rows == 0:
        raise InvalidInputError(f"{where}: there are no predictions")
    per_segment = {segment: frozenset((0,)) for segment in known}
    return {
        "path": str(folder),
        "rows": rows,
        **_coverage(covered, per_segment, values["min_coverage"], where),
    }


def _coverage(
    covered: Mapping[str, int],
    known: Mapping[str, frozenset[int]],
    wanted: float,
    where: str,
) -> dict[str, Any]:
    """Returns the share of frames with predictions, if it is enough.

    A file with a few frames would ask what is in those frames.
    """
    total = sum(len(times) for times in known.values())
    found = sum(covered.values())
    share = found / total if total else 1.0
    lacking = sorted(segment for segment in known if not covered.get(segment))
    if wanted and lacking:
        raise InvalidInputError(
            f"{where}: {len(lacking)} of {len(known)} segments have no predictions, for example "
            f"{lacking[0]}"
        )
    if share < wanted:
        raise InvalidInputError(
            f"{where}: predictions in {found:,} of {total:,} frames; this phase wants at least "
            f"{wanted:.0%}"
        )
    return {"segments": len(covered), "frames": found, "coverage": share}


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
    ranking = _ranking(task, rows)
    chosen = [
        stored
        for segment, stored in zip(result.segments, result.segment_states, strict=False)
        if part_of.get(segment) == part
    ]
    sections = [_section(section, task, is_open) for section in task.sections(rows)]
    return {
        "column": ranking[2] if ranking else "",
        "value": _finite(rows[ranking[0]][ranking[1]]) if ranking else None,
        "interval": _interval(task, chosen, ranking),
        "segments": sum(1 for segment in result.segments if part_of.get(segment) == part),
        "sections": [section for section in sections if section["columns"]],
    }


def _with_enough_labels(task: EvalTask, state: Any, least: int) -> Rows:
    """Returns the rows of a state with NaN where there are too few labels to be told."""
    rows = task.rows(state)
    labels = task.labels_of_rows(state) or {}
    return {
        name: dict.fromkeys(row, math.nan) if 0 <= labels.get(name, least) < max(1, least) else row
        for name, row in rows.items()
    }


def _ranking(task: EvalTask, rows: Rows) -> tuple[str, str, str] | None:
    """Returns row, column and heading of the score that ranks, None if the result lacks it."""
    if task.headline is not None:
        row, heading = task.headline
        column = heading.partition("/")[0]
        return (row, column, heading) if column in rows.get(row, {}) else None
    for row, column in _RANKED[task.name]:
        if column in rows.get(row, {}):
            return row, column, column
    return None


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
                "values": [_finite(line.values[place]) for place in kept],
                "is_mean": line.is_mean,
            }
            for line in section.lines
        ],
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


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
