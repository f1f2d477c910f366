"""Cutout (DeVries and Taylor 2017): a gray square over a part of the image."""

from __future__ import annotations

from keras import ops


def cut_out(images, half_sides, centers, fill):
    """Covers a square, clipped to the image.

    Args:
        images: (B, H, W, C) uint8 images.
        half_sides: (B,) whole number of pixels from the square's center to its sides.
        centers: (B, 2) uniform numbers in [0, 1) for the row and the column of the center.
        fill: Levels of the square, one per channel.

    Returns:
        Images of the same shape.
    """
    _, height, width, _ = ops.shape(images)
    near_row, near_column = (
        _near(side, half_sides, centers[:, i]) for i, side in enumerate((height, width))
    )
    covered = near_row[:, :, None, None] & near_column[:, None, :, None]
    return ops.where(covered, ops.convert_to_tensor(fill, dtype="uint8"), images)


def _near(side, half_sides, centers):
    """Returns (B, side) bool: the pixels within `half_sides` before or after the center."""
    middle = ops.cast(centers * ops.cast(side, "float32"), "int32")[:, None]
    half = ops.cast(half_sides, "int32")[:, None]
    pixel = ops.arange(side, dtype="int32")
    return (pixel >= middle - half) & (pixel < middle + half)
