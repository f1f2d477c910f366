"""Images with a class each, by number."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


class LabelledImages(Protocol):
    """Images by number; may be asked from several threads at once.

    Attributes:
        class_names: names of the classes, by label.
        labels: (N,) int64, the class of each image.
    """

    class_names: tuple[str, ...]
    labels: NDArray[np.int64]

    def image(self, index: int) -> NDArray[np.uint8]:
        """An image: (height, width, 3) uint8, RGB."""

    def name(self, index: int) -> str:
        """What a user finds an image by, for messages."""


class ImageArray:
    """Images of one size, held in memory.

    Args:
        images: (N, H, W, 3) uint8, RGB.
        labels: (N,) integers in [0, number of classes).
        class_names: of the classes.
        where: what the images are from, for messages.

    Raises:
        InvalidInputError: a shape, type or label is wrong.
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
        """See `LabelledImages`."""
        return self.images[index]

    def name(self, index: int) -> str:
        """See `LabelledImages`."""
        return f"{self.where} image {index}"


class ImageSubset:
    """Some images of others.

    Args:
        images: of which.
        indices: (K,) integers, which and in which order.
    """

    def __init__(self, images: LabelledImages, indices: NDArray[np.integer]) -> None:
        """Takes the labels along."""
        self.whole = images
        self.indices = indices
        self.class_names = images.class_names
        self.labels = images.labels[indices]

    def image(self, index: int) -> NDArray[np.uint8]:
        """See `LabelledImages`."""
        return self.whole.image(int(self.indices[index]))

    def name(self, index: int) -> str:
        """See `LabelledImages`."""
        return self.whole.name(int(self.indices[index]))


def draw_subset(images: LabelledImages, count: int, seed: int) -> ImageSubset:
    """Images drawn at random without repetition, in random order.

    A larger count with the same seed begins with the same images.

    Raises:
        InvalidInputError: there are fewer images.
    """
    if not 0 < count <= len(images.labels):
        raise InvalidInputError(
            f"expected a subset of 1 to {len(images.labels)} images, got {count}"
        )
    return ImageSubset(images, np.random.default_rng(seed).permutation(len(images.labels))[:count])
