"""Reads and writes one shard of a submission: a `Submission` message, its boxes kept apart.

Source: field numbers in `waymo_kit/protos/submission.proto`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.protobuf_wire import BYTES, encode_varint, iter_fields
from waymo_kit.protos.submission_pb2 import Submission

MAX_BYTES = (1 << 31) - 1
"""Size of the largest message that protobuf parses."""

_RESULTS = Submission.INFERENCE_RESULTS_FIELD_NUMBER
_MAX_FIELDS = 100_000


@dataclass(frozen=True, eq=False)
class Shard:
    """A parsed shard.

    Attributes:
        details: All fields but the boxes.
        results: (B,) uint8 bytes of each `Objects` message in it, mostly one.
    """

    details: Submission
    results: tuple[NDArray[np.uint8], ...]


def encode_shard(details: Submission, results: list[bytes]) -> Iterator[bytes]:
    """Yields the bytes of a shard piece by piece.

    Args:
        details: All fields but the boxes.
        results: `Objects` messages, which become one.
    """
    yield details.SerializeToString()
    yield encode_varint(_RESULTS << 3 | BYTES) + encode_varint(sum(map(len, results)))
    yield from results


def parse_shard(message: NDArray[np.uint8], where: str) -> Shard:
    """Parses a shard without parsing its boxes.

    Args:
        message: (B,) uint8 bytes of the shard.
        where: Name of the shard in messages, such as its file.

    Raises:
        CorruptDataError: The shard is cut off, or no `Submission`.
    """
    begin, rest, results = 0, [], []
    view = message.data
    try:
        for field in iter_fields(view):
            if field.stop > len(message):
                raise CorruptDataError(
                    f"the file is cut off: the field at byte {begin} ends at byte {field.stop}, "
                    f"the file at {len(message)}"
                )
            if field.number == _RESULTS and field.kind == BYTES:
                results.append(message[field.start : field.stop])
            elif field.number == Submission.TASK_FIELD_NUMBER and field.kind == BYTES:
                raise CorruptDataError(
                    "expected a Submission, got an Objects message of predictions; "
                    "`waymo-kit submission build` makes the one from the other"
                )
            else:
                rest.append(bytes(view[begin : field.stop]))
                if len(rest) > _MAX_FIELDS:
                    raise CorruptDataError(f"more than {_MAX_FIELDS:,} fields")
            begin = field.stop
        details = Submission.FromString(b"".join(rest))
    except CorruptDataError as error:
        raise CorruptDataError(f"{where}: {error}") from error
    except DecodeError as error:
        raise CorruptDataError(f"{where}: not a Submission message: {error}") from error
    return Shard(details, tuple(results))
