"""Operations that move pixels: an affine map from the output to the input, and nearest sampling.

A map is six numbers (a, b, c, d, e, f): the output at (x, y) shows the input at
(a x + b y + c, d x + e y + f), in pixels from the top-left corner of the image, as for Pillow's
`Image.transform`. Maps are (B, 6) float64, parameters (B,).
"""

from __future__ import annotations

import math

from keras import ops

FIXED_BITS = 16
"""Pillow samples at coordinates in 1/65536 of a pixel; so do we, to choose the same pixels."""


def rotation(degrees, height, width):
    """Returns the map that turns the image counter-clockwise about its center."""
    angle = ops.cast(degrees, "float64") * (math.pi / 180)
    cos, sin = ops.cos(angle), ops.sin(angle)
    x, y = (ops.cast(side, "float64") / 2 for side in (width, height))
    return ops.stack([cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y], axis=-1)


def horizontal_shear(amount, height, width):
    """Returns the map that shows the input `amount` * y further right."""
    return _map_with(1, amount)


def vertical_shear(amount, height, width):
    """Returns the map that shows the input `amount` * x further down."""
    return _map_with(3, amount)


def horizontal_shift(pixels, height, width):
    """Returns the map that shows the input `pixels`, to the nearest whole, further right."""
    return _map_with(2, ops.floor(ops.cast(pixels, "float64") + 0.5))


def vertical_shift(pixels, height, width):
    """Returns the map that shows the input `pixels`, to the nearest whole, further down."""
    return _map_with(5, ops.floor(ops.cast(pixels, "float64") + 0.5))


def relative_horizontal_shift(amount, height, width):
    """Returns the map of `horizontal_shift` by a share of the width."""
    pixels = ops.cast(amount, "float64") * ops.cast(width, "float64")
    return horizontal_shift(pixels, height, width)


def relative_vertical_shift(amount, height, width):
    """Returns the map of `vertical_shift` by a share of the height."""
    pixels = ops.cast(amount, "float64") * ops.cast(height, "float64")
    return vertical_shift(pixels, height, width)


def warp(images, maps, fill):
    """Samples images through maps with nearest-neighbor sampling.

    Args:
        images: (B, H, W, C) uint8 images with sides below 32768.
        maps: (B, 6) float64 maps from the output to the input.
        fill: Levels, one per channel, of pixels for which a map leads out of the image.

    Returns:
        Images of the same shape. Equal to Pillow's with `Resampling.NEAREST`.
    """
    batch, height, width, channels = ops.shape(images)
    a, b, c, d, e, f = ops.unstack(maps, 6, axis=1)
    column = _fixed_source(a, b, c, height, width)
    row = _fixed_source(d, e, f, height, width)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    first = ops.arange(batch, dtype="int32")[:, None, None] * (height * width)
    # One more pixel after all others holds the fill.
    pixel = ops.where(inside, first + row * width + column, batch * height * width)
    fill = ops.convert_to_tensor([fill], dtype="uint8")
    pixels = ops.concatenate([ops.reshape(images, (-1, channels)), fill], axis=0)
    return ops.take(pixels, pixel, axis=0)


def _fixed_source(x_weight, y_weight, offset, height, width):
    """Returns the input column or row under each output pixel's center: (B, H, W) int32."""
    offset = offset + 0.5 * (x_weight + y_weight)
    x_weight, y_weight, offset = (
        ops.cast(ops.floor(value * 2.0**FIXED_BITS + 0.5), "int32")[:, None, None]
        for value in (x_weight, y_weight, offset)
    )
    x = ops.arange(width, dtype="int32")
    y = ops.arange(height, dtype="int32")[:, None]
    return ops.right_shift(x_weight * x + (y_weight * y + offset), FIXED_BITS)


def _map_with(position, value):
    """Returns the identity map with one of its numbers replaced."""
    value = ops.cast(value, "float64")
    identity = [ops.ones_like(value) if i in (0, 4) else ops.zeros_like(value) for i in range(6)]
    identity[position] = value
    return ops.stack(identity, axis=-1)
