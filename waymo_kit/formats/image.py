"""Camera images and labels of pixels: JPEG and PNG, and nothing else.

Image files come from datasets that others made. Pillow knows dozens of formats, some of which start
other programs, and a small file can ask for gigabytes of pixels. So the two formats that Waymo's
data has are told by their signatures, and the size is checked before a pixel is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from waymo_kit.errors import CorruptDataError

MAX_PIXELS = 1 << 25
"""Largest number of pixels that is decoded: 14 times those of a camera of the dataset."""

_DECODERS = {b"\xff\xd8\xff": JpegImageFile, b"\x89PNG\r\n\x1a\n": PngImageFile}


def decode_image(data: bytes, where: str, mode: str | None = None) -> NDArray[Any]:
    """Decodes a JPEG or PNG image.

    Args:
        data: Bytes of the file.
        where: What an error message calls the image.
        mode: Pillow mode to convert to: `RGB` or `L`. Defaults to None, which keeps the numbers as
            they are stored, for example instance ids in a PNG of 16 bits.

    Returns:
        (H, W, 3) uint8 for `RGB`, (H, W) uint8 for `L`.

    Raises:
        CorruptDataError: The data is no JPEG or PNG, does not decode, or has more than `MAX_PIXELS`
            pixels.
    """
    with _decoded(data, where) as picture:
        return np.asarray(picture.convert(mode) if mode else picture)


def thumbnail(data: bytes, where: str, size: tuple[int, int] = (480, 320)) -> bytes:
    """Returns a small copy of a JPEG or PNG image as JPEG.

    Args:
        data: Bytes of the file.
        where: What an error message calls the image.
        size: Largest width and height in pixels; the sides keep their ratio.

    Raises:
        CorruptDataError: The data is no JPEG or PNG, does not decode, or has more than `MAX_PIXELS`
            pixels.
    """
    with _decoded(data, where) as picture, io.BytesIO() as file:
        picture.thumbnail(size)  # a JPEG is decoded at a lower resolution, which is fast
        picture.convert("RGB").save(file, "JPEG", quality=80)
        return file.getvalue()


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
