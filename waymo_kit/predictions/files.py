"""Finds and reads the files that hold predictions: Parquet, Arrow IPC and the official `.bin`."""

from __future__ import annotations

import enum
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs

from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    NotFoundError,
    WaymoKitError,
)
from waymo_kit.formats.arrow_ipc import BatchSizes
from waymo_kit.formats.objects.file import iter_object_batches, prediction_table, read_message
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.predictions.spool import SegmentRows
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import SEGMENT, TRACK_ID, BoxKind

PIECE_ROWS = 1 << 18
"""Number of rows that are decoded at a time, which bounds the memory."""

MAX_GROUP_BYTES = 512 << 20
"""Largest row group or record batch that is read, once it is decompressed: 5 million boxes."""


class Format(enum.Enum):
    """The formats of a predictions file, with the endings of their names."""

    PARQUET = (".parquet",)
    ARROW = (".arrow", ".feather", ".ipc")
    OBJECTS = (".bin",)

    @classmethod
    def of_name(cls, name: str) -> Format | None:
        """Returns the format that a file's name tells, None for other names."""
        for known in cls:
            if name.endswith(known.value):
                return known
        return cls.OBJECTS if ".bin-" in name else None


_MAGIC = {b"PAR1": Format.PARQUET, b"ARRO": Format.ARROW}


def format_of(location: Location) -> Format:
    """Tells the format of a file by its name, else by its first bytes, else takes it for `.bin`."""
    named = Format.of_name(location.name)
    if named is not None:
        return named
    with location.open_input() as stream, translated_errors(location.uri):
        return _MAGIC.get(stream.read(4), Format.OBJECTS)


def find_prediction_files(path: str | os.PathLike[str]) -> list[Location]:
    """Lists the files of predictions: the file itself, or those in a folder by name.

    In a folder, files count whose name ends with `.parquet`, `.arrow`, `.feather`, `.ipc` or
    `.bin`, and shards such as `preds.bin-00000-of-00004`.

    Raises:
        NotFoundError: No file is there.
        InvalidInputError: An entry that is no file, such as a pipe, has the name of one.
    """
    root = locate(path)
    kind = root.info().type
    if kind == fs.FileType.File:
        return [root]
    if kind == fs.FileType.NotFound:
        raise NotFoundError(f"{root}: no such file or folder")
    if kind != fs.FileType.Directory:
        raise InvalidInputError(f"{root}: expected a file or folder, got a pipe or device")
    visible = [child for child in root.children() if not child.name.startswith((".", "_"))]
    found = [child for child in visible if Format.of_name(child.name) is not None]
    if not found:
        raise NotFoundError(
            f"{root}: no predictions in this folder; they are named *.parquet, *.arrow or *.bin"
        )
    regular = {info.base_name for info in root.files()}
    for child in found:
        if child.name not in regular:
            raise InvalidInputError(f"{child}: expected a file, got a folder, pipe or device")
    return found


def iter_predictions(location: Location, kind: BoxKind) -> Iterator[pa.Table]:
    """Yields the checked rows of a file piece by piece.

    Args:
        location: A file of predictions.
        kind: Kind of its boxes.

    Yields:
        Tables in `kind.schema`, in the order of the file.

    Raises:
        CorruptDataError: The file does not decode.
        InvalidInputError: A column or a value is wrong; the message names the row.
    """
    if format_of(location) is Format.OBJECTS:
        for batch in iter_object_batches(read_message(location), str(location)):
            table = prediction_table(batch, kind)
            yield conform_predictions(table, kind, str(location), batch.first, "object")
        return
    first = 0
    with open_table(location, kind) as reader:
        for group in range(reader.num_groups):
            for table in reader.iter_group(group):
                yield conform_predictions(table, kind, str(location), first)
                first += table.num_rows


