"""Brings rows in any order to disk by segment, so that one huge file is read piece by piece.

A spool is an Arrow IPC file in a scratch folder. Each of its record batches holds rows of one
segment in their original order; readers map the file, so that processes share it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema.predictions import SEGMENT

MAX_SEGMENT_ROWS = 1_000_000
"""Largest number of boxes in a segment: 5,000 in each of 200 frames, or 1,000 in each image."""

MAX_SEGMENTS = 20_000
"""Largest number of segments in a dataset; the Waymo Open Dataset has about 2,000."""


class SegmentRows:
    """Counts the rows of each segment and refuses more than memory should hold."""

    def __init__(self, where: str) -> None:
        """Starts from nothing.

        Args:
            where: Name of the input in messages, such as its path.
        """
        self._where = where
        self._rows: Counter[str] = Counter()

    def add(self, segment: str, rows: int) -> None:
        """Adds rows of a segment.

        Raises:
            InvalidInputError: The segment has more than `MAX_SEGMENT_ROWS` rows, or there are more
                than `MAX_SEGMENTS` segments.
        """
        self._rows[segment] += rows
        if self._rows[segment] > MAX_SEGMENT_ROWS:
            raise InvalidInputError(
                f"{self._where}: segment {segment}: expected at most {MAX_SEGMENT_ROWS:,} boxes, "
                f"got {self._rows[segment]:,} or more: leave out boxes with low scores"
            )
        if len(self._rows) > MAX_SEGMENTS:
            raise InvalidInputError(
                f"{self._where}: expected at most {MAX_SEGMENTS:,} segments, got more: is each "
                "name that of a whole segment?"
            )


def split_by_segment(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yields the rows of each segment of a table in their order; segments as they first occur."""
    if table.num_rows == 0:
        return
    encoded = table.column(SEGMENT).combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy()
    if np.any(codes[1:] < codes[:-1]):
        order = np.argsort(codes, kind="stable")
        table, codes = table.take(pa.array(order)), codes[order]
    edges = np.searchsorted(codes, np.arange(len(encoded.dictionary) + 1))
    for name, start, stop in zip(encoded.dictionary.to_pylist(), edges, edges[1:], strict=False):
        yield name, table.slice(start, stop - start)


@dataclass(frozen=True)
class SpooledTable:
    """A finished spool, read segment by segment.

    Attributes:
        path: Path of the file.
        batches: Numbers of the record batches of each segment.
    """

    path: Path
    batches: dict[str, tuple[int, ...]]

    def read(self, segment: str) -> pa.Table:
        """Returns all rows of a segment in the order in which they came, none if it is unknown."""
        with pa.memory_map(str(self.path)) as source:
            reader = pa.ipc.open_file(source)
            found = [reader.get_batch(k) for k in self.batches.get(segment, ())]
            return pa.Table.from_batches(found, reader.schema)


class SpoolWriter:
    """Writes a spool; memory is bounded by the tables that are added one by one."""

    def __init__(self, path: Path, schema: pa.Schema, rows: SegmentRows) -> None:
        """Creates the file.

        Args:
            path: File to write, in an existing folder.
            schema: Schema of all tables, with a string column `key.segment_context_name`.
            rows: Counter of the rows of each segment, shared by all that is read of one input.
        """
        self._path = path
        self._rows = rows
        self._batches: dict[str, list[int]] = {}
        self._count = 0
        with translated_errors(str(path), OutputError):
            self._sink = pa.OSFile(str(path), "wb")
            self._writer = pa.ipc.new_file(self._sink, schema)

    def add(self, table: pa.Table) -> None:
        """Appends rows, divided by segment.

        Raises:
            InvalidInputError: A segment has too many rows, see `SegmentRows`.
            OutputError: The scratch disk is full.
        """
        with translated_errors(str(self._path), OutputError):
            for name, rows in split_by_segment(table):
                self._rows.add(name, len(rows))
                for batch in rows.combine_chunks().to_batches():
                    self._writer.write_batch(batch)
                    self._batches.setdefault(name, []).append(self._count)
                    self._count += 1

    def finish(self) -> SpooledTable:
        """Closes the file."""
        with translated_errors(str(self._path), OutputError):
            self._writer.close()
            self._sink.close()
        return SpooledTable(self._path, {k: tuple(v) for k, v in self._batches.items()})
