"""Relative positions in two dimensions: a learned vector an offset, one table an axis."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="waymo_kit")
class RelativePosition2D(keras.layers.Layer):
    """Attention logits that depend on how far each key lies from the query.

    The logit of query i for key j is `q_i . (height[j_y - i_y] + width[j_x - i_x])`
    (Bello et al. 2019, section 3.2): offsets along the two axes have tables of their own, shared
    by all heads. Both tables have a row for each offset between -(n - 1) and n - 1, n the number
    of keys along the axis; the row of offset 0 is the middle one.

    Weights saved at one key size load at another: the tables are interpolated (see
    `resize_relative_table`).

    Args:
        key_size: Height and width of the grid of keys.
    """

    def __init__(self, key_size: tuple[int, int], **kwargs):
        """Takes the grid of keys."""
        super().__init__(**kwargs)
        self.key_size = tuple(key_size)

    def build(self, query_shape):
        """Creates the tables for queries of shape (..., query_height, query_width, depth)."""
        depth = query_shape[-1]
        normal = keras.initializers.RandomNormal(stddev=depth**-0.5)
        self.height, self.width = (
            self.add_weight(shape=(2 * size - 1, depth), initializer=normal, name=name)
            for size, name in zip(self.key_size, ("height", "width"), strict=True)
        )
        self._offsets = tuple(
            _table_rows(queries, keys)
            for queries, keys in zip(query_shape[-3:-1], self.key_size, strict=True)
        )
        self._axes_of_keys = _axes_of_keys(*self.key_size)

    def call(self, query):
        """Returns the logits.

        Args:
            query: Queries (..., query_height, query_width, depth).

        Returns:
            (..., query_height, query_width, key_height, key_width), the dtype of the query.
        """
        rows, columns = (
            ops.take(table, offsets, axis=0)
            for table, offsets in zip((self.height, self.width), self._offsets, strict=True)
        )
        along_height = ops.einsum("...pqd,prd->...pqr", query, rows)
        along_width = ops.einsum("...pqd,qsd->...pqs", query, columns)
        both = ops.concatenate([along_height, along_width], axis=-1)
        logits = ops.matmul(both, ops.cast(self._axes_of_keys, query.dtype))
        return ops.reshape(logits, (-1, *query.shape[1:-1], *self.key_size))

    def compute_output_shape(self, query_shape):
        """Returns (..., query_height, query_width, key_height, key_width)."""
        return (*query_shape[:-1], *self.key_size)

    def save_own_variables(self, store):
        """Stores both tables by name."""
        store["height"], store["width"] = self.height.numpy(), self.width.numpy()

    def load_own_variables(self, store):
        """Loads both tables, interpolated to the key size of this layer."""
        for name, table in (("height", self.height), ("width", self.width)):
            table.assign(resize_relative_table(np.asarray(store[name]), table.shape[0]))

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {**super().get_config(), "key_size": self.key_size}


def resize_relative_table(table: np.ndarray, length: int) -> np.ndarray:
    """Interpolates a table of relative positions to another grid over the same image.

    Offset k on a grid of m cells spans the part of the image that k * n / m cells span on one of
    n, so that is where the table is read: linearly between rows, the outermost row beyond them.

    Args:
        table: Embeddings (2 n - 1, depth).
        length: 2 m - 1, the wanted number of rows.

    Returns:
        (2 m - 1, depth), the dtype of the table.
    """
    if length == len(table):
        return table
    old, new = (len(table) + 1) // 2, (length + 1) // 2
    offsets = np.arange(-(new - 1), new) * (old / new)
    known = np.arange(-(old - 1), old)
    columns = [np.interp(offsets, known, column) for column in table.T]
    return np.stack(columns, axis=1).astype(table.dtype)


def _table_rows(queries, keys):
    """Returns the row of each (query, key) pair's offset: (queries, keys) int32."""
    offsets = np.arange(keys)[None, :] - np.arange(queries)[:, None]
    return (offsets + keys - 1).astype(np.int32)


def _axes_of_keys(height, width):
    """(height + width, height * width) float32: ones where a key lies in a row, and in a column.

    Its product adds the logits of both axes up. Broadcasting them would do the same, but for the
    sums over the keys in its gradient, which take longer than the product.
    """
    rows = np.repeat(np.eye(height, dtype=np.float32), width, axis=1)
    columns = np.tile(np.eye(width, dtype=np.float32), (1, height))
    return np.concatenate([rows, columns])
