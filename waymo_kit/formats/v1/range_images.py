"""Component tables of range images: a v1 frame's lasers as one record batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.range_images import PixelsOf
from waymo_kit.formats.v1.matrices import EncodedMatrix, MatrixDecoder
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import RANGE_IMAGE_CHANNELS, LaserName, component_of


@dataclass(frozen=True)
class RangeImageField:
    """Place of a component's matrices in a v1 frame.

    Attributes:
        field: Name of the field of the `RangeImage` message that holds the blob.
        channels: Numbers of channels that the matrix may have.
        is_float: Whether the blob is a MatrixFloat, else a MatrixInt32.
        returns: Number of returns that the component has.
    """

    field: str
    channels: tuple[int, ...]
    is_float: bool
    returns: int


RANGE_IMAGE_FIELDS = {
    "lidar": RangeImageField("range_image_compressed", RANGE_IMAGE_CHANNELS["lidar"], True, 2),
    "lidar_camera_projection": RangeImageField(
        "camera_projection_compressed", RANGE_IMAGE_CHANNELS["lidar_camera_projection"], False, 2
    ),
    "lidar_pose": RangeImageField(
        "range_image_pose_compressed", RANGE_IMAGE_CHANNELS["lidar_pose"], True, 1
    ),
    "lidar_segmentation": RangeImageField(
        "segmentation_label_compressed", RANGE_IMAGE_CHANNELS["lidar_segmentation"], False, 2
    ),
    "lidar_flow": RangeImageField(
        "range_image_flow_compressed", RANGE_IMAGE_CHANNELS["lidar_flow"], True, 2
    ),
}
"""The components made of range images, by tag."""


class EncodedRangeImages:
    """The range images of one component of a v1 frame, each decoded on demand.

    Attributes:
        lasers: Numbers of the lasers with an image, in the order of the frame.
    """

    def __init__(self, frame: frame_pb2.Frame, tag: str, decoder: MatrixDecoder) -> None:
        """Finds the images.

        Args:
            frame: A parsed v1 frame.
            tag: A key of `RANGE_IMAGE_FIELDS`.
            decoder: Decoder that inflates the blobs.

        Raises:
            CorruptDataError: A laser is there twice.
        """
        self._source = RANGE_IMAGE_FIELDS[tag]
        self._dtype = _dtype_of(tag)
        self._decoder = decoder
        self._blobs = _blobs_of(frame, self._source)
        self.lasers = list(self._blobs)

    def image(self, laser: int, number: int) -> NDArray[Any] | None:
        """Decodes an image: (H, W, C) in the type of the component, or None where there is none.

        Args:
            laser: Number of the laser, see `LaserName`.
            number: Number of the return, 1 or 2.

        Raises:
            CorruptDataError: The image does not decode; the message names the laser, return and
                field.
        """
        with _place(laser, number, self._source.field):
            matrix = self._matrix(laser, number)
            return None if matrix is None else matrix.array(self._dtype)

    def read_pixels_into(self, pixels: PixelsOf, out: NDArray[np.int32]) -> bool:
        """Decodes some pixels of an image of integers.

        Args:
            pixels: Pixels to read.
            out: (N, C) int32 zeros.

        Returns:
            Whether there is such an image.

        Raises:
            CorruptDataError: The image does not decode, or a pixel lies outside it.
        """
        with _place(pixels.laser, pixels.return_number, self._source.field):
            matrix = self._matrix(pixels.laser, pixels.return_number)
            if matrix is None:
                return False
            pixels.check_shape(matrix.shape)
            matrix.read_pixels_into(pixels.pixel, out)
            return True

    def _matrix(self, laser: int, number: int) -> EncodedMatrix | None:
        blobs = self._blobs.get(laser, [])
        if number > len(blobs) or not blobs[number - 1]:
            return None
        return _open(blobs[number - 1], laser, number, self._source, self._decoder)


def range_image_batch(
    frame: frame_pb2.Frame, tag: str, decoder: MatrixDecoder, laser_name: int | None = None
) -> pa.RecordBatch:
    """Decodes one component of range images of a frame.

    Args:
        frame: A parsed v1 frame.
        tag: A key of `RANGE_IMAGE_FIELDS`.
        decoder: Decoder that inflates the blobs.
        laser_name: Number of the only laser to decode. Defaults to None, which decodes all.

    Returns:
        A batch with a row per laser that has data, in the frame's order, in the component's schema.

    Raises:
        CorruptDataError: A blob does not decode; the message names the laser, return and field.
    """
    source = RANGE_IMAGE_FIELDS[tag]
    component = component_of(tag)
    numbers = range(1, source.returns + 1)
    rows = _blobs_of(frame, source, laser_name)
    columns = [
        pa.array([frame.context.name] * len(rows), pa.string()),
        pa.array([frame.timestamp_micros] * len(rows), pa.int64()),
        pa.array(list(rows), pa.int8()),
    ]
    for number in numbers:
        blob_of = {name: blobs[number - 1] for name, blobs in rows.items()}
        columns += _tensor_columns(blob_of, source, number, decoder, _dtype_of(tag))
    return pa.RecordBatch.from_arrays(columns, schema=component.schema)


def _dtype_of(tag: str) -> type[np.float32] | type[np.int32]:
    """Returns the type of a component's numbers in tables, where camera projections are floats."""
    component = component_of(tag)
    path = component.column("range_image_return1")
    stored = component.schema.field(f"{path}.values").type.value_type
    return np.float32 if pa.types.is_floating(stored) else np.int32


