"""The order in which examples are used: a pure function of seed and position."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from waymo_kit.errors import InvalidInputError


class Place(NamedTuple):
    """An example and its epoch.

    Attributes:
        number: Index of the example.
        epoch: Number of times that all examples were used before.
    """

    number: int
    epoch: int


class ExampleOrder:
    """All examples in a random order, then all in another, without end.

    Args:
        count: Number of examples.
        seed: Random seed of the orders.
    """

    def __init__(self, count: int, seed: int) -> None:
        """Checks that there are examples."""
        if count < 1:
            raise InvalidInputError("expected one or more examples to train on, got none")
        self.count = count
        self.seed = seed
        self._epoch = functools.lru_cache(maxsize=2)(self._draw)

    def at(self, position: int) -> Place:
        """Returns the example at a position, counted from 0 over all epochs; thread-safe."""
        epoch, within = divmod(position, self.count)
        return Place(int(self._epoch(epoch)[within]), epoch)

    def batch(self, step: int, batch_size: int) -> tuple[Place, ...]:
        """Returns the examples of a step."""
        return tuple(self.at(p) for p in range(step * batch_size, (step + 1) * batch_size))

    def _draw(self, epoch: int) -> np.ndarray:
        return np.random.default_rng((self.seed, epoch)).permutation(self.count)
