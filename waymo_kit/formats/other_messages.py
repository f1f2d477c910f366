"""Recognition of records that are whole but hold another message than the one that is read."""

from __future__ import annotations

from itertools import islice

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.protobuf_wire import BYTES, FIXED64, Field, iter_fields
from waymo_kit.schema import is_segment_name

V1_FRAME = "a v1 Frame, which waymo_kit.open_dataset reads"
E2E_FRAME = "an E2EDFrame of the end-to-end driving dataset, which waymo_kit.open_e2e_dataset reads"
SCENARIO = "a Scenario of the motion dataset, which waymo_kit.open_motion_dataset reads"
"""Names of the messages that a part of the package reads."""

_EXAMPLE = "a tf.train.Example, which waymo-kit does not read"
_SEQUENCE_EXAMPLE = "a tf.train.SequenceExample, which waymo-kit does not read"
_MOST_FIELDS = 20
_NESTED = 1


def recognize_message(data: bytes) -> str | None:
    """Names what a record holds, if it is a message of another kind that people often have.

    Returns:
        The name of the message with its article and what reads it, or None if it is not
        recognized.
    """
    fields = _fields(data)
    if not fields:
        return None
    numbers = {field.number for field in fields}
    first = fields[0]
    if first.number == _NESTED and first.kind == FIXED64 and numbers <= set(range(1, 20)):
        return SCENARIO
    if first.number != _NESTED or first.kind != BYTES:
        return None
    inner = data[first.start : first.stop]
    if _is_frame(inner):
        return E2E_FRAME
    if numbers <= {1, 2} and _is_features(inner):
        return _EXAMPLE if numbers == {1} else _SEQUENCE_EXAMPLE
    return V1_FRAME if _is_frame(data) else None


def _fields(data: bytes) -> list[Field]:
    """The first fields of a message; none if it is malformed."""
    try:
        fields = list(islice(iter_fields(data), _MOST_FIELDS))
    except CorruptDataError:
        return []
    return [field for field in fields if field.stop <= len(data)]


def _nested(data: bytes, number: int) -> bytes | None:
    """Content of the first field of a number, if it is one of bytes."""
    for field in _fields(data):
        if field.number == number:
            return data[field.start : field.stop] if field.kind == BYTES else None
    return None


def _is_frame(data: bytes) -> bool:
    context = _nested(data, 1)
    name = None if context is None else _nested(context, 1)
    return name is not None and is_segment_name(name.decode("utf-8", errors="replace"))


def _is_features(data: bytes) -> bool:
    """Returns whether a message is a map from names to features: entries of text and message."""
    entries = _fields(data)
    for field in entries:
        if field.number != _NESTED or field.kind != BYTES:
            return False
        entry = data[field.start : field.stop]
        name = _nested(entry, 1)
        if not name or _nested(entry, 2) is None or not name.decode(errors="replace").isprintable():
            return False
    return bool(entries)
