"""Range images of the motion dataset: quantized, and stored as differences between pixels.

Source: the comments of the official `compressed_lidar.proto`; arXiv 2206.01738. Channels lie one
after the other. Runs of pixels that are not 0 and of those that are take turns; a pixel that is not
0 is the one before it, in any row or channel, plus a residual.
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Sequence
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.inflate import MAX_INFLATED_BYTES, Inflater
from waymo_kit.formats.protobuf_wire import BYTES, FIXED32, VARINT, read_varint, whole_fields
from waymo_kit.kernels import kernel
from waymo_kit.protos.scenario_pb2 import DeltaEncodedData, DeltaEncodedMetadata

_RESIDUAL, _MASK, _METADATA = 1, 2, 3
_SHAPE, _PRECISION = 1, 2
_RANK = 3
_MAX_PIXELS = MAX_INFLATED_BYTES // 4
"""Largest number of values of an image, so that a small blob cannot ask for gigabytes."""

_MALFORMED, _BEYOND, _SHORT, _FEW, _MANY = -1, -2, -3, -4, -5
_PROBLEMS = {
    _MALFORMED: "a malformed varint",
    _BEYOND: "a mask of more pixels",
    _SHORT: "a mask of fewer pixels",
    _FEW: "fewer residuals than pixels in the mask",
    _MANY: "more residuals than pixels in the mask",
}


def decode_delta_image(blob: bytes, inflater: Inflater, slot: Hashable) -> NDArray[np.float64]:
    """Decodes a compressed `DeltaEncodedData` message.

    Args:
        blob: The compressed message.
        inflater: Inflater of the blob.
        slot: Key that blobs of similar size share, see `Inflater.inflate`.

    Returns:
        (H, W, C) float64: integers times the precision of their channel.

    Raises:
        CorruptDataError: The blob does not inflate, or is not such a message.
    """
    message = inflater.inflate(blob, slot)
    numbers = np.frombuffer(message, np.uint8)
    packed: dict[int, list[NDArray[np.uint8]]] = {_RESIDUAL: [], _MASK: []}
    shape: list[int] = []
    precision: list[float] = []
    for field in whole_fields(message, "an image"):
        content = numbers[field.start : field.stop]
        if field.number in packed and field.kind in (BYTES, VARINT):
            if content.size and content[-1] >= 0x80:
                raise CorruptDataError("the data of an image ends within a number")
            packed[field.number].append(content)
        elif field.number == _METADATA and field.kind == BYTES:
            _parse_metadata(content.tobytes(), shape, precision)
    _check_metadata(shape, precision)
    image = np.zeros((shape[0] * shape[1], shape[2]))
    residuals, mask = (_joined(packed[number]) for number in (_RESIDUAL, _MASK))
    code = _decode(residuals, mask, np.array(precision), image)
    if code:
        raise CorruptDataError(f"{_PROBLEMS[code]} in an image of shape {tuple(shape)}")
    return image.reshape(shape)


def encode_delta_image(image: ArrayLike, precision: Sequence[float]) -> bytes:
    """Quantizes an image and encodes it as the motion dataset does.

    Args:
        image: (H, W, C) numbers.
        precision: Step of each of the C channels, to which its numbers are rounded.

    Returns:
        The compressed message.

    Raises:
        InvalidInputError: The shape or the precision is wrong.
    """
    array = np.asarray(image, np.float64)
    if array.ndim != _RANK or len(precision) != array.shape[2] or not min(precision) > 0:
        raise InvalidInputError(
            f"expected an image (height, width, channels) and a positive precision of each "
            f"channel, got shape {array.shape} and {list(precision)}"
        )
    steps = np.round(array / np.asarray(precision)).astype(np.int64)
    flat = np.moveaxis(steps, 2, 0).ravel()
    is_set = flat != 0
    ends = np.flatnonzero(np.diff(is_set.astype(np.int8))) + 1
    runs = np.diff(np.concatenate([[0], ends, [len(flat)]]))
    message = DeltaEncodedData(
        residual=np.diff(flat[is_set], prepend=0),
        mask=runs if is_set[:1].all() else [0, *runs],
        metadata=DeltaEncodedMetadata(shape=array.shape, quant_precision=precision),
    )
    return zlib.compress(message.SerializeToString())


def _joined(chunks: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    return chunks[0] if len(chunks) == 1 else np.concatenate([np.empty(0, np.uint8), *chunks])


def _parse_metadata(message: bytes, shape: list[int], precision: list[float]) -> None:
    """Adds the dimensions and the precision of each channel to the lists."""
    for field in whole_fields(message, "the metadata of an image"):
        content = message[field.start : field.stop]
        if field.number == _SHAPE and field.kind in (VARINT, BYTES):
            at = 0
            while at < len(content) and len(shape) <= _RANK:
                dim, at = read_varint(content, at)
                shape.append(dim)
        elif field.number == _PRECISION and field.kind in (FIXED32, BYTES):
            if len(content) % 4:
                raise CorruptDataError("the precision of an image ends within a number")
            precision += np.frombuffer(content, "<f4").tolist()


def _check_metadata(shape: list[int], precision: list[float]) -> None:
    if len(shape) != _RANK or min(shape) < 1 or prod(shape) > _MAX_PIXELS:
        raise CorruptDataError(
            f"expected an image of shape (height, width, channels) and at most {_MAX_PIXELS} "
            f"values, got {tuple(shape[: _RANK + 1])}"
        )
    if len(precision) != shape[2] or not np.isfinite(precision).all():
        raise CorruptDataError(
            f"expected the precision of {shape[2]} channels, got {precision[:8]}"
        )


@kernel
def _next_varint(numbers: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """(a varint, where it ends), or (_, _MALFORMED) if it is too long or cut off."""
    value = np.uint64(0)
    shift = np.uint64(0)
    while at < numbers.size and shift < 70:
        byte = numbers[at]
        at += 1
        value |= np.uint64(byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += np.uint64(7)
    return np.uint64(0), _MALFORMED


@kernel
def _decode(
    residuals: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    precision: NDArray[np.float64],
    image: NDArray[np.float64],
) -> int:
    """Adds up residuals where the mask says so; `image`, (H * W, C), holds zeros already."""
    pixels, channels = image.shape
    at = used = pixel = channel = 0
    left = pixels * channels
    value = np.int64(0)
    is_set = True
    while at < mask.size:
        run, at = _next_varint(mask, at)
        if at == _MALFORMED:
            return _MALFORMED
        if run > np.uint64(left):
            return _BEYOND
        count = np.int64(run)
        left -= count
        if not is_set:
            pixel += count
            channel += pixel // pixels
            pixel %= pixels
        else:
            for _ in range(count):
                if used >= residuals.size:
                    return _FEW
                code, used = _next_varint(residuals, used)
                if used == _MALFORMED:
                    return _MALFORMED
                value += np.int64(code >> np.uint64(1)) ^ -np.int64(code & np.uint64(1))
                image[pixel, channel] = value * precision[channel]
                pixel += 1
                if pixel == pixels:
                    pixel = 0
                    channel += 1
        is_set = not is_set
    if left:
        return _SHORT
    return _MANY if used < residuals.size else 0
