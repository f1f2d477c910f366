"""What can be wrong with one Parquet file of a component table."""

from __future__ import annotations

from dataclasses import dataclass, field

import google_crc32c
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.tables.manifest import TableEntry
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema import Component

_CHUNK_BYTES = 8 << 20
_SEGMENT, _TIME = "key.segment_context_name", "key.frame_timestamp_micros"


@dataclass
class Findings:
    """What was found in one file.

    Attributes:
        rows: number of rows of a table, or of records of a v1 file.
        problems: what is wrong, one line each, naming the row or the record.
        notes: what is unusual but can be read.
    """

    rows: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_table(
    location: Location, component: Component, segment: str, listed: TableEntry | None
) -> Findings:
    """Checks a table file.

    Args:
        location: the file.
        component: what it should hold.
        segment: the segment that it should hold.
        listed: its entry in a manifest, or None for a file of the official dataset: its older
            column types, and rows that are not in order of time, are notes then, not problems.

    Raises:
        StorageError: it cannot be read.
    """
    found = Findings()
    if listed is not None and not _check_bytes(location, listed, found):
        return found
    with translated_errors(location.uri):
        try:
            with pq.ParquetFile(location.open_input()) as file:
                found.rows = file.metadata.num_rows
                _check_schema(file.schema_arrow, component, listed is not None, found)
                keys = [name for name in component.key_columns if name in file.schema_arrow.names]
                table = file.read(columns=keys, use_threads=False)
        except pa.ArrowException as error:
            found.problems.append(f"no readable Parquet file: {' '.join(str(error).split())}")
            return found
    if listed is not None and found.rows != listed.rows:
        found.problems.append(f"{found.rows} rows, the manifest lists {listed.rows}")
    if len(keys) == len(component.keys):
        _check_keys(table, component, segment, listed is not None, found)
    return found


def _check_bytes(location: Location, listed: TableEntry, found: Findings) -> bool:
    """Compares size and CRC32C with the manifest; returns whether a file is there at all."""
    try:
        size, crc = checksum(location)
    except NotFoundError:
        found.problems.append("the manifest lists it, but it does not exist")
        return False
    if size != listed.bytes:
        found.problems.append(f"{size} bytes, the manifest lists {listed.bytes}")
    elif crc != listed.crc32c:
        found.problems.append(f"the CRC32C is {crc}, the manifest lists {listed.crc32c}")
    return True


def checksum(location: Location) -> tuple[int, str]:
    """Size of a file and its CRC32C as manifests write it."""
    size = crc = 0
    with location.open_input() as source, translated_errors(location.uri):
        while chunk := source.read(_CHUNK_BYTES):
            crc = google_crc32c.extend(crc, chunk)
            size += len(chunk)
    return size, f"{crc:08x}"


def _check_schema(schema: pa.Schema, component: Component, exact: bool, found: Findings) -> None:
    if schema.equals(component.schema):
        return
    expected = component.schema
    older = set()
    for name in expected.names:
        if name not in schema.names:
            found.problems.append(f"no column {name!r}")
            continue
        ours, theirs = expected.field(name).type, schema.field(name).type
        if theirs.equals(ours):
            continue
        if exact or not _is_older(theirs, ours):
            found.problems.append(f"column {name!r} is {theirs}, expected {ours}")
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


def _number_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_nested(kind) else kind


def _is_older(theirs: pa.DataType, ours: pa.DataType) -> bool:
    """Whether a type is one of an early release: names for numbers, other widths of numbers."""
    if pa.types.is_list(theirs) and pa.types.is_list(ours):
        return _is_older(theirs.value_type, ours.value_type)
    if pa.types.is_fixed_size_list(theirs) and pa.types.is_fixed_size_list(ours):
        same_size = theirs.list_size == ours.list_size
        return same_size and _is_older(theirs.value_type, ours.value_type)
    return (
        (pa.types.is_string(theirs) and ours == pa.int8())
        or (pa.types.is_floating(theirs) and pa.types.is_floating(ours))
        or (pa.types.is_integer(theirs) and pa.types.is_integer(ours))
        or theirs.equals(ours)
    )


def _check_keys(
    table: pa.Table, component: Component, segment: str, exact: bool, found: Findings
) -> None:
    for name in component.key_columns:
        missing = table.column(name).is_null()
        if pc.any(missing).as_py():
            row = pc.index(missing, True).as_py()
            found.problems.append(f"row {row}: {name} is null")
            return
    strangers = pc.not_equal(table.column(_SEGMENT), segment)
    if pc.any(strangers).as_py():
        row = pc.index(strangers, True).as_py()
        name = table.column(_SEGMENT)[row].as_py()
        found.problems.append(f"row {row}: it belongs to segment {name!r}")
    counts = table.group_by(component.key_columns).aggregate([([], "count_all")])
    if counts.num_rows != table.num_rows:
        found.problems.append(_first_repetition(table))
    if component.per_frame:
        times = table.column(_TIME).to_numpy()
        (late,) = np.nonzero(times[1:] < times[:-1])
        if len(late):
            row = int(late[0]) + 1
            text = f"row {row}: time {times[row]} after {times[row - 1]}"
            if exact:
                found.problems.append(text)
            else:
                found.notes.append("the rows are not in order of time")


def _first_repetition(table: pa.Table) -> str:
    seen: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True)):
        if key in seen:
            return f"row {row}: the same keys as row {seen[key]}: {', '.join(map(str, key[1:]))}"
        seen[key] = row
    raise AssertionError("no repetition")
