"""Progressive search (Liu et al. 2018, algorithm 1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.detectors.search.strategy import Strategy
from waymo_kit.detectors.search.surrogate import Surrogate


@dataclass(frozen=True)
class SurrogateCheck:
    """How well a surrogate ranked architectures one level larger than those it had learnt from.

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
        space: What to choose from.
        surrogate: What predicts accuracies.
        beam: Number of architectures trained per level beyond the first.

    Attributes:
        checks: How well the surrogate ranked each level, filled as the search goes on.
    """

    def __init__(self, space: SearchSpace, surrogate: Surrogate, *, beam: int) -> None:
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
        grown = self._distinct(
            [larger for member in self._beam for larger in self._space.grow(member)]
        )
        if not grown:
            return []
        predicted = self._surrogate.predict(grown)
        best = np.argsort(-predicted, kind="stable")[: self._beam_size]
        self._predicted = predicted[best]
        return [grown[k] for k in best]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Adds the level to what the surrogate learns from."""
        if self._level > 0:
            rank = float("nan")
            if len(set(accuracies)) > 1 and len(set(self._predicted)) > 1:
                rank = float(spearmanr(self._predicted, accuracies).statistic)
            self.checks.append(SurrogateCheck(self._level + 1, len(batch), rank))
        self._level += 1
        self._architectures += batch
        self._accuracies += accuracies
        self._beam = batch

    def _distinct(self, architectures: list[Decisions]) -> list[Decisions]:
        """Returns the first of all architectures that are the same."""
        return list({self._space.canonical(one): one for one in reversed(architectures)}.values())[
            ::-1
        ]
