"""Checks of one Parquet file of a component table."""

from __future__ import annotations

from dataclasses import dataclass, field

import google_crc32c
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.formats.rules import (
    ONE_ROW_PER_FRAME,
    TIME,
    check_keys,
    check_segment,
    check_times,
    row_errors,
    row_findings,
)
from waymo_kit.formats.tables.conform import conform
from waymo_kit.formats.tables.manifest import TableEntry
from waymo_kit.formats.tables.parquet_file import (
    MAX_DECODED_BYTES,
    bytes_problem,
    check_group,
    open_parquet,
    parsing,
)
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema import SENSOR_TAGS, Component

_CHUNK_BYTES = 8 << 20


@dataclass
class Findings:
    """Findings about one file.

    Attributes:
        rows: Number of rows of a table, or of records of a v1 file.
        problems: Problems of the file, one line each, naming the row or the record.
        notes: Unusual but readable features of the file.
    """

    rows: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_table(
    location: Location,
    component: Component,
    segment: str,
    listed: TableEntry | None,
    times: NDArray[np.int64] | None = None,
) -> Findings:
    """Checks a table file: all that a reader would refuse, and what is unusual.

    Args:
        location: The file.
        component: Component that the file should hold.
        segment: The segment that it should hold.
        listed: Entry of the file in a manifest, or None for a file of the official dataset: its
            older column types, and rows that are not in order of time, are notes then, not
            problems.
        times: Times of the segment's frames, ascending: (N,) int64; None if they are not known.

    Raises:
        StorageError: The file cannot be read.
    """
    found = Findings()
    if listed is not None and not _check_bytes(location, listed, found):
        return found
    try:
        with open_parquet(location) as file:
            found.rows = file.metadata.num_rows
            is_complete = _check_schema(file.schema_arrow, component, listed is not None, found)
            if listed is not None and found.rows != listed.rows:
                found.problems.append(f"{found.rows} rows, the manifest lists {listed.rows}")
            if is_complete:
                _check_rows(_Rows(file, location, component), segment, listed, times, found)
    except CorruptDataError as error:
        found.problems.append(str(error).removeprefix(f"{location}: "))
    return found


@dataclass
class _Rows:
    """The rows of an open file, a row group of a sensor table at a time, and others at once."""

    file: pq.ParquetFile
    location: Location
    component: Component

    def parts(self) -> list[list[int]]:
        groups = list(range(self.file.num_row_groups))
        return [[group] for group in groups] if self.component.tag in SENSOR_TAGS else [groups]

    def read(self, groups: list[int]) -> pa.Table:
        metadata = self.file.metadata
        with parsing(self.location):
            for group in groups:
                check_group(metadata.row_group(group), str(self.location))
            table = self.file.read_row_groups(groups, use_threads=False)
        if table.nbytes > MAX_DECODED_BYTES:
            raise CorruptDataError(f"{self.location}: {table.nbytes >> 20} MiB of values")
        return conform(table, self.component.schema, str(self.location))


def _check_rows(
    rows: _Rows,
    segment: str,
    listed: TableEntry | None,
    times: NDArray[np.int64] | None,
    found: Findings,
) -> None:
    tag = rows.component.tag
    if found.rows == 0 and tag in ONE_ROW_PER_FRAME:
        found.problems.append("no row, expected one per frame")
    last = np.iinfo(np.int64).min
    keys = []
    for groups in rows.parts():
        table = rows.read(groups)
        found.problems += row_errors(table, tag)
        found.notes += row_findings(table, tag)
        keys.append(table.select(rows.component.key_columns))
        if any(column.null_count for column in keys[-1].columns):
            return
        try:
            check_segment(table, segment)
            if times is not None:
                check_times(table, tag, times)
        except CorruptDataError as error:
            found.problems.append(str(error))
        if rows.component.per_frame and table.num_rows:
            last = _check_order(table, last, listed is not None, found)
    if len(keys) > 1:
        _check_all_keys(pa.concat_tables(keys), tag, found)


def _check_all_keys(keys: pa.Table, tag: str, found: Findings) -> None:
    """Checks that no two row groups have a row with the same keys."""
    try:
        check_keys(keys, tag)
    except CorruptDataError as error:
        found.problems.append(str(error))


def _check_order(table: pa.Table, last: int, exact: bool, found: Findings) -> int:
    """Checks that rows are in the order of time; returns the last time."""
    times = np.insert(table.column(TIME).to_numpy(), 0, last)
    (late,) = np.nonzero(times[1:] < times[:-1])
    if len(late):
        if exact:
            row = int(late[0])
            found.problems.append(f"row {row}: time {times[row + 1]} after {times[row]}")
        else:
            found.notes.append("the rows are not in order of time")
    return int(times[-1])


def _check_bytes(location: Location, listed: TableEntry, found: Findings) -> bool:
    """Compares size and CRC32C with the manifest; returns whether a file is there at all."""
    try:
        size, crc = checksum(location)
    except NotFoundError:
        found.problems.append("the manifest lists it, but it does not exist")
        return False
    problem = bytes_problem(size, crc, listed)
    if problem is not None:
        found.problems.append(problem)
    return True


def checksum(location: Location) -> tuple[int, str]:
    """Size of a file and its CRC32C as manifests write it."""
    size = crc = 0
    with location.open_input() as source, translated_errors(location.uri):
        while chunk := source.read(_CHUNK_BYTES):
            crc = google_crc32c.extend(crc, chunk)
            size += len(chunk)
    return size, f"{crc:08x}"


def _check_schema(schema: pa.Schema, component: Component, exact: bool, found: Findings) -> bool:
    """Checks names and types of the columns; returns whether the rows can be read."""
    if schema.equals(component.schema):
        return True
    expected = component.schema
    older = set()
    is_complete = True
    for name in expected.names:
        count = schema.names.count(name)
        if count != 1:
            found.problems.append(f"{count or 'no'} column{'s' * (count > 1)} {name!r}")
            is_complete = False
            continue
        ours, theirs = expected.field(name).type, schema.field(name).type
        if theirs.equals(ours):
            continue
        if exact or not _is_older(theirs, ours):
            found.problems.append(f"column {name!r} is {theirs}, expected {ours}")
            is_complete = False
        else:
            older.add(f"{_number_type(theirs)} for {_number_type(ours)}")
    if older:
        text = ", ".join(sorted(older))
        found.notes.append(f"{component.tag} has column types of an older release: {text}")
    extra = [name for name in schema.names if name not in expected.names]
    if extra:
        found.problems.append(f"unknown columns {', '.join(map(repr, extra))}")
    elif (
        exact and sorted(schema.names) == sorted(expected.names) and schema.names != expected.names
    ):
        found.problems.append("the columns are in another order")
    return is_complete


def _number_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_nested(kind) else kind


def _is_older(theirs: pa.DataType, ours: pa.DataType) -> bool:
    """Returns whether a type is of an early release: names for numbers, other widths of numbers."""
    if pa.types.is_list(theirs) and pa.types.is_list(ours):
        return _is_older(theirs.value_type, ours.value_type)
    if pa.types.is_fixed_size_list(theirs) and pa.types.is_fixed_size_list(ours):
        same_size = theirs.list_size == ours.list_size
        return same_size and _is_older(theirs.value_type, ours.value_type)
    return bool(
        (pa.types.is_string(theirs) and ours == pa.int8())
        or (pa.types.is_floating(theirs) and pa.types.is_floating(ours))
        or (pa.types.is_integer(theirs) and pa.types.is_integer(ours))
        or theirs.equals(ours)
    )
