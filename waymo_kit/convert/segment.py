"""Conversion of one v1 segment file into component tables."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from waymo_kit._version import __version__
from waymo_kit.errors import CorruptDataError, OutputError
from waymo_kit.formats.tables.manifest import (
    Manifest,
    TableEntry,
    manifest_location,
    table_location,
)
from waymo_kit.formats.tables.writer import TableWriter
from waymo_kit.formats.tfrecord import FOOTER_BYTES, HEADER_BYTES, Record, RecordReader
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import located, parse_frame, read_head, read_timestamps
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.remainder import serialized_calibrations
from waymo_kit.io import Location
from waymo_kit.io.storage import publish
from waymo_kit.schema import component_of

PARTIAL_FOLDER = "_partial"
"""Folder under the root in which unfinished tables of a local dataset are written."""


class _UnsortedFramesError(Exception):
    """The frames of a file are not in the order of their times."""


def convert_segment(
    source: Location,
    root: Location,
    tags: Sequence[str],
    *,
    earlier: dict[str, TableEntry] | None = None,
    on_progress: Callable[[int], None] = lambda bytes_so_far: None,
) -> Manifest:
    """Converts a v1 file into tables, publishes them, and then their manifest.

    Memory is bounded by a few frames: sensor data is written frame by frame; only labels and poses
    are held for the whole segment.

    Args:
        source: a TFRecord file of Frame messages of one segment.
        root: folder of the dataset.
        tags: components to write.
        earlier: entries of tables of the same source that are complete already; they are listed in
            the new manifest too.
        on_progress: called after each frame with the bytes of the source converted so far.

    Returns:
        The manifest that was written.

    Raises:
        CorruptDataError: the source is damaged; nothing of it is visible under `root`.
        StorageError: reading failed.
        OutputError: writing failed; nothing is visible under `root` but complete tables.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(RecordReader(source))
        segment = read_head(reader, 0).segment
        source_bytes = source.info().size
        staging = stack.enter_context(_staging_folder(root, segment))

        def on_record(done: int) -> None:
            on_progress(source_bytes * done // reader.size)

        with _output_errors(root):
            try:
                frames, entries = _write_tables(reader, segment, staging, tags, None, on_record)
            except _UnsortedFramesError:
                order = np.argsort(read_timestamps(reader), kind="stable")
                frames, entries = _write_tables(reader, segment, staging, tags, order, on_record)
            kept = dict(earlier or {})
            about = (segment, __version__, source.name, source_bytes, frames)
            # While tables change, no manifest claims that they are complete.
            if kept:
                Manifest(*about, kept).write(root, staging / "manifest.json")
            else:
                _remove(manifest_location(root, segment))
            for tag in entries:
                publish(staging / f"{tag}.parquet", table_location(root, tag, segment))
            manifest = Manifest(*about, {**kept, **entries})
            manifest.write(root, staging / "manifest.json")
    return manifest


def _remove(location: Location) -> None:
    if location.is_file():
        location.filesystem.delete_file(location.path)


@contextmanager
def _staging_folder(root: Location, segment: str) -> Iterator[Path]:
    """A local folder for unfinished files, gone afterwards.

    On a local disk it is inside the dataset, so that finished files are renamed, not copied; what a
    killed run left there for this segment is removed.
    """
    with _output_errors(root):
        if root.is_local:
            clear_staging(root, segment)
            parent = Path(root.path) / PARTIAL_FOLDER
            parent.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=f"{segment}~", dir=parent))
        else:
            folder = Path(tempfile.mkdtemp(prefix="waymo-kit-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_staging(root: Location, segment: str) -> None:
    """Removes what a killed run left of a segment's unfinished tables."""
    if root.is_local:
        for stale in Path(root.path, PARTIAL_FOLDER).glob(f"{segment}~*"):
            shutil.rmtree(stale, ignore_errors=True)


def remove_staging(root: Location) -> None:
    """Removes the folder for unfinished tables if it is empty."""
    if root.is_local:
        with suppress(OSError):
            Path(root.path, PARTIAL_FOLDER).rmdir()


@contextmanager
def _output_errors(root: Location) -> Iterator[None]:
    """Names the dataset in errors of writing to it; errors that say where they are pass through."""
    try:
        yield
    except OSError as error:
        if isinstance(error, OutputError) or not error.errno:
            raise
        where = error.filename or root.uri
        raise OutputError(f"{where}: cannot write: {error.strerror}") from error


def _records(reader: RecordReader, order: np.ndarray | None) -> Iterator[Record]:
    if order is None:
        yield from reader.stream()
    else:
        for index in order:
            yield reader.record(int(index))


def _write_tables(
    reader: RecordReader,
    segment: str,
    staging: Path,
    tags: Sequence[str],
    order: np.ndarray | None,
    on_record: Callable[[int], None],
) -> tuple[int, dict[str, TableEntry]]:
    """Writes staged tables of all frames; returns the number of frames and the entries.

    Calls `on_record` after each frame with the (unpacked) bytes of records so far.
    """
    decoder = MatrixDecoder()
    with ExitStack() as stack:
        writers: dict[str, TableWriter] = {}
        for tag in tags:
            writers[tag] = TableWriter(tag, staging / f"{tag}.parquet")
            stack.callback(writers[tag].abandon)
        calibrations: bytes | None = None
        last: tuple[int, int] | None = None
        frames = 0
        done = 0
        for record in _records(reader, order):
            frame = parse_frame(reader, record)
            try:
                if frame.context.name != segment:
                    raise CorruptDataError(
                        f"it belongs to segment {frame.context.name!r}, the first to {segment!r}"
                    )
                if last is not None and frame.timestamp_micros <= last[0]:
                    if order is None and frame.timestamp_micros < last[0]:
                        raise _UnsortedFramesError
                    raise CorruptDataError(f"it has the same timestamp as record {last[1]}")
                if calibrations is None:
                    calibrations = serialized_calibrations(frame.context)
                for tag, writer in writers.items():
                    if frames == 0 or component_of(tag).per_frame:
                        writer.add(component_batch(frame, tag, decoder, calibrations))
            except (ValueError, OverflowError, pa.ArrowException) as error:
                raise located(error, reader, record.index, record.offset) from error
            last = (frame.timestamp_micros, record.index)
            frames += 1
            done += len(record.data) + HEADER_BYTES + FOOTER_BYTES
            on_record(done)
        return frames, {tag: writer.finish() for tag, writer in writers.items()}
