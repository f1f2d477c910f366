"""Digests of networks, by which results in a folder know what they were made of."""

from __future__ import annotations

import hashlib

import keras
import numpy as np

from waymo_kit.detectors.training.variable_paths import weight_paths


def weights_digest(model: keras.Model) -> str:
    """Returns 16 hexadecimal digits that depend on the paths and values of all weights."""
    found = hashlib.sha256()
    for path, weight in weight_paths(model).items():
        found.update(path.encode())
        found.update(np.ascontiguousarray(weight.numpy()).tobytes())
    return found.hexdigest()[:16]
