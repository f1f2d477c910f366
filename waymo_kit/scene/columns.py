"""Columns of component tables as arrays, one entry per row of the table whatever is null."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.schema import Component

TIMESTAMP = "key.frame_timestamp_micros"
SEGMENT = "key.segment_context_name"


def numbers(table: pa.Table, name: str, dtype: type[np.generic]) -> NDArray[Any]:
    """Returns a column of numbers; nulls become NaN, or 0 for integers."""
    data = table.column(name)
    if data.null_count and not np.issubdtype(dtype, np.floating):
        data = data.fill_null(0)
    return np.asarray(data.to_numpy(), dtype=dtype)


def strings(table: pa.Table, name: str) -> NDArray[np.object_]:
    """Returns a column of strings as an object array of str; nulls become empty strings."""
    values = pc.fill_null(table.column(name), "").to_pylist()
    out = np.empty(len(values), object)
    out[:] = values
    return out


def vectors(
    table: pa.Table, component: Component, path: str, axes: str = "xyz"
) -> NDArray[np.float64]:
    """Returns the columns `path.x`, `path.y` and so on as (N, len(axes)) float64; nulls are NaN."""
    names = [component.column(f"{path}.{axis}") for axis in axes]
    return np.stack([numbers(table, name, np.float64) for name in names], axis=1)


def matrices(table: pa.Table, name: str, where: str) -> NDArray[np.float64]:
    """Returns a column of 4 x 4 transforms, row by row.

    Args:
        table: Rows of a component.
        name: Name of a column of lists of 16 numbers.
        where: Name of the table in error messages.

    Returns:
        (N, 4, 4) float64, NaN for a row whose transform is null or empty.

    Raises:
        CorruptDataError: A transform has another length or a null in it; the message has the row.
    """
    found = np.full((table.num_rows, 4, 4), np.nan)
    column = pa.concat_arrays(table.column(name).chunks) if table.num_rows else pa.array([])
    if table.num_rows == 0:
        return found
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    given = np.flatnonzero(lengths)
    wrong = given[lengths[given] != 16]
    values = column.flatten()
    if len(wrong) == 0 and values.null_count == 0:
        found[given] = values.to_numpy(zero_copy_only=False).reshape(-1, 4, 4)
        return found
    row = int(wrong[0]) if len(wrong) else _row_of_null(column)
    raise CorruptDataError(
        f"{where}: expected 16 numbers in column {name}, got "
        f"{column[row].as_py()!s:.80} in row {row}"
    )


def polygons(table: pa.Table, x_name: str, y_name: str, where: str) -> list[NDArray[np.float64]]:
    """Returns the polygons of two columns of lists, one (K, 2) float64 per row.

    Raises:
        CorruptDataError: A row has x and y of different lengths, or a null in them; the message has
            the row.
    """
    found = []
    rows = zip(table.column(x_name), table.column(y_name), strict=True)
    for row, (x_values, y_values) in enumerate(rows):
        x, y = x_values.as_py() or [], y_values.as_py() or []
        if len(x) != len(y) or None in x or None in y:
            raise CorruptDataError(
                f"{where}: expected polygons with as many x as y in columns {x_name} and {y_name}, "
                f"got {len(x)} and {len(y)} in row {row}"
            )
        found.append(np.array([x, y], np.float64).T)
    return found


def _row_of_null(column: pa.Array) -> int:
    return next(k for k, row in enumerate(column) if None in (row.as_py() or ()))
