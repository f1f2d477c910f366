"""Record batches of the components of one v1 frame."""

from __future__ import annotations

import pyarrow as pa

from waymo_kit.formats.rules import check_rows
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.range_images import RANGE_IMAGE_FIELDS, range_image_batch
from waymo_kit.formats.v1.remainder import take_remainder
from waymo_kit.formats.v1.rows import ROWS, rows_to_batch
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import component_of


def component_batch(
    frame: frame_pb2.Frame, tag: str, decoder: MatrixDecoder, calibrations: bytes
) -> pa.RecordBatch:
    """Extracts one component of a frame.

    Args:
        frame: Parsed v1 frame; it is not changed.
        tag: Component to extract; one that v1 frames do not have gives no rows.
        decoder: Decoder of the matrices, which remembers their sizes.
        calibrations: `serialized_calibrations` of the segment's first frame.

    Raises:
        CorruptDataError: The frame's content cannot be represented, or breaks a rule.
    """
    batch = _batch(frame, tag, decoder, calibrations)
    check_rows(batch, tag)
    return batch


def _batch(
    frame: frame_pb2.Frame, tag: str, decoder: MatrixDecoder, calibrations: bytes
) -> pa.RecordBatch:
    if tag in RANGE_IMAGE_FIELDS:
        return range_image_batch(frame, tag, decoder)
    if tag == "frame_remainder":
        copy = frame_pb2.Frame()
        copy.CopyFrom(frame)
        remainder = take_remainder(copy, calibrations)
        key = (frame.context.name, frame.timestamp_micros)
        return rows_to_batch(tag, [] if remainder is None else [(*key, remainder)])
    component_of(tag)
    return rows_to_batch(tag, list(ROWS[tag](frame)) if tag in ROWS else [])
