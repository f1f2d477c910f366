"""An image file's pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.errors import CorruptDataError, NotFoundError


def decode_image(path: Path) -> NDArray[np.uint8]:
    """The image of a file: (height, width, 3) uint8, RGB.

    Raises:
        NotFoundError: there is no such file.
        CorruptDataError: it does not decode.
    """
    try:
        with Image.open(path) as picture:
            return np.asarray(picture.convert("RGB"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such image") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CorruptDataError(f"{path}: the image does not decode: {error}") from error
