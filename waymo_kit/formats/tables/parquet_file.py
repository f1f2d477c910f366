"""Parquet files that may be damaged: opened with checked pages, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import google_crc32c
import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import CorruptDataError, WaymoKitError
from waymo_kit.formats.tables.footer import check_footer
from waymo_kit.formats.tables.manifest import TableEntry
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors

MAX_DECODED_BYTES = 1 << 29
"""Largest small table, and largest row group of a sensor table, that is read into memory.

A frame of the largest sensor table has about 30 MB, the labels of a segment 10 MB.
"""

_BYTES_PER_VALUE = 8


def read_whole(location: Location, listed: TableEntry | None, *, is_bounded: bool) -> pa.Table:
    """Reads a table file.

    Args:
        location: The file.
        listed: Entry of the file in a manifest, if any: size and CRC32C are compared.
        is_bounded: Whether to refuse more than `MAX_DECODED_BYTES`.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file does not decode, is not as listed, or is too large.
    """
    if listed is None:
        with open_parquet(location) as file:
            return _read(file, location, is_bounded)
    data = location.read_bytes()
    check_bytes(len(data), google_crc32c.value(data), listed, str(location))
    with parsing(location), named(location), pq.ParquetFile(pa.BufferReader(data)) as file:
        check_footer(file)
        return _read(file, location, is_bounded)


def open_parquet(location: Location) -> pq.ParquetFile:
    """Opens a file whose pages are compared with their checksums, if they have any.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file is no Parquet file.
    """
    return open_with_source(location)[0]


def open_with_source(location: Location) -> tuple[pq.ParquetFile, pa.NativeFile]:
    """Opens a file as `open_parquet` does; also returns what its bytes can be read from.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file is no Parquet file.
    """
    with translated_errors(location.uri):
        source = location.open_input()
    with parsing(location), named(location):
        file = pq.ParquetFile(source, page_checksum_verification=True)
        check_footer(file)
    return file, source


def check_bytes(size: int, crc32c: int, listed: TableEntry, where: str) -> None:
    """Compares the size and the CRC32C of a file with its entry in a manifest.

    Raises:
        CorruptDataError: The size or the CRC32C differs.
    """
    problem = bytes_problem(size, f"{crc32c:08x}", listed)
    if problem is not None:
        raise CorruptDataError(f"{where}: {problem}; convert the segment again")


def bytes_problem(size: int, crc32c: str, listed: TableEntry) -> str | None:
    """Returns the difference between a file's size or CRC32C and its manifest entry, or None."""
    if size != listed.bytes:
        return f"{size} bytes, the manifest lists {listed.bytes}"
    if crc32c != listed.crc32c:
        return f"the CRC32C is {crc32c}, the manifest lists {listed.crc32c}"
    return None


def check_group(group: pq.RowGroupMetaData, where: str) -> None:
    """Checks that a row group is small enough to be read.

    Raises:
        CorruptDataError: The row group announces more than `MAX_DECODED_BYTES`.
    """
    _check_size(_decoded_bytes(group), where)


def _check_size(size: int, where: str) -> None:
    if size > MAX_DECODED_BYTES:
        raise CorruptDataError(
            f"{where}: the file announces {size >> 20} MiB of values to read at once, at most "
            f"{MAX_DECODED_BYTES >> 20} MiB are read"
        )


def _decoded_bytes(group: pq.RowGroupMetaData) -> int:
    """Bytes of a row group in memory, about, as its footer says."""
    values = sum(group.column(index).num_values for index in range(group.num_columns))
    return int(max(_BYTES_PER_VALUE * values, group.total_byte_size))


def _read(file: pq.ParquetFile, location: Location, is_bounded: bool) -> pa.Table:
    with parsing(location):
        groups = [file.metadata.row_group(index) for index in range(file.num_row_groups)]
        if is_bounded:
            _check_size(sum(map(_decoded_bytes, groups)), str(location))
        return file.read(use_threads=not is_bounded)  # threads cost more than small tables


@contextmanager
def parsing(location: Location) -> Iterator[None]:
    """Turns errors of Arrow and of the storage into ours, naming the file."""
    with translated_errors(location.uri):
        try:
            yield
        except WaymoKitError:
            raise
        except (pa.ArrowException, UnicodeDecodeError, OverflowError, MemoryError) as error:
            raise _unreadable(location, error) from error
        except OSError as error:
            # Arrow reports damaged pages as errors without a number, but so do object stores.
            if error.errno or not location.is_local:
                raise
            raise _unreadable(location, error) from error


def _unreadable(location: Location, error: BaseException) -> CorruptDataError:
    detail = " ".join(str(error).split()) or type(error).__name__
    return CorruptDataError(f"{location}: no readable Parquet file: {detail}")


@contextmanager
def named(location: Location) -> Iterator[None]:
    """Puts the name of the file in front of errors about its content."""
    try:
        yield
    except CorruptDataError as error:
        raise CorruptDataError(f"{location}: {error}") from error
