"""v1 frames of a TFRecord file: parsed ones, and a glance at their names and times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.formats.frame_sequence import FrameSequence
from waymo_kit.formats.other_messages import V1_FRAME, recognize_message
from waymo_kit.formats.protobuf_wire import BYTES, VARINT, iter_fields, read_varint
from waymo_kit.formats.tfrecord import Record, RecordReader, located
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import is_segment_name

_GLANCE_BYTES = 32 << 10
_CONTEXT, _TIMESTAMP, _NAME = 1, 2, 1


class FrameHead(NamedTuple):
    """Segment and time of the frame in a record.

    Attributes:
        segment: Name of the segment.
        timestamp_micros: Time of the frame.
    """

    segment: str
    timestamp_micros: int


def parse_frame(reader: RecordReader, record: Record) -> frame_pb2.Frame:
    """Parses a record as a frame.

    Raises:
        InvalidInputError: The record is a message of another kind, such as a tf.train.Example.
        CorruptDataError: The record is no Frame message, or its segment has no name that a file can
            have. The messages name the file, the record and its offset.
    """
    try:
        frame = frame_pb2.Frame.FromString(record.data)
        name = str(frame.context.name)  # protobuf gives bytes where a text is not UTF-8
        if is_segment_name(name):
            return frame
        problem: Exception = CorruptDataError(
            f"no v1 Frame: {name[:80]!r} cannot be the name of a segment"
        )
    except (DecodeError, ValueError) as error:
        problem = error
    other = recognize_message(record.data)
    if other not in (None, V1_FRAME):
        problem = InvalidInputError(f"expected a v1 Frame, got {other}")
    raise located(problem, reader, record.index, record.offset) from problem


def read_head(reader: RecordReader, index: int) -> FrameHead:
    """Reads a frame's segment name and time from the first bytes of its record.

    Raises:
        InvalidInputError: The record is a message of another kind.
        CorruptDataError: The record is no Frame message.
    """
    head = _glance(reader.head(index, _GLANCE_BYTES))
    if head is None:
        frame = parse_frame(reader, reader.record(index))
        head = FrameHead(frame.context.name, frame.timestamp_micros)
    return head


def read_timestamps(reader: RecordReader) -> NDArray[np.int64]:
    """Reads the time of every frame, in file order: (N,) int64 microseconds.

    Raises:
        InvalidInputError: The frames are of several segments.
        CorruptDataError: A record is no Frame message, or two frames have the same time.
    """
    sequence = FrameSequence()
    times = np.empty(len(reader), np.int64)
    for index in range(len(times)):
        head = read_head(reader, index)
        try:
            sequence.add(head.segment, head.timestamp_micros, index)
        except WaymoKitError as error:
            raise located(error, reader, index, int(reader.offsets[index])) from error
        times[index] = head.timestamp_micros
    return times


def _glance(start: bytes) -> FrameHead | None:
    """Finds name and time in the start of a message; None if they lie beyond it."""
    name = None
    try:
        for field in iter_fields(start):
            if field.number == _CONTEXT and field.kind == BYTES and name is None:
                name = _glance_name(start[field.start : field.stop])
            elif field.number == _TIMESTAMP and field.kind == VARINT and name is not None:
                value = read_varint(start, field.start)[0]
                return FrameHead(name, value - (1 << 64) if value >> 63 else value)
    except (CorruptDataError, UnicodeDecodeError):
        return None
    return None


def _glance_name(context: bytes) -> str | None:
    for field in iter_fields(context):
        if field.number == _NAME and field.kind == BYTES and field.stop <= len(context):
            name = context[field.start : field.stop].decode()
            return name if is_segment_name(name) else None
    return None
