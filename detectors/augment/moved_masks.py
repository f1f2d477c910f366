"""Masks of boxes that follow the pixels of a warped image."""

from __future__ import annotations

from keras import ops


def compose_maps(first, second):
    """Returns the maps (B, 6) that apply `second`, then `first`; see `warp` for their numbers."""
    a, b, c, d, e, f = ops.unstack(ops.cast(first, "float64"), 6, axis=1)
    p, q, r, s, t, u = ops.unstack(ops.cast(second, "float64"), 6, axis=1)
    parts = (
        *(a * p + b * s, a * q + b * t, a * r + b * u + c),
        *(d * p + e * s, d * q + e * t, d * r + e * u + f),
    )
    return ops.stack(parts, axis=1)


def move_masks(masks, windows, boxes, maps):
    """Cuts masks out at new boxes of an image that was warped; the nearest pixel counts.

    Args:
        masks: (B, N, S, S) uint8 masks, 1 inside.
        windows: (B, N, 4) float32 corners of the part of the image that each mask shows.
        boxes: (B, N, 4) float32 corners of the new boxes in the warped image.
        maps: (B, 6) float64 maps from the warped image to the one of the masks.

    Returns:
        (B, N, S, S) uint8 masks over the new boxes, 0 where the old mask shows nothing.
    """
    count, side = masks.shape[1], masks.shape[-1]
    boxes, windows = ops.cast(boxes, "float64"), ops.cast(windows, "float64")
    share = (ops.arange(side, dtype="float64") + 0.5) / side
    low, extent = boxes[..., :2], boxes[..., 2:] - boxes[..., :2]
    x = (low[..., 0, None] + extent[..., 0, None] * share)[..., None, :]
    y = (low[..., 1, None] + extent[..., 1, None] * share)[..., :, None]
    a, b, c, d, e, f = (part[:, None, None, None] for part in ops.unstack(maps, 6, axis=1))
    scale = side / ops.maximum(windows[..., 2:] - windows[..., :2], 1e-6)
    column = (a * x + b * y + c - windows[..., 0, None, None]) * scale[..., 0, None, None]
    row = (d * x + e * y + f - windows[..., 1, None, None]) * scale[..., 1, None, None]
    row, column = (ops.cast(ops.floor(place), "int32") for place in (row, column))
    is_inside = (row >= 0) & (row < side) & (column >= 0) & (column < side)
    place = ops.clip(row, 0, side - 1) * side + ops.clip(column, 0, side - 1)
    flat = ops.reshape(masks, (-1, count, side * side))
    found = ops.take_along_axis(flat, ops.reshape(place, (-1, count, side * side)), axis=-1)
    found = ops.reshape(found, (-1, count, side, side))
    return ops.where(is_inside, found, ops.zeros_like(found))
