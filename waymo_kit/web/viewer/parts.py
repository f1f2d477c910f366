"""Several parts of a frame in one answer, so that a page asks once for a frame.

    0   4 bytes  magic "WKF1"
    4   uint32   length L of the JSON that follows, with spaces at its end up to a multiple of 8
    8            JSON: for each part its name, and type and number of bytes, or status and error
    8+L          the bytes of the parts that are there, in their order, one after the other

Numbers are little-endian.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from waymo_kit.errors import InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.web.viewer.viewed import ChangedError

PARTS_MAGIC = b"WKF1"
MAX_PARTS = 32
"""Maximum number of parts in one answer."""


class Answer(NamedTuple):
    """Content of a URL.

    Attributes:
        body: The bytes.
        media_type: Media type of the bytes.
        is_final: Whether the content stays the same as long as the dataset does.
    """

    body: bytes
    media_type: str
    is_final: bool = True


def status_of(error: Exception) -> int:
    """Returns the HTTP status of an answer that fails."""
    if isinstance(error, ChangedError):
        return 410
    if isinstance(error, NotFoundError):
        return 404
    return 400 if isinstance(error, InvalidInputError) else 422


def join_parts(
    names: str,
    get: Callable[[list[str], Mapping[str, str]], Answer],
    message: Callable[[Exception], str],
) -> Answer:
    """Returns an answer with several parts; one that fails does not take the others with it.

    Args:
        names: Names of the parts between commas, such as `boxes,points?limit=1000`.
        get: Function that returns a part, by the words of its path and its parameters.
        message: Function that returns what a user may read of an error.

    Raises:
        InvalidInputError: There is no name, or there are too many.
    """
    chosen = [name for name in names.split(",") if name]
    if not 0 < len(chosen) <= MAX_PARTS:
        raise InvalidInputError(f"names: expected 1 to {MAX_PARTS} parts, got {len(chosen)}")
    entries: list[dict[str, Any]] = []
    bodies, is_final = [], True
    for name in chosen:
        path, _, query = name.partition("?")
        try:
            answer = get(path.split("/"), dict(parse_qsl(query)))
        except WaymoKitError as error:
            status = status_of(error)
            is_final &= status == 404
            entries.append({"name": name, "status": status, "error": message(error)})
            continue
        is_final &= answer.is_final
        entries.append({"name": name, "type": answer.media_type, "bytes": len(answer.body)})
        bodies.append(answer.body)
    head = json.dumps(entries).encode()
    head += b" " * (-len(head) % 8)
    body = b"".join([struct.pack("<4sI", PARTS_MAGIC, len(head)), head, *bodies])
    return Answer(body, "application/octet-stream", is_final)
