"""Convolution, batch normalisation over all replicas, ReLU: the layers of the detectors."""

from __future__ import annotations

import keras
from keras import layers


def convolve(x, channels: int, kernel_size: int = 3, *, stride: int = 1, name: str):
    """Convolution without bias, batch normalisation, ReLU; the sides are divided by the stride."""
    x = layers.Conv2D(
        channels,
        kernel_size,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return normalise(x, name=name)


def deconvolve(x, channels: int, *, stride: int, name: str):
    """Transposed convolution whose windows do not overlap, batch normalisation, ReLU."""
    x = layers.Conv2DTranspose(
        channels,
        stride,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return normalise(x, name=name)


def normalise(x, *, name: str):
    """Batch normalisation over all replicas, ReLU."""
    x = layers.BatchNormalization(
        momentum=0.95, epsilon=1e-3, synchronized=is_synchronized(), name=f"{name}_norm"
    )(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def is_synchronized() -> bool:
    """Whether Keras can make statistics over all replicas: with TensorFlow only."""
    return keras.backend.backend() == "tensorflow"
