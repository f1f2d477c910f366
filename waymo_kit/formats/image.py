"""Camera images and labels of pixels: JPEG and PNG, and nothing else.

Image files come from datasets that others made. Pillow knows dozens of formats, some of which start
other programs, and a small file can ask for gigabytes of pixels. So the two formats that Waymo's
data has are told by their signatures, and the size is checked before a pixel is decoded.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import deflate
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from waymo_kit.errors import CorruptDataError

MAX_PIXELS = 1 << 25
"""Largest number of pixels that is decoded: 14 times those of a camera of the dataset."""

_DECODERS = {b"\xff\xd8\xff": JpegImageFile, b"\x89PNG\r\n\x1a\n": PngImageFile}


def decode_image(
    data: bytes, where: str, mode: str | None = None, *, at_least: tuple[int, int] | None = None
) -> NDArray[Any]:
    """Decodes a JPEG or PNG image.

    Args:
        data: Bytes of the file.
        where: Name of the image in error messages.
        mode: Pillow mode to convert to: `RGB` or `L`. Defaults to None, which keeps the numbers as
            they are stored, for example instance ids in a PNG of 16 bits.
        at_least: Width and height that suffice: a JPEG is decoded at a half, a quarter or an eighth
            of its resolution where that is not less, which is faster. Defaults to None, which
            decodes all pixels.

    Returns:
        (H, W, 3) uint8 for `RGB`, (H, W) uint8 for `L`.

    Raises:
        CorruptDataError: The data is no JPEG or PNG, does not decode, or has more than `MAX_PIXELS`
            pixels.
    """
    with _decoded(data, where) as picture:
        if at_least is not None:
            picture.draft(mode, at_least)
        return np.asarray(picture.convert(mode) if mode else picture)


def thumbnail(data: bytes, where: str, size: tuple[int, int] = (480, 320)) -> bytes:
    """Returns a small copy of a JPEG or PNG image as JPEG.

    Args:
        data: Bytes of the file.
        where: Name of the image in error messages.
        size: Largest width and height in pixels; the sides keep their ratio.

    Raises:
        CorruptDataError: The data is no JPEG or PNG, does not decode, or has more than `MAX_PIXELS`
            pixels.
    """
    with _decoded(data, where) as picture, io.BytesIO() as file:
        picture.thumbnail(size)  # a JPEG is decoded at a lower resolution, which is fast
        picture.convert("RGB").save(file, "JPEG", quality=80)
        return file.getvalue()


def image_size(data: bytes, where: str) -> tuple[int, int]:
    """Returns the width and height of a JPEG or PNG image, from its header."""
    with _decoded(data, where) as picture:
        return int(picture.size[0]), int(picture.size[1])


def encode_jpeg(image: NDArray[np.uint8], quality: int = 95) -> bytes:
    """Encodes an (H, W, 3) uint8 image as JPEG."""
    with io.BytesIO() as file:
        Image.fromarray(image).save(file, "JPEG", quality=quality)
        return file.getvalue()


def encode_png(image: NDArray[Any]) -> bytes:
    """Encodes an image as PNG: (H, W, 3) or (H, W) uint8.

    Rows are stored as differences to the row above and compressed at the fastest level, which takes
    a fraction of Pillow's time.
    """
    height, width = image.shape[:2]
    channels = 1 if image.ndim == 2 else image.shape[2]
    rows = np.ascontiguousarray(image, np.uint8).reshape(height, width * channels)
    lines = np.empty((height, 1 + width * channels), np.uint8)
    lines[:, 0] = 2  # the filter "up"
    lines[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=lines[1:, 1:])
    color = {1: 0, 3: 2}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    packed = bytes(deflate.zlib_compress(lines.tobytes(), 1))
    parts = [(b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


@contextmanager
def _decoded(data: bytes, where: str) -> Iterator[ImageFile]:
    """Opens an image of a known format and size, and names it in errors of its content."""
    decoder = next((d for start, d in _DECODERS.items() if data.startswith(start)), None)
    if decoder is None:
        raise CorruptDataError(
            f"{where}: expected a JPEG or PNG image, got {len(data)} bytes that begin with "
            f"{data[:8]!r}"
        )
    try:
        with decoder(io.BytesIO(data)) as picture:
            width, height = picture.size
            if not 0 < width * height <= MAX_PIXELS:
                raise ValueError(
                    f"expected 1 to {MAX_PIXELS} pixels, got an image of {width} x {height}"
                )
            yield picture
    except Exception as error:  # damaged files make Pillow raise errors of about ten classes
        detail = " ".join(str(error).split()) or type(error).__name__
        raise CorruptDataError(f"{where}: the image does not decode: {detail}") from error
