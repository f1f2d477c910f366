"""Digests of networks and images, by which results in a folder know what they were made of."""

from __future__ import annotations

import hashlib

import keras
import numpy as np

from waymo_kit.detectors.classification.labelled_images import LabelledImages
from waymo_kit.detectors.training.variable_paths import weight_paths

_LENGTH = 16


def weights_digest(model: keras.Model) -> str:
    """Returns 16 hexadecimal digits that depend on the paths and values of all weights."""
    found = hashlib.sha256()
    for path, weight in weight_paths(model).items():
        found.update(path.encode())
        found.update(np.ascontiguousarray(weight.numpy()).tobytes())
    return found.hexdigest()[:_LENGTH]


def images_digest(images: LabelledImages) -> str:
    """Returns 16 hexadecimal digits that depend on names of classes, labels, shapes and levels."""
    found = hashlib.sha256("\0".join(images.class_names).encode())
    found.update(images.labels.astype("<i8").tobytes())
    for index in range(len(images.labels)):
        image = images.image(index)
        found.update(str(image.shape).encode())
        found.update(np.ascontiguousarray(image).tobytes())
    return found.hexdigest()[:_LENGTH]
