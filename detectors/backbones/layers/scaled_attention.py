"""Functions shared by the attention layers: the projection, the softmax, the checks of shapes."""

import keras
import numpy as np
from keras import ops

from waymo_kit.errors import InvalidInputError


def projection(depth: int, policy, name: str) -> keras.layers.Dense:
    """Returns a 1x1 convolution to `depth` channels, without bias."""
    return keras.layers.Dense(
        depth, use_bias=False, kernel_initializer="lecun_normal", dtype=policy, name=name
    )


def attention_weights(logits, hidden=None):
    """Softmax over the last axis, worked out in float32, in the dtype of the logits.

    Args:
        logits: Logits (..., keys).
        hidden: Bool mask of keys that get no weight, broadcast to the logits. Defaults to none.
    """
    exact = ops.cast(logits, "float32")
    if hidden is not None:
        exact = ops.where(hidden, float(np.finfo(np.float32).min), exact)
    return ops.cast(ops.softmax(exact, axis=-1), logits.dtype)


def check_depths(heads: int, key_depth: int, value_depth: int):
    """Raises InvalidInputError unless the heads share keys and values evenly."""
    if heads < 1 or key_depth % heads or value_depth % heads or min(key_depth, value_depth) < 1:
        raise InvalidInputError(
            "key_depth and value_depth must be positive multiples of heads, got "
            f"key_depth={key_depth}, value_depth={value_depth}, heads={heads}"
        )


def static_size(shape) -> tuple[int, int]:
    """Returns (height, width) of a (batch, height, width, channels) shape.

    Raises:
        InvalidInputError: The height or width is unknown.
    """
    height, width = shape[1:3]
    if height is None or width is None:
        raise InvalidInputError(
            f"attention needs a static height and width, got the shape {tuple(shape)}; "
            "give input_shape=(height, width, channels)"
        )
    return height, width
