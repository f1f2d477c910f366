"""Layers of the detectors; those with statistics share them between all replicas."""

from __future__ import annotations

import keras
from keras import layers, ops


def convolve(x, channels: int, kernel_size: int = 3, *, stride: int = 1, name: str):
    """Applies a convolution without bias, batch normalization and ReLU.

    Args:
        x: Symbolic (B, rows, columns, C).
        channels: Number of channels of the result.
        kernel_size: Side of the kernel.
        stride: Number by which rows and columns are divided.
        name: Start of the layers' names.
    """
    x = layers.Conv2D(
        channels,
        kernel_size,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return normalize(x, name=name)


def deconvolve(x, channels: int, *, stride: int, name: str):
    """Applies a transposed convolution without overlap, batch normalization and ReLU.

    Args:
        x: Symbolic (B, rows, columns, C).
        channels: Number of channels of the result.
        stride: Side of the kernel, and number by which rows and columns are multiplied.
        name: Start of the layers' names.
    """
    x = layers.Conv2DTranspose(
        channels,
        stride,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return normalize(x, name=name)


def normalize(x, *, name: str):
    """Applies batch normalization over all replicas and ReLU."""
    x = layers.BatchNormalization(
        momentum=0.95, epsilon=1e-3, synchronized=is_synchronized(), name=f"{name}_norm"
    )(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def is_synchronized() -> bool:
    """Returns whether Keras can compute statistics over all replicas: with TensorFlow only."""
    return keras.backend.backend() == "tensorflow"


class MaskedBatchNormalization(keras.layers.Layer):
    """Batch normalization (Ioffe & Szegedy 2015) of the rows that a mask marks as real.

    Keras's own layer takes a mask, too, but not together with statistics over all replicas of a
    TensorFlow strategy. Here mean and variance are those of the real rows of all replicas, so that
    neither padding nor the division of a batch changes them. The sums are computed in float32.
    """

    def __init__(self, momentum: float = 0.95, epsilon: float = 1e-3, **kwargs):
        """Makes no weights yet.

        Args:
            momentum: Share of the moving statistics that stays at a training step.
            epsilon: Number added to the variance.
            **kwargs: Arguments of a Keras layer.
        """
        super().__init__(autocast=False, **kwargs)
        self.momentum = momentum
        self.epsilon = epsilon

    def build(self, inputs_shape, is_real_shape):
        """Makes the weights."""
        self.gamma, self.beta, self.moving_mean, self.moving_variance = (
            self.add_weight(
                shape=(inputs_shape[-1],),
                initializer=initializer,
                trainable=trainable,
                autocast=False,
                name=name,
            )
            for name, initializer, trainable in (
                ("gamma", "ones", True),
                ("beta", "zeros", True),
                ("moving_mean", "zeros", False),
                ("moving_variance", "ones", False),
            )
        )

    def call(self, inputs, is_real, training=False):
        """Normalizes rows.

        Args:
            inputs: (B, N, C) rows.
            is_real: (B, N) bool mask. The results of other rows have no meaning, but are finite.
            training: Whether to use the statistics of this batch and move the kept ones towards
                them.

        Returns:
            (B, N, C) in the layer's compute type.
        """
        rows = ops.where(is_real[..., None], ops.cast(inputs, "float32"), 0.0)
        if training and self.trainable:
            mean, variance = self._statistics(rows, ops.cast(is_real, "float32"))
            for kept, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
                kept.assign(self.momentum * kept + (1.0 - self.momentum) * new)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        scale = self.gamma * ops.rsqrt(variance + self.epsilon)
        return ops.cast(rows * scale + (self.beta - mean * scale), self.compute_dtype)

    def _statistics(self, rows, weights):
        """Mean and variance (C,) of the rows of weight 1; the others must be 0."""
        count = ops.maximum(_mean_of_replicas(ops.sum(weights)), 1e-6)
        mean = _mean_of_replicas(ops.sum(rows, axis=(0, 1))) / count
        centered = (rows - mean) * weights[..., None]
        return mean, _mean_of_replicas(ops.sum(ops.square(centered), axis=(0, 1))) / count

    def compute_output_shape(self, inputs_shape, is_real_shape):
        """Returns the shape of the inputs."""
        return inputs_shape


def _mean_of_replicas(value):
    """The mean of a value over the replicas of a TensorFlow strategy; elsewhere the value."""
    if keras.backend.backend() != "tensorflow":
        return value
    return ops.moments(value[None], axes=[0], synchronized=True)[0]
