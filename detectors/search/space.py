"""Search spaces: architectures as sequences of decisions, grown level by level."""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator

import numpy as np

from waymo_kit.errors import InvalidInputError

Decisions = tuple[int, ...]
"""An architecture: the option chosen at each decision, level by level.

An architecture of fewer levels than the space has is the beginning of larger ones.
"""


class SearchSpace(ABC):
    """Describes the architectures that a search may choose from.

    A space is a sequence of levels (blocks of a cell, layers of a network, edges of a graph), and
    each level is a sequence of decisions with a fixed number of options. Strategies see nothing
    else, so every strategy works on every space.

    Attributes:
        name: Name of the space, as the command line spells it.
        levels: Number of options of each decision, by level.
    """

    name: str
    levels: tuple[tuple[int, ...], ...]

    @property
    def num_levels(self) -> int:
        """Number of levels of a complete architecture."""
        return len(self.levels)

    @property
    def options(self) -> tuple[int, ...]:
        """Number of options of every decision of a complete architecture, in order."""
        return tuple(itertools.chain.from_iterable(self.levels))

    def count(self, num_levels: int | None = None) -> int:
        """Returns the number of decision sequences; several may mean the same architecture.

        Args:
            num_levels: Number of levels. Defaults to all levels of the space.
        """
        return math.prod(itertools.chain.from_iterable(self.levels[:num_levels]))

    def level_of(self, decisions: Decisions) -> int:
        """Returns the number of levels of an architecture.

        Raises:
            InvalidInputError: The sequence ends within a level or holds an option that the space
                lacks.
        """
        lengths = (0, *itertools.accumulate(map(len, self.levels)))
        if len(decisions) in lengths:
            self._check_options(decisions)
            return lengths.index(len(decisions))
        raise InvalidInputError(
            f"{self.name}: {len(decisions)} decisions end within a level; levels have "
            f"{', '.join(str(len(level)) for level in self.levels)} decisions"
        )

    def first(self) -> list[Decisions]:
        """Returns every architecture of one level, with which progressive search begins."""
        return self.grow(())

    def grow(self, decisions: Decisions) -> list[Decisions]:
        """Returns every architecture of one more level that begins with the given one."""
        level = self.levels[self.level_of(decisions)]
        return [decisions + more for more in itertools.product(*map(range, level))]

    def enumerate(self, num_levels: int) -> Iterator[Decisions]:
        """Yields every decision sequence of a number of levels, in lexicographic order."""
        options = itertools.chain.from_iterable(self.levels[:num_levels])
        return itertools.product(*map(range, options))

    def sample(self, generator: np.random.Generator) -> Decisions:
        """Draws a complete architecture, each decision uniformly."""
        return tuple(int(generator.integers(count)) for count in self.options)

    def mutate(self, decisions: Decisions, generator: np.random.Generator) -> Decisions:
        """Returns a copy of an architecture in which one decision has another option.

        Args:
            decisions: A complete architecture.
            generator: Source of randomness: which decision changes, and to what.
        """
        changeable = [place for place, count in enumerate(self.options) if count > 1]
        place = changeable[int(generator.integers(len(changeable)))]
        other = int(generator.integers(self.options[place] - 1))
        other += other >= decisions[place]
        return (*decisions[:place], other, *decisions[place + 1 :])

    def canonical(self, decisions: Decisions) -> Hashable:
        """Returns a key that architectures share if and only if they are known to be the same.

        Results are cached under it, so a child that was trained once is not trained again.
        """
        return decisions

    @abstractmethod
    def describe(self, decisions: Decisions) -> str:
        """Returns the architecture in words, on one line."""

    def _check_options(self, decisions: Decisions) -> None:
        for place, (option, count) in enumerate(zip(decisions, self.options, strict=False)):
            if not 0 <= option < count:
                raise InvalidInputError(
                    f"{self.name}: expected an option from 0 to {count - 1} at decision {place}, "
                    f"got {option}"
                )
