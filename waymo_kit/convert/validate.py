"""Checks of v1 files, of converted datasets and of official v2 downloads."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.convert.staging import PARTIAL_FOLDER
from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.formats.frame_sequence import FrameSequence
from waymo_kit.formats.recognition import recognize_file
from waymo_kit.formats.rules import ONE_ROW_PER_FRAME, row_findings
from waymo_kit.formats.tables.checks import Findings, check_table
from waymo_kit.formats.tables.manifest import (
    MANIFEST_FOLDER,
    Manifest,
    list_manifests,
    manifest_location,
    read_manifest,
    table_location,
)
from waymo_kit.formats.tables.source import TableSource
from waymo_kit.formats.tfrecord import Record, RecordReader, located
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import parse_frame, read_head
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.remainder import serialized_calibrations
from waymo_kit.io import Location, find_files, locate
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import COMPONENTS, CONVERTED_TAGS, component_of

_PARQUET = ".parquet"


@dataclass(frozen=True)
class CheckedFile:
    """One file that was checked.

    Attributes:
        path: Path or URI.
        kind: Kind of the file; a leftover is a file that no manifest lists.
        rows: Number of records or rows.
        problems: Problems of the file; each names the record or row if there is one.
        notes: Unusual features of the file.
    """

    path: str
    kind: Literal["v1 file", "manifest", "table", "leftover"]
    rows: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def validate(
    path: str | os.PathLike[str], segments: Collection[str] | None = None
) -> Iterator[CheckedFile]:
    """Checks everything under a path, one file after the other.

    - v1 files: both CRCs of every record, the frames, all matrices, names and times of the frames,
      and that each frame can be converted.
    - A dataset with manifests: that each table is there with the listed size, CRC32C and number of
      rows, its schema, its keys and their order; and what no manifest lists.
    - A dataset without manifests (an official download): schemas, keys and order.

    Args:
        path: A file, a glob pattern, a folder or a URI.
        segments: Names of the segments whose files are checked. Defaults to None, which checks all,
            and what belongs to no segment.

    Raises:
        NotFoundError: No file is there that could be checked.
        InvalidInputError: The path is a file of another kind.
        StorageError: A file cannot be read.
    """
    text = os.fspath(path)
    root = locate(text)
    if text.endswith(_PARQUET) and not glob.has_magic(text):
        tag = root.path.split("/")[-2]
        kind = None if tag in COMPONENTS else recognize_file(root)
        if kind is not None:
            raise InvalidInputError(f"{root}: expected a dataset or a table of one, got {kind}")
        segment = root.name[: -len(_PARQUET)]
        if segments is None or segment in segments:
            yield _checked_table(root, tag, segment, None)
        return
    names = {child.name for child in root.children()} if root.is_dir() else set()
    if MANIFEST_FOLDER in names or PARTIAL_FOLDER in names:
        yield from _check_converted(root, segments)
    elif COMPONENTS.keys() & names:
        yield from _check_download(root, frozenset(COMPONENTS.keys() & names), segments)
    else:
        for location in find_files([text], ".tfrecord"):
            if segments is None or _is_of_one(location, segments):
                yield _check_v1(location)


def _checked(location: Location, kind: Literal["v1 file", "table"], found: Findings) -> CheckedFile:
    problems, notes = tuple(dict.fromkeys(found.problems)), tuple(dict.fromkeys(found.notes))
    return CheckedFile(str(location), kind, found.rows, problems, notes)


def _checked_table(
    location: Location, tag: str, segment: str, times: NDArray[np.int64] | None
) -> CheckedFile:
    found = check_table(location, component_of(tag), segment, None, times)
    return _checked(location, "table", found)


def _is_of_one(location: Location, segments: Collection[str]) -> bool:
    """Returns whether a v1 file is of one of the segments, or too damaged to tell."""
    try:
        with RecordReader(location) as reader:
            return read_head(reader, 0).segment in segments
    except WaymoKitError:
        return True


def _check_download(
    root: Location, tags: frozenset[str], segments: Collection[str] | None
) -> Iterator[CheckedFile]:
    times: dict[str, NDArray[np.int64] | None] = {}
    for tag in sorted(tags):
        for child in (root / tag).children():
            if child.name.endswith(_PARQUET):
                segment = child.name[: -len(_PARQUET)]
                if segments is not None and segment not in segments:
                    continue
                if segment not in times:
                    times[segment] = _frame_times(root, segment, tags)
                yield _checked_table(child, tag, segment, times[segment])


def _frame_times(root: Location, segment: str, tags: Collection[str]) -> NDArray[np.int64] | None:
    """Times of a segment's frames, or None where no table that can be read has a row for each."""
    try:
        source = TableSource(root, segment, frozenset(tags) & set(ONE_ROW_PER_FRAME))
        return source.timestamps_micros
    except WaymoKitError:
        return None


