"""Small made-up images that are easy to tell apart."""

import numpy as np

from waymo_kit.detectors.classification.labeled_images import ImageArray


def colored_images(count=24, classes=3, side=32, seed=0):
    """Images whose class is their brightest channel, with noise."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    images = random.integers(0, 120, (count, side, side, 3))
    images[np.arange(count), :, :, labels] += 120
    names = ("red", "green", "blue")[:classes]
    return ImageArray(images.astype(np.uint8), labels, names, "made up")
