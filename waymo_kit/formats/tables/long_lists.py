"""Parquet files of few rows with long lists, such as range images.

Parquet stores two levels for each number of a list: whether it begins a list, and whether it is
there. pyarrow makes and encodes them one by one, which takes most of its time for millions of
numbers. Here a whole list is one run of levels, and its numbers are compressed as they lie in
memory. Any Parquet reader reads the result, and pyarrow as if it had written the file itself.

Source of the format: Apache Parquet, `parquet.thrift` and `Encodings.md` (data pages v1, levels in
the RLE hybrid encoding, PLAIN values).
"""

from __future__ import annotations

import base64
import struct as packing
from collections.abc import Iterator
from typing import NamedTuple, Protocol

import deflate
import numpy as np
import pyarrow as pa

from waymo_kit.formats.protobuf_wire import encode_varint
from waymo_kit.formats.tables import thrift

PAGE_BYTES = 1 << 20
"""Bytes of values after which a page ends with its row: most range images have one page each."""

_MAGIC = b"PAR1"
_CREATED_BY = "waymo-kit version 1.0.0"
_INT32, _INT64, _FLOAT, _BYTE_ARRAY = 1, 2, 4, 6
_DATA_PAGE = 0
_ZSTD = 6
_PLAIN, _RLE = 0, 3
_OPTIONAL, _REPEATED = 1, 2
_UTF8, _LIST, _INT_8 = 0, 3, 15
_STRING_TYPE = thrift.struct({1: thrift.struct({})})
_LIST_TYPE = thrift.struct({3: thrift.struct({})})
_INT8_TYPE = thrift.struct({10: thrift.struct({1: thrift.byte(8), 2: thrift.boolean(True)})})


class Sink(Protocol):
    """A file or stream to write to."""

    def write(self, data: pa.Buffer | bytes, /) -> object:
        """Appends all of `data`."""


class _Physical(NamedTuple):
    """Storage of an Arrow type in Parquet.

    Attributes:
        number: Number of the physical type.
        dtype: NumPy name of the numbers in a page, or None for texts.
        annotation: The fields `converted_type` and `logicalType` of the schema, if any.
    """

    number: int
    dtype: str | None
    annotation: dict[int, thrift.Value]


_PHYSICAL: dict[pa.DataType, _Physical] = {
    pa.int8(): _Physical(_INT32, "<i4", {6: thrift.i32(_INT_8), 10: _INT8_TYPE}),
    pa.int32(): _Physical(_INT32, "<i4", {}),
    pa.int64(): _Physical(_INT64, "<i8", {}),
    pa.float32(): _Physical(_FLOAT, "<f4", {}),
    pa.string(): _Physical(_BYTE_ARRAY, None, {6: thrift.i32(_UTF8), 10: _STRING_TYPE}),
}
"""Physical storage of each supported Arrow type."""


class _Run(NamedTuple):
    """Consecutive entries of a column with the same levels."""

    repetition: int
    definition: int
    length: int
    has_value: bool


