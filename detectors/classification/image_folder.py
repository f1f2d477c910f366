"""A folder with one folder of images for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labeled_images import is_regular_file
from waymo_kit.errors import NotFoundError
from waymo_kit.formats.image import decode_image
from waymo_kit.io.storage import translated_errors

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg")


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
        """Returns an image; see `LabeledImages`.

        Raises:
            CorruptDataError: The file does not decode.
        """
        return read_image(self.files[index])

    def name(self, index: int) -> str:
        """Returns the path of an image."""
        return str(self.files[index])


def read_image(path: Path) -> NDArray[np.uint8]:
    """Reads a JPEG or PNG file: (height, width, 3) uint8, RGB.

    Raises:
        NotFoundError: There is no such file.
        StorageError: The file cannot be read.
        CorruptDataError: The file is neither JPEG nor PNG, or does not decode.
    """
    with translated_errors(str(path)):
        data = path.read_bytes()
    return decode_image(data, str(path), "RGB")


def _is_image(file: Path) -> bool:
    return (
        file.suffix.lower() in IMAGE_SUFFIXES
        and not file.name.startswith(".")
        and is_regular_file(file)
    )
