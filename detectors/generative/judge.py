"""A trained classifier that judges images: its answers and its features."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.generative.digests import weights_digest
from waymo_kit.errors import InvalidInputError

RESOLUTIONS = (8, 16, 32, 64, 128)
"""Sides in pixels to which images are resized before they are judged."""

_BATCH = 100


@dataclass(frozen=True)
class Judgment:
    """Answers of a judge for images.

    Attributes:
        logits: (N, C) float32 logits of the classes.
        features: (N, F) float32 inputs of the judge's last layer.
    """

    logits: NDArray[np.float32]
    features: NDArray[np.float32]

    def accuracy(self, labels: NDArray[np.integer]) -> float:
        """Returns the share of images whose class (N,) has the highest logit."""
        return float((self.logits.argmax(1) == labels).mean())


class Judge:
    """A classifier of `waymo-kit train-classifier`.

    Attributes:
        name: Name of the network, for reports.
        class_names: Names of its classes, by label.
        where: Path of its checkpoint.

    Args:
        checkpoint: Checkpoint of the classifier.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged or not the checkpoint of a classifier.
    """

    def __init__(self, checkpoint: Path) -> None:
        """Loads the network."""
        loaded = load_classifier(checkpoint)
        self.class_names = loaded.config.class_names
        self.name = loaded.config.recipe.backbone
        self.where = str(checkpoint)
        self._size = int(loaded.model.input_shape[1])
        self._model = loaded.with_features()

    def judge(self, images: NDArray[np.uint8], resolution: int | None = None) -> Judgment:
        """Judges images, resized for the network.

        Args:
            images: (N, H, W, 3) uint8 images, N > 0.
            resolution: Side in pixels to which they are resized first, by bilinear interpolation.
                Defaults to their own.
        """
        logits, features = [], []
        for start in range(0, len(images), _BATCH):
            part = images[start : start + _BATCH]
            levels = np.zeros((_BATCH, self._size, self._size, 3), np.float32)
            for row, image in enumerate(part):
                levels[row] = resized(resized(image, resolution), self._size)
            said, seen = self._model.predict_on_batch(levels)
            logits.append(ops.convert_to_numpy(said)[: len(part)])
            features.append(ops.convert_to_numpy(seen)[: len(part)])
        return Judgment(np.concatenate(logits), np.concatenate(features))

    def check_classes(self, names: tuple[str, ...]) -> None:
        """Checks that the judge knows the same classes.

        Raises:
            InvalidInputError: The judge knows other classes.
        """
        if names != self.class_names:
            raise InvalidInputError(
                f"judge {self.where}: expected a classifier of {', '.join(names)}, got one of "
                f"{', '.join(self.class_names)}"
            )

    def digest(self) -> str:
        """Returns a digest of all weights, which tells judges apart."""
        return weights_digest(self._model)


def resized(image: NDArray[np.uint8], side: int | None) -> NDArray[np.uint8]:
    """Returns an image (H, W, 3) resized to a square by bilinear interpolation.

    Pixels that a smaller one covers are averaged. An image of that size, or a side of None, leaves
    it as it is.
    """
    if side is None or image.shape[:2] == (side, side):
        return image
    picture = Image.fromarray(image).resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(picture)
