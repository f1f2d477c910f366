"""Conversion of one v1 segment file into component tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit._version import __version__
from waymo_kit.convert.remaining import remaining_tables
from waymo_kit.convert.staging import staging_folder
from waymo_kit.errors import OutputError
from waymo_kit.formats.frame_sequence import FrameSequence
from waymo_kit.formats.rules import row_findings
from waymo_kit.formats.tables.manifest import (
    Manifest,
    TableEntry,
    make_manifest_folder,
    read_manifest,
    remove_manifest,
    table_location,
)
from waymo_kit.formats.tables.writer import TableWriter
from waymo_kit.formats.tfrecord import (
    FOOTER_BYTES,
    HEADER_BYTES,
    Record,
    RecordReader,
    located,
)
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.frames import parse_frame, read_head, read_timestamps
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.remainder import serialized_calibrations
from waymo_kit.io import Location
from waymo_kit.io.whole_files import publish
from waymo_kit.schema import component_of


@dataclass(frozen=True)
class ConvertedSegment:
    """A segment whose tables are complete.

    Attributes:
        manifest: Manifest of the segment.
        tags: Tables that were converted; none if another process had done so in the meantime.
        findings: Unusual features of the source, one line each.
    """

    manifest: Manifest
    tags: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def convert_segment(
    source: Location,
    root: Location,
    tags: Sequence[str],
    *,
    overwrite: bool = False,
    on_progress: Callable[[int], None] = lambda bytes_so_far: None,
) -> ConvertedSegment:
    """Converts a v1 file into tables, publishes them, and then their manifest.

    Memory is bounded by a few frames: sensor data is written frame by frame; only labels and poses
    are held for the whole segment. On a local disk, processes that convert one segment into one
    dataset at the same time do so one after the other, and the later ones find it complete.

    Args:
        source: A TFRecord file of Frame messages of one segment.
        root: Folder of the dataset.
        tags: Components that are wanted. Those that are complete are not converted again.
        overwrite: Whether to convert them again even if they are complete or of another source.
        on_progress: Function called after each frame with the bytes of the source converted so far.

    Raises:
        CorruptDataError: The source is damaged; nothing of it is visible under `root`.
        InvalidInputError: The source is no segment, or the dataset has the segment from another
            file.
        StorageError: Reading failed.
        OutputError: Writing failed; nothing is visible under `root` but complete tables.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(RecordReader(source))
        segment = read_head(reader, 0).segment
        size = source.info().size
        stack.enter_context(_output_errors(root))
        staging = stack.enter_context(staging_folder(root, segment))
        remaining = remaining_tables(source, size, segment, root, tags, overwrite=overwrite)
        if not remaining.tags:
            manifest = read_manifest(root, segment)
            if manifest is not None:
                return ConvertedSegment(manifest)
        job = _SegmentTables(reader, segment, staging, remaining.tags)
        entries = job.write(lambda done: on_progress(size * done // reader.size))
        about = (segment, __version__, source.name, size, job.frames)
        kept = remaining.complete
        make_manifest_folder(root)
        # While tables change, no manifest claims that they are complete.
        if kept:
            Manifest(*about, kept).write(root, staging / "manifest.json")
        else:
            remove_manifest(root, segment)
        for tag in entries:
            publish(staging / f"{tag}.parquet", table_location(root, tag, segment))
        manifest = Manifest(*about, {**kept, **entries})
        manifest.write(root, staging / "manifest.json")
        return ConvertedSegment(manifest, remaining.tags, tuple(job.findings))


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


class _UnsortedFramesError(Exception):
    """The frames of a file are not in the order of their times."""


class _SegmentTables:
    """Writes the staged tables of a segment.

    Attributes:
        frames: Number of frames written.
        findings: Unusual features of the frames; each text once.
    """

    def __init__(
        self, reader: RecordReader, segment: str, staging: Path, tags: Sequence[str]
    ) -> None:
        self._reader = reader
        self._segment = segment
        self._staging = staging
        self._tags = tags
        self.frames = 0
        self.findings: dict[str, None] = {}

    def write(self, on_record: Callable[[int], None]) -> dict[str, TableEntry]:
        """Writes all frames in the order of their times; returns the entries of the tables.

        Calls `on_record` after each frame with the (unpacked) bytes of records so far.
        """
        try:
            return self._write(self._reader.stream(), on_record, in_order=False)
        except _UnsortedFramesError:
            self.findings = {"the frames are not in order of time; they are sorted": None}
            order = np.argsort(read_timestamps(self._reader), kind="stable")
            return self._write(self._ordered(order), on_record, in_order=True)

    def _ordered(self, order: NDArray[np.int64]) -> Iterator[Record]:
        for index in order:
            yield self._reader.record(int(index))

    def _write(
        self, records: Iterator[Record], on_record: Callable[[int], None], *, in_order: bool
    ) -> dict[str, TableEntry]:
        decoder = MatrixDecoder()
        sequence = FrameSequence()
        calibrations = b""
        self.frames = done = 0
        with ExitStack() as stack:
            writers: dict[str, TableWriter] = {}
            for tag in self._tags:
                writers[tag] = TableWriter(tag, self._staging / f"{tag}.parquet")
                stack.callback(writers[tag].abandon)
            for record in records:
                frame = parse_frame(self._reader, record)
                try:
                    sequence.add(frame.context.name, frame.timestamp_micros, record.index)
                    if not (sequence.is_sorted or in_order):
                        raise _UnsortedFramesError
                    if self.frames == 0:
                        calibrations = serialized_calibrations(frame.context)
                    for tag, writer in writers.items():
                        if self.frames == 0 or component_of(tag).per_frame:
                            batch = component_batch(frame, tag, decoder, calibrations)
                            self.findings.update(dict.fromkeys(row_findings(batch, tag)))
                            writer.add(batch)
                except (ValueError, OverflowError, pa.ArrowException) as error:
                    raise located(error, self._reader, record.index, record.offset) from error
                self.frames += 1
                done += len(record.data) + HEADER_BYTES + FOOTER_BYTES
                on_record(done)
            return {tag: writer.finish() for tag, writer in writers.items()}
