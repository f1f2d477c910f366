"""Moving averages of the weights, which evaluation uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
from keras import ops


def averaged_weights(model: keras.Model) -> list[keras.Variable]:
    """The weights that have averages: the floating-point ones, batch statistics included."""
    return [w for w in model.weights if keras.backend.is_float_dtype(w.dtype)]


class WeightAverages:
    """Exponential moving averages of a network's weights, batch statistics included.

    The decay rises with the steps, `min(decay, (1 + step) / (10 + step))`, so that the averages
    forget the first weights soon.

    Args:
        model: whose floating-point weights are averaged; must be built.
        decay: of the averages, in [0, 1]; with 0 they are the weights.
    """

    def __init__(self, model: keras.Model, decay: float) -> None:
        """Starts the averages at the weights."""
        self.decay = decay
        self.weights = averaged_weights(model)
        self.variables = [
            keras.Variable(w, trainable=False, dtype=w.dtype, name=w.name) for w in self.weights
        ]

    def update(self, step) -> None:
        """Moves the averages towards the weights; part of the training step.

        Args:
            step: scalar tensor, how many steps came before.
        """
        step = ops.cast(step, "float32")
        decay = ops.minimum(self.decay, (1 + step) / (10 + step))
        for average, weight in zip(self.variables, self.weights, strict=True):
            average.assign(weight + ops.cast(decay, average.dtype) * (average - weight))

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Has the model its averages instead of its weights for a while."""
        kept = [np.array(weight.numpy()) for weight in self.weights]
        try:
            for weight, average in zip(self.weights, self.variables, strict=True):
                weight.assign(average.numpy())
            yield
        finally:
            for weight, value in zip(self.weights, kept, strict=True):
                weight.assign(value)
