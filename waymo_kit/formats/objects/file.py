"""Reads and writes the official `.bin` files: one `Objects` message with all boxes of a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.objects import wire as wire
from waymo_kit.formats.objects.encoding import EncodedColumns, encode_objects, encoded_size
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema.predictions import (
    CAMERA,
    OVERLAP_WITH_NLZ,
    SCORE,
    SEGMENT,
    SPEED,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
    BoxKind,
)

BATCH_OBJECTS = 250_000
"""Number of objects that are parsed at a time, which bounds the memory."""

MAX_TEXT_BYTES = 256
"""Longest name or id of an object."""

_ZONES_AT_A_TIME = 10_000
_BOX_3D_FIELDS = (1, 2, 3, 5, 4, 6, 7)
_BOX_2D_FIELDS = (1, 2, 5, 4)
"""Field numbers in Box of the columns of a box; length is field 5, width field 4."""


@dataclass(frozen=True)
class ObjectBatch:
    """Batch of consecutive objects of a file.

    Attributes:
        where: Name of the file in messages.
        first: Number of the first object in the file, from 0.
        columns: Parsed values.
        context_name: (N,) string array.
        id: (N,) string array, empty where absent.
        most_visible_camera: (N,) string array, empty where absent.
        zones: Serialized `NoLabelZoneObject` messages between these objects.
    """

    where: str
    first: int
    columns: wire.ObjectColumns
    context_name: pa.StringArray
    id: pa.StringArray
    most_visible_camera: pa.StringArray
    zones: tuple[bytes, ...]

    @property
    def numbers(self) -> NDArray[np.float64]:
        """Numbers, (N, NUM_NUMBERS) float64, in the columns that `wire` names."""
        return self.columns.numbers.view(np.float64)

    @property
    def score(self) -> NDArray[np.float32]:
        """Scores, (N,) float32."""
        return self.columns.score.view(np.float32)

    def box(self, first: int = 0) -> NDArray[np.float64]:
        """Returns (N, 7) boxes; `first` is 0 or `wire.SYNCED_BOX`."""
        return self.numbers[:, first : first + 7]

    def check(self, wrong: NDArray[np.bool_], expected: str) -> None:
        """Raises an InvalidInputError about the first object for which `wrong` is true."""
        if wrong.any():
            row = self.first + int(wrong.argmax())
            raise InvalidInputError(f"{self.where}: object {row}: expected {expected}")


def read_message(location: Location) -> NDArray[np.uint8]:
    """Returns the bytes of a file; a local one is mapped, not read."""
    with translated_errors(location.uri):
        if not location.is_local:
            return np.frombuffer(location.read_bytes(), np.uint8)
        if location.info().size == 0:
            return np.empty(0, np.uint8)
        return np.memmap(location.path, np.uint8, "r").view(np.ndarray)


def iter_object_batches(
    message: NDArray[np.uint8], where: str, batch_objects: int = BATCH_OBJECTS
) -> Iterator[ObjectBatch]:
    """Parses an `Objects` message batch by batch.

    Args:
        message: (B,) uint8 bytes of the message.
        where: Name of the message in errors, such as its file.
        batch_objects: Largest number of objects in a batch. Defaults to `BATCH_OBJECTS`.

    Raises:
        CorruptDataError: The bytes are no `Objects` message, or cut off.
        InvalidInputError: An object has no box, segment or time, or a text is too long.
    """
    spans = np.empty((min(batch_objects, max(len(message) // 2, 1)), 2), np.int64)
    zone_spans = np.empty((_ZONES_AT_A_TIME, 2), np.int64)
    first = at = 0
    while at < len(message):
        count, num_zones, at, status = wire.scan_objects(message, at, spans, zone_spans)
        _check_status(status, where, f"object {first + count}", at)
        columns = wire.make_columns(count)
        row, status = wire.parse_objects(message, spans[:count], columns)
        _check_status(status, where, f"object {first + row}", int(spans[min(row, count - 1), 0]))
        lengths = columns.spans[:, :, 1] - columns.spans[:, :, 0]
        if (lengths > MAX_TEXT_BYTES).any():
            row, slot = np.argwhere(lengths > MAX_TEXT_BYTES)[0]
            raise InvalidInputError(
                f"{where}: object {first + row}: expected names and ids of at most "
                f"{MAX_TEXT_BYTES} bytes, got one of {lengths[row, slot]:,}"
            )
        context_name, id, most_visible_camera = (
            _string_array(message, columns.spans[:, slot], where, first)
            for slot in (wire.CONTEXT_NAME, wire.ID, wire.MOST_VISIBLE_CAMERA)
        )
        zones = tuple(message[a:b].tobytes() for a, b in zone_spans[:num_zones])
        batch = ObjectBatch(where, first, columns, context_name, id, most_visible_camera, zones)
        batch.check(columns.present & wire.HAS_BOX == 0, "object.box")
        batch.check(columns.present & wire.HAS_TIMESTAMP == 0, "frame_timestamp_micros")
        starts, stops = columns.spans[:, wire.CONTEXT_NAME].T
        batch.check(starts == stops, "context_name, the name of the segment")
        yield batch
        first += count


def prediction_table(batch: ObjectBatch, kind: BoxKind) -> pa.Table:
    """Returns the objects as rows of a predictions table, before their values are checked.

    Objects have no masks, and the table has no columns for them.

    Raises:
        InvalidInputError: A 2D object names no camera, or a 3D object names one.
    """
    integers = batch.columns.integers
    camera = integers[:, wire.CAMERA]
    box = batch.box()
    if kind is BoxKind.BOX_3D:
        batch.check(
            camera != 0,
            "no camera_name in 3D predictions: the official evaluator would take it for a frame "
            "of its own (are these 2D boxes?)",
        )
    else:
        batch.check(camera == 0, "camera_name, which 2D boxes must have (are these 3D boxes?)")
        box = box[:, [0, 1, 3, 4]]
    limits = np.iinfo(np.int8)
    types = integers[:, wire.TYPE].clip(limits.min, limits.max)
    no_speed = batch.columns.present & wire.HAS_SPEED == 0
    no_id = batch.columns.spans[:, wire.ID, 0] == batch.columns.spans[:, wire.ID, 1]
    columns = {
        SEGMENT: batch.context_name,
        TIMESTAMP: pa.array(integers[:, wire.TIMESTAMP]),
        CAMERA: pa.array(camera.clip(limits.min, limits.max).astype(np.int8)),
        TYPE: pa.array(types.astype(np.int8)),
        SCORE: pa.array(batch.score),
        TRACK_ID: _masked(batch.id, no_id),
        OVERLAP_WITH_NLZ: pa.array(integers[:, wire.OVERLAP] != 0),
        SPEED[0]: pa.array(batch.numbers[:, wire.SPEED_X], mask=no_speed),
        SPEED[1]: pa.array(batch.numbers[:, wire.SPEED_Y], mask=no_speed),
    }
    for k, name in enumerate(kind.box_columns):
        columns[name] = pa.array(np.ascontiguousarray(box[:, k]))
    return pa.table({name: columns[name] for name in kind.schema.names if name in columns})


def encode_predictions(table: pa.Table, kind: BoxKind) -> bytes:
    """Serializes rows of a checked predictions table as an `Objects` message.

    Args:
        table: Rows in `kind.schema`.
        kind: Kind of the boxes.
    """
    fields = np.array(_BOX_3D_FIELDS if kind is BoxKind.BOX_3D else _BOX_2D_FIELDS)
    order = np.argsort(fields)
    box = np.stack([table.column(kind.box_columns[k]).to_numpy() for k in order], axis=1)
    speed = np.zeros((table.num_rows, 2))
    has_speed = np.zeros(table.num_rows, np.bool_)
    camera = np.zeros(table.num_rows, np.int64)
    if kind is BoxKind.BOX_3D:
        speed = np.stack([table.column(name).to_numpy() for name in SPEED], axis=1)
        has_speed = ~np.isnan(speed).any(axis=1)
    else:
        camera = table.column(CAMERA).to_numpy().astype(np.int64)
    overlap = table.column(OVERLAP_WITH_NLZ).cast(pa.int8()).fill_null(-1).to_numpy()
    context, context_start = _joined_bytes(table.column(SEGMENT))
    track, track_start = _joined_bytes(table.column(TRACK_ID).fill_null(""))
    columns = EncodedColumns(
        fields[order],
        np.ascontiguousarray(box).view(np.uint64),
        np.ascontiguousarray(speed).view(np.uint64),
        has_speed,
        table.column(TYPE).to_numpy().astype(np.int64),
        np.ascontiguousarray(table.column(SCORE).to_numpy()).view(np.uint32),
        overlap,
        camera,
        table.column(TIMESTAMP).to_numpy(),
        context,
        context_start,
        track,
        track_start,
    )
    out = np.empty(encoded_size(columns), np.uint8)
    encode_objects(columns, out)
    return out.tobytes()


def _check_status(status: int, where: str, what: str, at: int) -> None:
    if status == wire.TRUNCATED:
        raise CorruptDataError(f"{where}: {what} at byte {at} is cut off: no whole Objects message")
    if status == wire.MALFORMED:
        raise CorruptDataError(f"{where}: {what} at byte {at} is malformed: no Objects message")


def _string_array(
    message: NDArray[np.uint8], spans: NDArray[np.int64], where: str, first: int
) -> pa.StringArray:
    offsets = np.zeros(len(spans) + 1, np.int32)
    np.cumsum(spans[:, 1] - spans[:, 0], out=offsets[1:])
    data = np.empty(offsets[-1], np.uint8)
    wire.copy_spans(message, spans, data)
    array = pa.StringArray.from_buffers(len(spans), pa.py_buffer(offsets), pa.py_buffer(data))
    try:
        array.validate(full=True)
    except pa.ArrowInvalid as error:
        raise CorruptDataError(
            f"{where}: a name or id in objects {first} to {first + len(spans) - 1} is not UTF-8"
        ) from error
    return array


def _masked(array: pa.StringArray, mask: NDArray[np.bool_]) -> pa.StringArray:
    if not mask.any():
        return array
    bitmap = pa.py_buffer(np.packbits(~mask, bitorder="little"))
    _, offsets, data = array.buffers()
    return pa.StringArray.from_buffers(len(array), offsets, data, bitmap)


def _joined_bytes(column: pa.ChunkedArray) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Returns the joined bytes of a string column, and where those of each row begin."""
    arrays = [chunk.cast(pa.large_string()) for chunk in column.chunks]
    whole = pa.concat_arrays(arrays) if arrays else pa.array([], pa.large_string())
    _, offsets, data = whole.buffers()
    starts = np.frombuffer(offsets, np.int64, len(whole) + 1, 8 * whole.offset)
    if data is None:
        return np.empty(0, np.uint8), starts
    return np.frombuffer(data, np.uint8), starts
