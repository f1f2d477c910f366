"""Reads columns of long lists, such as range images, without decoding levels one by one.

Parquet stores two levels for each number of a list. In files of `long_lists.py` and of most other
writers they are a few runs, so the numbers lie in a decompressed page as they are. Where a column
is stored in another way, or is damaged, nothing is returned, and pyarrow reads it or says what is
wrong.

Source of the format: Apache Parquet, `parquet.thrift` and `Encodings.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import deflate
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.protobuf_wire import encode_varint, read_varint
from waymo_kit.formats.tables import thrift

_DATA_PAGE, _PLAIN, _RLE = 0, 0, 3
_NULL, _EMPTY, _NUMBER = 0, 1, 3
"""Definition levels of a list that may be null, of numbers that are not."""
_TYPES = {"FLOAT": pa.float32(), "INT32": pa.int32()}
_NUMPY_TYPES = {pa.float32(): np.dtype("<f4"), pa.int32(): np.dtype("<i4")}
_RUNS_PER_ROW = 8


class _OtherFormError(Exception):
    """Raised for a column that is stored in another way, or damaged."""


_UNREADABLE = (_OtherFormError, CorruptDataError, pa.ArrowException, IndexError, OSError)
"""Errors raised while such a column is read."""


class _Page(NamedTuple):
    """A data page as it is stored.

    Attributes:
        entries: Number of levels.
        size: Bytes of levels and values when decompressed.
        packed: Levels and values, compressed.
        crc: CRC32 of these bytes, None where the file has none.
    """

    entries: int
    size: int
    packed: memoryview
    crc: int | None

    def content(self) -> pa.Buffer:
        """Decompresses the page.

        Raises:
            _OtherFormError: The bytes have another checksum.
            OSError: The bytes do not decompress.
        """
        if self.crc is not None and deflate.crc32(self.packed) != self.crc:
            raise _OtherFormError
        return pa.Codec("zstd").decompress(self.packed, self.size)


class LongLists:
    """A column of lists of a row group, each page of which is decompressed when it is wanted.

    Attributes:
        type: Arrow type of the lists.
    """

    def __init__(self, kind: pa.DataType, rows: int, pages: Sequence[_Page]) -> None:
        """Takes the pages of a column; `long_lists` does."""
        self.type = pa.list_(kind)
        self._kind = kind
        self._dtype: np.dtype[Any] = _NUMPY_TYPES[kind]
        self._rows = rows
        self._pages = pages

    def whole(self) -> pa.ChunkedArray | None:
        """Returns all rows, a chunk a page without copies of the numbers, or None for pyarrow."""
        try:
            parts = [_lists(page, self._kind, self._rows) for page in self._pages]
        except _UNREADABLE:
            return None
        if sum(map(len, parts)) != self._rows:
            return None
        return pa.chunked_array(parts, self.type)

    def has_page_for_each(self, lengths: Sequence[int]) -> bool:
        """Returns whether each row has a page of its own, if the lists have these lengths > 0."""
        return [page.entries for page in self._pages] == list(lengths)

    def numbers(self, row: int) -> NDArray[Any] | None:
        """Returns a list that has a page of its own: (N,), or None if pyarrow has to read it."""
        page = self._pages[row]
        try:
            content = page.content()
        except _UNREADABLE:
            return None
        levels = _levels_of_one(page.entries)
        size = len(levels) + page.entries * self._dtype.itemsize
        if content.size != size or bytes(memoryview(content)[: len(levels)]) != levels:
            return None
        numbers = np.frombuffer(content, self._dtype, page.entries, len(levels))
        numbers.flags.writeable = False  # as those of Arrow
        return numbers


def long_lists(data: memoryview, file: pq.ParquetFile, group: int, column: int) -> LongLists | None:
    """Returns a column of lists of a row group.

    Args:
        data: The bytes of the column in the file.
        file: The file.
        group: Number of the row group.
        column: Number of the column among the leaves of the schema.

    Returns:
        The lists of float32 or int32, or None if pyarrow has to read them.
    """
    chunk = file.metadata.row_group(group).column(column)
    levels = file.schema.column(column)
    kind = _TYPES.get(chunk.physical_type)
    is_list = (levels.max_repetition_level, levels.max_definition_level) == (1, _NUMBER)
    if kind is None or not is_list or chunk.has_dictionary_page or chunk.compression != "ZSTD":
        return None
    if levels.logical_type.type != "NONE":
        return None
    try:
        pages = _pages(data, chunk)
    except _UNREADABLE:
        return None
    return LongLists(kind, file.metadata.row_group(group).num_rows, pages)


def _pages(data: memoryview, chunk: pq.ColumnChunkMetaData) -> list[_Page]:
    """Finds the pages of a column; none is decompressed."""
    pages: list[_Page] = []
    at, left, room = 0, chunk.num_values, chunk.total_uncompressed_size
    while left > 0:
        header, at = thrift.read_struct(data, at)
        about = header.get(5)
        if header.get(1) != _DATA_PAGE or not isinstance(about, dict):
            raise _OtherFormError
        size, packed_size, entries = header.get(2), header.get(3), about.get(1)
        if (about.get(2), about.get(3), about.get(4)) != (_PLAIN, _RLE, _RLE):
            raise _OtherFormError
        if not (
            isinstance(size, int) and isinstance(packed_size, int) and isinstance(entries, int)
        ):
            raise _OtherFormError
        packed = data[at : at + packed_size]
        room -= size
        if len(packed) != packed_size or not 0 < entries <= left or size < 0 or room < 0:
            raise _OtherFormError
        crc = header.get(4)
        known = crc & 0xFFFFFFFF if isinstance(crc, int) else None
        pages.append(_Page(entries, size, packed, known))
        at += packed_size
        left -= entries
    return pages


@lru_cache(maxsize=64)
def _levels_of_one(entries: int) -> bytes:
    """Levels of a page with one list of numbers, as `long_lists.py` writes them."""
    first, others = encode_varint(2) + b"\0", encode_varint(2 * (entries - 1)) + b"\1"
    number = bytes([_NUMBER])
    repetition = first + (others if entries > 1 else b"")
    definition = encode_varint(2) + number
    definition += encode_varint(2 * (entries - 1)) + number if entries > 1 else b""
    return b"".join(
        len(section).to_bytes(4, "little") + section for section in (repetition, definition)
    )


def _lists(page: _Page, kind: pa.DataType, max_rows: int) -> pa.ListArray:
    """Returns the lists of a page, which begins with a row."""
    buffer = page.content()
    content = memoryview(buffer).cast("B")
    max_runs = _RUNS_PER_ROW * max_rows
    repetition, at = _runs(content, 0, page.entries, max_runs)
    definition, at = _runs(content, at, page.entries, max_runs)
    starts = _starts(repetition, max_rows)
    ends = list(accumulate(length for _, length in definition))
    lengths, is_null, run = [], [], 0
    for start, stop in pairwise([*starts, page.entries]):
        while ends[run] <= start:
            run += 1
        level, length = definition[run][0], stop - start
        if stop > ends[run] or level not in (_NULL, _EMPTY, _NUMBER):
            raise _OtherFormError
        if level != _NUMBER and length != 1:
            raise _OtherFormError
        lengths.append(length if level == _NUMBER else 0)
        is_null.append(level == _NULL)
    count = sum(lengths)
    if len(content) != at + count * kind.bit_width // 8:
        raise _OtherFormError
    values = pa.Array.from_buffers(kind, count, [None, buffer.slice(at)])
    offsets = pa.array([0, *accumulate(lengths)], pa.int32())
    return pa.ListArray.from_arrays(offsets, values, mask=pa.array(is_null, pa.bool_()))


def _runs(
    content: memoryview, at: int, entries: int, max_runs: int
) -> tuple[list[tuple[int, int]], int]:
    """Returns levels as (level, length), neighbors joined, and where their section ends."""
    end = at + 4 + int.from_bytes(content[at : at + 4], "little")
    at += 4
    runs: list[tuple[int, int]] = []
    for _ in range(max_runs):
        if at >= end:
            break
        head, at = read_varint(content, at)
        level, length = content[at], head >> 1
        at += 1
        if head & 1 or length == 0:
            raise _OtherFormError  # levels that are packed one by one
        if runs and runs[-1][0] == level:
            length += runs.pop()[1]
        runs.append((level, length))
    if at != end or sum(length for _, length in runs) != entries:
        raise _OtherFormError
    return runs, end


def _starts(repetition: list[tuple[int, int]], max_rows: int) -> list[int]:
    """Returns the entry at which each row begins."""
    starts: list[int] = []
    at = 0
    for level, length in repetition:
        if level == 0:
            if len(starts) + length > max_rows:
                raise _OtherFormError
            starts += range(at, at + length)
        at += length
    if not starts or starts[0] != 0:
        raise _OtherFormError
    return starts
