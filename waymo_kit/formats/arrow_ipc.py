"""Sizes of the record batches of an Arrow IPC file, read before any of them is decompressed.

A few kilobytes of compressed zeros may stand for gigabytes, and pyarrow gives no way to ask. The
sizes are in the footer and in the header of each batch, which are FlatBuffers.
Source: arrow.apache.org, "Arrow Columnar Format: IPC File Format"; `format/{File,Message}.fbs`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa

from waymo_kit.errors import CorruptDataError

_MAGIC = b"ARROW1"
_CONTINUATION = 0xFFFFFFFF

# Numbers of the fields of each FlatBuffers table.
_FOOTER_DICTIONARIES, _FOOTER_BATCHES = 2, 3
_MESSAGE_HEADER = 2
_DICTIONARY_DATA = 1
_BATCH_LENGTH, _BATCH_BUFFERS, _BATCH_COMPRESSION = 0, 2, 3


_WHOLE_BODY_BYTES = 16 << 20
"""Compressed bodies up to this size are read at once, which spares requests to object stores."""


class BatchSize(NamedTuple):
    """Size of one record batch in memory.

    Attributes:
        rows: Number of rows.
        bytes: Bytes of its buffers once they are decompressed.
    """

    rows: int
    bytes: int


class _Block(NamedTuple):
    """Place of a message in the file, and the lengths of its header and body."""

    offset: int
    header_length: int
    body_length: int


class BatchSizes:
    """Tells the sizes of the record batches and dictionaries of a file from their headers.

    Attributes:
        dictionary_bytes: Bytes of all dictionaries together.
    """

    def __init__(self, source: pa.NativeFile) -> None:
        """Reads the footer and the headers of the dictionaries.

        Args:
            source: An Arrow IPC file, open for random access.

        Raises:
            CorruptDataError: The footer or a header does not decode.
        """
        self._source = source
        with _decoding():
            size = source.size()
            length, magic = struct.unpack("<i6s", self._read(size - 10, 10))
            if magic != _MAGIC:
                raise CorruptDataError("no Arrow IPC footer")
            footer = _root(self._read(size - 10 - length, length))
            self._batches = _blocks(footer, _FOOTER_BATCHES)
            self.dictionary_bytes = sum(
                self._size(self._header(block).table(_DICTIONARY_DATA), block).bytes
                for block in _blocks(footer, _FOOTER_DICTIONARIES)
            )

    def __getitem__(self, number: int) -> BatchSize:
        """Returns the size of a record batch.

        Raises:
            CorruptDataError: The header of the batch does not decode.
        """
        block = self._batches[number]
        with _decoding():
            return self._size(self._header(block), block)

    def _read(self, at: int, count: int) -> bytes:
        if at < 0 or not 0 <= count <= self._source.size() - at:
            raise CorruptDataError("the Arrow IPC file is cut off")
        self._source.seek(at)
        return bytes(self._source.read(count))

    def _header(self, block: _Block) -> _Table:
        data = self._read(block.offset, block.header_length)
        (mark,) = struct.unpack_from("<I", data)
        return _root(data[8 if mark == _CONTINUATION else 4 :]).table(_MESSAGE_HEADER)

    def _size(self, batch: _Table, block: _Block) -> BatchSize:
        at, count = batch.vector(_BATCH_BUFFERS)
        spans = [struct.unpack_from("<qq", batch.data, at + 16 * k) for k in range(count)]
        rows = batch.number(_BATCH_LENGTH)
        if not batch.position(_BATCH_COMPRESSION):
            return BatchSize(rows, sum(length for _, length in spans))
        start, whole = block.offset + block.header_length, b""
        if block.body_length <= _WHOLE_BODY_BYTES:
            whole = self._read(start, block.body_length)
        total = 0
        for offset, length in spans:
            if length < 8:
                continue
            prefix = whole[offset : offset + 8] if whole else self._read(start + offset, 8)
            (inflated,) = struct.unpack("<q", prefix)
            total += inflated if inflated >= 0 else length
        return BatchSize(rows, total)


@contextmanager
def _decoding() -> Iterator[None]:
    """Turns what goes wrong on malformed bytes into a `CorruptDataError`."""
    try:
        yield
    except (struct.error, OverflowError) as error:
        raise CorruptDataError(f"a malformed Arrow IPC footer or header: {error}") from error


def _blocks(footer: _Table, field: int) -> list[_Block]:
    at, count = footer.vector(field)
    return [_Block(*struct.unpack_from("<qi4xq", footer.data, at + 24 * k)) for k in range(count)]


class _Table:
    """A table of a FlatBuffer, whose fields are found through its virtual table."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self._at = at
        self._fields = at - struct.unpack_from("<i", data, at)[0]
        self._size = struct.unpack_from("<H", data, self._fields)[0]

    def position(self, field: int) -> int:
        """Position of a field, 0 where it is absent."""
        if 4 + 2 * field >= self._size:
            return 0
        offset = int(struct.unpack_from("<H", self.data, self._fields + 4 + 2 * field)[0])
        return self._at + offset if offset else 0

    def number(self, field: int) -> int:
        """A 64-bit integer, 0 where it is absent."""
        at = self.position(field)
        return int(struct.unpack_from("<q", self.data, at)[0]) if at else 0

    def table(self, field: int) -> _Table:
        """A table inside this one."""
        at = self.position(field)
        if not at:
            raise CorruptDataError("a header without content")
        return _Table(self.data, at + struct.unpack_from("<I", self.data, at)[0])

    def vector(self, field: int) -> tuple[int, int]:
        """Returns the position of the first item of a list, and the number of items."""
        at = self.position(field)
        if not at:
            return 0, 0
        start = at + struct.unpack_from("<I", self.data, at)[0]
        (count,) = struct.unpack_from("<I", self.data, start)
        return start + 4, count


def _root(data: bytes) -> _Table:
    return _Table(data, struct.unpack_from("<I", data)[0])
