"""TFRecord files: streams and random access with checked CRCs, and writing.

A record is its length (uint64), the masked CRC32C of the length (uint32), the data, and the masked
CRC32C of the data (uint32), all little-endian. A file may be compressed with gzip as a whole.
Source of the format: TensorFlow's `core/lib/io/record_writer.h`.
"""

from __future__ import annotations

import contextlib
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, overload

import google_crc32c
import numpy as np
import pyarrow as pa

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.recognition import recognize_file
from waymo_kit.io.storage import Location, locate, translated_errors

HEADER_BYTES = 12
FOOTER_BYTES = 4
MAX_RECORD_BYTES = 1 << 27
"""Largest record that is read; a v1 frame has about 5 MB."""

_GZIP_MAGIC = b"\x1f\x8b"
_SPOOL_CHUNK_BYTES = 1 << 20
_MAX_EXPANSION = 200
"""Maximum factor by which a gzip file may grow when it is unpacked; gzip itself reaches 1,000."""


@dataclass(frozen=True)
class Record:
    """One record of a file.

    Attributes:
        index: Position in the file, from 0.
        offset: Byte offset of the record's header in the (decompressed) file.
        data: The content.
    """

    index: int
    offset: int
    data: bytes


def masked_crc32c(data: bytes) -> int:
    """Returns the CRC32C of `data` in the masked form that TFRecord files store."""
    crc: int = google_crc32c.value(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


class RecordReader(Sequence[bytes]):
    """Reads the records of a TFRecord file, by index or as a stream.

    The index of record offsets is built once, from the headers alone, when first needed; after
    that `reader[i]` is one read. A gzip file is unpacked into an anonymous temporary file first,
    since it cannot be read at random.

    Example:
        with RecordReader("segment-1.tfrecord") as reader:
            last = reader[-1]
            for record in reader.stream():
                ...

    Attributes:
        location: The file.
        size: Size in bytes, after unpacking.
    """

    def __init__(self, path: str | os.PathLike[str] | Location, *, verify: bool = True) -> None:
        """Opens a file.

        Args:
            path: Local path or URI, plain or gzip.
            verify: Whether to check the CRC of the data; that of the length is always checked.

        Raises:
            NotFoundError: There is no such file.
            StorageError: The file cannot be read.
        """
        self.location = locate(path)
        self._verify = verify
        self._offsets: np.ndarray | None = None
        self._source = self.location.open_input()
        with translated_errors(self.location.uri):
            if self._source.read_at(2, 0) == _GZIP_MAGIC and not self._starts_with_header():
                self._source = self._unpack()
            self.size: int = self._source.size()

    def __enter__(self) -> RecordReader:
        """Returns the reader."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the file."""
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._source.close()

    @property
    def offsets(self) -> np.ndarray:
        """Byte offset of each record's header, then the end of the file: (N + 1,) int64."""
        if self._offsets is None:
            self._offsets = np.fromiter(self._scan(), dtype=np.int64)
        return self._offsets

    def __len__(self) -> int:
        """Number of records."""
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        """Returns the data of one record, or a list for a slice.

        Raises:
            NotFoundError: The index is outside the file (also an IndexError for `for` loops).
            CorruptDataError: A checksum or a length is wrong.
        """
        if isinstance(index, slice):
            return [self.record(i).data for i in range(*index.indices(len(self)))]
        return self.record(index).data

    def record(self, index: int) -> Record:
        """Returns one record; a negative index counts from the end."""
        count = len(self)
        position = index + count if index < 0 else index
        if not 0 <= position < count:
            raise _RecordIndexError(f"{self.location}: no record {index}, the file has {count}")
        offset = int(self.offsets[position])
        length = int(self.offsets[position + 1]) - offset - HEADER_BYTES - FOOTER_BYTES
        data, footer = self._read_data(length, FOOTER_BYTES, offset + HEADER_BYTES)
        self._check_data(data, footer, length, position, offset)
        return Record(position, offset, data)

    def head(self, index: int, size: int) -> bytes:
        """Returns up to the first `size` bytes of a record, without checking its data CRC.

        For record 0 no index is needed.

        Raises:
            CorruptDataError: The header is damaged, or missing because the file is empty.
        """
        offset = int(self.offsets[index]) if index else 0
        length = self._checked_length(self._read(HEADER_BYTES, offset), index, offset)
        return self._read(min(size, length), offset + HEADER_BYTES)

    def stream(self) -> Iterator[Record]:
        """Yields all records in order, holding one in memory; needs no index.

        Raises:
            CorruptDataError: A checksum or a length is wrong, or the file ends inside a record.
        """
        index, offset = 0, 0
        header = self._read(HEADER_BYTES, 0)
        while header:
            length = self._checked_length(header, index, offset)
            data, end = self._read_data(length, FOOTER_BYTES + HEADER_BYTES, offset + HEADER_BYTES)
            self._check_data(data, end, length, index, offset)
            yield Record(index, offset, data)
            header = end[FOOTER_BYTES:]
            offset += HEADER_BYTES + length + FOOTER_BYTES
            index += 1

    def _scan(self) -> Iterator[int]:
        index, offset = 0, 0
        while offset < self.size:
            yield offset
            length = self._checked_length(self._read(HEADER_BYTES, offset), index, offset)
            offset += HEADER_BYTES + length + FOOTER_BYTES
            index += 1
        yield offset

    def _read(self, size: int, offset: int) -> bytes:
        with translated_errors(self.location.uri):
            data: bytes = self._source.read_at(size, offset)
        return data

    def _read_data(self, length: int, end: int, offset: int) -> tuple[bytes, bytes]:
        """Reads data and what follows it: in one request, but of a local file without a copy."""
        if self.location.is_local:
            return self._read(length, offset), self._read(end, offset + length)
        both = self._read(length + end, offset)
        return both[:length], both[length:]

    def _checked_length(self, header: bytes, index: int, offset: int) -> int:
        if self.size == 0:
            raise CorruptDataError(f"{self.location}: the file is empty")
        length = self._check_header_crc(header, index, offset)
        left = self.size - offset - HEADER_BYTES - FOOTER_BYTES
        if length > left:
            raise self._corrupt(
                index, offset, f"{length} bytes of data announced, the file has {max(left, 0)} more"
            )
        if length > MAX_RECORD_BYTES:
            raise self._corrupt(
                index,
                offset,
                f"{length} bytes of data announced, at most {MAX_RECORD_BYTES} allowed",
            )
        return length

    def _check_header_crc(self, header: bytes, index: int, offset: int) -> int:
        """Returns the length in a header."""
        if len(header) < HEADER_BYTES:
            raise self._corrupt(
                index, offset, f"the file ends after {len(header)} of {HEADER_BYTES} header bytes"
            )
        length, stored = struct.unpack("<QI", header)
        computed = masked_crc32c(header[:8])
        if stored != computed:
            kind = None if offset else recognize_file(self.location)
            if kind is not None:
                raise InvalidInputError(f"{self.location}: expected a TFRecord file, got {kind}")
            raise self._corrupt(
                index,
                offset,
                f"the length's CRC32C is {computed:#010x}, {stored:#010x} is stored"
                + ("" if offset else "; is it a TFRecord file?"),
            )
        return int(length)

    def _check_data(self, data: bytes, end: bytes, length: int, index: int, offset: int) -> None:
        if len(data) < length or len(end) < FOOTER_BYTES:
            raise self._corrupt(index, offset, "the file has become shorter while it was read")
        if self._verify:
            (stored,) = struct.unpack_from("<I", end)
            computed = masked_crc32c(data)
            if stored != computed:
                raise self._corrupt(
                    index,
                    offset,
                    f"the data's CRC32C is {computed:#010x}, {stored:#010x} is stored",
                )

    def _corrupt(self, index: int, offset: int, cause: str) -> CorruptDataError:
        return CorruptDataError(f"{self.location}: record {index} at byte {offset}: {cause}")

    def _starts_with_header(self) -> bool:
        header = self._source.read_at(HEADER_BYTES, 0)
        if len(header) < HEADER_BYTES:
            return False
        return bool(struct.unpack_from("<I", header, 8)[0] == masked_crc32c(header[:8]))

    def _unpack(self) -> pa.PythonFile:
        where = f"{self.location} (unpacked into {tempfile.gettempdir()})"
        with translated_errors(where), contextlib.ExitStack() as undo:
            spool = undo.enter_context(tempfile.TemporaryFile())
            most = max(self._source.size() * _MAX_EXPANSION, MAX_RECORD_BYTES)
            self._source.seek(0)
            packed = pa.CompressedInputStream(self._source, "gzip")
            first = b""
            while chunk := self._inflated_chunk(packed, spool.tell()):
                first = first or chunk[:HEADER_BYTES]
                self._check_header_crc(first, 0, 0)
                spool.write(chunk)
                if spool.tell() > most:
                    raise CorruptDataError(
                        f"{self.location}: the gzip stream expands more than {_MAX_EXPANSION} "
                        f"times, which no file of frames does"
                    )
            undo.pop_all()
        return pa.PythonFile(spool, mode="r")

    def _inflated_chunk(self, packed: pa.CompressedInputStream, at: int) -> bytes:
        try:
            chunk: bytes = packed.read(_SPOOL_CHUNK_BYTES)
        except OSError as error:
            raise CorruptDataError(
                f"{self.location}: the gzip stream breaks after {at} unpacked bytes: "
                f"{' '.join(str(error).split())}"
            ) from error
        return chunk


def located(
    error: Exception, reader: RecordReader, index: int, offset: int
) -> CorruptDataError | InvalidInputError:
    """Returns an error about a record with the file, the record and its byte offset in front."""
    detail = " ".join(str(error).split()) or type(error).__name__
    kind = InvalidInputError if isinstance(error, InvalidInputError) else CorruptDataError
    return kind(f"{reader.location}: record {index} at byte {offset}: {detail}")


class _RecordIndexError(NotFoundError, IndexError):
    """A record index outside the file; an IndexError, so that loops over a reader end."""


class RecordWriter:
    """Writes a TFRecord file that becomes visible under its name only when it is complete.

    Example:
        with RecordWriter("segment.tfrecord") as writer:
            writer.write(frame.SerializeToString())
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens a local path for writing; data goes to a hidden file beside it until the end."""
        self._path = Path(path)
        self._partial = self._path.with_name(f".{self._path.name}.{os.getpid()}.partial")
        with translated_errors(str(self._path)):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._partial.open("wb")

    def write(self, data: bytes) -> None:
        """Appends one record."""
        header = struct.pack("<Q", len(data))
        with translated_errors(str(self._path)):
            self._file.write(header + struct.pack("<I", masked_crc32c(header)))
            self._file.write(data)
            self._file.write(struct.pack("<I", masked_crc32c(data)))

    def __enter__(self) -> RecordWriter:
        """Returns the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Publishes the file, or removes it if the block failed."""
        with translated_errors(str(self._path)):
            try:
                self._file.close()
                if kind is None:
                    self._partial.replace(self._path)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    self._partial.unlink()
