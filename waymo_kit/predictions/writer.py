"""A file of predictions, written piece by piece."""

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
from waymo_kit.io.storage import publish, translated_errors
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import BoxKind

PARQUET_OPTIONS = {"compression": "zstd", "write_page_checksum": True}


class PredictionWriter:
    """Writes predictions segment by segment; the file appears when the block ends without error.

    Each `add` makes a row group or record batch: give it the rows of one segment, and readers find
    a segment without reading the others. Nothing but a segment's rows is held in memory.

    Attributes:
        target: the file to be made.
        kind: what boxes are in it.
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
            path: file or URI to write.
            kind: what boxes are in it.
            file_format: None takes the one that the name asks for.
            without: optional columns that no row has; they are left out of Parquet and Arrow files.

        Raises:
            InvalidInputError: the name does not end as files of a format do, or as those of
                another one than `file_format`.
        """
        self.target = locate(path)
        named = [each for each in Format if self.target.name.endswith(each.value)]
        if not named and file_format is None:
            endings = ", ".join(ending for each in Format for ending in each.value)
            raise InvalidInputError(
                f"{self.target}: expected a name that ends with one of {endings}"
            )
        self._format = file_format or named[0]
        if named and named[0] is not self._format:
            raise InvalidInputError(
                f"{self.target}: expected a name that ends with {self._format.value[0]} for the "
                f"format {self._format.name.lower()}"
            )
        self.kind = kind
        names = [name for name in kind.schema.names if name not in without]
        self._schema = pa.schema([kind.schema.field(name) for name in names])

    def __enter__(self) -> PredictionWriter:
        """Opens a scratch file."""
        self._scratch = tempfile.TemporaryDirectory()
        self._staged = Path(self._scratch.name) / "predictions"
        with translated_errors(str(self._staged), OutputError):
            if self._format is Format.PARQUET:
                self._parquet = pq.ParquetWriter(self._staged, self._schema, **PARQUET_OPTIONS)
            elif self._format is Format.ARROW:
                self._ipc = pa.ipc.new_file(str(self._staged), self._schema)
            else:
                self._objects = self._staged.open("wb")
        return self

    def add(self, table: pa.Table) -> None:
        """Appends the rows of one segment.

        Raises:
            InvalidInputError: a column or value is wrong.
            OutputError: the scratch disk is full.
        """
        table = conform_predictions(table, self.kind, "predictions")
        if table.num_rows == 0:
            return
        with translated_errors(str(self._staged), OutputError):
            if self._format is Format.PARQUET:
                self._parquet.write_table(table.select(self._schema.names), table.num_rows)
            elif self._format is Format.ARROW:
                whole = table.select(self._schema.names).combine_chunks()
                self._ipc.write_table(whole)
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
            OutputError: the file cannot be written.
        """
        with self._scratch:
            with translated_errors(str(self._staged), OutputError):
                if self._format is Format.PARQUET:
                    self._parquet.close()
                elif self._format is Format.ARROW:
                    self._ipc.close()
                else:
                    self._objects.close()
            if kind is None:
                publish(self._staged, self.target)
