"""Kernels that parse `Objects` messages, which hold millions of objects, into columns.

A message is walked field by field. As in protobuf's own parsers a repeated field overwrites, a
repeated submessage merges, and a field with another number or wire type is skipped.
Source: protobuf.dev, "Encoding"; field numbers in `waymo_kit/protos/{metrics,label}.proto`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

CENTER_X, CENTER_Y, CENTER_Z, LENGTH, WIDTH, HEIGHT, HEADING = range(7)
SPEED_X, SPEED_Y = 7, 8
SYNCED_BOX = 9
NUM_NUMBERS = 16
"""Columns of the floating-point values; the camera-synced box has the last seven."""

TYPE, CAMERA, TIMESTAMP, OVERLAP, DETECTION_DIFFICULTY, TRACKING_DIFFICULTY = range(6)
POINTS, TOP_POINTS = 6, 7
NUM_INTEGERS = 8
"""Columns of the integers."""

CONTEXT_NAME, ID, MOST_VISIBLE_CAMERA = range(3)
NUM_STRINGS = 3
"""Columns of the strings, each as a span of bytes of the message."""

HAS_BOX, HAS_TIMESTAMP, HAS_SYNCED_BOX, HAS_SPEED = 1, 2, 4, 8
"""Bits of `present`."""

TRUNCATED, MALFORMED = -1, -2
"""Values of a position beyond which the message cannot be walked."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class ObjectColumns(NamedTuple):
    """N parsed objects.

    Attributes:
        numbers: (N, NUM_NUMBERS) uint64, the bits of float64 values; 0 where absent.
        score: (N,) uint32, the bits of the float32 score; 1 where absent.
        integers: (N, NUM_INTEGERS) int64, 0 where absent.
        spans: (N, NUM_STRINGS, 2) int64 start and stop of each string in the message.
        present: (N,) uint8, bits of the fields that were there.
    """

    numbers: NDArray[np.uint64]
    score: NDArray[np.uint32]
    integers: NDArray[np.int64]
    spans: NDArray[np.int64]
    present: NDArray[np.uint8]


def make_columns(count: int) -> ObjectColumns:
    """Returns the columns of objects in which nothing is set."""
    return ObjectColumns(
        np.zeros((count, NUM_NUMBERS), np.uint64),
        np.ones(count, np.float32).view(np.uint32),
        np.zeros((count, NUM_INTEGERS), np.int64),
        np.zeros((count, NUM_STRINGS, 2), np.int64),
        np.zeros(count, np.uint8),
    )


@kernel
def _read_varint(message: NDArray[np.uint8], at: int, stop: int) -> tuple[np.uint64, int]:
    """Returns the value of a varint and the position after it, or TRUNCATED or MALFORMED."""
    if at < stop and message[at] < 0x80:
        return np.uint64(message[at]), at + 1
    value = np.uint64(0)
    for k in range(10):
        if at + k >= stop:
            return value, TRUNCATED
        byte = np.uint64(message[at + k])
        value |= (byte & np.uint64(0x7F)) << np.uint64(7 * k)
        if byte < np.uint64(0x80):
            return value, at + k + 1
    return value, MALFORMED


@kernel
def _next_field(message: NDArray[np.uint8], at: int, stop: int) -> tuple[int, int, int, int]:
    """Returns number, wire type, start and stop of a field; a negative stop is an error.

    The start of a varint's content is the varint itself.
    """
    tag, begin = _read_varint(message, at, stop)
    if begin < 0:
        return 0, 0, 0, begin
    number, kind = np.int64(tag >> np.uint64(3)), np.int64(tag & np.uint64(7))
    if number <= 0 or number >= 1 << 29:
        return 0, 0, 0, MALFORMED
    if kind == _VARINT:
        _, end = _read_varint(message, begin, stop)
        return number, kind, begin, end
    if kind == _BYTES:
        length, begin = _read_varint(message, begin, stop)
        if begin < 0:
            return 0, 0, 0, begin
        if length > np.uint64(stop - begin):
            return 0, 0, 0, TRUNCATED
        return number, kind, begin, begin + np.int64(length)
    if kind in (_FIXED64, _FIXED32):
        end = begin + (8 if kind == _FIXED64 else 4)
        return number, kind, begin, end if end <= stop else TRUNCATED
    return 0, 0, 0, MALFORMED


@kernel
def scan_objects(
    message: NDArray[np.uint8], at: int, objects: NDArray[np.int64], zones: NDArray[np.int64]
) -> tuple[int, int, int, int]:
    """Finds the objects and no-label zones of a message from a position on.

    Args:
        message: (B,) uint8 bytes of an `Objects` message.
        at: Position at which to start: 0, or where the scan before this one ended.
        objects: (M, 2) int64 array that gets start and stop of each object's content.
        zones: (Z, 2) int64 array that gets start and stop of each no-label zone's content.

    Returns:
        Number of objects, number of zones, position of the next field, and 0, or TRUNCATED or
        MALFORMED if that field is so. The scan ends where either list is full.
    """
    num_objects, num_zones = 0, 0
    while at < len(message) and num_objects < len(objects) and num_zones < len(zones):
        number, kind, start, stop = _next_field(message, at, len(message))
        if stop < 0:
            return num_objects, num_zones, at, stop
        if kind == _BYTES and number == 1:
            objects[num_objects, 0], objects[num_objects, 1] = start, stop
            num_objects += 1
        elif kind == _BYTES and number == 2:
            zones[num_zones, 0], zones[num_zones, 1] = start, stop
            num_zones += 1
        at = stop
    return num_objects, num_zones, at, 0


