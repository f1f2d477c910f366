"""Checks of predictions tables: each complaint names the file, the row and the column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import CameraName, ObjectType
from waymo_kit.schema.predictions import (
    CAMERA,
    SCORE,
    SEGMENT,
    SPEED,
    TYPE,
    BoxKind,
)

_IS_TYPE: dict[pa.DataType, Callable[[pa.DataType], bool]] = {
    pa.string(): lambda dtype: pa.types.is_string(dtype) or pa.types.is_large_string(dtype),
    pa.float64(): pa.types.is_floating,
    pa.float32(): pa.types.is_floating,
    pa.int64(): pa.types.is_integer,
    pa.int8(): pa.types.is_integer,
    pa.bool_(): pa.types.is_boolean,
}
"""Expected type -> whether a column's own type will do."""


def conform_predictions(
    table: pa.Table, kind: BoxKind, where: str, first_row: int = 0, row_word: str = "row"
) -> pa.Table:
    """Checks a table and brings it to the full schema of its kind.

    Floats and integers of other widths are cast; strings may be dictionary-encoded.

    Args:
        table: rows of a predictions table; the order of the columns does not matter.
        kind: what boxes it must hold.
        where: what a message calls the table, such as its file.
        first_row: number of the table's first row in that file.
        row_word: what a message calls a row.

    Returns:
        The rows in `kind.schema`, with nulls in optional columns that were absent.

    Raises:
        InvalidInputError: a column is missing, unknown, there twice or of a wrong type; a value is
            null, not finite or outside its range.
    """
    _check_names(table.column_names, kind, where)
    arrays = []
    for expected in kind.schema:
        position = table.schema.get_field_index(expected.name)
        if position < 0:
            arrays.append(pa.nulls(table.num_rows, expected.type))
            continue
        what = f"column {expected.name}"
        arrays.append(_cast(table.column(position), expected, where, what, first_row, row_word))
    conformed = pa.Table.from_arrays(arrays, schema=kind.schema)
    _check_values(conformed, kind, where, first_row, row_word)
    return conformed


def _check_names(names: list[str], kind: BoxKind, where: str) -> None:
    known = (*kind.required, *kind.optional)
    missing = [name for name in kind.required if name not in names]
    unknown = [name for name in names if name not in known]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if missing:
        hint = f"; it has {', '.join(unknown)}" if unknown else ""
        raise InvalidInputError(
            f"{where}: no column {', '.join(missing)}, which {kind.value} predictions must have"
            f"{hint}"
        )
    if unknown:
        raise InvalidInputError(
            f"{where}: unknown column {', '.join(unknown)}; {kind.value} predictions may have "
            f"{', '.join(kind.optional)} beside the required ones"
        )
    if repeated:
        raise InvalidInputError(f"{where}: column {', '.join(repeated)} is there twice")


def _cast(
    values: pa.ChunkedArray, expected: pa.Field, where: str, what: str, first: int, row_word: str
) -> pa.ChunkedArray:
    dtype = values.type
    if pa.types.is_dictionary(dtype):
        dtype = dtype.value_type
        values = values.cast(dtype) if _IS_TYPE[expected.type](dtype) else values
    if not _IS_TYPE[expected.type](dtype):
        raise InvalidInputError(f"{where}: {what}: expected {expected.type}, got {values.type}")
    if pa.types.is_integer(dtype):
        limits = np.iinfo(f"int{expected.type.bit_width}")
        numbers = values.fill_null(0).to_numpy()
        wrong = (numbers < limits.min) | (numbers > limits.max)
        if wrong.any():
            row = int(wrong.argmax())
            raise InvalidInputError(
                f"{where}: {row_word} {first + row}, {what}: expected {expected.type}, got "
                f"{values[row].as_py()}"
            )
    try:
        if expected.type == pa.string():
            values.validate(full=True)
        return values.cast(expected.type, safe=not pa.types.is_floating(dtype))
    except pa.ArrowException as error:
        detail = " ".join(str(error).split())
        raise InvalidInputError(f"{where}: {what}: expected {expected.type}: {detail}") from error


def _check_values(table: pa.Table, kind: BoxKind, where: str, first: int, row_word: str) -> None:
    def check(name: str, wrong: NDArray[np.bool_], expected: str) -> None:
        if wrong.any():
            row = int(wrong.argmax())
            value = table.column(name)[row].as_py()
            raise InvalidInputError(
                f"{where}: {row_word} {first + row}, column {name}: expected {expected}, "
                f"got {'null' if value is None else repr(value)}"
            )

    for name in kind.required:
        if table.column(name).null_count:
            check(name, np.asarray(pc.is_null(table.column(name))), "a value")
    empty = pc.equal(pc.binary_length(table.column(SEGMENT)), 0)
    check(SEGMENT, np.asarray(empty), "the segment's context name")
    for name in kind.box_columns:
        numbers = _numbers(table, name)
        check(name, ~np.isfinite(numbers), "a finite number")
        if name in kind.size_columns:
            check(name, numbers < 0, "a size of at least 0")
    scores = _numbers(table, SCORE)
    check(SCORE, ~((scores >= 0) & (scores <= 1)), "a number from 0 to 1")
    types = _numbers(table, TYPE)
    wrong = (types <= ObjectType.UNKNOWN) | (types > max(ObjectType))
    known = ", ".join(f"{kind.value} {kind.name}" for kind in ObjectType if kind.value)
    check(TYPE, wrong, f"one of {known}")
    if kind is BoxKind.BOX_2D:
        cameras = _numbers(table, CAMERA)
        wrong = (cameras <= CameraName.UNKNOWN) | (cameras > max(CameraName))
        check(CAMERA, wrong, f"a camera from 1 to {max(CameraName)}")
    else:
        for name in SPEED:
            speeds = table.column(name)
            if speeds.null_count < len(speeds):
                known_speed = np.asarray(pc.is_valid(speeds))
                check(name, known_speed & ~np.isfinite(_numbers(table, name)), "a finite number")


def _numbers(table: pa.Table, name: str) -> NDArray[Any]:
    return table.column(name).to_numpy()
