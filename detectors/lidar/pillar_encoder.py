"""Points to a bird's-eye-view pseudo-image (Lang et al. 2019, "PointPillars", section 2.1).

Pillars are dynamic (Zhou et al. 2019, "MVF", section 3.1): points are a flat list with the number
of their pillar, so a pillar may hold any number of points.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import ops

from waymo_kit.detectors.detection.layers import MaskedBatchNormalization
from waymo_kit.detectors.lidar.config import OTHER_FEATURES, Grid
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES


class PillarEncoder(keras.layers.Layer):
    """Applies a linear layer, batch normalization and ReLU to points, and a maximum to each pillar.

    The features of a point are x, y and z as a part of the grid's half extent; of its others those
    that the configuration wants; and its offsets from the mean of its pillar's points (x, y, z) and
    from the center of the pillar's cell (x, y), in pillars. They are computed in float32 under
    mixed precision, too.
    """

    def __init__(
        self, grid: Grid, channels: int, features: Sequence[str] = OTHER_FEATURES, **kwargs
    ):
        """Makes the layers without weights.

        Args:
            grid: Grid of the pseudo-image.
            channels: Number of channels of the pseudo-image.
            features: Features of a point that are used beside its place, `PointInput.features`.
            **kwargs: Arguments of a Keras layer.
        """
        super().__init__(autocast=False, **kwargs)
        self.grid = grid
        self.channels = channels
        self.columns = [k for k, name in enumerate(POINT_FEATURES) if name in features]
        self.linear = keras.layers.Dense(
            channels, use_bias=False, dtype=self.dtype_policy, name="linear"
        )
        self.norm = MaskedBatchNormalization(dtype=self.dtype_policy, name="norm")

    def build(self, points_shape, point_pillar_shape, pillar_cell_shape):
        """Makes the weights."""
        self.linear.build((*points_shape[:-1], 3 + len(self.columns) + 5))
        self.norm.build((*points_shape[:-1], self.channels), points_shape[:-1])

    def call(self, points, point_pillar, pillar_cell, training=False):
        """Encodes a batch of `Pillars`.

        Args:
            points: (B, N, F) float32 points.
            point_pillar: (B, N) int32 pillar of each point; P in padding.
            pillar_cell: (B, P) int32 cell of each pillar; rows * columns in padding.
            training: Whether batch normalization uses and updates the statistics of the batch.

        Returns:
            (B, rows, columns, channels) pseudo-image in the layer's compute type; 0 where there is
            no point.
        """
        batch, pillars = ops.shape(points)[0], pillar_cell.shape[1]
        is_real = point_pillar < pillars
        # Padding goes to a spare pillar and a spare cell of each frame.
        segment = _numbered_through(point_pillar, pillars + 1)
        center = self._cell_centers(pillar_cell)
        features = self._features(points, segment, is_real, center)
        x = ops.relu(self.norm(self.linear(features), is_real, training=training))
        x = ops.reshape(x, (-1, self.channels))
        x = ops.segment_max(x, segment, num_segments=batch * (pillars + 1))
        # A pillar without points holds the lowest number of its type.
        x = ops.reshape(ops.relu(x), (batch, pillars + 1, self.channels))[:, :pillars]
        return self._scatter(x, pillar_cell)

    def _features(self, points, segment, is_real, center):
        """(B, N, 8 + used features) float32, 0 in padding."""
        grid = self.grid
        num_segments = ops.shape(points)[0] * (center.shape[1])
        xyz = points[..., :3]
        sums = ops.concatenate([xyz, ops.ones_like(xyz[..., :1])], axis=-1)
        sums = ops.segment_sum(ops.reshape(sums, (-1, 4)), segment, num_segments=num_segments)
        mean = sums[:, :3] / ops.maximum(sums[:, 3:], 1.0)
        of_pillar = ops.concatenate([mean, ops.reshape(center, (-1, 2))], axis=-1)
        of_pillar = ops.reshape(ops.take(of_pillar, segment, axis=0), (*ops.shape(points)[:2], 5))
        middle = [0.5 * (low + high) for low, high in _extent(grid)]
        half = [0.5 * (high - low) for low, high in _extent(grid)]
        features = ops.concatenate(
            [
                (xyz - ops.array(middle, "float32")) / ops.array(half, "float32"),
                *(points[..., column : column + 1] for column in self.columns),
                (xyz - of_pillar[..., :3]) / grid.pillar_size,
                (xyz[..., :2] - of_pillar[..., 3:]) / grid.pillar_size,
            ],
            axis=-1,
        )
        return ops.where(is_real[..., None], features, 0.0)

    def _cell_centers(self, pillar_cell):
        """(B, P + 1, 2) float32 x, y of each pillar's cell; the last one is the padding's."""
        grid = self.grid
        cell = ops.pad(pillar_cell, ((0, 0), (0, 1)))
        column = ops.cast(cell % grid.columns, "float32")
        row = ops.cast(cell // grid.columns, "float32")
        x = grid.x_min + (column + 0.5) * grid.pillar_size
        y = grid.y_min + (row + 0.5) * grid.pillar_size
        return ops.stack([x, y], axis=-1)

    def _scatter(self, pillars, pillar_cell):
        """(B, rows, columns, C) of (B, P, C)."""
        grid, batch = self.grid, ops.shape(pillars)[0]
        cells = grid.rows * grid.columns
        index = _numbered_through(pillar_cell, cells + 1)
        flat = ops.reshape(pillars, (-1, self.channels))
        image = ops.scatter(index[:, None], flat, (batch * (cells + 1), self.channels))
        image = ops.reshape(image, (batch, cells + 1, self.channels))[:, :cells]
        return ops.reshape(image, (batch, grid.rows, grid.columns, self.channels))

    def compute_output_shape(self, points_shape, point_pillar_shape, pillar_cell_shape):
        """Returns the shape of the pseudo-image."""
        return (points_shape[0], self.grid.rows, self.grid.columns, self.channels)


def _numbered_through(index, count):
    """(B * K,) indices from (B, K) ones below `count`, with `count` added for each frame before."""
    first = ops.arange(ops.shape(index)[0], dtype="int32")[:, None] * count
    return ops.reshape(index + first, (-1,))


def _extent(grid: Grid):
    return ((grid.x_min, grid.x_max), (grid.y_min, grid.y_max), (grid.z_min, grid.z_max))
