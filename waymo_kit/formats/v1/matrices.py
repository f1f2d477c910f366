"""Matrices of v1 frames: zlib blobs that hold a MatrixFloat or MatrixInt32 message.

No Python list is built: libdeflate inflates the blob, packed floats are viewed in place, packed
varints are decoded by a numba kernel straight into the caller's array.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.inflate import MAX_INFLATED_BYTES, Inflater
from waymo_kit.formats.protobuf_wire import BYTES, FIXED32, VARINT, read_varint, whole_fields
from waymo_kit.kernels import kernel

_MAX_RANK = 8

_DATA, _SHAPE, _DIMS = 1, 2, 1
_LARGEST_EXACT_FLOAT = 1 << 24
_LARGEST_INT32 = 1 << 31
_MALFORMED, _TOO_LARGE = -1, -2
_NO_PIXEL = 1 << 62


@dataclass(frozen=True)
class EncodedMatrix:
    """A matrix that is inflated but not decoded yet.

    Attributes:
        shape: The dimensions.
        payload: Packed numbers, (N,) uint8: little-endian float32, or varints.
        is_float: Whether the payload holds float32, else varints.
    """

    shape: tuple[int, ...]
    payload: np.ndarray
    is_float: bool

    @property
    def size(self) -> int:
        """Number of elements."""
        return prod(self.shape)

    def read_into(self, out: np.ndarray) -> None:
        """Decodes all elements in row-major order.

        Args:
            out: (size,) float32, or for a MatrixInt32 float32 or int32.

        Raises:
            CorruptDataError: The payload holds another number of elements than the shape says, or
                an integer that a float32 cannot hold.
        """
        if self.is_float:
            out.view(np.uint8)[:] = self._float_bytes()
            return
        largest = _LARGEST_EXACT_FLOAT if out.dtype == np.float32 else _LARGEST_INT32
        self._check_count(decode_varints(self.payload, out, largest), largest)

    def array(self, dtype: type[np.generic]) -> np.ndarray:
        """Returns all elements in the matrix's shape; floats as a view, which may be unaligned.

        Raises:
            CorruptDataError: See `read_into`.
        """
        if self.is_float:
            return self._float_bytes().view(np.float32).reshape(self.shape)
        out = np.empty(self.size, dtype)
        self.read_into(out)
        return out.reshape(self.shape)

    def read_pixels_into(self, pixel: np.ndarray, out: np.ndarray) -> None:
        """Decodes some pixels of a MatrixInt32 of shape (H, W, C).

        Args:
            pixel: (N, 2) int32 row and column of each, within the image, in row-major order.
            out: (N, C) int32 zeros.

        Raises:
            CorruptDataError: See `read_into`.
        """
        count = gather_varints(self.payload, pixel, self.shape[1], out)
        self._check_count(count, _LARGEST_INT32)

    def _float_bytes(self) -> np.ndarray:
        if self.payload.nbytes != 4 * self.size:
            raise CorruptDataError(
                f"{self.payload.nbytes} bytes of floats for a matrix of shape {self.shape}"
            )
        return self.payload

    def _check_count(self, count: int, largest: int) -> None:
        if count != self.size:
            found = "a malformed varint" if count == _MALFORMED else f"{count} integers"
            if count == _TOO_LARGE:
                found = f"an integer beyond +-{largest}"
            raise CorruptDataError(f"{found} in a matrix of shape {self.shape}")


class MatrixDecoder(Inflater):
    """Inflates and opens the matrices of many frames."""

    def open(self, blob: bytes, *, is_float: bool, slot: Hashable) -> EncodedMatrix:
        """Inflates a blob and finds the payload and the shape in it.

        Args:
            blob: The compressed message.
            is_float: Whether the blob is a MatrixFloat, else a MatrixInt32.
            slot: Key that matrices of similar size share, such as (laser, return, field).

        Raises:
            CorruptDataError: The blob does not inflate, is larger than `MAX_INFLATED_BYTES`, or is
                not such a message.
        """
        message = self.inflate(blob, slot)
        payload, dims = _parse_matrix(message, is_float)
        if not dims or min(dims) < 0:
            raise CorruptDataError(f"a matrix needs non-negative dimensions, not {dims}")
        encoded = EncodedMatrix(tuple(dims), payload, is_float)
        if encoded.size > payload.nbytes // (4 if is_float else 1):
            raise CorruptDataError(
                f"shape {encoded.shape} cannot fit in {payload.nbytes} bytes of data"
            )
        if 4 * encoded.size > MAX_INFLATED_BYTES:
            raise CorruptDataError(f"a matrix of shape {encoded.shape} is too large")
        return encoded


def _parse_matrix(message: bytearray, is_float: bool) -> tuple[np.ndarray, list[int]]:
    """Finds the packed payload and the dimensions in an inflated message."""
    numbers = np.frombuffer(message, np.uint8)
    chunks: list[np.ndarray] = []
    dims: list[int] = []
    single = FIXED32 if is_float else VARINT
    for field in whole_fields(message, "a matrix"):
        content = numbers[field.start : field.stop]
        if field.number == _DATA and field.kind in (BYTES, single):
            if content.size and (content.size % 4 if is_float else content[-1] >= 0x80):
                raise CorruptDataError("the data of a matrix ends within a number")
            chunks.append(content)
        elif field.number == _SHAPE and field.kind == BYTES:
            dims += _parse_dims(content.tobytes())
    payload = chunks[0] if len(chunks) == 1 else np.concatenate([numbers[:0], *chunks])
    return payload, dims


def _parse_dims(message: bytes) -> list[int]:
    dims: list[int] = []
    for field in whole_fields(message, "a matrix"):
        if field.number == _DIMS and field.kind in (VARINT, BYTES):
            at = field.start
            while at < field.stop:
                if len(dims) == _MAX_RANK:
                    raise CorruptDataError(f"a matrix with more than {_MAX_RANK} dimensions")
                dim, at = read_varint(message, at)
                dims.append(dim if dim < 1 << 31 else -1)
    return dims


def decode_varints(payload: np.ndarray, out: np.ndarray, largest: int) -> int:
    """Decodes packed int32 varints.

    Args:
        payload: (N,) uint8.
        out: (M,) int32 or float32 for the numbers; those beyond M are counted only.
        largest: Largest absolute value that is accepted.

    Returns:
        Number of integers in the payload, or a negative code if one is malformed or too large.
    """
    words, aligned = _aligned_words(payload)
    return int(_decode_varints(payload, words, aligned, out, largest))


def gather_varints(payload: np.ndarray, pixel: np.ndarray, width: int, out: np.ndarray) -> int:
    """Decodes packed int32 varints of some pixels of an image.

    Args:
        payload: (B,) uint8.
        pixel: (N, 2) int32 row and column of each, in row-major order.
        width: Number of columns of the image.
        out: (N, C) int32 zeros, for these pixels.

    Returns:
        Number of integers in the payload, or a negative code if one is malformed.
    """
    words, aligned = _aligned_words(payload)
    return int(_gather_varints(payload, words, aligned, pixel, width, out))


def _aligned_words(payload: np.ndarray) -> tuple[np.ndarray, int]:
    """The aligned groups of eight bytes in a payload, and the byte at which they begin."""
    aligned = -payload.ctypes.data % 8
    return payload[aligned : aligned + (payload.size - aligned) // 8 * 8].view(np.uint64), aligned


@kernel
def _rest_of_varint(payload: NDArray[np.uint8], at: int, first: int) -> tuple[int, int]:
    """(low 32 bits of a varint that goes on at `at`, where it ends or _MALFORMED)."""
    value = np.uint64(first & 0x7F)
    shift = np.uint64(7)
    while True:
        if at >= payload.size or shift > 63:
            return np.int32(0), _MALFORMED
        byte = payload[at]
        at += 1
        value |= np.uint64(byte & 0x7F) << shift
        if byte < 0x80:
            return np.int32(value & np.uint64(0xFFFFFFFF)), at
        shift += np.uint64(7)


@kernel
def _decode_varints(
    payload: NDArray[np.uint8],
    words: NDArray[np.uint64],
    aligned: int,
    out: NDArray[Any],
    largest: int,
) -> int:
    """Decodes; `words`, which begin at byte `aligned`, find the long runs of zeros."""
    size = payload.size
    at = 0
    count = 0
    while at < size:
        byte = payload[at]
        if byte == 0 and at >= aligned and (at - aligned) & 7 == 0:
            word = (at - aligned) >> 3
            end = min(words.size, word + ((out.size - count) >> 3))
            start = word
            while word < end and words[word] == 0:
                word += 1
            if word > start:
                run = 8 * (word - start)
                out[count : count + run] = 0
                at += run
                count += run
                continue
        at += 1
        if byte < 0x80:
            if count < out.size:
                out[count] = byte
            count += 1
            continue
        if at < size and payload[at] < 0x80:
            if count < out.size:
                out[count] = np.int32(byte & 0x7F) | (np.int32(payload[at]) << 7)
            at += 1
            count += 1
            continue
        number, at = _rest_of_varint(payload, at, byte)
        if at == _MALFORMED:
            return _MALFORMED
        if number > largest or number < -largest:
            return _TOO_LARGE
        if count < out.size:
            out[count] = number
        count += 1
    return count


@kernel
def _gather_varints(
    payload: NDArray[np.uint8],
    words: NDArray[np.uint64],
    aligned: int,
    pixel: NDArray[np.int32],
    width: int,
    out: NDArray[np.int32],
) -> int:
    """Decodes what is not 0; `out` holds zeros already, so that runs of them need no work."""
    size, wanted, channels = payload.size, out.shape[0], out.shape[1]
    at = count = found = 0
    start = (pixel[0, 0] * width + pixel[0, 1]) * channels if wanted else _NO_PIXEL
    while at < size:
        byte = payload[at]
        if byte == 0:
            at += 1
            count += 1
            word = (at - aligned) >> 3
            if at >= aligned and (at - aligned) & 7 == 0:
                while word < words.size and words[word] == 0:
                    word += 1
                    at += 8
                    count += 8
            continue
        at += 1
        number = np.int32(byte & 0x7F)
        if byte >= 0x80 and at < size and payload[at] < 0x80:
            number |= np.int32(payload[at]) << 7
            at += 1
        elif byte >= 0x80:
            number, at = _rest_of_varint(payload, at, byte)
            if at == _MALFORMED:
                return _MALFORMED
        while count >= start + channels:
            found += 1
            start = _NO_PIXEL
            if found < wanted:
                start = (pixel[found, 0] * width + pixel[found, 1]) * channels
        if count >= start:
            out[found, count - start] = number
        count += 1
    return count
