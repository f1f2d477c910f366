"""Images with one class each, by index."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError

COMPARED_IMAGES = 256
"""Number of images by which sets are told apart, evenly spread; labels and classes all count."""


class LabeledImages(Protocol):
    """Images by index, which several threads may read at once.

    Attributes:
        class_names: Names of the classes, by label.
        labels: (N,) int64 class of each image.
    """

    class_names: tuple[str, ...]
    labels: NDArray[np.int64]

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image: (height, width, 3) uint8, RGB."""

    def name(self, index: int) -> str:
        """Returns a name by which a user finds an image, for error messages."""


class ImageArray:
    """Images of one size, held in memory.

    Args:
        images: (N, H, W, 3) uint8, RGB.
        labels: (N,) integers in [0, number of classes).
        class_names: Names of the classes.
        where: Name of the source of the images, for error messages.

    Raises:
        InvalidInputError: A shape, dtype or label is wrong.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        labels: NDArray[np.integer],
        class_names: tuple[str, ...],
        where: str,
    ) -> None:
        """Checks shapes and labels."""
        if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8:
            raise InvalidInputError(
                f"{where}: expected images (N, H, W, 3) uint8, got {images.shape} {images.dtype}"
            )
        if labels.shape != images.shape[:1]:
            raise InvalidInputError(
                f"{where}: expected {len(images)} labels, as many as images, got {labels.shape}"
            )
        outside = np.flatnonzero((labels < 0) | (labels >= len(class_names)))
        if outside.size:
            raise InvalidInputError(
                f"{where}: expected labels in [0, {len(class_names)}), got "
                f"{labels[outside[0]]} of image {outside[0]}"
            )
        self.images = images
        self.labels = labels.astype(np.int64)
        self.class_names = class_names
        self.where = where

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`."""
        return self.images[index]

    def name(self, index: int) -> str:
        """Returns the source and the index of an image."""
        return f"{self.where} image {index}"


class ImageSubset:
    """A selection of other images.

    Args:
        images: Images to select from.
        indices: (K,) integers, indices of the selected images in their order.
    """

    def __init__(self, images: LabeledImages, indices: NDArray[np.integer]) -> None:
        """Selects the labels."""
        self.whole = images
        self.indices = indices
        self.class_names = images.class_names
        self.labels = images.labels[indices]

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`."""
        return self.whole.image(int(self.indices[index]))

    def name(self, index: int) -> str:
        """Returns the name of an image among those selected from."""
        return self.whole.name(int(self.indices[index]))


class DecodedImages:
    """Images of another source that are kept in memory once they were read.

    Args:
        images: Images to keep.
    """

    def __init__(self, images: LabeledImages) -> None:
        """Reads nothing yet."""
        self._images = images
        self._kept: dict[int, NDArray[np.uint8]] = {}
        self.class_names = images.class_names
        self.labels = images.labels

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`."""
        found = self._kept.get(index)
        if found is None:  # Threads that read the same image at once keep equal ones.
            found = self._kept[index] = self._images.image(index)
        return found

    def name(self, index: int) -> str:
        """Returns the name of an image."""
        return self._images.name(index)


def draw_subset(images: LabeledImages, count: int, seed: int) -> ImageSubset:
    """Draws images at random without replacement, in random order.

    With the same seed, a larger subset begins with the images of a smaller one.

    Args:
        images: Images to draw from.
        count: Number of images to draw.
        seed: Random seed.

    Raises:
        InvalidInputError: There are fewer images.
    """
    if not 0 < count <= len(images.labels):
        raise InvalidInputError(
            f"expected a subset of 1 to {len(images.labels)} images, got {count}"
        )
    return ImageSubset(images, np.random.default_rng(seed).permutation(len(images.labels))[:count])


def images_digest(images: LabeledImages, most: int = COMPARED_IMAGES) -> str:
    """Returns 16 hexadecimal digits that tell sets of images apart.

    They depend on names of classes, all labels, and shapes and levels of the images.

    Args:
        images: Images to tell from others.
        most: Maximum number of images to read, evenly spread. Defaults to `COMPARED_IMAGES`.
    """
    count = len(images.labels)
    found = hashlib.sha256("\0".join(images.class_names).encode())
    found.update(images.labels.astype("<i8").tobytes())
    for index in np.linspace(0, count - 1, min(count, most)).astype(int):
        image = images.image(int(index))
        found.update(str(image.shape).encode())
        found.update(np.ascontiguousarray(image).tobytes())
    return found.hexdigest()[:16]


def are_same(one: LabeledImages, other: LabeledImages) -> bool:
    """Returns whether two sets have the same images, as far as `COMPARED_IMAGES` of them tell."""
    if len(one.labels) != len(other.labels):
        return False
    return images_digest(one) == images_digest(other)


def check_apart(train: LabeledImages, test: LabeledImages, option: str = "--test") -> None:
    """Checks that images to score on are not those learned from.

    Args:
        train: Images to learn from.
        test: Images to score on.
        option: Option by which a user gives other images to score on, for the message.

    Raises:
        InvalidInputError: Both sets have the same images.
    """
    if are_same(train, test):
        raise InvalidInputError(
            f"{option}: expected images that are not learned from, got the same as --data; folders "
            "without train and test, and crops, are not divided"
        )


def is_regular_file(path: Path) -> bool:
    """Returns whether a path leads to a regular file: a pipe would block its reader."""
    try:
        return path.is_file()
    except OSError:
        return False
