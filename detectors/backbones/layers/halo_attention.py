"""Self-attention of blocks of a feature map to their surroundings (Vaswani et al. 2021)."""

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.backbones.layers.relative_position import RelativePosition2D
from waymo_kit.detectors.backbones.layers.scaled_attention import (
    attention_weights,
    check_depths,
    projection,
    static_size,
)
from waymo_kit.errors import InvalidInputError


@keras.saving.register_keras_serializable(package="waymo_kit")
class HaloAttention2D(keras.layers.Layer):
    """Blocked local self-attention: each block attends to itself and a halo around it.

    All queries of a block share one neighborhood of (block + 2 halo)^2 keys and values, which is
    gathered once, so memory grows with the map, not with its square (section 2.2). With a stride
    the queries are subsampled and the keys are not (section 3.1). There is no output projection.

    Args:
        heads: Number of heads.
        key_depth: Number of channels of the queries and of the keys, all heads together.
        value_depth: Number of channels of the values and of the result, all heads together.
        block: Side of a block; the map's sides must be multiples of it.
        halo: Width of the border around a block.
        stride: Stride of the queries, which must divide the block.
        scale_position: Whether to scale the position term by 1 / sqrt(depth of a head) like the
            content term; the public ports leave it unscaled.
        mask_padding: Whether to keep attention away from the halo's part outside the map. The
            public ports do not: zero keys there take part of the softmax.
    """

    def __init__(
        self,
        heads: int,
        key_depth: int,
        value_depth: int,
        *,
        block: int,
        halo: int,
        stride: int = 1,
        scale_position=False,
        mask_padding=False,
        **kwargs,
    ):
        """Checks that heads, block and stride fit."""
        super().__init__(**kwargs)
        check_depths(heads, key_depth, value_depth)
        if block < 1 or halo < 0 or stride < 1 or block % stride:
            raise InvalidInputError(
                "block must be a positive multiple of stride and halo not negative, got "
                f"block={block}, halo={halo}, stride={stride}"
            )
        self.heads = heads
        self.key_depth = key_depth
        self.value_depth = value_depth
        self.block = block
        self.halo = halo
        self.stride = stride
        self.scale_position = scale_position
        self.mask_padding = mask_padding

    def build(self, input_shape):
        """Creates the weights for maps of shape (batch, height, width, channels)."""
        height, width = static_size(input_shape)
        if height % self.block or width % self.block:
            raise InvalidInputError(
                f"a map of {height} x {width} does not divide into blocks of {self.block}; "
                f"choose an image size that makes both sides multiples of {self.block}"
            )
        self.query = projection(self.key_depth, self.dtype_policy, "query")
        self.query.build(input_shape)
        self.key_value = projection(
            self.key_depth + self.value_depth, self.dtype_policy, "key_value"
        )
        self.key_value.build(input_shape)
        window, side = self.block + 2 * self.halo, self.block // self.stride
        self.position = RelativePosition2D(
            (window, window), dtype=self.dtype_policy, name="position"
        )
        self.position.build((None, None, self.heads, side, side, self.key_depth // self.heads))
        self._outside = _outside_map(height, width, self.block, self.halo)

    def call(self, x):
        """Attends.

        Args:
            x: Feature map (batch, height, width, channels).

        Returns:
            (batch, height / stride, width / stride, value_depth).
        """
        _, height, width, _ = x.shape
        side, window = self.block // self.stride, self.block + 2 * self.halo
        rows, columns = height // self.block, width // self.block
        depth, value_depth = self.key_depth // self.heads, self.value_depth // self.heads

        query = self.query(x[:, :: self.stride, :: self.stride])
        query = ops.reshape(query, (-1, rows, side, columns, side, self.heads, depth))
        query = ops.transpose(query, (0, 1, 3, 5, 2, 4, 6))
        query = ops.reshape(query, (-1, rows * columns, self.heads, side, side, depth))

        around = neighborhoods(self.key_value(x), self.block, self.halo)
        around = ops.reshape(
            around, (-1, rows, window, columns, window, self.heads, depth + value_depth)
        )
        around = ops.transpose(around, (0, 1, 3, 5, 2, 4, 6))
        around = ops.reshape(
            around, (-1, rows * columns, self.heads, window**2, depth + value_depth)
        )
        key, value = ops.split(around, [depth], axis=-1)

        scaled = query * depth**-0.5
        position = ops.reshape(
            self.position(scaled if self.scale_position else query),
            (-1, rows * columns, self.heads, side**2, window**2),
        )
        scaled = ops.reshape(scaled, (-1, rows * columns, self.heads, side**2, depth))
        content = ops.matmul(scaled, ops.transpose(key, (0, 1, 2, 4, 3)))
        hidden = self._outside if self.mask_padding else None
        out = ops.matmul(attention_weights(content + position, hidden), value)

        out = ops.reshape(out, (-1, rows, columns, self.heads, side, side, value_depth))
        out = ops.transpose(out, (0, 1, 4, 2, 5, 3, 6))
        return ops.reshape(out, (-1, rows * side, columns * side, self.value_depth))

    def compute_output_shape(self, input_shape):
        """Returns (batch, height / stride, width / stride, value_depth)."""
        batch, height, width, _ = input_shape
        return (batch, height // self.stride, width // self.stride, self.value_depth)

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            **super().get_config(),
            "heads": self.heads,
            "key_depth": self.key_depth,
            "value_depth": self.value_depth,
            "block": self.block,
            "halo": self.halo,
            "stride": self.stride,
            "scale_position": self.scale_position,
            "mask_padding": self.mask_padding,
        }


def neighborhoods(x, block: int, halo: int):
    """Cuts a map into blocks with a border of their neighbors, zeros outside the map.

    Made of splits, pads and reshapes: their gradients are joins, slices and reshapes. That of a
    gather would be a scatter, that of an index expression is six times as slow on a CPU.

    Args:
        x: Feature map (batch, rows * block, columns * block, channels).
        block: Side of a block.
        halo: Width of the border.

    Returns:
        (batch, rows, block + 2 halo, columns, block + 2 halo, channels).
    """
    return _windows(_windows(x, 1, block, halo), 3, block, halo)


def _windows(x, axis, block, halo):
    """Turns an axis of n * block into (n, block + 2 halo): overlapping windows, zero-padded.

    A window is its own block, the whole blocks before and after it that the halo covers, and of
    the outermost ones the near parts.
    """
    count = x.shape[axis] // block
    own = ops.reshape(x, (-1, *x.shape[1:axis], count, block, *x.shape[axis + 1 :]))
    far, rest = divmod(halo, block)
    before = [_moved(own, axis, step) for step in range(-far, 0)]
    after = [_moved(own, axis, step) for step in range(1, far + 1)]
    if rest:
        _, end = ops.split(own, [block - rest], axis=axis + 1)
        start, _ = ops.split(own, [rest], axis=axis + 1)
        before = [_moved(end, axis, -far - 1), *before]
        after = [*after, _moved(start, axis, far + 1)]
    return ops.concatenate([*before, own, *after], axis=axis + 1)


def _moved(x, axis, step):
    """Element i of the axis becomes element i + step, zeros where there is none."""
    count = x.shape[axis]
    padding = [(0, 0)] * len(x.shape)
    if abs(step) >= count:
        return ops.zeros_like(x)
    if step > 0:
        _, kept = ops.split(x, [step], axis=axis)
        padding[axis] = (0, step)
    else:
        kept, _ = ops.split(x, [count + step], axis=axis)
        padding[axis] = (-step, 0)
    return ops.pad(kept, padding)


def _outside_map(height, width, block, halo):
    """Marks keys of the neighborhoods that lie outside the map: (1, blocks, 1, 1, keys) bool."""

    def inside(size):
        index = np.arange(0, size, block)[:, None] + np.arange(-halo, block + halo)
        return (index >= 0) & (index < size)

    both = inside(height)[:, None, :, None] & inside(width)[None, :, None, :]
    return ~both.reshape(1, (height // block) * (width // block), 1, 1, -1)