def _blobs_of(
    frame: frame_pb2.Frame, source: RangeImageField, laser_name: int | None = None
) -> dict[int, list[bytes]]:
    """Returns the blobs of each return by laser, for lasers that have any."""
    found: dict[int, list[bytes]] = {}
    for laser in frame.lasers:
        if laser_name is not None and laser.name != laser_name:
            continue
        if laser.name in found:
            raise CorruptDataError(f"laser {LaserName(laser.name).name} is there twice")
        returns = (laser.ri_return1, laser.ri_return2)[: source.returns]
        blobs = [getattr(returned, source.field) for returned in returns]
        if any(blobs):
            found[laser.name] = blobs
    return found


def _open(
    blob: bytes, laser: int, number: int, source: RangeImageField, decoder: MatrixDecoder
) -> EncodedMatrix:
    matrix = decoder.open(blob, is_float=source.is_float, slot=(laser, source.field, number))
    if len(matrix.shape) != 3 or matrix.shape[2] not in source.channels:
        expected = " or ".join(map(str, source.channels))
        raise CorruptDataError(
            f"a matrix of shape {matrix.shape}, expected (height, width, {expected})"
        )
    return matrix


@contextmanager
def _place(laser: int, number: int, field: str) -> Iterator[None]:
    """Names the range image in errors of its content."""
    try:
        yield
    except CorruptDataError as error:
        place = f"laser {LaserName(laser).name} return {number} {field}"
        raise CorruptDataError(f"{place}: {error}") from error


def _tensor_columns(
    blob_of: dict[int, bytes],
    source: RangeImageField,
    number: int,
    decoder: MatrixDecoder,
    dtype: type[np.generic],
) -> list[pa.Array]:
    """Makes the `values` and `shape` columns of one return; an absent matrix is null."""
    slot = (source.field, number)
    values = _allocate(decoder.sizes.get(slot, 0), dtype)
    offsets = [0]
    shapes: list[tuple[int, ...] | None] = []
    for laser, blob in blob_of.items():
        start = stop = offsets[-1]
        shape = None
        if blob:
            with _place(laser, number, source.field):
                matrix = _open(blob, laser, number, source, decoder)
                stop, shape = start + matrix.size, matrix.shape
                if stop > len(values):
                    values = _grown(values, start, stop)
                matrix.read_into(values[start:stop])
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


def _allocate(size: int, dtype: type[np.generic]) -> np.ndarray:
    """Makes an uninitialized array; Arrow's allocator keeps memory that NumPy's gives back."""
    return np.frombuffer(pa.allocate_buffer(size * np.dtype(dtype).itemsize), dtype)


def _grown(values: np.ndarray, filled: int, size: int) -> np.ndarray:
    """Makes a larger array that begins with the `filled` first values."""
    larger = _allocate(max(size, 2 * len(values)), values.dtype.type)
    larger[:filled] = values[:filled]
    return larger
