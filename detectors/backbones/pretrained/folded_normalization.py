"""Statistics of batch normalization that was folded into kernels, estimated anew from images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


def unfold_normalization(backbone: keras.Model, batches: Iterable[Any]) -> None:
    """Gives each batch normalization the mean and variance of its input, and cancels them.

    Networks that are read from files with folded normalization have means of 0 and variances of
    about 1, which are not those of a batch: trained as they are, they become other networks in
    the first step. Afterwards gamma and beta cancel the statistics, so that what the network
    computes in inference stays the same up to rounding, and in training is close to it.

    Args:
        backbone: Network of `create_backbone` with weights from such a file.
        batches: Arrays (batch, height, width, channels) of images like those to train on, scaled
            as the network was trained.

    Raises:
        InvalidInputError: There are no images.
    """
    layers = [
        layer for layer in backbone.layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    inputs = keras.Model(backbone.input, [layer.input for layer in layers])
    sums: list[NDArray[np.float64]] = [np.zeros((2, layer.input.shape[-1])) for layer in layers]
    counts = [0] * len(layers)
    for batch in batches:
        for number, found in enumerate(inputs(batch, training=False)):
            x = np.asarray(ops.convert_to_numpy(ops.cast(found, "float32")), np.float64)
            x = x.reshape(-1, x.shape[-1])
            sums[number] += x.sum(axis=0), np.square(x).sum(axis=0)
            counts[number] += len(x)
    if 0 in counts:
        raise InvalidInputError("batches: expected images to estimate statistics from, got none")
    for layer, (first, second), count in zip(layers, sums, counts, strict=True):
        mean = first / count
        variance = np.maximum(second / count - np.square(mean), 0.0)
        _cancel(layer, mean.astype(np.float32), variance.astype(np.float32))


def _cancel(
    layer: keras.layers.BatchNormalization,
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
) -> None:
    """Changes the statistics of a layer, and gamma and beta such that it computes the same."""
    factor = layer.gamma / ops.sqrt(layer.moving_variance + layer.epsilon)
    layer.beta.assign(layer.beta + factor * (mean - layer.moving_mean))
    layer.gamma.assign(factor * np.sqrt(variance + layer.epsilon))
    layer.moving_mean.assign(mean)
    layer.moving_variance.assign(variance)
