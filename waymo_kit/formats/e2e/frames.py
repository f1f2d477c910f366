"""Frames of the end-to-end driving dataset: parsed ones, and a glance at their names."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.other_messages import E2E_FRAME, recognize_message
from waymo_kit.formats.protobuf_wire import BYTES, iter_fields
from waymo_kit.formats.record_files import PlacedRecord, RecordFiles
from waymo_kit.protos.end_to_end_pb2 import E2EDFrame
from waymo_kit.schema import is_segment_name

_GLANCE_BYTES = 512
_FRAME = _CONTEXT = _NAME = 1


def parse_e2e_frame(placed: PlacedRecord) -> E2EDFrame:
    """Parses a record as a frame.

    Raises:
        InvalidInputError: The record is a message of another kind, such as a v1 Frame.
        CorruptDataError: The record is no E2EDFrame message, or has no valid name.
    """
    data = placed.record.data
    try:
        frame = E2EDFrame.FromString(data)
        name = str(frame.frame.context.name)  # protobuf gives bytes where a text is not UTF-8
        if is_segment_name(name):
            return frame
        problem: Exception = CorruptDataError(
            f"no E2EDFrame: {name[:80]!r} cannot be the name of a frame"
        )
    except (DecodeError, ValueError) as error:
        problem = error
    other = recognize_message(data)
    if other not in (None, E2E_FRAME):
        problem = InvalidInputError(f"expected an E2EDFrame, got {other}")
    raise placed.located(problem) from problem


def read_frame_name(files: RecordFiles, index: int) -> str:
    """Reads a frame's name from the first bytes of its record.

    Raises:
        InvalidInputError: The record is a message of another kind.
        CorruptDataError: The record is no E2EDFrame message.
    """
    name = _glance(files.head(index, _GLANCE_BYTES))
    if name is None:
        name = parse_e2e_frame(files.record(index)).frame.context.name
    return name


def _glance(start: bytes) -> str | None:
    """Finds the name in the start of a message, where it lies first; else None."""
    content = start
    try:
        for number in (_FRAME, _CONTEXT, _NAME):
            field = next(iter_fields(content), None)
            if field is None or (field.number, field.kind) != (number, BYTES):
                return None
            if number == _NAME and field.stop > len(content):
                return None
            content = content[field.start : field.stop]
        name = content.decode()
    except (CorruptDataError, UnicodeDecodeError):
        return None
    return name if is_segment_name(name) else None
