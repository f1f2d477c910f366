"""Opens predictions of any size for reading segment by segment."""

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
from waymo_kit.predictions.spool import SegmentRows, SpooledTable, SpoolWriter
from waymo_kit.predictions.validation import conform_predictions
from waymo_kit.schema.predictions import BoxKind


@dataclass(frozen=True)
class _Group:
    """A row group or record batch of a file that holds rows of one segment only.

    Attributes:
        location: The file.
        number: Number of the group in the file.
        first_row: Number of its first row in the file.
        rows: Number of its rows.
    """

    location: Location
    number: int
    first_row: int
    rows: int


@dataclass(frozen=True)
class PredictionSource:
    """Reads predictions segment by segment, in this process or in another.

    Attributes:
        where: Path or URI of the file or folder.
        kind: Kind of the boxes.
        segments: Names of the segments, sorted.
    """

    where: str
    kind: BoxKind
    segments: tuple[str, ...]
    _groups: dict[str, tuple[_Group, ...]]
    _spool: SpooledTable | None

    def read(self, segment: str) -> pa.Table:
        """Reads and checks the predictions of a segment.

        Args:
            segment: Name of a segment; one without predictions gives no rows.

        Returns:
            A table in `kind.schema`, rows in the order of the files.

        Raises:
            CorruptDataError: A file does not decode.
            InvalidInputError: A column or a value is wrong; the message names file, row and column.
        """
        tables = [
            table for group in self._groups.get(segment, ()) for table in self._read_group(group)
        ]
        if self._spool is not None:
            tables.append(self._spool.read(segment))
        return pa.concat_tables(tables) if tables else self.kind.schema.empty_table()

    def _read_group(self, group: _Group) -> list[pa.Table]:
        tables: list[pa.Table] = []
        first = group.first_row
        with open_table(group.location, self.kind) as reader:
            for table in reader.iter_group(group.number):
                tables.append(conform_predictions(table, self.kind, str(group.location), first))
                first += table.num_rows
        return tables


def open_predictions(
    path: str | os.PathLike[str], kind: BoxKind, scratch: Path
) -> PredictionSource:
    """Opens predictions for reading by segment.

    Row groups of Parquet files and record batches of Arrow files with one segment each are read
    where they lie. Everything else, `.bin` files in particular, is read once here and brought to
    disk by segment, about 130 bytes per box.

    Args:
        path: A `.parquet`, `.arrow` or official `.bin` file, or a folder of them.
        kind: Kind of the boxes.
        scratch: Folder for what is brought to disk; it must exist as long as the source is used.

    Raises:
        NotFoundError: No file is there.
        CorruptDataError: A file does not decode.
        InvalidInputError: A column or a value is wrong, or a segment has more boxes than memory
            should hold.
    """
    groups: dict[str, list[_Group]] = {}
    rows = SegmentRows(str(path))
    writer: SpoolWriter | None = None
    for location in find_prediction_files(path):
        in_file = _groups_of(location, kind)
        if in_file is not None:
            for segment, group in in_file:
                rows.add(segment, group.rows)
                groups.setdefault(segment, []).append(group)
            continue
        if writer is None:
            writer = SpoolWriter(scratch / "predictions.arrow", kind.schema, rows)
        for table in iter_predictions(location, kind):
            writer.add(table)
    spool = writer.finish() if writer is not None else None
    segments = groups.keys() | (spool.batches.keys() if spool is not None else set())
    frozen = {segment: tuple(found) for segment, found in groups.items()}
    return PredictionSource(str(path), kind, tuple(sorted(segments)), frozen, spool)


def _groups_of(location: Location, kind: BoxKind) -> list[tuple[str, _Group]] | None:
    """The groups of a file all of which hold rows of one segment each, else None."""
    if format_of(location) is Format.OBJECTS:
        return None
    groups, first = [], 0
    with open_table(location, kind) as reader:
        for number in range(reader.num_groups):
            segment, rows = reader.segment_of_group(number)
            if rows and segment is None:
                return None
            if segment is not None:
                groups.append((segment, _Group(location, number, first, rows)))
            first += rows
    return groups
