"""Samples objects and background for a loss, with static shapes."""

from __future__ import annotations

from typing import Any, NamedTuple

from keras import ops


class BalancedSample(NamedTuple):
    """Anchors or proposals that a loss counts.

    Attributes:
        rows: (B, K) int32 rows, objects first; padding has row 0.
        is_positive: (B, K) bool: the row is an object.
        is_real: (B, K) bool, False for padding.
    """

    rows: Any
    is_positive: Any
    is_real: Any


def sample_balanced(
    is_positive, is_negative, noise, count: int, positive_share: float
) -> BalancedSample:
    """Draws rows without replacement, at most a share of them objects.

    As in torchvision's `BalancedPositiveNegativeSampler`, background fills what objects leave.

    Args:
        is_positive: (B, N) bool.
        is_negative: (B, N) bool.
        noise: (B, N) float32 random numbers in [0, 1); the rows with the smallest are drawn.
        count: Number of rows to draw in each image, K.
        positive_share: Maximum share of objects.
    """
    size = is_positive.shape[1]
    width = min(count, size)
    most = min(int(count * positive_share), width)
    rank = -ops.cast(noise, "float32")
    positive_keys, positive_rows = ops.top_k(ops.where(is_positive, rank, -2.0), max(most, 1))
    negative_keys, negative_rows = ops.top_k(ops.where(is_negative, rank, -2.0), width)
    is_object = (positive_keys > -2.0) & (most > 0)
    left = count - ops.sum(ops.cast(is_object, "int32"), axis=1, keepdims=True)
    is_ground = (negative_keys > -2.0) & (ops.arange(width) < left)
    rows = ops.concatenate([positive_rows, negative_rows], axis=1)
    is_real = ops.concatenate([is_object, is_ground], axis=1)
    is_first = ops.concatenate([is_object, ops.zeros_like(is_ground)], axis=1)
    total = rows.shape[1]
    position = ops.where(is_real, 0, total) + ops.arange(total)
    _, order = ops.top_k(-position, min(count, total))

    def ordered(values):
        return ops.take_along_axis(values, order, axis=1)

    is_real = ordered(is_real)
    return BalancedSample(
        ops.where(is_real, ops.cast(ordered(rows), "int32"), 0), ordered(is_first), is_real
    )
