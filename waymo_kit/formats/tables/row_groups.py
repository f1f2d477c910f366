"""Row groups of Parquet files, read with few requests and without decoding levels of long lists."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables.long_list_reader import LongLists, long_lists

_MAX_HOLE_BYTES = 1 << 16
"""Bytes between two columns up to which both are read at once: they cost less than a request."""

_FEW_VALUES = 1024
"""Numbers of a column up to which pyarrow reads its lists faster."""


def read_row_groups(
    source: pa.NativeFile, file: pq.ParquetFile, groups: Sequence[int], names: Sequence[str]
) -> pa.Table:
    """Reads columns of row groups.

    Args:
        source: The open file that `file` reads.
        file: The file.
        groups: Numbers of the row groups. A single one is read faster than by pyarrow, with one
            request to an object store where its columns are neighbors.
        names: Names of the columns.

    Returns:
        The columns that the file has, those of long lists behind the others.

    Raises:
        CorruptDataError: The footer places a column outside of the file.
    """
    if len(groups) != 1:
        return file.read_row_groups(groups, names, use_threads=False)
    return RowGroup(source, file, groups[0], names).table(names)


class RowGroup:
    """Columns of a row group as they are stored, read with few requests.

    Attributes:
        long_lists: The columns of long lists that need no pyarrow, by name.
    """

    def __init__(
        self, source: pa.NativeFile, file: pq.ParquetFile, group: int, names: Sequence[str]
    ) -> None:
        """Reads columns, as `read_row_groups` does, and decompresses none."""
        self._group = group
        metadata = file.metadata.row_group(group)
        paths = [file.schema.column(at).path for at in range(len(file.schema))]
        wanted = set(names)
        leaves = {at: path for at, path in enumerate(paths) if path.split(".list.")[0] in wanted}
        parts = _FileParts(_read_parts(source, metadata, list(leaves)), source.size())
        self.long_lists: dict[str, LongLists] = {}
        for at, path in leaves.items():
            name, column = path.removesuffix(".list.element"), metadata.column(at)
            if name == path or column.num_values < _FEW_VALUES:
                continue
            lists = long_lists(parts.at(*_span(column)), file, group, at)
            if lists is not None:
                self.long_lists[name] = lists
        fetched = pa.PythonFile(parts, "r")
        self._file = pq.ParquetFile(
            fetched, metadata=file.metadata, page_checksum_verification=True
        )

    def table(self, names: Sequence[str]) -> pa.Table:
        """Returns some of the columns, those of long lists behind the others."""
        long = {
            name: lists
            for name in names
            if name in self.long_lists and (lists := self.long_lists[name].whole()) is not None
        }
        rest = [name for name in names if name not in long]
        table = self._file.read_row_groups([self._group], rest, use_threads=False)
        for name, lists in long.items():
            table = table.append_column(name, lists)
        return table


class _Part(NamedTuple):
    """Bytes of a file from `start` on."""

    start: int
    content: memoryview


def _read_parts(
    source: pa.NativeFile, group: pq.RowGroupMetaData, leaves: Sequence[int]
) -> list[_Part]:
    """Reads columns, those that are neighbors at once."""
    size = source.size()
    spans: list[tuple[int, int]] = []
    for start, stop in sorted(_span(group.column(leaf)) for leaf in leaves):
        if not 0 <= start <= stop <= size:
            raise CorruptDataError("the footer places a column outside of the file")
        if spans and start - spans[-1][1] <= _MAX_HOLE_BYTES:
            first, last = spans.pop()
            spans.append((first, max(last, stop)))
        else:
            spans.append((start, stop))
    return [_Part(start, memoryview(source.read_at(stop - start, start))) for start, stop in spans]


def _span(column: pq.ColumnChunkMetaData) -> tuple[int, int]:
    """Returns the begin and the end of the bytes of a column."""
    start = column.data_page_offset
    if column.dictionary_page_offset is not None:
        start = min(start, column.dictionary_page_offset)
    return start, start + column.total_compressed_size


class _FileParts(io.RawIOBase):
    """A file of which only some parts are at hand."""

    def __init__(self, parts: Sequence[_Part], size: int) -> None:
        """Takes parts of a file of `size` bytes."""
        self._parts, self._size, self._position = parts, size, 0

    def read(self, size: int | None = -1) -> memoryview:
        """Returns up to `size` bytes from the position, without a copy.

        Raises:
            CorruptDataError: The bytes are not in a part.
        """
        count = self._size if size is None or size < 0 else size
        start = self._position
        self._position += min(count, self._size - start)
        return self.at(start, self._position)

    def at(self, start: int, stop: int) -> memoryview:
        """Returns the bytes between two positions, without a copy.

        Raises:
            CorruptDataError: The bytes are not in a part.
        """
        for part in self._parts:
            if part.start <= start <= stop <= part.start + len(part.content):
                return part.content[start - part.start : stop - part.start]
        raise CorruptDataError("the footer places a page outside of its column")

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Moves to a position."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = origin + offset
        return self._position

    def tell(self) -> int:
        """Returns the position."""
        return self._position

    def readable(self) -> bool:
        """Returns True."""
        return True

    def seekable(self) -> bool:
        """Returns True."""
        return True
