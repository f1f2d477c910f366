"""Targets of a mask head: the part of each ground-truth mask that a region shows."""

from __future__ import annotations

import math

from keras import ops


def crop_masks(masks, windows, regions, size: int):
    """Resamples masks to regions, each pixel the mean of bilinear samples.

    The numbers of samples of a pixel follow from the region's size, as in torchvision's
    `roi_align(sampling_ratio=-1)`, up to those of a region of twice the mask.

    Args:
        masks: (B, R, S, S) masks, 1 inside.
        windows: (B, R, 4) float32 part of the image that each mask shows, as corners.
        regions: (B, R, 4) float32 corners in the same image.
        size: Side of the result in pixels.

    Returns:
        (B, R, size, size) float32 in [0, 1].
    """
    side = masks.shape[-1]
    scale = side / ops.maximum(windows[..., 2:] - windows[..., :2], 1e-3)
    low = (regions[..., :2] - windows[..., :2]) * scale
    high = (regions[..., 2:] - windows[..., :2]) * scale
    columns = _mean_weights(low[..., 0], high[..., 0], size, side)
    rows = _mean_weights(low[..., 1], high[..., 1], size, side)
    strips = ops.einsum("bris,brst->brit", rows, ops.cast(masks, "float32"))
    return ops.einsum("brjt,brit->brij", columns, strips)


def _mean_weights(low, high, size, side):
    """Weights (B, R, size, side) of the mask's pixels in the means of the result's."""
    extent = ops.maximum(high - low, 1.0)
    most = math.ceil(2 * side / size)
    count = ops.clip(ops.ceil(extent / size), 1.0, float(most))
    start = low[..., None] + ops.arange(size, dtype="float32") * (extent / size)[..., None]
    step = (extent / size / count)[..., None]
    cells = ops.arange(side, dtype="float32")
    total = 0
    for number in range(most):
        place = start + (number + 0.5) * step
        is_used = (place >= -1) & (place <= side) & (number < count[..., None])
        clamped = ops.clip(place, 0.0, side - 1.0)
        weight = ops.maximum(1 - ops.abs(clamped[..., None] - cells), 0.0)
        total = total + weight * ops.cast(is_used, "float32")[..., None]
    return total / count[..., None, None]