class LongListWriter:
    """Writes a Parquet file with one row group per record batch.

    Columns are int8, int32, int64, float32 or string without nulls, or lists of them (of any or of
    a fixed size), which may be null; the numbers in a list may not.
    """

    def __init__(self, sink: Sink, schema: pa.Schema, *, statistics: list[str], level: int) -> None:
        """Begins a file.

        Args:
            sink: File or stream that gets the bytes, in order; it stays open.
            schema: Schema of all batches.
            statistics: Names of columns, but no lists, whose smallest and largest value each row
                group records.
            level: Compression level of zstd.
        """
        self._sink = sink
        self._schema = schema
        self._statistics = statistics
        self._codec = pa.Codec("zstd", compression_level=level)
        self._page = np.empty(0, np.uint8)
        self._at = 0
        self._rows = 0
        self._groups: list[thrift.Value] = []
        self._write(_MAGIC)

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Writes a row group of at least one row."""
        start = self._at
        columns = [
            self._write_column(field, array)
            for field, array in zip(self._schema, batch.columns, strict=True)
        ]
        group = {
            1: thrift.array([chunk for chunk, _ in columns]),
            2: thrift.i64(sum(size for _, size in columns)),
            3: thrift.i64(batch.num_rows),
            5: thrift.i64(start),
            6: thrift.i64(self._at - start),
            7: thrift.i16(len(self._groups)),
        }
        self._groups.append(thrift.struct(group))
        self._rows += batch.num_rows

    def close(self) -> None:
        """Completes the file."""
        schema = [thrift.struct({4: thrift.binary("schema"), 5: thrift.i32(len(self._schema))})]
        for field in self._schema:
            schema += _schema_elements(field)
        order = thrift.struct({1: thrift.struct({})})
        arrow_schema = base64.b64encode(self._schema.serialize())
        metadata = {1: thrift.binary("ARROW:schema"), 2: thrift.binary(arrow_schema)}
        footer = {
            1: thrift.i32(2),
            2: thrift.array(schema),
            3: thrift.i64(self._rows),
            4: thrift.array(self._groups),
            5: thrift.array([thrift.struct(metadata)]),
            6: thrift.binary(_CREATED_BY),
            7: thrift.array([order] * len(self._schema)),
        }
        data = thrift.struct(footer).data
        self._write(data + packing.pack("<I", len(data)) + _MAGIC)

    def _write(self, data: pa.Buffer | bytes) -> None:
        self._sink.write(data)
        self._at += memoryview(data).nbytes

    def _joined(self, levels: np.ndarray, content: np.ndarray) -> np.ndarray:
        """Concatenates both in memory that is used again for the next page."""
        size = len(levels) + len(content)
        if size > len(self._page):
            self._page = np.empty(size, np.uint8)
        self._page[: len(levels)] = levels
        self._page[len(levels) : size] = content
        return self._page[:size]

    def _write_column(self, field: pa.Field, array: pa.Array) -> tuple[thrift.Value, int]:
        """Writes the pages of a column; returns its metadata and its uncompressed size."""
        is_list = _is_list(field.type)
        values = array.flatten() if is_list else array
        if values.null_count:
            raise ValueError(f"column {field.name!r} has {values.null_count} nulls")
        physical = _PHYSICAL[values.type]
        content, width = _plain(values, physical)
        start, size, entries, at = self._at, 0, 0, 0
        for runs in _pages(_runs(array), PAGE_BYTES // width if width else len(array)):
            levels = _levels(runs, is_list)
            stop = at + width * sum(run.length for run in runs if run.has_value)
            page = self._joined(levels, content[at : stop if width else None])
            at = stop
            packed = self._codec.compress(page)
            count = sum(run.length for run in runs)
            header = _page_header(count, page.nbytes, packed)
            self._write(header)
            self._write(packed)
            size += len(header) + page.nbytes
            entries += count
        path = [field.name, *(("list", "element") if is_list else ())]
        about = {
            1: thrift.i32(physical.number),
            2: thrift.array([thrift.i32(_PLAIN), thrift.i32(_RLE)]),
            3: thrift.array([thrift.binary(part) for part in path]),
            4: thrift.i32(_ZSTD),
            5: thrift.i64(entries),
            6: thrift.i64(size),
            7: thrift.i64(self._at - start),
            9: thrift.i64(start),
        }
        if field.name in self._statistics:
            about[12] = _bounds(values, physical)
        return thrift.struct({2: thrift.i64(0), 3: thrift.struct(about)}), size


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind))


def _schema_elements(field: pa.Field) -> list[thrift.Value]:
    """Makes the schema elements of a column; a list has three levels, the leaf last."""
    kind, name = field.type, field.name
    above = []
    if _is_list(kind):
        kind, name = kind.value_type, "element"
        outer = {3: thrift.i32(_OPTIONAL), 4: thrift.binary(field.name), 5: thrift.i32(1)}
        list_type = {6: thrift.i32(_LIST), 10: _LIST_TYPE}
        middle = {3: thrift.i32(_REPEATED), 4: thrift.binary("list"), 5: thrift.i32(1)}
        above = [thrift.struct(outer | list_type), thrift.struct(middle)]
    physical = _PHYSICAL[kind]
    leaf = {1: thrift.i32(physical.number), 3: thrift.i32(_OPTIONAL), 4: thrift.binary(name)}
    return [*above, thrift.struct(leaf | physical.annotation)]


def _runs(array: pa.Array) -> Iterator[_Run]:
    """The levels of a column. In a list: definition 0 is null, 1 is empty, 3 is a number."""
    if not _is_list(array.type):
        yield _Run(0, 1, len(array), has_value=True)
        return
    if pa.types.is_list(array.type):
        lengths = array.value_lengths().to_pylist()
    else:
        lengths = [
            array.type.list_size if there else None for there in array.is_valid().to_pylist()
        ]
    for length in lengths:
        if not length:
            yield _Run(0, 0 if length is None else 1, 1, has_value=False)
        else:
            yield _Run(0, 3, 1, has_value=True)
            if length > 1:
                yield _Run(1, 3, length - 1, has_value=True)


def _pages(runs: Iterator[_Run], min_entries: int) -> Iterator[list[_Run]]:
    """Divides runs into pages of whole rows, each of at least `min_entries` but for the last."""
    page: list[_Run] = []
    entries = 0
    for run in runs:
        if entries >= min_entries and run.repetition == 0:
            yield page
            page, entries = [], 0
        page.append(run)
        entries += run.length
    if page:
        yield page


def _levels(runs: list[_Run], is_list: bool) -> np.ndarray:
    """Encodes the level sections of a page: each its length, then runs as (2 x length, level)."""
    kinds = ("repetition", "definition") if is_list else ("definition",)
    out = b""
    for kind in kinds:
        parts = (encode_varint(2 * run.length) + bytes([getattr(run, kind)]) for run in runs)
        section = b"".join(parts)
        out += packing.pack("<I", len(section)) + section
    return np.frombuffer(out, np.uint8)


def _plain(values: pa.Array, physical: _Physical) -> tuple[np.ndarray, int]:
    """Returns the PLAIN encoding of values, and the bytes per value, or 0 if those differ."""
    if physical.dtype is None:
        texts = [text.encode() for text in values.to_pylist()]
        data = b"".join(packing.pack("<I", len(text)) + text for text in texts)
        return np.frombuffer(data, np.uint8), 0
    numbers = values.to_numpy().astype(physical.dtype, copy=False)
    return numbers.view(np.uint8), numbers.itemsize


def _bounds(values: pa.Array, physical: _Physical) -> thrift.Value:
    """Makes the statistics of a column in a row group: no nulls, largest and smallest value."""
    if physical.dtype is None:
        texts = [text.encode() for text in values.to_pylist()]
        low, high = min(texts), max(texts)
    else:
        numbers = values.to_numpy().astype(physical.dtype)
        low, high = numbers.min().tobytes(), numbers.max().tobytes()
    return thrift.struct({3: thrift.i64(0), 5: thrift.binary(high), 6: thrift.binary(low)})


def _page_header(count: int, size: int, packed: pa.Buffer) -> bytes:
    """Makes the header of a data page, with a CRC32 of its compressed bytes."""
    crc = deflate.crc32(packed)
    data_page = {
        1: thrift.i32(count),
        2: thrift.i32(_PLAIN),
        3: thrift.i32(_RLE),
        4: thrift.i32(_RLE),
    }
    header = {
        1: thrift.i32(_DATA_PAGE),
        2: thrift.i32(size),
        3: thrift.i32(packed.size),
        4: thrift.i32(crc - (1 << 32) if crc >> 31 else crc),
        5: thrift.struct(data_page),
    }
    return thrift.struct(header).data
