"""Losses of camera detectors that both kinds of heads share, summed, in float32."""

from __future__ import annotations

from keras import ops


def smooth_l1(difference, beta: float):
    """Returns |x| - beta / 2 beyond beta and x^2 / (2 beta) below; beta 0 gives |x|.

    TensorFlow's Huber loss of delta is delta times this with beta = delta.
    """
    size = ops.abs(difference)
    if beta == 0:
        return size
    return ops.where(size < beta, 0.5 * ops.square(size) / beta, size - 0.5 * beta)


def binary_cross_entropy(logits, labels):
    """Returns the cross-entropy of sigmoid outputs, of the shape of the logits."""
    labels = ops.cast(labels, "float32")
    return ops.softplus(logits) - labels * logits
