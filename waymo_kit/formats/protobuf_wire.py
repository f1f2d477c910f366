"""The protocol buffer wire format, for messages that are read without the generated classes.

Source: protobuf.dev, "Encoding".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from waymo_kit.errors import CorruptDataError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types."""

Message = bytes | bytearray | memoryview
"""Encoded messages."""

_MAX_FIELDS = 1000
"""Largest number of fields of a small message: real ones have a few, and millions are too slow."""

_ONE_BYTE = [bytes([number]) for number in range(128)]


class Field(NamedTuple):
    """One field of a message: its number, wire type and the span of its content."""

    number: int
    kind: int
    start: int
    stop: int


def encode_varint(number: int) -> bytes:
    """Returns a non-negative integer as a varint: seven bits a byte, the lowest first."""
    if 0 <= number <= 0x7F:
        return _ONE_BYTE[number]
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read_varint(message: Message, at: int) -> tuple[int, int]:
    """Reads a varint; returns its value and the position after it.

    Raises:
        CorruptDataError: The varint is longer than 10 bytes or runs past the end.
    """
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
    raise CorruptDataError(f"a malformed varint at byte {at} of a message")


def iter_fields(message: Message, start: int = 0) -> Iterator[Field]:
    """Yields the top-level fields of a message, whose spans may reach past its end.

    Raises:
        CorruptDataError: The bytes are no fields.
    """
    at = start
    while at < len(message):
        tag, at = read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if not 0 < number < 1 << 29:
            raise CorruptDataError(f"field number {number} at byte {at} of a message")
        begin = at
        if kind == VARINT:
            _, at = read_varint(message, at)
        elif kind == BYTES:
            length, begin = read_varint(message, at)
            at = begin + length
        elif kind in (FIXED64, FIXED32):
            at += 8 if kind == FIXED64 else 4
        else:
            raise CorruptDataError(f"wire type {kind} at byte {at} of a message")
        yield Field(number, kind, begin, at)


def whole_fields(message: Message, what: str) -> Iterator[Field]:
    """Yields the top-level fields of a small message, all of which lie within it.

    Args:
        message: Bytes of the message.
        what: Name of the message with its article, for errors.

    Raises:
        CorruptDataError: The bytes are no fields, are cut off, or are more than 1,000 fields.
    """
    for count, field in enumerate(iter_fields(message)):
        if field.stop > len(message):
            raise CorruptDataError(f"{what} ends {field.stop - len(message)} bytes too early")
        if count >= _MAX_FIELDS:
            raise CorruptDataError(f"{what} in more than {_MAX_FIELDS} pieces")
        yield field
