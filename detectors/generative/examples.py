"""Real images with the noise of samples, as an `ExampleSource` of the training loop."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labeled_images import ImageArray, LabeledImages
from waymo_kit.detectors.classification.view import Crop, evaluation_view
from waymo_kit.errors import InvalidInputError

_NOISE_STREAM = 1
"""Separates the random numbers of this module from those of others with the same seed."""


class GanExample(NamedTuple):
    """A real image, and the noise and the class of a sample; a batch has a leading dimension.

    Attributes:
        image: (S, S, 3) uint8 real image.
        label: () int32 class of the image.
        noise: (Z,) float32 standard normal noise.
        sample_label: () int32 class of the sample, drawn with equal probabilities.
    """

    image: Any
    label: Any
    noise: Any
    sample_label: Any


class GanExamples:
    """Images of one size, each with new noise in each epoch.

    The result is a function of the seed, the image's index and the epoch.

    Args:
        images: Images to train on, of the size of the networks; see `resized_images`.
        noise: Number of noise values.
        seed: Random seed.
        flip: Whether half of the images are flipped, left to right.
    """

    def __init__(self, images: ImageArray, noise: int, seed: int, flip: bool = False) -> None:
        """Stores the arguments."""
        self._images = images
        self._noise = noise
        self._seed = seed
        self._flip = flip

    def __len__(self) -> int:
        """Returns the number of images."""
        return len(self._images.labels)

    def name(self, index: int) -> str:
        """Returns a name by which a user finds an image."""
        return self._images.name(index)

    def load(self, index: int, epoch: int) -> GanExample:
        """Returns an image with noise; see `ExampleSource`."""
        random = np.random.default_rng((self._seed, _NOISE_STREAM, epoch, index))
        image = self._images.image(index)
        if self._flip and random.random() < 0.5:
            image = np.ascontiguousarray(image[:, ::-1])
        return GanExample(
            image,
            np.int32(self._images.labels[index]),
            random.standard_normal(self._noise, np.float32),
            np.int32(random.integers(len(self._images.class_names))),
        )


def resized_images(images: LabeledImages, size: int) -> ImageArray:
    """Reads all images into memory, resized to a square.

    Args:
        images: Images of any sizes.
        size: Side of the result in pixels.

    Raises:
        InvalidInputError: There are no images, or a class has none.
    """
    check_classes(images)
    levels = np.empty((len(images.labels), size, size, 3), np.uint8)
    for index in range(len(levels)):
        levels[index] = evaluation_view(images.image(index), size, Crop.NONE)
    where = images.where if isinstance(images, ImageArray) else "images"
    return ImageArray(levels, images.labels, images.class_names, where)


def check_classes(images: LabeledImages, per_class: int = 1) -> NDArray[np.int64]:
    """Checks that each class has images, and returns their numbers (C,) int64.

    Args:
        images: Images to check.
        per_class: Minimum number of images of a class. Defaults to 1.

    Raises:
        InvalidInputError: There are no classes, or a class has fewer images.
    """
    counts = np.bincount(images.labels, minlength=len(images.class_names))
    if not len(counts):
        raise InvalidInputError("expected images of one or more classes, got none")
    few = np.flatnonzero(counts < per_class)
    if few.size:
        count = counts[few[0]]
        raise InvalidInputError(
            f"class {images.class_names[few[0]]}: expected {per_class} or more images, got {count}"
            f"{'; add images or leave the class out' if per_class == 1 else ''}"
        )
    return counts.astype(np.int64)
