"""Losses of the heads, summed over a batch; all in float32 and in `keras.ops`."""

from __future__ import annotations

from keras import ops


def center_focal_loss(logits, heatmap):
    """Focal loss of heatmaps with less weight near centers (Law & Deng 2018, equation 1).

    Args:
        logits: any shape, float32.
        heatmap: the same shape; 1 at a center.

    Returns:
        The sum, a scalar.
    """
    log_chance = -ops.softplus(-logits)
    log_rest = -ops.softplus(logits)
    chance = ops.sigmoid(logits)
    at_center = -ops.square(1 - chance) * log_chance
    elsewhere = -ops.power(1 - heatmap, 4) * ops.square(chance) * log_rest
    return ops.sum(ops.where(heatmap >= 1, at_center, elsewhere))


def focal_loss(logits, is_object, weights, alpha: float, gamma: float):
    """Focal loss of binary scores (Lin et al. 2017, equation 5).

    Args:
        logits: any shape, float32.
        is_object: the same shape, 0 or 1.
        weights: the same shape; 0 leaves a score out.
        alpha: weight of objects; that of the background is 1 - alpha.
        gamma: exponent.

    Returns:
        The sum, a scalar.
    """
    signed = ops.where(is_object > 0, logits, -logits)
    balance = ops.where(is_object > 0, alpha, 1 - alpha)
    wrong = ops.sigmoid(-signed)
    return ops.sum(weights * balance * ops.power(wrong, gamma) * ops.softplus(-signed))


def absolute_loss(predicted, target, is_object):
    """Sum of the absolute differences of objects: (B, M, D) against (B, M, D), (B, M) bool."""
    return ops.sum(ops.where(is_object[..., None], ops.abs(predicted - target), 0.0))


def huber_loss(difference, delta: float):
    """Absolute value less delta / 2; below delta a parabola with the same slope there."""
    size = ops.abs(difference)
    return ops.where(size < delta, 0.5 * ops.square(size) / delta, size - 0.5 * delta)
