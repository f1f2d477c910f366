"""Writes a file of predictions, in one call or segment by segment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.formats.objects.file import encode_predictions
from waymo_kit.io import locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.spool import split_by_segment
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import BoxKind

PARQUET_OPTIONS = {"compression": "zstd", "write_page_checksum": True}

ROW_GROUP_ROWS = 1 << 20
"""Largest number of rows in a row group or record batch that is written."""


def write_predictions(
    table: pa.Table, path: str | os.PathLike[str], kind: BoxKind = BoxKind.BOX_3D
) -> None:
    """Checks predictions and writes them in the format that the name asks for.

    The file appears whole or not at all. Parquet rows are sorted by segment, with one row group per
    segment, so that a reader finds a segment without reading the others.

    Args:
        table: Rows of a predictions table.
        path: File or URI to write, ending with `.parquet`, `.arrow`, `.feather`, `.ipc` or `.bin`.
        kind: Kind of the boxes. Defaults to 3D boxes.

    Raises:
        InvalidInputError: The name has another ending, or a column or value is wrong.
        OutputError: The file cannot be written.
    """
    table = conform_predictions(table, kind, "predictions")
    unset = [name for name in kind.optional if table.column(name).null_count == len(table) > 0]
    with PredictionWriter(path, kind, without=tuple(unset)) as writer:
        if writer.file_format is Format.PARQUET:
            for _, rows in split_by_segment(table):
                writer.add(rows)
        else:
            writer.add(table)


class PredictionWriter:
    """Writes predictions segment by segment; the file appears when the block ends without error.

    Each `add` makes a row group or record batch: give it the rows of one segment, and readers find
    a segment without reading the others. Only the rows of one segment are held in memory.

        with PredictionWriter("detections.parquet") as writer:
            for scene in dataset:
                writer.add(predict(scene))

    Attributes:
        target: Location of the file.
        kind: Kind of the boxes.
        file_format: Format of the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        kind: BoxKind = BoxKind.BOX_3D,
        file_format: Format | None = None,
        *,
        without: tuple[str, ...] = (),
    ) -> None:
        """Checks the name; nothing is written before the block begins.

        Args:
            path: File or URI to write.
            kind: Kind of the boxes. Defaults to 3D boxes.
            file_format: Format to write. Defaults to None, which takes the format of the name.
            without: Optional columns that no row has, which Parquet and Arrow files then lack.

        Raises:
            InvalidInputError: The name has the ending of no format, or of another one than
                `file_format`.
        """
        self.target = locate(path)
        named = Format.of_name(self.target.name)
        chosen = file_format or named
        if chosen is None:
            endings = ", ".join(ending for each in Format for ending in each.value)
            raise InvalidInputError(
                f"{self.target}: expected a name that ends with one of {endings}"
            )
        if named not in (None, chosen):
            raise InvalidInputError(
                f"{self.target}: expected a name that ends with {chosen.value[0]} for the format "
                f"{chosen.name.lower()}"
            )
        self.file_format = chosen
        self.kind = kind
        names = [name for name in kind.schema.names if name not in without]
        self._schema = pa.schema([kind.schema.field(name) for name in names])

    def __enter__(self) -> PredictionWriter:
        """Opens a scratch file."""
        self._scratch = tempfile.TemporaryDirectory()
        self._staged = Path(self._scratch.name) / "predictions"
        with translated_errors(str(self._staged), OutputError):
            if self.file_format is Format.PARQUET:
                self._parquet = pq.ParquetWriter(self._staged, self._schema, **PARQUET_OPTIONS)
            elif self.file_format is Format.ARROW:
                self._ipc = pa.ipc.new_file(str(self._staged), self._schema)
            else:
                self._objects = self._staged.open("wb")
        return self

    def add(self, table: pa.Table) -> None:
        """Appends the rows of one segment.

        Raises:
            InvalidInputError: A column or value is wrong.
            OutputError: The scratch disk is full.
        """
        table = conform_predictions(table, self.kind, "predictions")
        if table.num_rows == 0:
            return
        with translated_errors(str(self._staged), OutputError):
            if self.file_format is Format.PARQUET:
                self._parquet.write_table(table.select(self._schema.names), ROW_GROUP_ROWS)
            elif self.file_format is Format.ARROW:
                whole = table.select(self._schema.names).combine_chunks()
                self._ipc.write_table(whole, ROW_GROUP_ROWS)
            else:
                # Messages behind one another are one message with all their objects.
                self._objects.write(encode_predictions(table, self.kind))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Puts the file in its place; after an error nothing is left.

        Raises:
            OutputError: The file cannot be written.
        """
        with self._scratch:
            with translated_errors(str(self._staged), OutputError):
                if self.file_format is Format.PARQUET:
                    self._parquet.close()
                elif self.file_format is Format.ARROW:
                    self._ipc.close()
                else:
                    self._objects.close()
            if kind is None:
                publish(self._staged, self.target)
