"""Predictions from the formats of other libraries, and back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.label_comparison import compare_with_labels
from waymo_kit.exchange.index import ExportIndex, SamplePlace, read_index
from waymo_kit.exchange.results import RESULT_FORMATS
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    results_table,
)
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind, open_predictions, predictions_to_boxes
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.query.subset import split_path
from waymo_kit.scene import open_dataset
from waymo_kit.schema import ObjectType, parse_name


@dataclass(frozen=True)
class TransferSummary:
    """Summary of the results that were read or written.

    Attributes:
        form: Name of the format.
        kind: Kind of the boxes.
        frames: Number of frames or images with boxes.
        boxes: Number of boxes.
        conventions: Conversions that were made, one phrase each.
        notes: Notes on doubtful values, with counts.
        compared_segments: Number of segments whose boxes were compared with labels.
        findings: Mistakes of conventions that the labels show.
    """

    form: str
    kind: BoxKind
    frames: int
    boxes: int
    conventions: tuple[str, ...]
    notes: tuple[str, ...]
    compared_segments: int = 0
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Returns all values."""
        findings = [vars(finding) for finding in self.findings]
        return {**vars(self), "kind": self.kind.value, "findings": findings}


def import_predictions(
    path: str | os.PathLike[str],
    source: str,
    out: str | os.PathLike[str],
    *,
    data: str | os.PathLike[str] | None = None,
    index: str | os.PathLike[str] | None = None,
    box_type: str = "PEDESTRIAN",
    fix: bool = False,
) -> TransferSummary:
    """Reads results of another library and writes them as a predictions file.

    Pickles are read without calling what they name. 3D boxes are compared with the labels of the
    dataset, which show boxes of other conventions, in other frames of reference or with shifted
    class numbers; see `compare_with_labels`.

    Args:
        path: File or folder of results.
        source: Name of the format, a key of `RESULT_FORMATS`.
        out: Predictions file to write: `.parquet`, `.arrow` or `.bin`.
        data: Dataset of the frames, for poses, calibrations, times and labels; of a part of a
            dataset, results in other frames are left out. Defaults to None, which suffices for
            results that name their segments and times, and compares nothing.
        index: Export whose names the results have, or its index file.
        box_type: Type of all boxes of a format that does not say it (mot).
        fix: Whether to convert boxes that follow other conventions, as the findings say.

    Raises:
        InvalidInputError: A value is wrong, or the format needs the dataset or the index.
        NotFoundError: A file does not exist.
        CorruptDataError: A file does not decode.
        OutputError: The file cannot be written.
    """
    form = _form(source)
    if fix and data is None:
        raise InvalidInputError("--fix: expected --data with it, whose labels show the mistakes")
    context = _context(form, data, index)
    context.box_type, context.fix = parse_name(ObjectType, box_type), fix
    tables: dict[str, list[pa.Table]] = {}
    seen: set[SamplePlace] = set()
    frames = boxes = 0
    for results in form.read(locate(path), context):
        if results.place in seen:
            raise InvalidInputError(
                f"{path}: expected each frame once, segment {results.place.segment} at "
                f"{results.place.timestamp_micros} is there more than once"
            )
        seen.add(results.place)
        if not len(results.boxes) or not context.takes(results.place):
            continue
        frames, boxes = frames + 1, boxes + len(results.boxes)
        table = results_table(results, form.kind)
        tables.setdefault(results.place.segment, []).append(table)
    whole = {segment: pa.concat_tables(tables[segment]) for segment in sorted(tables)}
    summary = _summary(form, frames, boxes, context)
    if data is None or form.kind is not BoxKind.BOX_3D or not whole:
        _write(out, form.kind, whole.values())
        return summary
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        imported = Path(scratch) / "imported.parquet"
        _write(imported, form.kind, whole.values())
        found = compare_with_labels(imported, data, Path(scratch), fix=fix)
        _write(out, form.kind, map(found.predictions.read, whole))
    return replace(summary, compared_segments=found.segments, findings=found.findings)