class TableReader:
    """Reads the row groups of a Parquet file or the record batches of an Arrow IPC file.

    What it yields has been validated in full, so that no offset or index points out of a buffer.

    Attributes:
        num_groups: Number of row groups or record batches.
        schema: Schema of the file.
    """

    def __init__(self, source: pa.NativeFile, file_format: Format) -> None:
        """Reads the file's footer."""
        self._parquet: pq.ParquetFile | None = None
        if file_format is Format.PARQUET:
            metadata = pq.read_metadata(source)
            paths = {metadata.schema.column(k).path for k in range(metadata.num_columns)}
            self._parquet = pq.ParquetFile(
                source,
                metadata=metadata,
                page_checksum_verification=True,
                read_dictionary=[name for name in (SEGMENT, TRACK_ID) if name in paths],
            )
            self.num_groups: int = metadata.num_row_groups
            self.schema: pa.Schema = self._parquet.schema_arrow
        else:
            self._sizes = BatchSizes(source)
            self._check_size("all dictionaries", self._sizes.dictionary_bytes)
            self._ipc = pa.ipc.open_file(source)
            self.num_groups = self._ipc.num_record_batches
            self.schema = self._ipc.schema

    def iter_group(self, group: int, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yields the rows of a group, `PIECE_ROWS` at a time.

        Args:
            group: Number of the group.
            columns: Names of the columns to read. Defaults to None, which reads all.

        Raises:
            InvalidInputError: The group is larger than `MAX_GROUP_BYTES`.
        """
        if self._parquet is not None:
            size = self._parquet.metadata.row_group(group).total_byte_size
            self._check_size(f"row group {group}", size)
            for piece in self._parquet.iter_batches(
                PIECE_ROWS, [group], columns=columns, use_threads=False
            ):
                piece.validate(full=True)
                yield pa.Table.from_batches([piece])
            return
        self._check_size(f"record batch {group}", self._sizes[group].bytes)
        batch = self._ipc.get_batch(group)
        batch.validate(full=True)
        batch = batch if columns is None else batch.select(columns)
        for start in range(0, batch.num_rows, PIECE_ROWS):
            yield pa.Table.from_batches([batch.slice(start, PIECE_ROWS)])

    def segment_of_group(self, group: int) -> tuple[str | None, int]:
        """Returns the segment of all rows of a group and the number of rows.

        The segment is None where there are several, or where it is not known. It is read from the
        column rather than from its statistics, of which pyarrow trusts those that are damaged.
        """
        if SEGMENT not in self.schema.names:
            return None, 0
        names: set[object] = set()
        rows = 0
        for piece in self.iter_group(group, [SEGMENT]):
            rows += piece.num_rows
            names.update(piece.column(SEGMENT).unique().to_pylist())
        same = names.pop() if len(names) == 1 else None
        return same if isinstance(same, str) else None, rows

    @staticmethod
    def _check_size(what: str, size: int) -> None:
        if size > MAX_GROUP_BYTES:
            raise InvalidInputError(
                f"{what}: expected at most {MAX_GROUP_BYTES >> 20} MiB, got {size >> 20} MiB: "
                "write smaller groups"
            )


@contextmanager
def open_table(location: Location, kind: BoxKind) -> Iterator[TableReader]:
    """Opens a Parquet or Arrow IPC file and checks its columns; errors inside name the file.

    Args:
        location: The file.
        kind: Kind of its boxes.

    Raises:
        CorruptDataError: The file does not decode.
        InvalidInputError: A column is missing, unknown or of a wrong type.
    """
    file_format = format_of(location)
    name = "Parquet" if file_format is Format.PARQUET else "Arrow IPC"
    where = str(location)
    with translated_errors(location.uri):
        try:
            with location.open_input() as source:
                reader = TableReader(source, file_format)
                conform_predictions(reader.schema.empty_table(), kind, where)
                yield reader
        except InvalidInputError as error:
            if str(error).startswith(where):
                raise
            raise InvalidInputError(f"{where}: {error}") from error
        except CorruptDataError as error:
            raise CorruptDataError(f"{where}: no readable {name} file: {error}") from error
        except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
            is_storage = isinstance(error, OSError) and (error.errno or not location.is_local)
            if isinstance(error, WaymoKitError) or is_storage:
                raise
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{where}: no readable {name} file: {detail}") from error


def read_predictions(path: str | os.PathLike[str], kind: BoxKind = BoxKind.BOX_3D) -> pa.Table:
    """Reads all predictions of a file or folder into memory.

    Args:
        path: A `.parquet`, `.arrow` or official `.bin` file, or a folder of them.
        kind: Kind of the boxes. Defaults to 3D boxes.

    Returns:
        A table in `kind.schema`.

    Raises:
        NotFoundError: No file is there.
        CorruptDataError: A file does not decode.
        InvalidInputError: A column or a value is wrong, or a segment has more boxes than memory
            should hold; the message names file, row and column.
    """
    rows = SegmentRows(str(path))
    tables: list[pa.Table] = []
    for location in find_prediction_files(path):
        for table in iter_predictions(location, kind):
            for found in pc.value_counts(table.column(SEGMENT)).to_pylist():
                rows.add(found["values"], found["counts"])
            tables.append(table)
    return pa.concat_tables(tables) if tables else kind.schema.empty_table()
