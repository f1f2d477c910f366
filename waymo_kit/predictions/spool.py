"""Rows in any order, brought to disk by segment: what makes one huge file readable piece by piece.

A spool is an Arrow IPC file in a scratch folder. Each of its record batches holds rows of one
segment in their first order; readers map the file, so that processes share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from waymo_kit.errors import OutputError
from waymo_kit.io.storage import translated_errors

SEGMENT = "key.segment_context_name"


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
    """A finished spool.

    Attributes:
        path: the file.
        batches: numbers of the record batches of each segment.
    """

    path: Path
    batches: dict[str, tuple[int, ...]]

    def read(self, segment: str) -> pa.Table:
        """All rows of a segment, in the order in which they came; none for an unknown one."""
        with pa.memory_map(str(self.path)) as source:
            reader = pa.ipc.open_file(source)
            found = [reader.get_batch(k) for k in self.batches.get(segment, ())]
            return pa.Table.from_batches(found, reader.schema)


class SpoolWriter:
    """Writes a spool; memory is bounded by the tables that are added one by one."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Creates the file.

        Args:
            path: file to write, in an existing folder.
            schema: of all tables; has a string column `key.segment_context_name`.
        """
        self._path = path
        self._batches: dict[str, list[int]] = {}
        self._count = 0
        with translated_errors(str(path), OutputError):
            self._sink = pa.OSFile(str(path), "wb")
            self._writer = pa.ipc.new_file(self._sink, schema)

    def add(self, table: pa.Table) -> None:
        """Appends rows, divided by segment."""
        with translated_errors(str(self._path), OutputError):
            for name, rows in split_by_segment(table):
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
