"""Checks predictions tables; each error names the file, the row and the column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.masks import wrong_texts
from waymo_kit.schema import CameraName, ObjectType, is_segment_name
from waymo_kit.schema.predictions import (
    CAMERA,
    MASK,
    MASK_SIZE,
    SCORE,
    SEGMENT,
    SPEED,
    TRACK_ID,
    TYPE,
    BoxKind,
)

MAX_ID_BYTES = 256
"""Longest track id."""

_IS_TYPE: dict[pa.DataType, Callable[[pa.DataType], bool]] = {
    pa.string(): lambda dtype: pa.types.is_string(dtype) or pa.types.is_large_string(dtype),
    pa.float64(): pa.types.is_floating,
    pa.float32(): pa.types.is_floating,
    pa.int64(): pa.types.is_integer,
    pa.int32(): pa.types.is_integer,
    pa.int8(): pa.types.is_integer,
    pa.bool_(): pa.types.is_boolean,
}
"""Expected type -> whether a column's own type will do."""

MAX_MASK_BYTES = 1 << 20
"""Longest text of a mask."""

_MAX_BYTES = {SEGMENT: 200, TRACK_ID: MAX_ID_BYTES, MASK: MAX_MASK_BYTES}
"""Longest text of each column of texts, in bytes."""

_MAX_SIDE = 1 << 15
"""Largest height and width of an image with masks."""

_SHOWN_CHARACTERS = 80
_SHOWN_NAMES = 5


def conform_predictions(
    table: pa.Table, kind: BoxKind, where: str, first_row: int = 0, row_word: str = "row"
) -> pa.Table:
    """Checks a table and brings it to the full schema of its kind.

    Floats and integers of other widths are cast; texts may be dictionary-encoded.

    Args:
        table: Rows of a predictions table, with the columns in any order.
        kind: Kind of the boxes.
        where: Name of the table in messages, such as its file.
        first_row: Number of the table's first row in that file. Defaults to 0.
        row_word: Name of a row in messages. Defaults to "row".

    Returns:
        The rows in `kind.schema`, with nulls in optional columns that were absent.

    Raises:
        InvalidInputError: A column is missing, unknown, there twice or of a wrong type; or a value
            is null, not finite or outside its range.
    """
    _check_names(table.column_names, kind, where)
    check = _Check(where, first_row, row_word)
    arrays = []
    for expected in kind.schema:
        position = table.schema.get_field_index(expected.name)
        if position < 0:
            arrays.append(pa.nulls(table.num_rows, expected.type))
        else:
            arrays.append(_cast(table.column(position), expected, check))
    conformed = pa.Table.from_arrays(arrays, schema=kind.schema)
    _check_values(conformed, kind, check)
    return conformed


@dataclass(frozen=True)
class _Check:
    """Raises errors about the rows of one table.

    Attributes:
        where: Name of the table in messages.
        first_row: Number of its first row.
        row_word: Name of a row in messages.
    """

    where: str
    first_row: int
    row_word: str

    def __call__(
        self, name: str, values: pa.ChunkedArray, wrong: NDArray[np.bool_], expected: str
    ) -> None:
        """Raises an error about the first row for which `wrong` is true."""
        if wrong.any():
            row = int(wrong.argmax())
            raise InvalidInputError(
                f"{self.where}: {self.row_word} {self.first_row + row}, column {name}: expected "
                f"{expected}, got {_shown(values[row].as_py())}"
            )

    def column(self, name: str, message: str) -> InvalidInputError:
        """Returns an error about a whole column."""
        return InvalidInputError(f"{self.where}: column {name}: {message}")


def _check_names(names: list[str], kind: BoxKind, where: str) -> None:
    known = (*kind.required, *kind.optional)
    missing = [name for name in kind.required if name not in names]
    unknown = [name for name in names if name not in known]
    if missing:
        hint = f"; it has {_listed(unknown)}" if unknown else ""
        raise InvalidInputError(
            f"{where}: no column {', '.join(missing)}, which {kind.value} predictions must have"
            f"{hint}"
        )
    if unknown:
        raise InvalidInputError(
            f"{where}: unknown column {_listed(unknown)}; {kind.value} predictions may have "
            f"{', '.join(kind.optional)} beside the required ones"
        )
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InvalidInputError(f"{where}: column {_listed(repeated)} is there twice")


def _cast(values: pa.ChunkedArray, expected: pa.Field, check: _Check) -> pa.ChunkedArray:
    name, dtype = expected.name, values.type
    if pa.types.is_dictionary(dtype):
        dtype = dtype.value_type
    if not _IS_TYPE[expected.type](dtype):
        raise check.column(name, f"expected {expected.type}, got {_shown_type(values.type)}")
    try:
        values.validate(full=True)
        if expected.type == pa.string():
            _check_lengths(values, name, check)
        if pa.types.is_dictionary(values.type):
            values = values.cast(dtype)
        if pa.types.is_integer(dtype):
            limits = np.iinfo(f"int{expected.type.bit_width}")
            numbers = values.fill_null(0).to_numpy()
            wrong = (numbers < limits.min) | (numbers > limits.max)
            check(name, values, wrong, str(expected.type))
        return values.cast(expected.type, safe=not pa.types.is_floating(dtype))
    except pa.ArrowException as error:
        detail = " ".join(str(error).split())
        raise check.column(name, f"expected {expected.type}: {detail}") from error


