"""Operations that blend an image with a degenerate version of it.

All take images (B, H, W, 3) uint8 and factors (B,), return images, and equal the class of the same
name in Pillow's `ImageEnhance`: factor 0 gives the degenerate version, 1 the image itself.
"""

from __future__ import annotations

from keras import ops

LUMA = (19595, 38470, 7471)
"""Weights of red, green and blue in a gray level, in 1/65536 (ITU-R 601-2, as in Pillow)."""


def brightness(images, factors):
    """Blends with black."""
    return _blend(0.0, _floats(images), factors)


def contrast(images, factors):
    """Blends with the mean gray level, rounded to a whole number."""
    pixels = _floats(images)
    mean = ops.mean(ops.cast(_gray(pixels), "float64"), axis=(1, 2, 3), keepdims=True)
    return _blend(ops.cast(ops.floor(mean + 0.5), "float32"), pixels, factors)


def color(images, factors):
    """Blends with the image in gray."""
    pixels = _floats(images)
    return _blend(_gray(pixels), pixels, factors)


def sharpness(images, factors):
    """Blends with the image smoothed by a 3 x 3 filter of weights 1, and 5 in the middle."""
    pixels = _floats(images)
    rows = pixels[:, :-2] + pixels[:, 1:-1] + pixels[:, 2:]
    square = rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
    inner = pixels[:, 1:-1]
    smooth = ops.floor((square + 4.0 * inner[:, :, 1:-1]) * (1 / 13) + 0.5)
    # Pixels of the border stay as they are; a side of one pixel has one border only.
    smooth = ops.concatenate([inner[:, :, :1], smooth, inner[:, :, 1:][:, :, -1:]], axis=2)
    smooth = ops.concatenate([pixels[:, :1], smooth, pixels[:, 1:][:, -1:]], axis=1)
    return _blend(smooth, pixels, factors)


def _floats(images):
    return ops.cast(images, "float32")


def _gray(pixels):
    """Returns gray levels (B, H, W, 1) float32, exact as all sums are integers below 2**24."""
    red, green, blue = (LUMA[i] * pixels[..., i : i + 1] for i in range(3))
    return ops.floor((red + green + blue + 32768.0) * (1 / 65536))


def _blend(degenerate, pixels, factors):
    factors = ops.cast(factors, "float32")[:, None, None, None]
    blended = degenerate + factors * (pixels - degenerate)
    return ops.cast(ops.clip(blended, 0.0, 255.0), "uint8")
