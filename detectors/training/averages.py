"""Moving averages of the weights, which evaluation and inference use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import keras
import numpy as np
from keras import ops


class WeightAverages:
    """Exponential moving averages of a network's weights, batch statistics included.

    The decay rises with the number of updates, `min(decay, (1 + update) / (10 + update))`, so that
    the averages forget the initial weights soon.

    Args:
        weights: Floating-point weights by path; see `variable_paths.weight_paths`.
        decay: Decay of the averages, in [0, 1]; with 0 they equal the weights.
    """

    def __init__(self, weights: Mapping[str, keras.Variable], decay: float) -> None:
        """Starts the averages at the weights."""
        self.decay = decay
        self.weights = tuple(weights.values())
        self.variables = {
            path: keras.Variable(w, trainable=False, dtype=w.dtype, name=w.name)
            for path, w in weights.items()
        }

    def update(self, step) -> None:
        """Moves the averages towards the weights; part of the training step.

        Args:
            step: Scalar tensor, number of updates before this one.
        """
        if not self.decay:
            for average, weight in zip(self.variables.values(), self.weights, strict=True):
                average.assign(weight)
            return
        step = ops.cast(step, "float32")
        decay = ops.minimum(self.decay, (1 + step) / (10 + step))
        for average, weight in zip(self.variables.values(), self.weights, strict=True):
            average.assign(weight + ops.cast(decay, average.dtype) * (average - weight))

    def reset(self) -> None:
        """Sets the averages to the weights."""
        for average, weight in zip(self.variables.values(), self.weights, strict=True):
            average.assign(weight.numpy())

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Temporarily swaps the averaged weights into the model."""
        kept = [np.array(weight.numpy()) for weight in self.weights]
        try:
            for weight, average in zip(self.weights, self.variables.values(), strict=True):
                weight.assign(average.numpy())
            yield
        finally:
            for weight, value in zip(self.weights, kept, strict=True):
                weight.assign(value)
