"""Weights and images that are the same on every machine, made without any reference network."""

import math
import zlib

import numpy as np


def seed_weights(model):
    """Gives every weight of a Keras model a value drawn by its name, batch statistics included."""
    for weight in model.weights:
        path = weight.path.removeprefix(f"{model.name}/")
        random = np.random.RandomState(zlib.crc32(path.encode()))
        weight.assign(_draw(random, weight.name, tuple(weight.shape)))


def images(count, size, channels=3):
    """(count, size, size, channels) float32, normal."""
    random = np.random.RandomState(size)
    return random.standard_normal((count, size, size, channels)).astype(np.float32)


def _draw(random, name, shape):
    if name in ("gamma", "moving_variance"):
        return random.uniform(0.5, 1.5, shape)
    if name in ("beta", "bias", "moving_mean"):
        return random.normal(0, 0.1, shape)
    if name in ("height", "width"):
        return random.normal(0, shape[1] ** -0.5, shape)
    if name == "depthwise_kernel":
        return random.normal(0, math.prod(shape[:2]) ** -0.5, shape)
    if name in ("kernel", "pointwise_kernel"):
        return random.normal(0, math.prod(shape[:-1]) ** -0.5, shape)
    if name == "step":
        return np.zeros(shape)
    raise ValueError(f"no rule for a weight named {name}")
