"""One shard of a submission: a `Submission` message, its boxes apart from the rest.

Source: protobuf.dev, "Encoding"; field numbers in `waymo_kit/protos/submission.proto`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.protos.submission_pb2 import Submission

MOST_BYTES = (1 << 31) - 1
"""Largest message that protobuf parses."""

_RESULTS = Submission.INFERENCE_RESULTS_FIELD_NUMBER
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED_SIZES = {_FIXED64: 8, _FIXED32: 4}


@dataclass(frozen=True, eq=False)
class Shard:
    """A parsed shard.

    Attributes:
        details: all fields but the boxes.
        results: the bytes of each `Objects` message in it, mostly one.
    """

    details: Submission
    results: tuple[NDArray[np.uint8], ...]


def encode_shard(details: Submission, results: list[bytes]) -> Iterator[bytes]:
    """Yields the bytes of a shard piece by piece.

    Args:
        details: all fields but the boxes.
        results: `Objects` messages, which become one.
    """
    size = sum(map(len, results))
    yield details.SerializeToString()
    yield _encode_varint(_RESULTS << 3 | _BYTES) + _encode_varint(size)
    yield from results


def parse_shard(message: NDArray[np.uint8], where: str) -> Shard:
    """Parses a shard without parsing its boxes.

    Args:
        message: (B,) uint8.
        where: what an error calls it, such as its file.

    Raises:
        CorruptDataError: it is cut off, or no `Submission`.
    """
    at, rest, results = 0, [], []
    while at < len(message):
        number, kind, start, stop = _next_field(message, at, where)
        if number == _RESULTS and kind == _BYTES:
            results.append(message[start:stop])
        elif number == Submission.TASK_FIELD_NUMBER and kind == _BYTES:
            raise CorruptDataError(
                f"{where}: expected a Submission, got an Objects message of predictions; "
                "`waymo-kit submission build` makes the one from the other"
            )
        else:
            rest.append(message[at:stop].tobytes())
        at = stop
    try:
        details = Submission.FromString(b"".join(rest))
    except DecodeError as problem:
        raise CorruptDataError(f"{where}: not a Submission message: {problem}") from problem
    return Shard(details, tuple(results))


def _next_field(message: NDArray[np.uint8], at: int, where: str) -> tuple[int, int, int, int]:
    """Number, wire type, start and stop of the content of the field at a position."""
    tag, start = _read_varint(message, at, where)
    number, kind = tag >> 3, tag & 7
    if kind == _VARINT:
        _, stop = _read_varint(message, start, where)
    elif kind == _BYTES:
        size, start = _read_varint(message, start, where)
        stop = start + size
    elif kind in _FIXED_SIZES:
        stop = start + _FIXED_SIZES[kind]
    else:
        raise CorruptDataError(f"{where}: byte {at} begins no field of a Submission message")
    if number == 0:
        raise CorruptDataError(f"{where}: byte {at} begins no field of a Submission message")
    if stop > len(message):
        raise CorruptDataError(
            f"{where}: the file is cut off: the field at byte {at} ends at byte {stop}, the file "
            f"at {len(message)}"
        )
    return number, kind, start, stop


def _read_varint(message: NDArray[np.uint8], at: int, where: str) -> tuple[int, int]:
    """Value of a varint and the position after it."""
    value = 0
    for k in range(10):
        if at + k >= len(message):
            raise CorruptDataError(f"{where}: the file is cut off at byte {len(message)}")
        byte = int(message[at + k])
        value |= (byte & 0x7F) << (7 * k)
        if byte < 0x80:
            return value, at + k + 1
    raise CorruptDataError(f"{where}: byte {at} begins no field of a Submission message")


def _encode_varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
