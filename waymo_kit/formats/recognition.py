"""Recognition of files of another kind than the one that is read."""

from __future__ import annotations

from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.errors import WaymoKitError
from waymo_kit.formats.protobuf_wire import BYTES, iter_fields
from waymo_kit.io import Location
from waymo_kit.schema.predictions import SCORE

_MOST_BYTES = 1 << 20
_OBJECT_FIELDS = {1, 2, 3, 4, 5, 6}
_OBJECT_KEYS = {1, 4, 5}
"""Numbers of the box, segment and time of an `Object` of the metrics' protos."""
_TAKEN_BY = "which `waymo-kit eval` takes as --preds"


def recognize_file(location: Location) -> str | None:
    """Names what a file holds, if it is of a kind that people often have.

    Returns:
        The kind with its article and what takes it, or None if it is not recognized.
    """
    try:
        with location.open_input() as file:
            start = file.read(_MOST_BYTES)
        if start.startswith(b"PAR1"):
            with location.open_input() as file:
                return _table(pq.read_schema(file), "Parquet")
        if start.startswith(b"ARROW1"):
            with location.open_input() as file, pa.ipc.open_file(file) as reader:
                return _table(reader.schema, "Arrow")
        return f"an official .bin file of objects, {_TAKEN_BY}" if _is_objects(start) else None
    except (WaymoKitError, pa.ArrowException, OSError, ValueError):
        return None


def _table(schema: pa.Schema, kind: str) -> str:
    if SCORE in schema.names:
        return f"a predictions table, {_TAKEN_BY}"
    if any(name.startswith("[") and "Component]." in name for name in schema.names):
        return "a component table; a dataset is the folder with the folders of its components"
    return f"a table in {kind} format"


def _is_objects(start: bytes) -> bool:
    """Returns whether bytes begin an `Objects` message: a list of objects with names, times."""
    for field in islice(iter_fields(start), 3):
        if (field.number, field.kind) != (1, BYTES) or field.stop > len(start):
            return False
        inner = {part.number for part in iter_fields(start[field.start : field.stop])}
        if not _OBJECT_KEYS <= inner <= _OBJECT_FIELDS:
            return False
    return bool(start)
