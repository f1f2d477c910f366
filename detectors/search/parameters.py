"""Weights of small networks in one piece of memory, and the optimizer that changes them.

The networks of a search are so small that a framework takes longer to start a step than to compute
it. Here a step of Adam is a few operations on one array, however many weights there are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class Parameters:
    """Arrays that share one piece of memory.

    Args:
        shapes: Shape of each array.

    Attributes:
        flat: (number of weights,) float32, all arrays one after the other.
        arrays: Views of `flat` in the given shapes.
    """

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Reserves zeros."""
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        self.flat: Array = np.zeros(int(ends[-1]), np.float32)
        self.arrays: tuple[Array, ...] = tuple(
            part.reshape(shape)
            for part, shape in zip(np.split(self.flat, ends[:-1]), shapes, strict=True)
        )


class Adam:
    """Adam (Kingma and Ba 2015, algorithm 1, in the form at the end of section 2).

    Args:
        parameters: Weights to change.
        learning_rate: Step size.
    """

    _DECAYS = (0.9, 0.999)
    _EPSILON = 1e-7

    def __init__(self, parameters: Parameters, learning_rate: float) -> None:
        """Starts with averages of zero."""
        self._weights = parameters.flat
        self._learning_rate = learning_rate
        self._mean = np.zeros_like(self._weights)
        self._square = np.zeros_like(self._weights)
        self._change = np.empty_like(self._weights)
        self._steps = 0

    def step(self, gradient: Array) -> None:
        """Moves the weights against a gradient.

        Args:
            gradient: (number of weights,) float32 gradient of the loss.
        """
        first, second = self._DECAYS
        change = self._change
        self._steps += 1
        np.subtract(gradient, self._mean, out=change)
        change *= np.float32(1 - first)
        self._mean += change
        np.multiply(gradient, gradient, out=change)
        change -= self._square
        change *= np.float32(1 - second)
        self._square += change
        rate = self._learning_rate * (1 - second**self._steps) ** 0.5 / (1 - first**self._steps)
        np.sqrt(self._square, out=change)
        change += np.float32(self._EPSILON)
        np.divide(self._mean, change, out=change)
        change *= np.float32(rate)
        self._weights -= change


def glorot_uniform(generator: np.random.Generator, weights: Array) -> None:
    """Fills matrices with draws of Glorot and Bengio 2010, equation 16.

    Args:
        generator: Source of randomness.
        weights: (..., inputs, outputs) float32 array to fill.
    """
    bound = np.sqrt(6 / sum(weights.shape[-2:]))
    weights[...] = generator.uniform(-bound, bound, weights.shape)


def orthogonal(generator: np.random.Generator, weights: Array) -> None:
    """Fills matrices with orthonormal rows (Saxe et al. 2014, section 3).

    Args:
        generator: Source of randomness.
        weights: (..., inputs, outputs) float32 array to fill, with no more inputs than outputs.
    """
    *many, inputs, outputs = weights.shape
    columns, upper = np.linalg.qr(generator.normal(size=(*many, outputs, inputs)))
    columns *= np.sign(np.diagonal(upper, axis1=-2, axis2=-1))[..., None, :]
    weights[...] = np.swapaxes(columns, -2, -1)
