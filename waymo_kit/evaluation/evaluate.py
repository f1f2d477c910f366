"""Evaluates any task in one loop over the segments."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding, raise_errors, sort_findings
from waymo_kit.evaluation.profile import ErrorProfile
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.state import ArrayState, State
from waymo_kit.evaluation.tasks import EvalTask, task_named
from waymo_kit.evaluation.tasks.task import Inputs, SegmentScore
from waymo_kit.evaluation.workers import map_segments
from waymo_kit.io import locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.progress import OnProgress, ignore_progress


def evaluate(
    predictions: str | os.PathLike[str] | pa.Table,
    ground_truth: str | os.PathLike[str],
    task: EvalTask | str = "detection",
    *,
    workers: int = 1,
    engine: Engine | None = None,
    with_profile: bool = False,
    listing: str | os.PathLike[str] | None = None,
    force: bool = False,
    fix: bool = False,
    parts: Mapping[str, str] | None = None,
    on_progress: OnProgress = ignore_progress,
) -> Evaluation:
    """Scores predictions against ground truth.

    Args:
        predictions: Predictions table, or the path or URI of predictions: for boxes see
            `open_predictions`, for segmentation and keypoints a folder of component tables like
            those of the labels.
        ground_truth: Path or URI of the labels: for boxes see `open_truth`, else anything that
            `open_dataset` takes.
        task: Task with its settings, or its name for the official tools' settings.
        workers: Number of processes of this machine.
        engine: Engine that runs the workers. Defaults to `workers` processes of this machine.
        with_profile: Whether to profile the errors, which the report shows.
        listing: Parquet file for the listing of every true positive, false positive and miss.
            Defaults to None, which lists nothing.
        force: Whether to return a result even where it means nothing.
        fix: Whether to convert predictions that follow other conventions, as the findings say, and
            score the converted ones.
        parts: Name of a part of the dataset for some segments, by segment; the result has the state
            of each part too. Defaults to None, which divides nothing.
        on_progress: Function called with the number of segments that are done.

    Raises:
        NotFoundError: An input does not exist.
        CorruptDataError: An input does not decode.
        InvalidInputError: An input has a wrong value, or makes the result meaningless.
        OutputError: The listing cannot be written.
    """
    if isinstance(task, str):
        task = task_named(task)
    if listing is not None and not task.has_listing:
        raise InvalidInputError(f"the task {task.name} has no listing of errors")
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        where = "predictions table"
        if isinstance(predictions, pa.Table):
            predictions = _table_file(predictions, task, folder)
        else:
            where = os.fspath(predictions)
        inputs = task.open(predictions, ground_truth, folder)
        if not inputs.segments:
            raise InvalidInputError(f"{where} and {ground_truth}: neither has a segment")
        fixed: tuple[Finding, ...] = ()

        def map_all(function: Callable[[str], Any]) -> Iterator[Any]:
            for done in map_segments(function, inputs.segments, workers, engine):
                yield done.result

        if fix:
            inputs, fixed = task.fixed(inputs, map_all)
        job = _SegmentJob(task, inputs, with_profile and task.has_listing, listing is not None)
        sums = _Sums(task, parts or {})
        writer = _ListingWriter(folder / "listing.parquet") if listing is not None else None
        costs = []
        for done in map_segments(job, inputs.segments, workers, engine, on_progress):
            score: SegmentScore = done.result
            sums.add(inputs.segments[sums.count], score)
            costs.append(done.cost)
            if writer is not None and score.listing is not None:
                writer.add(score.listing)
        findings = sort_findings(
            [
                *fixed,
                *task.findings(sums.checks, inputs),
                *task.second_look(inputs, sums.checks, map_all),
            ]
        )
        if not force:
            raise_errors(findings, where)
        if writer is not None and listing is not None:
            writer.publish(listing)
    return Evaluation(
        task=task,
        predictions=where,
        ground_truth=os.fspath(ground_truth),
        rows=task.rows(sums.state),
        state=sums.state,
        segments=inputs.segments,
        segment_states=tuple(sums.stored),
        part_states=sums.parts,
        checks=sums.checks,
        findings=findings,
        profile=sums.profile,
        costs=tuple(costs),
    )


@dataclass(frozen=True)
class _SegmentJob:
    """Scores a segment; can be sent to another process."""

    task: EvalTask
    inputs: Inputs
    with_profile: bool
    with_listing: bool

    def __call__(self, segment: str) -> SegmentScore:
        return self.task.score(
            self.inputs,
            segment,
            with_profile=self.with_profile,
            with_listing=self.with_listing,
        )


class _Sums:
    """Sums up the scores of the segments."""

    def __init__(self, task: EvalTask, part_of: Mapping[str, str]) -> None:
        self.count = 0
        self.state: Any = None
        self.checks = InputChecks()
        self.profile: ErrorProfile | None = None
        self.stored: list[ArrayState] = []
        self.parts: dict[str, Any] = {}
        self._task, self._part_of = task, part_of

    def add(self, segment: str, score: SegmentScore) -> None:
        """Adds a segment."""
        stored = self._task.stored(score.state)
        if stored is not None:
            self.stored.append(stored)
        state: State = score.state
        part = self._part_of.get(segment)
        if part is not None:
            known = self.parts.get(part)
            # The sum of a part is its own object, as a sum may reuse its first state.
            self.parts[part] = copy.deepcopy(state) if known is None else known.merge(state)
        self.state = state if self.count == 0 else self.state.merge(state)
        self.checks += score.checks
        if score.profile is not None:
            before = self.profile
            self.profile = score.profile if before is None else before + score.profile
        self.count += 1


def _table_file(table: pa.Table, task: EvalTask, folder: Path) -> Path:
    """Writes a predictions table to a file, from which processes can read segments."""
    kind = getattr(task, "box_kind", None)
    if not isinstance(kind, BoxKind):
        raise InvalidInputError(
            f"predictions: the task {task.name} takes a folder of component tables, got a table"
        )
    path = folder / "predictions_table.parquet"
    write_predictions(table, path, kind)
    return path


class _ListingWriter:
    """Writes the listing, one row group per segment, and publishes it at the end."""

    def __init__(self, staged: Path) -> None:
        self._staged = staged
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Appends the listing of a segment."""
        with translated_errors(str(self._staged), OutputError):
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._staged, table.schema, compression="zstd")
            self._writer.write_table(table)

    def publish(self, target: str | os.PathLike[str]) -> None:
        """Moves the file to its place."""
        if self._writer is not None:
            with translated_errors(os.fspath(target), OutputError):
                self._writer.close()
            publish(self._staged, locate(target))
