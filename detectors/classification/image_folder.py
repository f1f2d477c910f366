"""A folder with one folder of images for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.classification.labelled_images import is_regular_file
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.io.storage import translated_errors

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
_FORMATS = ("PNG", "JPEG", "BMP", "WEBP")
"""Decoders that may read a file; Pillow has others, some of which start programs."""

_MAX_PIXELS = 2**27
"""Number of pixels above which an image is not decoded."""


class ImageFolder:
    """The images in `<root>/<class>/`, with classes and files in alphabetical order.

    Names that begin with a dot are ignored, and so are files without the suffix of an image.

    Args:
        root: Folder of the classes.

    Raises:
        NotFoundError: No folder in it holds images.
        StorageError: A folder cannot be read.
    """

    def __init__(self, root: Path) -> None:
        """Lists the files; opens none."""
        found = {}
        with translated_errors(str(root)):
            for folder in sorted(root.iterdir()):
                if folder.is_dir() and not folder.name.startswith("."):
                    files = sorted(file for file in folder.iterdir() if _is_image(file))
                    if files:
                        found[folder.name] = files
        if not found:
            raise NotFoundError(
                f"{root}: expected a folder of images for each class, such as "
                f"{root.name}/cat/1.png, found none"
            )
        self.class_names = tuple(found)
        self.files = tuple(file for files in found.values() for file in files)
        counts = [len(files) for files in found.values()]
        self.labels = np.repeat(np.arange(len(found)), counts).astype(np.int64)

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabelledImages`.

        Raises:
            CorruptDataError: The file does not decode.
        """
        return decode_image(self.files[index])

    def name(self, index: int) -> str:
        """Returns the path of an image."""
        return str(self.files[index])


def decode_image(path: Path) -> NDArray[np.uint8]:
    """Returns the image of a file: (height, width, 3) uint8, RGB.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file does not decode, or is too large.
    """
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise ValueError(
                    f"expected at most {_MAX_PIXELS:,} pixels, got {picture.width} x "
                    f"{picture.height}"
                )
            return np.asarray(picture.convert("RGB"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such image") from error
    except Exception as error:  # Pillow's decoders raise almost any error.
        detail = " ".join(str(error).split()) or type(error).__name__
        raise CorruptDataError(f"{path}: the image does not decode: {detail}") from error


def _is_image(file: Path) -> bool:
    return (
        file.suffix.lower() in IMAGE_SUFFIXES
        and not file.name.startswith(".")
        and is_regular_file(file)
    )
