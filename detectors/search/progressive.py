"""Progressive search (Liu et al. 2018, algorithm 1)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.detectors.search.strategy import Strategy
from waymo_kit.detectors.search.surrogate import Surrogate
from waymo_kit.errors import InvalidInputError

_AT_ONCE = 20_000
"""Number of architectures whose accuracies are predicted at once, which bounds the memory."""


@dataclass(frozen=True)
class SurrogateCheck:
    """Check of a surrogate's ranking of architectures one level larger than those it learned from.

    Attributes:
        level: Number of levels of the architectures.
        count: Number of architectures trained at that level.
        spearman: Rank correlation of predicted and true accuracies; NaN if either is constant.
    """

    level: int
    count: int
    spearman: float


class ProgressiveSearch(Strategy):
    """Trains small architectures, and of each larger size only those that promise most.

    All architectures of one level are trained first. Then, level by level, the surrogate learns
    from all that were trained, every member of the beam grows by one level, and the best `beam`
    of the grown ones by prediction are trained and become the new beam.

    Args:
        space: Space of the architectures.
        surrogate: Surrogate that predicts accuracies.
        beam: Number of architectures trained per level beyond the first.

    Attributes:
        checks: Checks of the surrogate's ranking, one for each level beyond the first, added as the
            search goes on.
    """

    def __init__(self, space: SearchSpace, surrogate: Surrogate, *, beam: int) -> None:
        """Starts with nothing trained."""
        if beam < 1:
            raise InvalidInputError(f"beam: expected at least 1, got {beam}")
        self._space = space
        self._surrogate = surrogate
        self._beam_size = beam
        self._beam: list[Decisions] = []
        self._level = 0
        self._predicted = np.empty(0)
        self._architectures: list[Decisions] = []
        self._accuracies: list[float] = []
        self.checks: list[SurrogateCheck] = []

    def ask(self) -> list[Decisions]:
        """Returns the architectures of the next level to train; none after the last level."""
        if self._level == self._space.num_levels:
            return []
        if self._level == 0:
            return self._distinct(self._space.first())
        self._surrogate.fit(self._architectures, self._accuracies)
        grown = [larger for member in self._beam for larger in self._space.grow(member)]
        if not grown:
            return []
        predicted = np.concatenate(
            [
                self._surrogate.predict(grown[k : k + _AT_ONCE])
                for k in range(0, len(grown), _AT_ONCE)
            ]
        )
        best = self._best(grown, predicted)
        self._predicted = predicted[best]
        return [grown[k] for k in best]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Adds the level to what the surrogate learns from."""
        if self._level > 0:
            rank = rank_correlation(self._predicted, np.array(accuracies))
            self.checks.append(SurrogateCheck(self._level + 1, len(batch), rank))
        self._level += 1
        self._architectures += batch
        self._accuracies += accuracies
        self._beam = batch

    def _distinct(self, architectures: list[Decisions]) -> list[Decisions]:
        """Returns the first of all architectures that are the same."""
        first: dict[Hashable, Decisions] = {}
        for one in architectures:
            first.setdefault(self._space.canonical(one), one)
        return list(first.values())

    def _best(self, grown: list[Decisions], predicted: NDArray[np.float64]) -> list[int]:
        """Returns the places of the most promising architectures, no two of them the same."""
        chosen: dict[Hashable, int] = {}
        for k in np.argsort(-predicted, kind="stable"):
            chosen.setdefault(self._space.canonical(grown[k]), int(k))
            if len(chosen) == self._beam_size:
                break
        return list(chosen.values())


def rank_correlation(predicted: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    """Returns Spearman's rank correlation; NaN if either side is constant."""
    from scipy.stats import spearmanr

    if len(set(predicted)) < 2 or len(set(true)) < 2:
        return float("nan")
    return float(spearmanr(predicted, true).statistic)
