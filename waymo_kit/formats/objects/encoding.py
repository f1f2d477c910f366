"""Kernels that write `Objects` messages from columns, byte for byte as protobuf itself does.

Source: protobuf.dev, "Encoding"; field numbers in `waymo_kit/protos/{metrics,label}.proto`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel


class EncodedColumns(NamedTuple):
    """N predicted boxes in the form that the kernels take.

    Attributes:
        fields: (K,) int64 ascending field numbers in Box of the columns of `box`.
        box: (N, K) uint64 bits of float64 values.
        speed: (N, 2) uint64 bits of float64 speeds.
        has_speed: (N,) bool, whether the speed is known.
        type: (N,) int64 `ObjectType`.
        score: (N,) uint32 bits of float32 scores.
        overlap: (N,) int8, whether the box overlaps a no-label zone; -1 where not known.
        camera: (N,) int64 `CameraName`, 0 for none.
        timestamp: (N,) int64 times in microseconds.
        context: (C,) uint8 joined bytes of the segments' names.
        context_start: (N + 1,) int64 first byte of the name of each row.
        id: (I,) uint8 joined bytes of the track ids.
        id_start: (N + 1,) int64 first byte of the id of each row, which may be empty.
    """

    fields: NDArray[np.int64]
    box: NDArray[np.uint64]
    speed: NDArray[np.uint64]
    has_speed: NDArray[np.bool_]
    type: NDArray[np.int64]
    score: NDArray[np.uint32]
    overlap: NDArray[np.int8]
    camera: NDArray[np.int64]
    timestamp: NDArray[np.int64]
    context: NDArray[np.uint8]
    context_start: NDArray[np.int64]
    id: NDArray[np.uint8]
    id_start: NDArray[np.int64]


@kernel
def _varint_size(value: int | np.uint64 | np.int64) -> int:
    size, rest = 1, np.uint64(value) >> np.uint64(7)
    while rest > np.uint64(0):
        size, rest = size + 1, rest >> np.uint64(7)
    return size


@kernel
def _write_varint(value: int | np.uint64 | np.int64, out: NDArray[np.uint8], at: int) -> int:
    rest = np.uint64(value)
    while rest >= np.uint64(0x80):
        out[at] = np.uint8((rest & np.uint64(0x7F)) | np.uint64(0x80))
        rest, at = rest >> np.uint64(7), at + 1
    out[at] = np.uint8(rest)
    return at + 1


@kernel
def _write_fixed(bits: np.uint32 | np.uint64, size: int, out: NDArray[np.uint8], at: int) -> int:
    for k in range(size):
        out[at + k] = np.uint8((np.uint64(bits) >> np.uint64(8 * k)) & np.uint64(0xFF))
    return at + size


@kernel
def _write_bytes(
    source: NDArray[np.uint8], start: int, stop: int, out: NDArray[np.uint8], at: int
) -> int:
    at = _write_varint(stop - start, out, at)
    for k in range(start, stop):
        out[at] = source[k]
        at += 1
    return at


@kernel
def _label_size(columns: EncodedColumns, row: int) -> int:
    length = columns.id_start[row + 1] - columns.id_start[row]
    size = 2 + 9 * len(columns.fields) + 2
    if columns.has_speed[row]:
        size += 20
    if length > 0:
        size += 1 + _varint_size(length) + length
    return size


@kernel
def _object_size(columns: EncodedColumns, row: int) -> int:
    label = _label_size(columns, row)
    name = columns.context_start[row + 1] - columns.context_start[row]
    size: int = 1 + _varint_size(label) + label + 5
    size += 1 + _varint_size(name) + name + 1 + _varint_size(columns.timestamp[row])
    if columns.overlap[row] >= 0:
        size += 2
    if columns.camera[row] > 0:
        size += 2
    return size


@kernel
def encoded_size(columns: EncodedColumns) -> int:
    """Returns the number of bytes that `encode_objects` writes."""
    total = 0
    for row in range(len(columns.type)):
        size = _object_size(columns, row)
        total += 1 + _varint_size(size) + size
    return total


@kernel
def encode_objects(columns: EncodedColumns, out: NDArray[np.uint8]) -> None:
    """Writes an `Objects` message.

    Args:
        columns: Boxes.
        out: (B,) uint8 array of `encoded_size` bytes that gets the message.
    """
    at = 0
    for row in range(len(columns.type)):
        out[at] = 0x0A
        at = _write_varint(_object_size(columns, row), out, at + 1)
        at = _write_label(columns, row, out, at)
        out[at] = 0x15
        at = _write_fixed(columns.score[row], 4, out, at + 1)
        if columns.overlap[row] >= 0:
            out[at], out[at + 1] = 0x18, columns.overlap[row]
            at += 2
        out[at] = 0x22
        start, stop = columns.context_start[row], columns.context_start[row + 1]
        at = _write_bytes(columns.context, start, stop, out, at + 1)
        out[at] = 0x28
        at = _write_varint(columns.timestamp[row], out, at + 1)
        if columns.camera[row] > 0:
            out[at], out[at + 1] = 0x30, columns.camera[row]
            at += 2


@kernel
def _write_label(columns: EncodedColumns, row: int, out: NDArray[np.uint8], at: int) -> int:
    out[at] = 0x0A
    at = _write_varint(_label_size(columns, row), out, at + 1)
    out[at], out[at + 1] = 0x0A, 9 * len(columns.fields)
    at += 2
    for k in range(len(columns.fields)):
        out[at] = columns.fields[k] << 3 | 1
        at = _write_fixed(columns.box[row, k], 8, out, at + 1)
    if columns.has_speed[row]:
        out[at], out[at + 1] = 0x12, 18
        at += 2
        for k in range(2):
            out[at] = (k + 1) << 3 | 1
            at = _write_fixed(columns.speed[row, k], 8, out, at + 1)
    out[at], out[at + 1] = 0x18, columns.type[row]
    at += 2
    start, stop = columns.id_start[row], columns.id_start[row + 1]
    if stop > start:
        out[at] = 0x22
        at = _write_bytes(columns.id, start, stop, out, at + 1)
    return at
