"""A folder with a folder of images for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.formats.image import decode_image
from waymo_kit.io.storage import translated_errors

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")


class ImageFolder:
    """The images in `<root>/<class>/`, classes and files in alphabetical order.

    Names that begin with a dot do not count, nor do files that are no images by their suffix.

    Args:
        root: the folder.

    Raises:
        NotFoundError: the folder has no folder with images.
    """

    def __init__(self, root: Path) -> None:
        """Lists the files; none is opened."""
        found = {}
        for folder in sorted(root.iterdir()):
            if folder.is_dir() and not folder.name.startswith("."):
                files = sorted(f for f in folder.iterdir() if _is_image(f))
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
        """See `LabelledImages`.

        Raises:
            CorruptDataError: the file does not decode.
        """
        return read_image(self.files[index])

    def name(self, index: int) -> str:
        """See `LabelledImages`."""
        return str(self.files[index])


def _is_image(file: Path) -> bool:
    return file.suffix.lower() in IMAGE_SUFFIXES and not file.name.startswith(".")


def read_image(path: Path) -> NDArray[np.uint8]:
    """Reads a JPEG or PNG file: (height, width, 3) uint8, RGB.

    Raises:
        NotFoundError: There is no such file.
        StorageError: It cannot be read.
        CorruptDataError: It is neither JPEG nor PNG, or does not decode.
    """
    with translated_errors(str(path)):
        data = path.read_bytes()
    return decode_image(data, str(path), "RGB")
