"""Checks of v1 files, of converted datasets and of official v2 downloads."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from waymo_kit.convert.segment import PARTIAL_FOLDER
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables.checks import Findings, check_table
from waymo_kit.formats.tables.manifest import (
    MANIFEST_FOLDER,
    Manifest,
    list_manifests,
    manifest_location,
    read_manifest,
    table_location,
)
from waymo_kit.formats.tfrecord import Record, RecordReader
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import located, parse_frame
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
        path: path or URI.
        kind: what it is.
        rows: number of records or rows.
        problems: what is wrong with it; each names the record or row if there is one.
        notes: what is unusual about it.
    """

    path: str
    kind: Literal["v1 file", "manifest", "table", "leftover"]
    rows: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def validate(path: str | os.PathLike[str]) -> Iterator[CheckedFile]:
    """Checks everything under a path, one file after the other.

    - v1 files: both CRCs of every record, the frames, all matrices, names and times of the frames,
      and that each frame can be converted.
    - A dataset with manifests: that each table is there with the listed size, CRC32C and number of
      rows, its schema, its keys and their order; and what no manifest lists.
    - A dataset without manifests (an official download): schemas, keys and order.

    Args:
        path: a file, a glob pattern, a folder or a URI.

    Raises:
        NotFoundError: nothing is there that could be checked.
        StorageError: it cannot be read.
    """
    text = os.fspath(path)
    root = locate(text)
    if text.endswith(_PARQUET) and not glob.has_magic(text):
        tag = root.path.split("/")[-2]
        yield _checked_table(root, tag, root.name[: -len(_PARQUET)])
        return
    names = [child.name for child in root.children()] if root.is_dir() else []
    if MANIFEST_FOLDER in names or PARTIAL_FOLDER in names:
        yield from _check_converted(root)
    elif COMPONENTS.keys() & set(names):
        for tag in sorted(COMPONENTS.keys() & set(names)):
            for child in (root / tag).children():
                if child.name.endswith(_PARQUET):
                    yield _checked_table(child, tag, child.name[: -len(_PARQUET)])
    else:
        for location in find_files([text], ".tfrecord"):
            yield _check_v1(location)


def _checked(location: Location, kind: Literal["v1 file", "table"], found: Findings) -> CheckedFile:
    problems, notes = tuple(dict.fromkeys(found.problems)), tuple(dict.fromkeys(found.notes))
    return CheckedFile(str(location), kind, found.rows, problems, notes)


def _checked_table(location: Location, tag: str, segment: str) -> CheckedFile:
    return _checked(location, "table", check_table(location, component_of(tag), segment, None))


def _check_converted(root: Location) -> Iterator[CheckedFile]:
    listed: set[str] = set()
    for segment in list_manifests(root):
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
        for tag, entry in manifest.tables.items():
            table = table_location(root, tag, segment)
            listed.add(str(table))
            if tag in COMPONENTS:
                found = check_table(table, component_of(tag), segment, entry)
                if not found.problems:
                    rows[tag] = found.rows
                yield _checked(table, "table", found)
        yield _check_manifest(location, manifest, segment, rows)
    for folder in (MANIFEST_FOLDER, PARTIAL_FOLDER, *COMPONENTS):
        for child in (root / folder).children():
            if str(child) not in listed:
                reason = "no manifest lists it: left by an unfinished conversion?"
                yield CheckedFile(str(child), "leftover", problems=(reason,))


def _check_manifest(
    location: Location, manifest: Manifest, segment: str, rows: dict[str, int]
) -> CheckedFile:
    problems = []
    if manifest.segment != segment:
        problems.append(f"it is of segment {manifest.segment!r}")
    problems += [f"unknown table {tag!r}" for tag in manifest.tables if tag not in COMPONENTS]
    for tag in ("stats", "vehicle_pose"):
        if rows.get(tag, manifest.frames) != manifest.frames:
            problems.append(f"{manifest.frames} frames, but {rows[tag]} rows of {tag}")
    return CheckedFile(str(location), "manifest", len(manifest.tables), tuple(problems))


def _check_v1(location: Location) -> CheckedFile:
    found = Findings()
    prefix = f"{location}: "
    try:
        with RecordReader(location) as reader:
            for problem in _v1_problems(reader, found):
                found.problems.append(str(problem).removeprefix(prefix))
    except CorruptDataError as error:
        found.problems.append(str(error).removeprefix(prefix))
    if not found.rows and not found.problems:
        found.problems.append("the file has no record")
    return _checked(location, "v1 file", found)


def _v1_problems(reader: RecordReader, found: Findings) -> Iterator[CorruptDataError]:
    """Yields what is wrong with the records; counts them in `found`, and takes notes there."""
    decoder = MatrixDecoder()
    segment: str | None = None
    seen: dict[int, int] = {}
    for record in _records(reader):
        found.rows += 1
        if isinstance(record, CorruptDataError):
            yield record
            continue
        try:
            frame = parse_frame(reader, record)
        except CorruptDataError as error:
            yield error
            continue
        for problem in _frame_problems(frame, decoder, is_first=segment is None):
            yield located(problem, reader, record.index, record.offset)
        complaint = None
        segment = segment or frame.context.name
        if frame.context.name != segment:
            complaint = f"it belongs to segment {frame.context.name!r}, others to {segment!r}"
        elif frame.timestamp_micros in seen:
            complaint = f"it has the same timestamp as record {seen[frame.timestamp_micros]}"
        elif seen and frame.timestamp_micros < max(seen):
            found.notes.append("the frames are not in order of time; convert sorts them")
        if complaint is not None:
            yield located(CorruptDataError(complaint), reader, record.index, record.offset)
        seen.setdefault(frame.timestamp_micros, record.index)


def _frame_problems(
    frame: frame_pb2.Frame, decoder: MatrixDecoder, *, is_first: bool
) -> Iterator[Exception]:
    """Yields what keeps a frame from being converted."""
    calibrations = serialized_calibrations(frame.context)
    for tag in CONVERTED_TAGS:
        try:
            if is_first or component_of(tag).per_frame:
                component_batch(frame, tag, decoder, calibrations)
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