def _write(path: str | os.PathLike[str], kind: BoxKind, tables: Iterable[pa.Table]) -> None:
    with PredictionWriter(path, kind) as writer:
        for table in tables:
            writer.add(table)


def export_predictions(
    preds: str | os.PathLike[str],
    to: str,
    out: str | os.PathLike[str],
    *,
    data: str | os.PathLike[str] | None = None,
    index: str | os.PathLike[str] | None = None,
) -> TransferSummary:
    """Writes predictions in the format of another library.

    All frames of the index are written, also those without boxes; without an index, those that have
    boxes.

    Args:
        preds: Predictions, as for `open_predictions`.
        to: Name of the format, a key of `RESULT_FORMATS`.
        out: File or folder to write.
        data: Dataset of the frames, for poses and calibrations; of a part of a dataset, predictions
            in other frames are left out.
        index: Export whose names the results are to have, or its index file.

    Raises:
        InvalidInputError: A value is wrong, or the format needs the dataset or the index.
        OutputError: The file cannot be written.
    """
    form = _form(to)
    context = _context(form, data, index)
    counts = [0, 0]
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        source = open_predictions(preds, form.kind, Path(scratch))

        def results() -> Iterator[FrameResults]:
            exported = {each.segment for each in context.index.segments} if context.index else set()
            for segment in sorted({*source.segments, *exported}):
                table = source.read(segment)
                for each in _frames(table, segment, form.kind, context.index):
                    if not context.takes(each.place):
                        continue
                    counts[0] += bool(len(each.boxes))
                    counts[1] += len(each.boxes)
                    yield each

        form.write(results(), locate(out), context)
    return _summary(form, counts[0], counts[1], context)


def _frames(
    table: pa.Table, segment: str, kind: BoxKind, index: ExportIndex | None
) -> Iterator[FrameResults]:
    """Yields the predictions of a segment by frame, and the exported frames without any."""
    boxes: Any = (
        predictions_to_boxes(table, segment)
        if kind is BoxKind.BOX_3D
        else predictions_to_boxes(table, segment, BoxKind.BOX_2D)
    )
    times = boxes.require("timestamps_micros")
    cameras = boxes.cameras if kind is BoxKind.BOX_2D else np.zeros(len(boxes), np.int8)
    places = {SamplePlace(segment, int(t), int(c)) for t, c in zip(times, cameras, strict=True)}
    known = index.segment(segment) if index is not None else None
    if known is not None:
        places |= {SamplePlace(segment, time, camera) for time, camera in known.samples.values()}
    for place in sorted(places, key=lambda each: (each.timestamp_micros, each.camera)):
        here = boxes[(times == place.timestamp_micros) & (cameras == place.camera)]
        yield FrameResults(
            place,
            here.array,
            here.types,
            here.require("scores"),
            None if here.ids is None else here.ids.tolist(),
            here.velocities if kind is BoxKind.BOX_3D else None,
        )


def _form(name: str) -> ResultFormat:
    if name not in RESULT_FORMATS:
        raise InvalidInputError(
            f"expected one of the formats {', '.join(RESULT_FORMATS)}, got {name[:40]!r}"
        )
    return RESULT_FORMATS[name]


def _context(
    form: ResultFormat,
    data: str | os.PathLike[str] | None,
    index: str | os.PathLike[str] | None,
) -> ResultContext:
    return ResultContext(
        None if data is None else open_dataset(split_path(data)[0]),
        None if index is None else read_index(index, form.exports),
        None if data is None else open_dataset(data).subset,
    )


def _summary(
    form: ResultFormat, frames: int, boxes: int, context: ResultContext
) -> TransferSummary:
    notes = tuple(f"{count:,} x {words}" for words, count in context.notes.items())
    return TransferSummary(form.name, form.kind, frames, boxes, form.conventions, notes)
