"""Submitted files are read whole, checked, and written as files of our own."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.evaluation.tasks import EvalTask
from waymo_kit.evaluation.tasks.component_tables import ComponentTask
from waymo_kit.evaluation.tasks.mask_task import MaskTask
from waymo_kit.predictions import open_predictions
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.scene import open_dataset
from waymo_kit.schema.predictions import SEGMENT, TIMESTAMP
from waymo_kit.web.leaderboard.jobs.masks import ImageSizes
from waymo_kit.web.leaderboard.jobs.report import Report
from waymo_kit.web.leaderboard.jobs.tasks import box_kind, task_of
from waymo_kit.web.leaderboard.limits import FileLimits, check_parquet, unpack_tables


def check(values: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Reads all of a submitted file and writes what it holds as a file of our own.

    Args:
        values: `path` of the file; `filename`, as its sender names it; `task` and `settings`;
            `frames`, the file of `describe_labels`; `max_rows`, `max_expansion` and
            `min_coverage`; `output`, a folder for what is written.
        report: Function called with the stage and the percentage.

    Returns:
        The `path` of what was written, the numbers of `rows`, `segments` and `frames`, and the
        `coverage`.
    """
    where, path, output = values["filename"], Path(values["path"]), Path(values["output"])
    task = task_of(values["task"], values["settings"])
    limits = FileLimits(values["max_rows"], values["max_expansion"])
    known = _known_frames(values["frames"])
    if isinstance(task, ComponentTask):
        tables = output / "tables"
        tags = unpack_tables(path, tables, limits, where)
        try:
            return _check_tables(tables, tags, known, values, where)
        except (ValueError, NotFoundError) as error:
            raise InvalidInputError(str(error).replace(str(tables), where)) from None
    named = Format.of_name(where.lower())
    if named is Format.PARQUET:
        check_parquet(path, limits, where)
    clean = output / "predictions.parquet"
    try:
        rows, covered = _copy_predictions(path, task, known, clean, output, limits, report)
    except (InvalidInputError, ValueError, NotFoundError) as error:
        raise InvalidInputError(str(error).replace(str(path), where)) from None
    return {
        "path": str(clean),
        "rows": rows,
        **_coverage(covered, known, values["min_coverage"], where),
    }


def _known_frames(path: str) -> dict[str, frozenset[int]]:
    table = pq.read_table(path)
    found: dict[str, set[int]] = {}
    names, times = table.column(SEGMENT).to_pylist(), table.column(TIMESTAMP).to_pylist()
    for name, time in zip(names, times, strict=True):
        found.setdefault(name, set()).add(time)
    return {name: frozenset(times) for name, times in found.items()}


def _copy_predictions(
    path: Path,
    task: EvalTask,
    known: Mapping[str, frozenset[int]],
    clean: Path,
    scratch: Path,
    limits: FileLimits,
    report: Report,
) -> tuple[int, dict[str, int]]:
    """Copies predictions segment by segment; returns rows, and covered frames by segment."""
    kind = box_kind(task)
    source = open_predictions(path, kind, scratch)
    sizes = ImageSizes(str(path)) if isinstance(task, MaskTask) else None
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
            if sizes is not None:
                sizes.check(table)
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
                with contextlib.suppress(NotFoundError):
                    rows += scene.table(tag).num_rows
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
