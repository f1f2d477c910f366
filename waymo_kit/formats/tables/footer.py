"""Footers of Parquet files, checked before pyarrow looks at single columns.

pyarrow ends the process when it is asked about a column whose type or size statistics contradict
the schema, or which is encrypted, so that no exception could tell. Source: `parquet.thrift` of
Apache Parquet.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.kernels import kernel

_BYTE, _BINARY, _LIST, _SET, _STRUCT = 3, 8, 9, 10, 12
_PHYSICAL_TYPES = (
    *("BOOLEAN", "INT32", "INT64", "INT96"),
    *("FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"),
)
"""Names of physical types, by their numbers in footers."""
_BYTE_ARRAY = 6
_MAX_DEPTH = 16
"""Depth of structures and lists; those of Parquet's footers have less than ten."""

_GOOD, _NO_FOOTER = -1, -2


def check_footer(file: pq.ParquetFile) -> None:
    """Checks a footer for faults that pyarrow does not survive.

    Raises:
        CorruptDataError: A column contradicts the schema, or is encrypted.
    """
    sink = pa.BufferOutputStream()
    file.metadata.write_metadata_file(sink)
    content = np.frombuffer(sink.getvalue(), np.uint8)
    columns = [file.schema.column(index) for index in range(len(file.schema))]
    expected = np.array(
        [
            (
                column.max_repetition_level + 1,
                column.max_definition_level + 1,
                _PHYSICAL_TYPES.index(column.physical_type),
            )
            for column in columns
        ],
        np.int64,
    ).reshape(-1, 3)
    size = int.from_bytes(content[-8:-4].tobytes(), "little")
    found = _find_wrong_column(content[-8 - size : -8], expected)
    if found == _NO_FOOTER:
        raise CorruptDataError("the footer has a form that Parquet does not know")
    if found != _GOOD:
        raise CorruptDataError(
            f"column {columns[found].path}: encrypted, or its statistics do not fit its type"
        )


@kernel
def _find_wrong_column(data: NDArray[np.uint8], expected: NDArray[np.int64]) -> int:
    """Finds the first column that pyarrow does not survive, in the compact protocol of Thrift.

    Args:
        data: (N,) bytes of a `FileMetaData`.
        expected: (C, 3) for each column of the schema: lengths of the histograms of its repetition
            and definition levels, and the number of its physical type.

    Returns:
        Number of the column, `_GOOD` for none, or `_NO_FOOTER` for other bytes.
    """
    is_list = np.zeros(_MAX_DEPTH, np.bool_)
    field = np.zeros(_MAX_DEPTH, np.int64)
    left = np.zeros(_MAX_DEPTH, np.int64)
    count = np.zeros(_MAX_DEPTH, np.int64)
    item = np.zeros(_MAX_DEPTH, np.int64)
    depth, at, end = 0, 0, len(data)
    while depth >= 0:
        if is_list[depth]:
            if left[depth] == 0:
                depth -= 1
                continue
            left[depth] -= 1
            count[depth] += 1
            kind = item[depth]
        else:
            if at >= end:
                return _NO_FOOTER
            head = np.int64(data[at])
            at += 1
            if head == 0:
                depth -= 1
                continue
            kind = head & 15
            if head >> 4:
                field[depth] += head >> 4
            else:
                number, at = _varint(data, at)
                field[depth] = (number >> 1) ^ -(number & 1)
        column = int(count[3]) - 1
        if _is_in_columns(is_list, field, depth) and not 0 <= column < len(expected):
            return _NO_FOOTER
        if depth == 4 and _is_in_columns(is_list, field, depth) and field[4] in (8, 9):
            return column
        in_sizes = depth == 6 and _is_in_columns(is_list, field, depth)
        in_sizes = in_sizes and field[4] == 3 and field[5] == 16 and not is_list[6]
        if in_sizes and field[6] == 1 and expected[column, 2] != _BYTE_ARRAY:
            return column
        if kind <= 2 or kind == _BYTE:
            at += kind == _BYTE or is_list[depth]
        elif kind < 7:
            number, at = _varint(data, at)
            in_type = depth == 5 and _is_in_columns(is_list, field, depth) and not is_list[5]
            in_type = in_type and field[4] == 3 and field[5] == 1
            if in_type and (number >> 1) ^ -(number & 1) != expected[column, 2]:
                return column
        elif kind == 7:
            at += 8
        elif kind == _BINARY:
            size, at = _varint(data, at)
            if not 0 <= size <= end - at:
                return _NO_FOOTER
            at += size
        elif kind in (_LIST, _SET):
            if at >= end or depth + 1 == _MAX_DEPTH:
                return _NO_FOOTER
            head = np.int64(data[at])
            at += 1
            size = head >> 4
            if size == 15:
                size, at = _varint(data, at)
            if not 0 <= size <= end - at:
                return _NO_FOOTER
            if in_sizes and field[6] in (2, 3) and size not in (0, expected[column, field[6] - 2]):
                return column
            depth += 1
            is_list[depth], left[depth], count[depth], item[depth] = True, size, 0, head & 15
        elif kind == _STRUCT:
            if depth + 1 == _MAX_DEPTH:
                return _NO_FOOTER
            depth += 1
            is_list[depth], field[depth] = False, 0
        else:
            return _NO_FOOTER
        if at > end:
            return _NO_FOOTER
    return _GOOD


@kernel
def _is_in_columns(is_list: NDArray[np.bool_], field: NDArray[np.int64], depth: int) -> bool:
    """Returns whether a place lies in the columns (1) of the row groups (4) of a footer."""
    return bool(
        depth >= 4
        and field[0] == 4
        and is_list[1]
        and not is_list[2]
        and field[2] == 1
        and is_list[3]
        and not is_list[4]
    )


@kernel
def _varint(data: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Reads a varint; the position beyond the end where it does not end."""
    value = np.int64(0)
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = np.int64(data[at])
        at += 1
        if shift < 63:
            value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    return value, len(data) + 1
