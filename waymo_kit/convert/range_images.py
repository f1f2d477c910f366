"""Component tables of range images: a v1 frame's lasers as one record batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from waymo_kit.convert.matrix import MatrixDecoder
from waymo_kit.errors import CorruptDataError
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import LaserName, component_of


@dataclass(frozen=True)
class RangeImageField:
    """Where a component's matrices are in a v1 frame.

    Attributes:
        field: field of the `RangeImage` message that holds the blob.
        channels: numbers of channels that the matrix may have.
        is_float: whether the blob is a MatrixFloat, else a MatrixInt32.
        returns: how many returns the component has.
    """

    field: str
    channels: tuple[int, ...]
    is_float: bool
    returns: int


RANGE_IMAGE_FIELDS = {
    "lidar": RangeImageField("range_image_compressed", (4,), True, 2),
    "lidar_camera_projection": RangeImageField("camera_projection_compressed", (6,), False, 2),
    "lidar_pose": RangeImageField("range_image_pose_compressed", (6,), True, 1),
    "lidar_segmentation": RangeImageField("segmentation_label_compressed", (2,), False, 2),
    "lidar_flow": RangeImageField("range_image_flow_compressed", (4, 5), True, 2),
}
"""The components made of range images, by tag. The proto gives flow 5 channels and names 4."""


def range_image_batch(
    frame: frame_pb2.Frame, tag: str, decoder: MatrixDecoder, laser_name: int | None = None
) -> pa.RecordBatch:
    """Decodes one component of range images of a frame.

    Args:
        frame: a parsed v1 frame.
        tag: a key of `RANGE_IMAGE_FIELDS`.
        decoder: inflates the blobs.
        laser_name: decode this laser only, or all when None.

    Returns:
        One row a laser that has data, in the frame's order, in the component's schema.

    Raises:
        CorruptDataError: a blob does not decode; the message names the laser, return and field.
    """
    source = RANGE_IMAGE_FIELDS[tag]
    component = component_of(tag)
    numbers = range(1, source.returns + 1)
    rows: dict[int, list[bytes]] = {}
    for laser in frame.lasers:
        if laser_name is not None and laser.name != laser_name:
            continue
        if laser.name in rows:
            raise CorruptDataError(f"laser {LaserName(laser.name).name} is there twice")
        blobs = [getattr(getattr(laser, f"ri_return{number}"), source.field) for number in numbers]
        if any(blobs):
            rows[laser.name] = blobs
    columns = [
        pa.array([frame.context.name] * len(rows), pa.string()),
        pa.array([frame.timestamp_micros] * len(rows), pa.int64()),
        pa.array(list(rows), pa.int8()),
    ]
    for number in numbers:
        path = component.column(f"range_image_return{number}")
        stored = component.schema.field(f"{path}.values").type.value_type
        dtype = np.float32 if pa.types.is_floating(stored) else np.int32
        blob_of = {name: blobs[number - 1] for name, blobs in rows.items()}
        columns += _tensor_columns(blob_of, source, number, decoder, dtype)
    return pa.RecordBatch.from_arrays(columns, schema=component.schema)


def _tensor_columns(
    blob_of: dict[int, bytes],
    source: RangeImageField,
    number: int,
    decoder: MatrixDecoder,
    dtype: type[np.generic],
) -> list[pa.Array]:
    """The `values` and `shape` columns of one return; an absent matrix is null."""
    slot = (source.field, number)
    values = _allocate(decoder.sizes.get(slot, 0), dtype)
    offsets = [0]
    shapes: list[tuple[int, ...] | None] = []
    for laser, blob in blob_of.items():
        start = stop = offsets[-1]
        shape = None
        if blob:
            try:
                matrix = decoder.open(blob, is_float=source.is_float, slot=(laser, *slot))
                _check_shape(matrix.shape, source.channels)
                stop, shape = start + matrix.size, matrix.shape
                if stop > len(values):
                    values = _grown(values, start, stop)
                matrix.read_into(values[start:stop])
            except CorruptDataError as error:
                place = f"laser {LaserName(laser).name} return {number} {source.field}"
                raise CorruptDataError(f"{place}: {error}") from error
        offsets.append(stop)
        shapes.append(shape)
    decoder.sizes[slot] = offsets[-1]
    absent = pa.array([shape is None for shape in shapes], pa.bool_())
    return [
        pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()),
            pa.array(values[: offsets[-1]]),
            mask=absent if absent.true_count else None,
        ),
        pa.array(shapes, pa.list_(pa.int32(), 3)),
    ]


def _check_shape(shape: tuple[int, ...], channels: tuple[int, ...]) -> None:
    if len(shape) != 3 or shape[2] not in channels:
        expected = " or ".join(map(str, channels))
        raise CorruptDataError(f"a matrix of shape {shape}, expected (height, width, {expected})")


def _allocate(size: int, dtype: type[np.generic]) -> np.ndarray:
    """Makes an uninitialised array; Arrow's allocator keeps large pages that numpy's gives back."""
    return np.frombuffer(pa.allocate_buffer(size * np.dtype(dtype).itemsize), dtype)


def _grown(values: np.ndarray, filled: int, size: int) -> np.ndarray:
    """Makes a larger array that begins with the `filled` first values."""
    larger = _allocate(max(size, 2 * len(values)), values.dtype.type)
    larger[:filled] = values[:filled]
    return larger
