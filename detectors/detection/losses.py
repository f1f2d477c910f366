"""Losses of detection heads, summed over a batch, in float32 and in `keras.ops`."""

from __future__ import annotations

from keras import ops


def center_focal_loss(logits, heatmap):
    """Returns the focal loss of heatmaps, with less weight near centers (Law & Deng 2018, eq. 1).

    Args:
        logits: Float32 logits of any shape.
        heatmap: Targets of the same shape; 1 at a center.

    Returns:
        The sum of the losses, a scalar.
    """
    log_chance = -ops.softplus(-logits)
    log_rest = -ops.softplus(logits)
    chance = ops.sigmoid(logits)
    at_center = -ops.square(1 - chance) * log_chance
    elsewhere = -ops.power(1 - heatmap, 4) * ops.square(chance) * log_rest
    return ops.sum(ops.where(heatmap >= 1, at_center, elsewhere))


def focal_loss(logits, is_object, weights, alpha: float, gamma: float):
    """Returns the focal loss of binary scores (Lin et al. 2017, equation 5).

    Args:
        logits: Float32 logits of any shape.
        is_object: Labels of the same shape, 0 or 1.
        weights: Weights of the same shape; 0 leaves a score out.
        alpha: Weight of objects; the background has the weight 1 - alpha.
        gamma: Exponent of the loss.

    Returns:
        The sum of the losses, a scalar.
    """
    signed = ops.where(is_object > 0, logits, -logits)
    balance = ops.where(is_object > 0, alpha, 1 - alpha)
    wrong = ops.sigmoid(-signed)
    return ops.sum(weights * balance * ops.power(wrong, gamma) * ops.softplus(-signed))


def absolute_loss(predicted, target, is_object):
    """Returns the L1 loss of objects, a scalar.

    Args:
        predicted: (B, M, D) float32 predictions.
        target: (B, M, D) float32 targets.
        is_object: (B, M) bool mask of the rows that count.
    """
    return ops.sum(ops.where(is_object[..., None], ops.abs(predicted - target), 0.0))


def huber_loss(difference, delta: float):
    """Returns the Huber loss: a parabola below delta, linear with the same slope beyond."""
    size = ops.abs(difference)
    return ops.where(size < delta, 0.5 * ops.square(size) / delta, size - 0.5 * delta)
