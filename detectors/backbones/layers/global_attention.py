"""Self-attention over a whole feature map."""

import keras
from keras import ops

from waymo_kit.detectors.backbones.layers.relative_position import RelativePosition2D
from waymo_kit.detectors.backbones.layers.scaled_attention import (
    attention_weights,
    check_depths,
    projection,
    static_size,
)


@keras.saving.register_keras_serializable(package="waymo_kit")
class GlobalAttention2D(keras.layers.Layer):
    """Multi-head self-attention of all positions of a map, with 2D relative positions.

    The spatial operation of Bottleneck Transformers (Srinivas et al. 2021, figure 4) and the
    attention inside augmented convolution (Bello et al. 2019). There is no output projection.

    Args:
        heads: Number of heads.
        key_depth: Number of channels of the queries and of the keys, all heads together.
        value_depth: Number of channels of the values and of the result, all heads together.
        scale_position: Whether to scale the position term by 1 / sqrt(depth of a head) like the
            content term (as Bello et al. do); the public BoTNet ports leave it unscaled.
    """

    def __init__(
        self, heads: int, key_depth: int, value_depth: int, *, scale_position=False, **kwargs
    ):
        """Checks that the heads share the depths evenly."""
        super().__init__(**kwargs)
        check_depths(heads, key_depth, value_depth)
        self.heads = heads
        self.key_depth = key_depth
        self.value_depth = value_depth
        self.scale_position = scale_position

    def build(self, input_shape):
        """Creates the weights for maps of shape (batch, height, width, channels)."""
        height, width = static_size(input_shape)
        head_depth = self.key_depth // self.heads
        self.query_key_value = projection(
            2 * self.key_depth + self.value_depth, self.dtype_policy, "query_key_value"
        )
        self.query_key_value.build(input_shape)
        self.position = RelativePosition2D(
            (height, width), dtype=self.dtype_policy, name="position"
        )
        self.position.build((None, self.heads, height, width, head_depth))

    def call(self, x):
        """Attends.

        Args:
            x: Feature map (batch, height, width, channels).

        Returns:
            (batch, height, width, value_depth).
        """
        _, height, width, _ = x.shape
        query, key, value = ops.split(
            self.query_key_value(x), [self.key_depth, 2 * self.key_depth], axis=-1
        )
        query, key, value = (self._split_heads(part) for part in (query, key, value))
        grid = (-1, self.heads, height, width, query.shape[-1])
        scaled = query * query.shape[-1] ** -0.5
        position = ops.reshape(
            self.position(ops.reshape(scaled if self.scale_position else query, grid)),
            (-1, self.heads, height * width, height * width),
        )
        content = ops.matmul(scaled, ops.transpose(key, (0, 1, 3, 2)))
        out = ops.matmul(attention_weights(content + position), value)
        out = ops.transpose(out, (0, 2, 1, 3))
        return ops.reshape(out, (-1, height, width, self.value_depth))

    def _split_heads(self, x):
        """(batch, height, width, channels) -> (batch, heads, height * width, depth)."""
        _, height, width, channels = x.shape
        x = ops.reshape(x, (-1, height * width, self.heads, channels // self.heads))
        return ops.transpose(x, (0, 2, 1, 3))

    def compute_output_shape(self, input_shape):
        """Returns (batch, height, width, value_depth)."""
        return (*input_shape[:-1], self.value_depth)

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            **super().get_config(),
            "heads": self.heads,
            "key_depth": self.key_depth,
            "value_depth": self.value_depth,
            "scale_position": self.scale_position,
        }
