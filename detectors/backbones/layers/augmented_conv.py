"""Attention-augmented convolution (Bello et al. 2019)."""

import keras
from keras import ops

from waymo_kit.detectors.backbones.layers.global_attention import GlobalAttention2D
from waymo_kit.detectors.backbones.layers.scaled_attention import projection, static_size
from waymo_kit.errors import InvalidInputError


@keras.saving.register_keras_serializable(package="waymo_kit")
class AugmentedConv2D(keras.layers.Layer):
    """A convolution some of whose output channels come from self-attention.

    `concat(conv(x), projection(attention(x)))` (section 3.3): attention gives the last
    `value_depth` of the `filters` channels. With a stride it sees the subsampled map.

    Args:
        filters: Number of output channels.
        kernel_size: Side of the convolution's kernel, odd.
        heads: Number of heads.
        key_depth: Number of channels d_k of the queries and of the keys, all heads together.
        value_depth: Number of channels d_v of the values, all heads together.
        stride: Stride of the convolution and of the attention.
        scale_position: Whether to scale the position term like the content term, as in the paper.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        *,
        heads: int,
        key_depth: int,
        value_depth: int,
        stride: int = 1,
        scale_position=True,
        **kwargs,
    ):
        """Checks the depths and makes the convolution and the attention."""
        super().__init__(**kwargs)
        if not value_depth < filters or kernel_size % 2 == 0:
            raise InvalidInputError(
                "value_depth must be less than filters and kernel_size odd, got "
                f"value_depth={value_depth}, filters={filters}, kernel_size={kernel_size}"
            )
        self.filters = filters
        self.kernel_size = kernel_size
        self.heads = heads
        self.key_depth = key_depth
        self.value_depth = value_depth
        self.stride = stride
        self.scale_position = scale_position
        self.attention = GlobalAttention2D(
            heads,
            key_depth,
            value_depth,
            scale_position=scale_position,
            dtype=self.dtype_policy,
            name="attention",
        )
        self.convolution = keras.layers.Conv2D(
            filters - value_depth,
            kernel_size,
            strides=stride,
            padding="same" if stride == 1 else "valid",
            use_bias=False,
            kernel_initializer="he_normal",
            dtype=self.dtype_policy,
            name="convolution",
        )
        self.projection = projection(value_depth, self.dtype_policy, "projection")

    def build(self, input_shape):
        """Creates the weights for maps of shape (batch, height, width, channels)."""
        height, width = static_size(input_shape)
        self.convolution.build(input_shape)
        attended = (None, -(-height // self.stride), -(-width // self.stride))
        self.attention.build((*attended, input_shape[-1]))
        self.projection.build((*attended, self.value_depth))

    def call(self, x):
        """Convolves and attends.

        Args:
            x: Feature map (batch, height, width, channels).

        Returns:
            (batch, ceil(height / stride), ceil(width / stride), filters).
        """
        attended = self.projection(self.attention(x[:, :: self.stride, :: self.stride]))
        if self.stride > 1:
            border = (self.kernel_size // 2,) * 2
            x = ops.pad(x, ((0, 0), border, border, (0, 0)))
        return ops.concatenate([self.convolution(x), attended], axis=-1)

    def compute_output_shape(self, input_shape):
        """Returns (batch, ceil(height / stride), ceil(width / stride), filters)."""
        batch, height, width, _ = input_shape
        return (batch, -(-height // self.stride), -(-width // self.stride), self.filters)

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "heads": self.heads,
            "key_depth": self.key_depth,
            "value_depth": self.value_depth,
            "stride": self.stride,
            "scale_position": self.scale_position,
        }
