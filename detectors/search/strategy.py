"""Interface of search strategies, with random search and evolution."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque

import numpy as np

from waymo_kit.detectors.search.space import Decisions, SearchSpace


class Strategy(ABC):
    """Proposes architectures in batches and learns from their accuracies.

    A strategy is deterministic: its proposals depend on its seed and on what it was told, and on
    nothing else. Batches are told whole and in order, whatever the order in which children finish.
    """

    @abstractmethod
    def ask(self) -> list[Decisions]:
        """Returns the architectures to train next; none when the search has come to its end."""

    @abstractmethod
    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Learns from the accuracies of the last batch, in the order in which it was asked for."""


class RandomSearch(Strategy):
    """Draws architectures independently and uniformly.

    Args:
        space: Space of the architectures.
        seed: Seed of the draws.
        batch_size: Number of architectures per batch. Defaults to 20.
    """

    def __init__(self, space: SearchSpace, *, seed: int, batch_size: int = 20) -> None:
        """Seeds the draws."""
        self._space = space
        self._generator = np.random.default_rng(seed)
        self._batch_size = batch_size

    def ask(self) -> list[Decisions]:
        """Returns the next draws; a random search has no end."""
        return [self._space.sample(self._generator) for _ in range(self._batch_size)]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Ignores the accuracies."""


class Evolution(Strategy):
    """Regularized evolution (Real et al. 2019): tournaments in a population whose oldest die.

    The population starts with random architectures. Then the best of a random sample is mutated,
    the child joins, and the oldest member leaves.

    Args:
        space: Space of the architectures.
        seed: Seed of draws and mutations.
        population_size: Number of members. Defaults to 50.
        sample_size: Number of members in a tournament. Defaults to 10.
        batch_size: Number of children per batch. Defaults to 1: each child sees all before it.
            Larger batches keep several workers busy.
    """

    def __init__(
        self,
        space: SearchSpace,
        *,
        seed: int,
        population_size: int = 50,
        sample_size: int = 10,
        batch_size: int = 1,
    ) -> None:
        """Starts with an empty population."""
        self._space = space
        self._generator = np.random.default_rng(seed)
        self._population: deque[tuple[float, Decisions]] = deque(maxlen=population_size)
        self._population_size = population_size
        self._sample_size = sample_size
        self._batch_size = batch_size

    def ask(self) -> list[Decisions]:
        """Returns random architectures until the population is full, then mutated winners."""
        missing = self._population_size - len(self._population)
        if missing:
            return [self._space.sample(self._generator) for _ in range(missing)]
        return [
            self._space.mutate(self._tournament(), self._generator) for _ in range(self._batch_size)
        ]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Adds the children to the population; as many of the oldest leave."""
        self._population.extend(zip(accuracies, batch, strict=True))

    def _tournament(self) -> Decisions:
        size = min(self._sample_size, len(self._population))
        members = self._generator.choice(len(self._population), size, replace=False)
        return max((self._population[int(k)] for k in members), key=lambda member: member[0])[1]
