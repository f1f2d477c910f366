"""Structures in Thrift's compact protocol, for the metadata of Parquet files.

Source: Apache Thrift, `doc/specs/thrift-compact-protocol.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.protobuf_wire import encode_varint, read_varint

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12
_MAX_DEPTH = 4
"""Depth of structures in a structure that is read: page headers have two."""


class Value(NamedTuple):
    """An encoded value and its type in the compact protocol."""

    kind: int
    data: bytes


def _zigzag(number: int) -> bytes:
    return encode_varint(2 * number if number >= 0 else -2 * number - 1)


def boolean(value: bool) -> Value:
    """Returns a boolean."""
    return Value(_TRUE if value else _FALSE, b"")


def byte(number: int) -> Value:
    """Returns an 8-bit integer."""
    return Value(_BYTE, number.to_bytes(1, "little", signed=True))


def i16(number: int) -> Value:
    """Returns a 16-bit integer."""
    return Value(_I16, _zigzag(number))


def i32(number: int) -> Value:
    """Returns a 32-bit integer or an enum."""
    return Value(_I32, _zigzag(number))


def i64(number: int) -> Value:
    """Returns a 64-bit integer."""
    return Value(_I64, _zigzag(number))


def binary(data: bytes | str) -> Value:
    """Returns bytes or a text."""
    data = data.encode() if isinstance(data, str) else data
    return Value(_BINARY, encode_varint(len(data)) + data)


def array(items: Sequence[Value]) -> Value:
    """Returns a list of values of one type; an empty one is a list of structures."""
    count, kind = len(items), items[0].kind if items else _STRUCT
    head = bytes([count << 4 | kind]) if count < 15 else bytes([0xF0 | kind]) + encode_varint(count)
    return Value(_LIST, head + b"".join(item.data for item in items))


def struct(fields: dict[int, Value]) -> Value:
    """Returns a structure or union of fields by their numbers, which ascend by at most 15 each."""
    out = bytearray()
    last = 0
    for number, value in fields.items():
        out.append((number - last) << 4 | value.kind)
        out += value.data
        last = number
    return Value(_STRUCT, bytes(out) + b"\0")


def read_struct(data: memoryview, at: int) -> tuple[dict[int, object], int]:
    """Reads a structure of numbers, booleans, bytes and such structures.

    Args:
        data: Bytes that hold it.
        at: Position of its first byte.

    Returns:
        The values by the numbers of their fields, and the position after the structure.

    Raises:
        CorruptDataError: The bytes are no such structure.
        IndexError: The bytes end before the structure does.
    """
    return _read_struct(data, at, _MAX_DEPTH)


def _read_struct(data: memoryview, at: int, depth: int) -> tuple[dict[int, object], int]:
    fields: dict[int, object] = {}
    number = 0
    while data[at]:
        step, kind = data[at] >> 4, data[at] & 15
        at += 1
        if step:
            number += step
        else:
            number, at = _read_number(data, at)
        if kind in (_TRUE, _FALSE):
            fields[number] = kind == _TRUE
        elif kind == _BYTE:
            fields[number] = data[at]
            at += 1
        elif kind in (_I16, _I32, _I64):
            fields[number], at = _read_number(data, at)
        elif kind == _BINARY:
            size, at = read_varint(data, at)
            fields[number] = bytes(data[at : at + size])
            at += size
        elif kind == _STRUCT and depth > 0:
            fields[number], at = _read_struct(data, at, depth - 1)
        else:
            raise CorruptDataError(f"a field of type {kind} at byte {at} of a structure")
    return fields, at + 1


def _read_number(data: memoryview, at: int) -> tuple[int, int]:
    value = data[at]
    if value < 128:
        return (value >> 1) ^ -(value & 1), at + 1
    value, at = read_varint(data, at)
    return (value >> 1) ^ -(value & 1), at
