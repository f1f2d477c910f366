"""Batch normalisation whose statistics leave padding out, over all replicas."""

from __future__ import annotations

import keras
from keras import ops


class MaskedBatchNormalization(keras.layers.Layer):
    """Batch normalisation (Ioffe & Szegedy 2015) of the rows that a mask marks as real.

    Keras's own layer takes a mask, too, but not together with statistics over all replicas of a
    TensorFlow strategy. Here mean and variance are those of the real rows of all replicas, so that
    neither padding nor how a batch is divided changes them. The sums are made in float32.

    Args:
        momentum: share of the moving statistics that stays at a training step.
        epsilon: added to the variance.
        **kwargs: of a Keras layer.
    """

    def __init__(self, momentum: float = 0.95, epsilon: float = 1e-3, **kwargs):
        """See the class."""
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
        """Normalises rows.

        Args:
            inputs: (B, N, C).
            is_real: (B, N) bool; what comes out of other rows has no meaning, but is finite.
            training: use the statistics of this batch, and move the kept ones towards them.

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
        """The shape of the inputs."""
        return inputs_shape


def _mean_of_replicas(value):
    """The mean of a value over the replicas of a TensorFlow strategy; elsewhere the value."""
    if keras.backend.backend() != "tensorflow":
        return value
    return ops.moments(value[None], axes=[0], synchronized=True)[0]
