"""The files that hold predictions: which they are, and reading and writing a whole one."""

from __future__ import annotations

import enum
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    NotFoundError,
    WaymoKitError,
)
from waymo_kit.formats.objects.file import (
    encode_predictions,
    iter_object_batches,
    prediction_table,
    read_message,
)
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import publish, translated_errors
from waymo_kit.predictions.spool import split_by_segment
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import SEGMENT, BoxKind

ROW_GROUP_ROWS = 1 << 20
"""Most rows of a row group that is written."""


class Format(enum.Enum):
    """The formats of a predictions file, with the ends of their names."""

    PARQUET = (".parquet",)
    ARROW = (".arrow", ".feather", ".ipc")
    OBJECTS = (".bin",)


_MAGIC = {b"PAR1": Format.PARQUET, b"ARRO": Format.ARROW}


def format_of(location: Location) -> Format:
    """Tells the format of a file: by its name, else by its first bytes, else `.bin`."""
    named = _format_of_name(location.name)
    if named is not None:
        return named
    with location.open_input() as stream, translated_errors(location.uri):
        return _MAGIC.get(stream.read(4), Format.OBJECTS)


def find_prediction_files(path: str | os.PathLike[str]) -> list[Location]:
    """Lists the files of predictions: the file itself, or those in a folder, by name.

    In a folder, files count whose name ends with `.parquet`, `.arrow`, `.feather`, `.ipc` or
    `.bin`, and shards such as `preds.bin-00000-of-00004`.

    Raises:
        NotFoundError: nothing is there.
    """
    root = locate(path)
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise NotFoundError(f"{root}: no such file or folder")
    found = [child for child in root.children() if _format_of_name(child.name) is not None]
    if not found:
        raise NotFoundError(
            f"{root}: no predictions in this folder; they are named *.parquet, *.arrow or *.bin"
        )
    return found


def _format_of_name(name: str) -> Format | None:
    if name.startswith((".", "_")):
        return None
    for known in Format:
        if name.endswith(known.value):
            return known
    return Format.OBJECTS if ".bin-" in name else None


def iter_predictions(location: Location, kind: BoxKind) -> Iterator[pa.Table]:
    """Yields the checked rows of a file piece by piece, in `kind.schema`.

    Raises:
        CorruptDataError: the file does not decode.
        InvalidInputError: a column or a value is wrong; the message has the row.
    """
    file_format = format_of(location)
    if file_format is Format.OBJECTS:
        for batch in iter_object_batches(read_message(location), str(location)):
            table = prediction_table(batch, kind)
            yield conform_predictions(table, kind, str(location), batch.first, "object")
        return
    first = 0
    with open_table(location) as reader:
        for group in range(reader.num_groups):
            table = reader.read_group(group)
            yield conform_predictions(table, kind, str(location), first)
            first += table.num_rows
        if reader.num_groups == 0:
            conform_predictions(reader.schema.empty_table(), kind, str(location))


class TableReader:
    """A Parquet or Arrow IPC file, read by its row groups or record batches."""

    def __init__(self, source: pa.NativeFile, file_format: Format) -> None:
        """Reads the file's footer."""
        if file_format is Format.PARQUET:
            self._parquet = pq.ParquetFile(source, page_checksum_verification=True)
            self.num_groups: int = self._parquet.metadata.num_row_groups
            self.schema: pa.Schema = self._parquet.schema_arrow
        else:
            self._ipc = pa.ipc.open_file(source)
            self.num_groups = self._ipc.num_record_batches
            self.schema = self._ipc.schema
        self._format = file_format

    def read_group(self, group: int) -> pa.Table:
        """All rows of one group."""
        if self._format is Format.PARQUET:
            return self._parquet.read_row_group(group, use_threads=False)
        return pa.Table.from_batches([self._ipc.get_batch(group)])

    def segment_of_group(self, group: int) -> tuple[str | None, int]:
        """The segment of all rows of a group, None for several or unknown, and the rows' number.

        Reads the column rather than its statistics, of which pyarrow trusts what is damaged.
        """
        if SEGMENT not in self.schema.names:
            return None, 0
        if self._format is Format.PARQUET:
            column = self._parquet.read_row_group(group, [SEGMENT], use_threads=False).column(0)
        else:
            column = self._ipc.get_batch(group).column(SEGMENT)
        names = column.unique().to_pylist()
        same = names[0] if len(names) == 1 else None
        return same if isinstance(same, str) else None, len(column)


@contextmanager
def open_table(location: Location) -> Iterator[TableReader]:
    """Opens a Parquet or Arrow file; errors inside the block name the file.

    Raises:
        CorruptDataError: it does not decode.
    """
    file_format = format_of(location)
    with translated_errors(location.uri):
        try:
            with location.open_input() as source:
                yield TableReader(source, file_format)
        except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
            is_storage = isinstance(error, OSError) and (error.errno or not location.is_local)
            if isinstance(error, WaymoKitError) or is_storage:
                raise
            detail = " ".join(str(error).split())
            name = "Parquet" if file_format is Format.PARQUET else "Arrow IPC"
            raise CorruptDataError(f"{location}: no readable {name} file: {detail}") from error


def read_predictions(path: str | os.PathLike[str], kind: BoxKind = BoxKind.BOX_3D) -> pa.Table:
    """Reads all predictions of a file or folder into memory.

    Args:
        path: a `.parquet`, `.arrow` or official `.bin` file, or a folder of them.
        kind: what boxes are in it.

    Returns:
        A table in `kind.schema`.

    Raises:
        NotFoundError: nothing is there.
        CorruptDataError: a file does not decode.
        InvalidInputError: a column or a value is wrong; the message has file, row and column.
    """
    tables = [
        table
        for location in find_prediction_files(path)
        for table in iter_predictions(location, kind)
    ]
    return pa.concat_tables(tables) if tables else kind.schema.empty_table()


def write_predictions(
    table: pa.Table, path: str | os.PathLike[str], kind: BoxKind = BoxKind.BOX_3D
) -> None:
    """Checks predictions and writes them in the format that the name asks for, whole or not at all.

    Args:
        table: rows of a predictions table.
        path: file or URI to write; `.parquet`, `.arrow`, `.feather`, `.ipc` or official `.bin`.
            Parquet rows are sorted by segment, one row group a segment, so that a reader finds a
            segment without reading the others.
        kind: what boxes are in it.

    Raises:
        InvalidInputError: the name has another ending, or a column or value is wrong.
        OutputError: the file cannot be written.
    """
    target = locate(path)
    file_format = _format_of_name(target.name)
    if file_format is None:
        raise InvalidInputError(f"{target}: expected a name like *.parquet, *.arrow or *.bin")
    table = conform_predictions(table, kind, "predictions")
    with tempfile.TemporaryDirectory() as scratch:
        staged = Path(scratch) / "predictions"
        if file_format is Format.OBJECTS:
            staged.write_bytes(encode_predictions(table, kind))
        elif file_format is Format.ARROW:
            with pa.ipc.new_file(str(staged), table.schema) as writer:
                writer.write_table(table)
        else:
            write_parquet(table, staged)
        publish(staged, target)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Writes Parquet with a row group a segment and checksums; absent columns are left out."""
    empty = [name for name in table.column_names if table.column(name).null_count == len(table)]
    table = table.drop_columns(empty) if len(table) else table
    options = {"compression": "zstd", "write_page_checksum": True}
    with pq.ParquetWriter(path, table.schema, **options) as writer:
        for _, rows in split_by_segment(table):
            writer.write_table(rows, ROW_GROUP_ROWS)
        if len(table) == 0:
            writer.write_table(table)
