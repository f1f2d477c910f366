"""Tables as files have them, in the schemas that readers expect."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from waymo_kit.errors import CorruptDataError
from waymo_kit.schema import CameraName, LaserName


def conform(table: pa.Table, schema: pa.Schema, where: str) -> pa.Table:
    """Casts a table to a schema, and checks that its texts are UTF-8.

    Raises:
        CorruptDataError: A column is missing, or has values that do not fit its type.
    """
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        raise CorruptDataError(f"{where}: {' '.join(str(error).split())}") from error
    if table.schema.equals(schema):
        return table
    columns = []
    for expected in schema:
        count = table.schema.names.count(expected.name)
        if count != 1:
            found = f"{count or 'no'} column{'s' * (count > 1)}"
            raise CorruptDataError(f"{where}: {found} {expected.name!r}")
        position = table.schema.get_field_index(expected.name)
        column = table.column(position)
        if pa.types.is_string(column.type) and expected.type == pa.int8():
            column = _numbers_of_names(column, expected.name, where)
        try:
            columns.append(column.cast(expected.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise CorruptDataError(
                f"{where}: column {expected.name!r} is {column.type}, expected {expected.type}"
            ) from error
    return pa.Table.from_arrays(columns, schema=schema)


def _numbers_of_names(column: pa.ChunkedArray, name: str, where: str) -> pa.ChunkedArray:
    kind = LaserName if "laser" in name else CameraName
    members = list(kind)
    index = pc.index_in(column, pa.array([member.name for member in members]))
    if index.null_count > column.null_count:
        raise CorruptDataError(f"{where}: column {name!r} has names that are no {kind.__name__}")
    return pc.take(pa.array([member.value for member in members], pa.int8()), index)
