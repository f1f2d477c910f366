"""Labeled images as an `ExampleSource` of the training loop."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from waymo_kit.detectors.augment import RandAugment
from waymo_kit.detectors.classification.labeled_images import LabeledImages
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.view import training_view
from waymo_kit.errors import InvalidInputError


class ImageExample(NamedTuple):
    """One example; a batch has a leading dimension.

    Attributes:
        image: (S, S, 3) uint8 image.
        label: () int32 class.
        share: () float32 share in [1/2, 1] of this image where it is mixed with another.
        place: () int64 position of the example in the stream of all epochs.
    """

    image: Any
    label: Any
    share: Any
    place: Any


class ImageExamples:
    """Images that are cropped, flipped and augmented differently in each epoch.

    The result is a function of the seed, the image's index and the epoch.

    Args:
        images: Images to train on.
        size: Side of the network's input in pixels.
        recipe: Recipe of the training.

    Raises:
        InvalidInputError: A parameter of RandAugment is out of its range.
    """

    def __init__(self, images: LabeledImages, size: int, recipe: Recipe) -> None:
        """Creates RandAugment from its parameters."""
        self._images = images
        self._size = size
        self._recipe = recipe
        self._seed = recipe.training.seed
        self._augment: RandAugment | None = None
        if recipe.operations is not None:
            chosen = recipe.operations
            self._augment = RandAugment(
                chosen.count, chosen.magnitude, policy=chosen.policy, seed=self._seed
            )

    def __len__(self) -> int:
        """Returns the number of images."""
        return len(self._images.labels)

    def name(self, index: int) -> str:
        """Returns a name by which a user finds an image."""
        return self._images.name(index)

    def load(self, index: int, epoch: int) -> ImageExample:
        """Returns an image, cropped and flipped, with its label; see `ExampleSource`."""
        random = np.random.default_rng((self._seed, epoch, index))
        recipe = self._recipe
        image = training_view(
            self._images.image(index), self._size, recipe.crop, recipe.flip, random
        )
        share = random.beta(recipe.mixup, recipe.mixup) if recipe.mixup else 1.0
        return ImageExample(
            image,
            np.int32(self._images.labels[index]),
            np.float32(max(share, 1 - share)),
            np.int64(epoch * len(self) + index),
        )

    def transform(self, batch: ImageExample) -> ImageExample:
        """Applies RandAugment to a batch of images; see `BatchedExamples`."""
        if self._augment is None:
            return batch
        return batch._replace(image=self._augment(batch.image, batch.place))


def check_images(images: LabeledImages, classes: tuple[str, ...] | None = None) -> None:
    """Checks that there is something to learn, and that images have the classes of the training.

    Raises:
        InvalidInputError: There are no images, fewer than two classes, or other classes.
    """
    if not len(images.labels) or len(images.class_names) < 2:
        raise InvalidInputError(
            f"expected images of two or more classes, got {len(images.labels)} of "
            f"{', '.join(images.class_names) or 'none'}"
        )
    if classes is not None and images.class_names != classes:
        raise InvalidInputError(
            f"validation: expected the classes trained on, {', '.join(classes)}, got "
            f"{', '.join(images.class_names)}"
        )
