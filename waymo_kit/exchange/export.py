"""The resumable job around an export: segments on any engine, the index last."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from waymo_kit._version import __version__
from waymo_kit.convert.staging import clear_staging, remove_staging, staging_folder
from waymo_kit.engine import Engine, LocalEngine, run_tasks
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, OutputError
from waymo_kit.exchange.exports import FORMATS
from waymo_kit.exchange.exports.export_format import ExportFormat, SegmentExport, SegmentRecord
from waymo_kit.exchange.index import INDEX_NAME, ExportIndex, IndexedSegment, read_index
from waymo_kit.exchange.sample import ExportOptions
from waymo_kit.io import Location, locate, read_json, write_json
from waymo_kit.io.storage import stamp_of, translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions.files import find_prediction_files
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import open_dataset
from waymo_kit.scene.dataset import dataset_stamp
from waymo_kit.schema import is_segment_name

RECORDS_FOLDER = "_export"
"""Folder below the export with the record of each complete segment."""


@dataclass(frozen=True)
class ExportSummary:
    """Summary of an export.

    Attributes:
        to: Format of the export.
        options: Options, with what the format decided.
        segments: Number of segments.
        present: Number of these that were complete before.
        frames: Number of frames.
        files: Number of files.
        bytes: Size of the files in bytes.
        notes: Sentences about what the format cannot say.
    """

    to: str
    options: ExportOptions
    segments: int
    present: int
    frames: int
    files: int
    bytes: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Returns all values."""
        return asdict(self)


