"""Predictions written piece by piece, so that not all of them need to be in memory."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.io import locate
from waymo_kit.io.storage import publish, translated_errors
from waymo_kit.predictions.files import ROW_GROUP_ROWS, Format, format_of_name
from waymo_kit.predictions.objects_file import encode_predictions
from waymo_kit.predictions.schema import BoxKind
from waymo_kit.predictions.validation import conform_predictions


class PredictionWriter:
    """Writes a predictions file a segment at a time; it appears whole or not at all.

    Use it in a `with` block: an error inside leaves no file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        kind: BoxKind = BoxKind.BOX_3D,
        optional: tuple[str, ...] = (),
    ) -> None:
        """Checks the name; nothing is made yet.

        Args:
            path: file or URI to write; `.parquet`, `.arrow`, `.feather`, `.ipc` or official `.bin`.
            kind: what boxes are in it.
            optional: the optional columns (`kind.optional`) that the file has.

        Raises:
            InvalidInputError: the name has another ending.
        """
        self._target = locate(path)
        named = format_of_name(self._target.name)
        if named is None:
            raise InvalidInputError(
                f"{self._target}: expected a name like *.parquet, *.arrow or *.bin"
            )
        self._format, self._kind = named, kind
        absent = {*kind.optional} - {*optional}
        self._schema = pa.schema([field for field in kind.schema if field.name not in absent])
        self._stack = ExitStack()

    def __enter__(self) -> PredictionWriter:
        """Begins a file in a scratch folder.

        Raises:
            OutputError: it cannot be made.
        """
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="waymo-kit-"))
        self._staged = Path(folder) / "predictions"
        with translated_errors(str(self._staged), OutputError):
            self._sink = self._stack.enter_context(self._staged.open("wb"))
            if self._format is Format.PARQUET:
                options = {"compression": "zstd", "write_page_checksum": True}
                self._writer = pq.ParquetWriter(self._sink, self._schema, **options)
            elif self._format is Format.ARROW:
                self._writer = pa.ipc.new_file(self._sink, self._schema)
        return self

    def add(self, table: pa.Table) -> None:
        """Appends the rows of a segment, as a row group or record batch of its own.

        Raises:
            InvalidInputError: a column or value is wrong.
            OutputError: they cannot be written.
        """
        checked = conform_predictions(table, self._kind, "predictions")
        rows = checked.select(self._schema.names).combine_chunks()
        with translated_errors(str(self._target), OutputError):
            if self._format is Format.OBJECTS:
                self._sink.write(encode_predictions(checked, self._kind))
            elif self._format is Format.PARQUET:
                self._writer.write_table(rows, ROW_GROUP_ROWS)
            else:
                self._writer.write_table(rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the file and moves it to its place, unless there was an error.

        Raises:
            OutputError: it cannot be written.
        """
        with self._stack:
            with translated_errors(str(self._target), OutputError):
                if self._format is not Format.OBJECTS:
                    self._writer.close()
                self._sink.close()
            if error is None:
                publish(self._staged, self._target)
