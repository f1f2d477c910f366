"""Predictions by segment: a file or folder of any size, of which each segment is read alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from waymo_kit.io import Location
from waymo_kit.predictions.files import (
    Format,
    find_prediction_files,
    format_of,
    iter_predictions,
    open_table,
)
from waymo_kit.predictions.spool import SpooledTable, SpoolWriter
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import BoxKind


@dataclass(frozen=True)
class _Part:
    """A row group or record batch of a file that holds rows of one segment only."""

    location: Location
    group: int
    first_row: int


@dataclass(frozen=True)
class PredictionSource:
    """Predictions that can be read segment by segment, in this process or another.

    Attributes:
        where: the path or URI.
        kind: what boxes they are.
        segments: names of the segments, sorted.
    """

    where: str
    kind: BoxKind
    segments: tuple[str, ...]
    _parts: dict[str, tuple[_Part, ...]]
    _spool: SpooledTable | None

    def read(self, segment: str) -> pa.Table:
        """Reads and checks the predictions of a segment.

        Args:
            segment: name of a segment; one without predictions gives no rows.

        Returns:
            A table in `kind.schema`, rows in the order of the files.

        Raises:
            CorruptDataError: a file does not decode.
            InvalidInputError: a column or a value is wrong; the message has file, row and column.
        """
        tables = [self._read_part(part) for part in self._parts.get(segment, ())]
        if self._spool is not None:
            tables.append(self._spool.read(segment))
        return pa.concat_tables(tables) if tables else self.kind.schema.empty_table()

    def _read_part(self, part: _Part) -> pa.Table:
        with open_table(part.location) as reader:
            table = reader.read_group(part.group)
            return conform_predictions(table, self.kind, str(part.location), part.first_row)


def open_predictions(
    path: str | os.PathLike[str], kind: BoxKind, scratch: Path
) -> PredictionSource:
    """Opens predictions for reading by segment.

    Row groups of Parquet files and record batches of Arrow files with one segment each are read
    where they lie. Everything else, `.bin` files in particular, is read once here and brought to
    disk by segment, about 130 bytes a box.

    Args:
        path: a `.parquet`, `.arrow` or official `.bin` file, or a folder of them.
        kind: what boxes they must be.
        scratch: folder for what is brought to disk; must exist as long as the source is used.

    Raises:
        NotFoundError: nothing is there.
        CorruptDataError: a file does not decode.
        InvalidInputError: a column or a value is wrong.
    """
    parts: dict[str, list[_Part]] = {}
    writer: SpoolWriter | None = None
    for location in find_prediction_files(path):
        in_file = _parts_of(location, kind)
        if in_file is not None:
            for segment, part in in_file:
                parts.setdefault(segment, []).append(part)
            continue
        if writer is None:
            writer = SpoolWriter(scratch / "predictions.arrow", kind.schema)
        for table in iter_predictions(location, kind):
            writer.add(table)
    spool = writer.finish() if writer is not None else None
    segments = parts.keys() | (spool.batches.keys() if spool is not None else set())
    frozen = {segment: tuple(found) for segment, found in parts.items()}
    return PredictionSource(str(path), kind, tuple(sorted(segments)), frozen, spool)


def _parts_of(location: Location, kind: BoxKind) -> list[tuple[str, _Part]] | None:
    """The parts of a file all of whose groups hold one segment each, else None."""
    if format_of(location) is Format.OBJECTS:
        return None
    parts, first = [], 0
    with open_table(location) as reader:
        conform_predictions(reader.schema.empty_table(), kind, str(location))
        for group in range(reader.num_groups):
            segment, rows = reader.segment_of_group(group)
            if rows and segment is None:
                return None
            if segment is not None:
                parts.append((segment, _Part(location, group, first)))
            first += rows
    return parts