def _check_converted(root: Location, segments: Collection[str] | None) -> Iterator[CheckedFile]:
    listed: set[str] = set()
    for segment in list_manifests(root):
        if segments is not None and segment not in segments:
            continue
        location = manifest_location(root, segment)
        listed.add(str(location))
        try:
            manifest = read_manifest(root, segment)
        except CorruptDataError as error:
            reason = str(error).removeprefix(f"{location}: ")
            yield CheckedFile(str(location), "manifest", problems=(reason,))
            continue
        if manifest is None:  # it was removed just now
            continue
        rows = {}
        times = _frame_times(root, segment, manifest.tables)
        for tag, entry in manifest.tables.items():
            table = table_location(root, tag, segment)
            listed.add(str(table))
            found = check_table(table, component_of(tag), segment, entry, times)
            if not found.problems:
                rows[tag] = found.rows
            yield _checked(table, "table", found)
        yield _check_manifest(location, manifest, rows)
    if segments is not None:
        return
    for folder in (MANIFEST_FOLDER, PARTIAL_FOLDER, *COMPONENTS):
        for child in (root / folder).children():
            if str(child) not in listed:
                reason = "no manifest lists it: left by an unfinished conversion?"
                yield CheckedFile(str(child), "leftover", problems=(reason,))


def _check_manifest(location: Location, manifest: Manifest, rows: dict[str, int]) -> CheckedFile:
    problems = tuple(
        f"{manifest.frames} frames, but {rows[tag]} rows of {tag}"
        for tag in ONE_ROW_PER_FRAME
        if rows.get(tag, manifest.frames) != manifest.frames
    )
    return CheckedFile(str(location), "manifest", len(manifest.tables), problems)


def _check_v1(location: Location) -> CheckedFile:
    found = Findings()
    prefix = f"{location}: "
    try:
        with RecordReader(location) as reader:
            for problem in _v1_problems(reader, found):
                found.problems.append(str(problem).removeprefix(prefix))
    except (CorruptDataError, InvalidInputError) as error:
        found.problems.append(str(error).removeprefix(prefix))
    if not found.rows and not found.problems:
        found.problems.append("the file has no record")
    return _checked(location, "v1 file", found)


def _v1_problems(reader: RecordReader, found: Findings) -> Iterator[WaymoKitError]:
    """Yields the problems of the records; counts them in `found`, and takes notes there."""
    decoder = MatrixDecoder()
    sequence = FrameSequence()
    calibrations: bytes | None = None
    for record in _records(reader):
        found.rows += 1
        if isinstance(record, CorruptDataError):
            yield record
            continue
        try:
            frame = parse_frame(reader, record)
        except (CorruptDataError, InvalidInputError) as error:
            yield error
            continue
        is_first = calibrations is None
        if calibrations is None:
            calibrations = serialized_calibrations(frame.context)
        tags = [tag for tag in CONVERTED_TAGS if is_first or component_of(tag).per_frame]
        for problem in _frame_problems(frame, tags, decoder, calibrations, found):
            yield located(problem, reader, record.index, record.offset)
        try:
            sequence.add(frame.context.name, frame.timestamp_micros, record.index)
        except WaymoKitError as error:
            yield located(error, reader, record.index, record.offset)
    if not sequence.is_sorted:
        found.notes.append("the frames are not in order of time; convert sorts them")


def _frame_problems(
    frame: frame_pb2.Frame,
    tags: Iterable[str],
    decoder: MatrixDecoder,
    calibrations: bytes,
    found: Findings,
) -> Iterator[Exception]:
    """Yields the errors that keep a frame from being converted; takes notes of what is unusual."""
    for tag in tags:
        try:
            found.notes += row_findings(component_batch(frame, tag, decoder, calibrations), tag)
        except (ValueError, OverflowError, pa.ArrowException) as error:
            yield error


def _records(reader: RecordReader) -> Iterator[Record | CorruptDataError]:
    """Yields the records, or what is wrong with one; after a damaged header no more are found."""
    try:
        count = len(reader)
    except CorruptDataError:
        try:
            yield from reader.stream()
        except CorruptDataError as error:
            yield error
        return
    for index in range(count):
        try:
            yield reader.record(index)
        except CorruptDataError as error:
            yield error
