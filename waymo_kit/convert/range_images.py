"""Component tables of range images: a v1 frame's lasers as one record batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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


class PixelsOf(NamedTuple):
    """Some pixels of one range image.

    Attributes:
        laser: name of the laser, a number.
        return_number: 1 or 2.
        pixel: (N, 2) int32, row and column, in row-major order.
    """

    laser: int
    return_number: int
    pixel: NDArray[np.int32]

    @property
    def name(self) -> str:
        """The range image, for messages."""
        return f"laser {LaserName(self.laser).name} return {self.return_number}"

    def positions(self, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """Positions of the pixels in a flattened image of a shape: (N,) ascending.

        Raises:
            CorruptDataError: the image does not reach as far.
        """
        row, column = self.pixel.T.astype(np.int64)
        if len(row) and (row.max() >= shape[0] or column.max() >= shape[1]):
            last = (int(row.max()), int(column.max()))
            raise CorruptDataError(f"shape {shape}, but there is a pixel {last}")
        positions: NDArray[np.int64] = row * shape[1] + column
        return positions


def camera_projections_at(
    frame: frame_pb2.Frame, pixels: PixelsOf, decoder: MatrixDecoder
) -> NDArray[np.int32] | None:
    """Decodes the camera projections of some pixels.

    Args:
        frame: a parsed v1 frame.
        pixels: which ones.
        decoder: inflates the blob.

    Returns:
        (N, 6) int32, or None if the range image has no camera projections.

    Raises:
        CorruptDataError: the blob does not decode, or does not cover the pixels.
    """
    tag = "lidar_camera_projection"
    source = RANGE_IMAGE_FIELDS[tag]
    laser = next((laser for laser in frame.lasers if laser.name == pixels.laser), None)
    returned = f"ri_return{pixels.return_number}"
    blob = b"" if laser is None else getattr(getattr(laser, returned), source.field)
    if not blob:
        return None
    slot = (pixels.laser, source.field, pixels.return_number)
    try:
        matrix = decoder.open(blob, is_float=source.is_float, slot=slot)
        _check_shape(matrix.shape, source.channels)
        return matrix.rows_at(pixels.positions(matrix.shape))
    except CorruptDataError as error:
        raise CorruptDataError(f"{pixels.name} {source.field}: {error}") from error


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
