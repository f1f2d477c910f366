"""Component tables of range images: a v1 frame's lasers as one record batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from waymo_kit.convert.matrix import EncodedMatrix, MatrixDecoder
from waymo_kit.errors import CorruptDataError
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import LaserName, component_of


@dataclass(frozen=True)
class RangeImageField:
    """Where a component's matrices are in a v1 frame.

    Attributes:
        field: field of the `RangeImage` message that holds the blob.
        channels: number of channels of the matrix.
        is_float: whether the blob is a MatrixFloat, else a MatrixInt32.
        returns: how many returns the component has.
    """

    field: str
    channels: int
    is_float: bool
    returns: int


RANGE_IMAGE_FIELDS = {
    "lidar": RangeImageField("range_image_compressed", 4, True, 2),
    "lidar_camera_projection": RangeImageField("camera_projection_compressed", 6, False, 2),
    "lidar_pose": RangeImageField("range_image_pose_compressed", 6, True, 1),
    "lidar_segmentation": RangeImageField("segmentation_label_compressed", 2, False, 2),
    "lidar_flow": RangeImageField("range_image_flow_compressed", 4, True, 2),
}
"""The components made of range images, by tag."""


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
    rows: list[tuple[int, list[EncodedMatrix | None]]] = []
    for laser in frame.lasers:
        if laser_name is not None and laser.name != laser_name:
            continue
        if any(name == laser.name for name, _ in rows):
            raise CorruptDataError(f"laser {LaserName(laser.name).name} is there twice")
        images: list[EncodedMatrix | None] = []
        for number in range(1, source.returns + 1):
            blob = getattr(getattr(laser, f"ri_return{number}"), source.field)
            images.append(_open(blob, source, decoder, laser.name, number) if blob else None)
        if any(image is not None for image in images):
            rows.append((laser.name, images))
    component = component_of(tag)
    columns = [
        pa.array([frame.context.name] * len(rows), pa.string()),
        pa.array([frame.timestamp_micros] * len(rows), pa.int64()),
        pa.array([name for name, _ in rows], pa.int8()),
    ]
    for number in range(1, source.returns + 1):
        encoded = [images[number - 1] for _, images in rows]
        path = component.column(f"range_image_return{number}")
        dtype = component.schema.field(f"{path}.values").type.value_type.to_pandas_dtype()
        lasers = [name for name, _ in rows]
        columns += _tensor_columns(encoded, dtype, lasers, number, source.field)
    return pa.RecordBatch.from_arrays(columns, schema=component.schema)


def _place(laser: int, number: int, field: str) -> str:
    return f"laser {LaserName(laser).name} return {number} {field}"


def _open(
    blob: bytes, source: RangeImageField, decoder: MatrixDecoder, laser: int, number: int
) -> EncodedMatrix:
    try:
        slot = (laser, number, source.field)
        matrix = decoder.open(blob, is_float=source.is_float, slot=slot)
        if len(matrix.shape) != 3 or matrix.shape[2] != source.channels:
            raise CorruptDataError(
                f"a matrix of shape {matrix.shape}, expected (height, width, {source.channels})"
            )
    except CorruptDataError as error:
        raise CorruptDataError(f"{_place(laser, number, source.field)}: {error}") from error
    return matrix


def _tensor_columns(
    matrices: list[EncodedMatrix | None],
    dtype: type[np.generic],
    lasers: list[int],
    number: int,
    field: str,
) -> list[pa.Array]:
    """The `values` and `shape` columns of one return; an absent matrix is null."""
    offsets = np.zeros(len(matrices) + 1, np.int32)
    np.cumsum([m.size if m else 0 for m in matrices], out=offsets[1:])
    values = np.empty(int(offsets[-1]), dtype)
    for i, matrix in enumerate(matrices):
        if matrix is not None:
            try:
                matrix.read_into(values[offsets[i] : offsets[i + 1]])
            except CorruptDataError as error:
                raise CorruptDataError(f"{_place(lasers[i], number, field)}: {error}") from error
    absent = pa.array([m is None for m in matrices], pa.bool_())
    return [
        pa.ListArray.from_arrays(pa.array(offsets), pa.array(values), mask=absent)
        if absent.true_count
        else pa.ListArray.from_arrays(pa.array(offsets), pa.array(values)),
        pa.array([list(m.shape) if m else None for m in matrices], pa.list_(pa.int32(), 3)),
    ]
