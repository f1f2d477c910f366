"""Convolutions with batch normalization in the two paddings that pretrained networks have."""

from __future__ import annotations

from typing import Literal, TypeAlias

import keras
from keras import layers

Padding: TypeAlias = Literal["same", "symmetric"]
"""Zeros around a map: "same" as in TensorFlow, where a stride of 2 pads even sides at the end only;
"symmetric" as in PyTorch, where all sides get half the kernel."""


def padded_convolution(
    x, filters: int | None, kernel_size: int, *, stride: int, padding: Padding, name: str
):
    """Applies a convolution without bias.

    Args:
        x: Symbolic map (batch, height, width, channels).
        filters: Number of output channels; None for a depthwise convolution, which keeps them.
        kernel_size: Side of the kernel.
        stride: Stride in both directions.
        padding: Zeros around the map.
        name: Name of the layer without "_conv".
    """
    is_padded = padding == "symmetric" and stride > 1 and kernel_size > 1
    if is_padded:
        x = layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
    options = {
        "strides": stride,
        "padding": "valid" if is_padded else "same",
        "use_bias": False,
        "name": f"{name}_conv",
    }
    initializer = keras.initializers.VarianceScaling(2.0, "fan_out")
    if filters is None:
        return layers.DepthwiseConv2D(
            kernel_size, depthwise_initializer=keras.initializers.HeNormal(), **options
        )(x)
    return layers.Conv2D(filters, kernel_size, kernel_initializer=initializer, **options)(x)