@kernel
def parse_objects(
    message: NDArray[np.uint8], spans: NDArray[np.int64], columns: ObjectColumns
) -> tuple[int, int]:
    """Parses objects into columns.

    Args:
        message: (B,) uint8 bytes of the message.
        spans: (N, 2) int64 start and stop of each object's content.
        columns: Columns of N rows in which nothing is set.

    Returns:
        The row at which it stopped (N if all is well) and 0, or TRUNCATED or MALFORMED.
    """
    for row in range(len(spans)):
        at, stop = spans[row, 0], spans[row, 1]
        while at < stop:
            number, kind, start, end = _next_field(message, at, stop)
            if end < 0:
                return row, end
            at = end
            if kind == _BYTES and number == 1:
                status = _parse_label(message, start, end, row, columns)
                if status < 0:
                    return row, status
            elif kind == _FIXED32 and number == 2:
                columns.score[row] = np.uint32(_read_fixed(message, start, 4))
            elif kind == _BYTES and number == 4:
                _set_span(columns, row, CONTEXT_NAME, start, end)
            elif kind == _VARINT and number in (3, 5, 6):
                value = np.int64(_read_varint(message, start, end)[0])
                if number == 3:
                    columns.integers[row, OVERLAP] = value
                elif number == 5:
                    columns.integers[row, TIMESTAMP] = value
                    columns.present[row] |= np.uint8(HAS_TIMESTAMP)
                else:
                    columns.integers[row, CAMERA] = value
    return len(spans), 0


@kernel
def _parse_label(
    message: NDArray[np.uint8], at: int, stop: int, row: int, columns: ObjectColumns
) -> int:
    while at < stop:
        number, kind, start, end = _next_field(message, at, stop)
        if end < 0:
            return end
        at = end
        status = 0
        if kind == _BYTES:
            if number == 1:
                status = _parse_box(message, start, end, columns.numbers, row, 0)
                columns.present[row] |= np.uint8(HAS_BOX)
            elif number == 2:
                status = _parse_metadata(message, start, end, columns, row)
            elif number == 4:
                _set_span(columns, row, ID, start, end)
            elif number == 11:
                _set_span(columns, row, MOST_VISIBLE_CAMERA, start, end)
            elif number == 12:
                status = _parse_box(message, start, end, columns.numbers, row, SYNCED_BOX)
                columns.present[row] |= np.uint8(HAS_SYNCED_BOX)
        elif kind == _VARINT:
            value = np.int64(_read_varint(message, start, end)[0])
            if number == 3:
                columns.integers[row, TYPE] = value
            elif number == 5:
                columns.integers[row, DETECTION_DIFFICULTY] = value
            elif number == 6:
                columns.integers[row, TRACKING_DIFFICULTY] = value
            elif number == 7:
                columns.integers[row, POINTS] = value
            elif number == 13:
                columns.integers[row, TOP_POINTS] = value
        if status < 0:
            return status
    return 0


@kernel
def _parse_box(
    message: NDArray[np.uint8],
    at: int,
    stop: int,
    numbers: NDArray[np.uint64],
    row: int,
    first: int,
) -> int:
    """Parses a Box, which has width before length; docs/conventions.md has length first."""
    while at < stop:
        number, kind, start, end = _next_field(message, at, stop)
        if end < 0:
            return end
        at = end
        if kind == _FIXED64 and number <= 7:
            slot = number - 1
            if number == 4:
                slot = WIDTH
            elif number == 5:
                slot = LENGTH
            numbers[row, first + slot] = _read_fixed(message, start, 8)
    return 0


@kernel
def _parse_metadata(
    message: NDArray[np.uint8], at: int, stop: int, columns: ObjectColumns, row: int
) -> int:
    while at < stop:
        number, kind, start, end = _next_field(message, at, stop)
        if end < 0:
            return end
        at = end
        if kind == _FIXED64 and number <= 2:
            slot = SPEED_X if number == 1 else SPEED_Y
            columns.numbers[row, slot] = _read_fixed(message, start, 8)
            columns.present[row] |= np.uint8(HAS_SPEED)
    return 0


@kernel
def _read_fixed(message: NDArray[np.uint8], at: int, size: int) -> np.uint64:
    """Returns the little-endian bits of a fixed-width number as uint64."""
    bits: np.uint64 = np.uint64(0)
    for k in range(size):
        bits |= np.uint64(message[at + k]) << np.uint64(8 * k)
    return bits


@kernel
def _set_span(columns: ObjectColumns, row: int, slot: int, start: int, stop: int) -> None:
    columns.spans[row, slot, 0], columns.spans[row, slot, 1] = start, stop


@kernel
def copy_spans(
    message: NDArray[np.uint8], spans: NDArray[np.int64], out: NDArray[np.uint8]
) -> None:
    """Copies spans of a message behind one another: (N, 2) int64 spans into (total,) uint8."""
    at = 0
    for row in range(len(spans)):
        for k in range(spans[row, 0], spans[row, 1]):
            out[at] = message[k]
            at += 1
