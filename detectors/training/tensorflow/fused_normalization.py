"""Batch normalization in one operation of TensorFlow, where Keras takes a dozen."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """`BatchNormalization` that computes on images with `FusedBatchNormV3`, on one device.

    Results are those of Keras up to rounding. The fused operation returns the variance as estimated
    from a sample, N / (N - 1) times that of the batch, which is what Keras keeps.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalizes images (batch, height, width, channels); other inputs as Keras does."""
        if len(inputs.shape) != 4 or mask is not None or not _is_plain(self):
            return super().call(inputs, training=training, mask=mask)
        is_training = bool(training and self.trainable)
        empty = tf.constant([], tf.float32)
        mean = empty if is_training else tf.convert_to_tensor(self.moving_mean)
        variance = empty if is_training else tf.convert_to_tensor(self.moving_variance)
        x = tf.cast(inputs, tf.float32)
        y, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=x,
            scale=tf.convert_to_tensor(self.gamma),
            offset=tf.convert_to_tensor(self.beta),
            mean=mean,
            variance=variance,
            epsilon=self.epsilon,
            is_training=is_training,
        )
        if is_training:
            count = tf.cast(tf.reduce_prod(tf.shape(x)[:3]), tf.float32)
            variance *= (count - 1) / count
            keep = self.momentum
            self.moving_mean.assign(self.moving_mean * keep + mean * (1 - keep))
            self.moving_variance.assign(self.moving_variance * keep + variance * (1 - keep))
        return tf.cast(y, self.compute_dtype)


def fuse_normalizations(model: keras.Model) -> None:
    """Makes the batch normalizations of a model fused ones, with the same weights."""
    for layer in model._flatten_layers():
        if type(layer) is keras.layers.BatchNormalization:
            layer.__class__ = FusedBatchNormalization


def _is_plain(layer: keras.layers.BatchNormalization) -> bool:
    """Returns whether the fused operation computes what the layer is set to."""
    has_all = layer.scale and layer.center and not layer.renorm and not layer.synchronized
    return has_all and layer.axis in (-1, 3)