def _check_lengths(values: pa.ChunkedArray, name: str, check: _Check) -> None:
    """Checks the lengths of texts before a dictionary of long ones is spelled out row by row."""
    limit = _MAX_BYTES[name]
    for chunk in values.chunks:
        texts = chunk.dictionary if pa.types.is_dictionary(values.type) else chunk
        longest = pc.max(pc.binary_length(texts)).as_py() or 0
        if longest > limit:
            raise check.column(
                name, f"expected texts of at most {limit} bytes, got one of {longest:,}"
            )


def _check_values(table: pa.Table, kind: BoxKind, check: _Check) -> None:
    for name in kind.required:
        column = table.column(name)
        if column.null_count:
            check(name, column, np.asarray(pc.is_null(column)), "a value")
    _check_segments(table.column(SEGMENT), check)
    for name in kind.box_columns:
        column = table.column(name)
        numbers = column.to_numpy()
        check(name, column, ~np.isfinite(numbers), "a finite number")
        if name in kind.size_columns:
            check(name, column, numbers < 0, "a size of at least 0")
    column = table.column(SCORE)
    scores = column.to_numpy()
    check(SCORE, column, ~((scores >= 0) & (scores <= 1)), "a number from 0 to 1")
    column = table.column(TYPE)
    types = column.to_numpy()
    wrong = (types <= ObjectType.UNKNOWN) | (types > max(ObjectType))
    known = ", ".join(f"{kind.value} {kind.name}" for kind in ObjectType if kind.value)
    check(TYPE, column, wrong, f"one of {known}")
    if kind is BoxKind.BOX_2D:
        column = table.column(CAMERA)
        cameras = column.to_numpy()
        wrong = (cameras <= CameraName.UNKNOWN) | (cameras > max(CameraName))
        check(CAMERA, column, wrong, f"a camera from 1 to {max(CameraName)}")
        _check_masks(table, check)
        return
    for name in SPEED:
        column = table.column(name)
        if column.null_count < len(column):
            is_known = np.asarray(pc.is_valid(column))
            check(name, column, is_known & ~np.isfinite(column.to_numpy()), "a finite number")


def _check_masks(table: pa.Table, check: _Check) -> None:
    """Checks that masks are run lengths of their images."""
    masks = table.column(MASK)
    has_mask = np.asarray(pc.is_valid(masks))
    for name in MASK_SIZE:
        column = table.column(name)
        sides = column.fill_null(0).to_numpy()
        if has_mask.any():
            wrong = has_mask & ((sides < 1) | (sides > _MAX_SIDE))
            check(name, column, wrong, f"a side of the mask's image, from 1 to {_MAX_SIDE}")
        if column.null_count < len(column):
            check(name, column, (sides != 0) & ~has_mask, "null where there is no mask")
    if has_mask.any():
        texts = [(text or "").encode() for text in masks.to_pylist()]
        edges = np.cumsum([0, *map(len, texts)])
        height, width = (table.column(name).fill_null(0).to_numpy() for name in MASK_SIZE)
        pixels = height.astype(np.int64) * width
        wrong = wrong_texts(np.frombuffer(b"".join(texts), np.uint8), edges, pixels)
        check(MASK, masks, wrong & has_mask, "run lengths of the image, as COCO writes them")


def _check_segments(column: pa.ChunkedArray, check: _Check) -> None:
    for name in pc.unique(column).to_pylist():
        if not is_segment_name(name):
            wrong = np.asarray(pc.equal(column, name))
            expected = "the segment's context name, of letters, digits, '.', '_' and '-'"
            check(SEGMENT, column, wrong, expected)


def _shown(value: Any) -> str:
    """A value as an error shows it."""
    return "null" if value is None else _shortened(repr(value))


def _shown_type(dtype: pa.DataType) -> str:
    return _shortened(_escaped(str(dtype)))


def _listed(names: Iterable[str]) -> str:
    """Names of columns as an error shows them: on one line, the first few of many."""
    shown = [_shortened(_escaped(name)) for name in names]
    more = [f"{len(shown) - _SHOWN_NAMES} more"] if len(shown) > _SHOWN_NAMES else []
    return ", ".join(shown[:_SHOWN_NAMES] + more)


def _escaped(text: str) -> str:
    return re.sub(r"[^ -~]", lambda match: ascii(match[0])[1:-1], text)


def _shortened(text: str) -> str:
    cut = len(text) > _SHOWN_CHARACTERS
    return f"{text[: _SHOWN_CHARACTERS - 3]}..." if cut else text
