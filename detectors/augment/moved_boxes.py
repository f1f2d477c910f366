"""Boxes that follow the pixels of a warped image."""

from __future__ import annotations

from keras import ops

SMALLEST_AREA = 1e-6
"""Boxes of less, in square pixels, count as empty."""


def move_boxes(boxes, maps, height, width):
    """Moves boxes as `warp` moves the pixels in them.

    The four corners are moved, their axis-aligned hull taken and clipped to the image.

    Args:
        boxes: (B, N, 4) float32 boxes: center_x, center_y, length, width in pixels.
        maps: (B, 6) float64 maps from the moved image to the one that the boxes belong to.
        height: Height of the image in pixels.
        width: Width of the image in pixels.

    Returns:
        boxes: (B, N, 4) float32 boxes; one that left the image has length or width 0.
        visible: (B, N) float32 share of the hull's area inside the image; 0 for an empty box.
    """
    center, half = boxes[..., :2], boxes[..., 2:] / 2
    inverse, offset = _inverse(ops.cast(maps, boxes.dtype))
    center = ops.matmul(center - offset[:, None], inverse)
    half = ops.matmul(half, ops.abs(inverse))
    size = ops.cast(ops.stack([width, height]), boxes.dtype)
    low = ops.clip(center - half, 0.0, size)
    high = ops.clip(center + half, 0.0, size)
    area, left = (ops.prod(sides, axis=-1) for sides in (2 * half, high - low))
    visible = ops.where(
        area > SMALLEST_AREA, ops.minimum(left / ops.maximum(area, SMALLEST_AREA), 1.0), 0.0
    )
    return ops.concatenate([(low + high) / 2, high - low], axis=-1), visible


def _inverse(maps):
    """Inverse (B, 2, 2) and offset (B, 2): moved = (point - offset) @ inverse, points as rows."""
    a, b, c, d, e, f = ops.unstack(maps, 6, axis=1)
    rows = ops.stack([ops.stack([e, -d], axis=-1), ops.stack([-b, a], axis=-1)], axis=1)
    return rows / (a * e - b * d)[:, None, None], ops.stack([c, f], axis=-1)
