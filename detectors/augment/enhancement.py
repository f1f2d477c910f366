"""Operations that blend an image with a degenerate version of it.

All take images (B, H, W, 3) uint8 and factors (B,), return images, and equal the class of the same
name in Pillow's `ImageEnhance`: factor 0 gives the degenerate version, 1 the image itself.
"""

from __future__ import annotations

from keras import ops

LUMA = (19595, 38470, 7471)
"""Weights of red, green and blue in a grey level, in 1/65536 (ITU-R 601-2, as in Pillow)."""


def brightness(images, factors):
    """Blends with black."""
    return _blend(ops.zeros_like(images[:, :1, :1]), images, factors)


def contrast(images, factors):
    """Blends with the mean grey level, rounded to a whole."""
    mean = ops.mean(ops.cast(_grey(images), "float64"), axis=(1, 2, 3), keepdims=True)
    return _blend(ops.floor(mean + 0.5), images, factors)


def color(images, factors):
    """Blends with the image in grey."""
    return _blend(_grey(images), images, factors)


def sharpness(images, factors):
    """Blends with the image smoothed by a 3 x 3 filter of weights 1, and 5 in the middle."""
    pixels = ops.cast(images, "int32")
    rows = pixels[:, :-2] + pixels[:, 1:-1] + pixels[:, 2:]
    square = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    middle = (2 * (square + 4 * pixels[:, 1:-1, 1:-1]) + 13) // 26
    # Pixels of the border stay as they are; a side of one pixel has one border only.
    inner = pixels[:, 1:-1]
    inner = ops.concatenate([inner[:, :, :1], middle, inner[:, :, 1:][:, :, -1:]], axis=2)
    smooth = ops.concatenate([pixels[:, :1], inner, pixels[:, 1:][:, -1:]], axis=1)
    return _blend(smooth, images, factors)


def _grey(images):
    weighted = ops.cast(images, "int32") * ops.convert_to_tensor(LUMA, dtype="int32")
    return ops.right_shift(ops.sum(weighted, axis=-1, keepdims=True) + 32768, 16)


def _blend(degenerate, images, factors):
    start = ops.cast(degenerate, "float32")
    factors = ops.cast(factors, "float32")[:, None, None, None]
    blended = start + factors * (ops.cast(images, "float32") - start)
    return ops.cast(ops.clip(blended, 0.0, 255.0), "uint8")