def export_dataset(
    data: str | os.PathLike[str],
    to: str,
    out: str | os.PathLike[str],
    options: ExportOptions = ExportOptions(),  # noqa: B008 (frozen)
    *,
    workers: int = 1,
    engine: Engine | None = None,
    overwrite: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> ExportSummary:
    """Exports a dataset to the format of another library.

    Each segment is written whole; the index `waymo_kit_index.json`, which leads back from names to
    segments and times, is written when all of them are there. A run that was killed goes on where
    it stopped.

    Args:
        data: Path or URI of a dataset, as for `open_dataset`.
        to: Name of the format, a key of `FORMATS`.
        out: Folder or URI of the export.
        options: Options of the export.
        workers: Number of processes. Defaults to 1.
        engine: Engine that runs the workers. Defaults to `workers` processes of this machine.
        overwrite: Whether to export again what an earlier run has completed.
        on_progress: Function called with the number of segments that are done, and of frames as the
            work.

    Raises:
        InvalidInputError: The format is unknown, or the folder holds an export of other data, to
            another format or with other options.
        MissingDependencyError: A package that the format needs is not installed.
        NotFoundError: The data is not there, or lacks something that the format needs.
        CorruptDataError: The data does not decode.
        OutputError: Writing failed.
    """
    if to not in FORMATS:
        raise InvalidInputError(f"to: expected one of {', '.join(FORMATS)}, got {to!r}")
    form = FORMATS[to]
    form.require()
    if options.predictions is not None and not form.shows_predictions:
        raise InvalidInputError(
            f"predictions: exports to {to} have none; waymo-kit predictions export writes them"
        )
    if options.rectify is None:
        options = replace(options, rectify=form.rectifies)
    root = locate(out)
    segments = open_dataset(data).segments
    job = _job_digest(data, to, options, segments)
    _refuse_others(root, to, options, overwrite)
    waiting: list[tuple[int, str]] = []
    known = 0
    for number, segment in enumerate(segments):
        record = None if overwrite else _read_record(root, segment, job)
        if record is None:
            waiting.append((number, segment))
        else:
            known += record.frames
    present = len(segments) - len(waiting)

    def note(now: Progress) -> None:
        on_progress(Progress(present + now.done, len(segments), known + now.work))

    try:
        completions = run_tasks(
            engine or LocalEngine(workers),
            _Exporter(os.fspath(data), form, options, root, job),
            waiting,
            name=lambda item: f"segment {item[1]}",
            advice="run the same command again to continue",
            on_progress=note,
        )
        deque(completions, maxlen=0)
    finally:
        for segment in segments:
            clear_staging(root, segment)
        remove_staging(root)
    ordered = [_required_record(root, segment, job) for segment in segments]
    form.finish(root, ordered, options)
    indexed = tuple(IndexedSegment(r.segment, r.samples, r.ids) for r in ordered)
    ExportIndex(to, {"version": __version__, **options.to_json()}, indexed).write(root)
    return ExportSummary(
        to,
        options,
        len(segments),
        present,
        sum(record.frames for record in ordered),
        sum(record.files for record in ordered),
        sum(record.bytes for record in ordered),
        (*form.notes, *_image_note(form, options)),
    )


def _image_note(form: ExportFormat, options: ExportOptions) -> tuple[str, ...]:
    if not form.has_matrices:
        return ()
    if options.rectify:
        return (
            "images are rectified: without lens distortion, with the camera matrix that belongs to "
            "them; the rolling shutter is not corrected",
        )
    return (
        "images keep their lens distortion, which the camera matrices ignore, as in other "
        "converters; --rectify removes it",
    )


@dataclass(frozen=True)
class _Exporter:
    """Exports one segment; can be sent to another process."""

    data: str
    form: ExportFormat
    options: ExportOptions
    root: Location
    job: str

    def __call__(self, item: tuple[int, str], on_work: Callable[[int], None]) -> None:
        number, segment = item
        with (
            translated_errors(str(self.root), OutputError),
            staging_folder(self.root, segment) as folder,
            open_dataset(self.data)[segment] as scene,
        ):
            export = SegmentExport(
                scene, number, self.options, folder, data=self.data, on_work=on_work
            )
            content = self.form.write_segment(export)
            size = 0
            for path in export.files:
                staged = folder / path
                size += staged.stat().st_size
                publish(staged, self.root / path)
            record = SegmentRecord(
                segment,
                number,
                export.frames,
                len(export.files),
                size,
                export.samples,
                tuple(export.ids),
                content,
            )
            write_json({"job": self.job, **asdict(record)}, _record_location(self.root, segment))


def _record_location(root: Location, segment: str) -> Location:
    if not is_segment_name(segment):
        raise InvalidInputError(f"{segment[:80]!r} cannot be the name of a segment")
    return root / RECORDS_FOLDER / f"{segment}.json"


def _read_record(root: Location, segment: str, job: str) -> SegmentRecord | None:
    """Returns the record of a complete segment; None if it is of another job or does not decode."""
    try:
        values = read_json(_record_location(root, segment))
        if values.pop("job") != job:
            return None
        samples = {name: (time, camera) for name, (time, camera) in values["samples"].items()}
        return SegmentRecord(**{**values, "samples": samples, "ids": tuple(values["ids"])})
    except (NotFoundError, CorruptDataError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _required_record(root: Location, segment: str, job: str) -> SegmentRecord:
    """Reads the record that a worker has just written.

    Raises:
        CorruptDataError: Another process has changed the record.
    """
    record = _read_record(root, segment, job)
    if record is None:
        raise CorruptDataError(
            f"{_record_location(root, segment)}: expected the record of a complete segment; run "
            "the same command again"
        )
    return record


def _job_digest(
    data: str | os.PathLike[str], to: str, options: ExportOptions, segments: list[str]
) -> str:
    """Returns a text that changes when the outcome may: names depend on the list of segments."""
    facts: dict[str, Any] = {
        "version": __version__,
        "to": to,
        "options": options.to_json(),
        "segments": segments,
        "data": dataset_stamp(data, "vehicle_pose"),
    }
    if options.predictions is not None:
        files = find_prediction_files(options.predictions)
        facts["predictions"] = stamp_of(file.info() for file in files)
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _refuse_others(root: Location, to: str, options: ExportOptions, overwrite: bool) -> None:
    """Refuses a folder with a complete export of another kind, whose files would mix with ours."""
    try:
        index = read_index(str(root), [*FORMATS])
    except (NotFoundError, CorruptDataError):
        return
    before = {name: value for name, value in index.options.items() if name != "version"}
    if index.to != to or (before != options.to_json() and not overwrite):
        raise InvalidInputError(
            f"{root}: holds an export to {index.to} with "
            f"{', '.join(f'{name} {value}' for name, value in before.items())}; choose another "
            "folder" + ("" if index.to != to else ", or --overwrite")
        )
    with translated_errors(str(root), OutputError):
        location = root / INDEX_NAME
        location.filesystem.delete_file(location.path)
