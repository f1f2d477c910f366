"""Operations that replace each level by another: a table of 256 entries for each channel.

All take and return images (B, H, W, C) uint8, and equal Pillow's operation of the same name.
Parameters are (B,) arrays, one for each image.
"""

from __future__ import annotations

from keras import ops

LEVELS = 256


def auto_contrast(images):
    """Stretches each channel so that its darkest level is 0 and its brightest 255."""
    low = ops.min(images, axis=(1, 2), initial=255)
    high = ops.max(images, axis=(1, 2), initial=0)
    low, high = (ops.cast(limit, "float64")[..., None] for limit in (low, high))
    scale = 255.0 / ops.maximum(high - low, 1.0)
    stretched = ops.clip(_ramp("float64") * scale - low * scale, 0.0, 255.0)
    return _look_up(images, ops.where(high > low, stretched, _ramp("float64")))


def equalize(images):
    """Spreads the levels of each channel so that all are about equally frequent."""
    counts = _histogram(images)
    total = ops.sum(counts, axis=-1, keepdims=True)
    # The pixels of the brightest level of a channel do not count.
    brightest = ops.cast(ops.max(images, axis=(1, 2), initial=0), "int32")[..., None]
    step = (total - ops.take_along_axis(counts, brightest, axis=-1)) // 255
    darker = ops.cumsum(counts, axis=-1) - counts
    spread = ops.minimum((step // 2 + darker) // ops.maximum(step, 1), 255)
    return _look_up(images, ops.where(step > 0, spread, _ramp("int32")))


def invert(images):
    """Turns each level v into 255 - v."""
    return 255 - images


def posterize(images, bits):
    """Keeps the highest `bits` bits of each level; bits are clipped to 1..8 and rounded down."""
    kept = ops.clip(ops.cast(bits, "int32"), 1, 8)
    step = ops.cast(ops.power(2, 8 - kept), "uint8")[:, None, None, None]
    return images - images % step


def solarize(images, threshold):
    """Turns levels v >= threshold into 255 - v."""
    bright = ops.cast(images, "float32") >= threshold[:, None, None, None]
    return ops.where(bright, 255 - images, images)


def solarize_add(images, addition):
    """Adds a whole number of at least 0 to levels below 128; sums are clipped to 255."""
    addition = ops.cast(ops.clip(addition, 0, 255), "uint8")[:, None, None, None]
    return ops.where(images < 128, ops.minimum(images, 255 - addition) + addition, images)


def _ramp(dtype):
    return ops.arange(LEVELS, dtype=dtype)


def _histogram(images):
    """Returns the number of pixels of each level: (B, C, 256) int32."""
    batch, height, width, channels = ops.shape(images)
    cells = ops.reshape(_cells(images), (-1,))
    ones = ops.ones((batch * height * width * channels,), dtype="int32")
    counts = ops.segment_sum(ones, cells, num_segments=batch * channels * LEVELS)
    return ops.reshape(counts, (-1, channels, LEVELS))


def _look_up(images, tables):
    """Replaces each level by its entry, rounded down, in the tables (B, C, 256)."""
    flat = ops.reshape(ops.cast(tables, "uint8"), (-1,))
    return ops.take(flat, _cells(images), axis=0)


def _cells(images):
    """Returns the index of each pixel's level among the tables of all images and channels."""
    batch, _, _, channels = ops.shape(images)
    first = ops.reshape(ops.arange(batch * channels, dtype="int32"), (-1, 1, 1, channels)) * LEVELS
    return ops.cast(images, "int32") + first
