"""Part of the study with surrogates alone: their ranking of networks one level larger."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tools.models.search_tables.protocol import open_tables
from tools.models.search_tables.runs import Runs
from waymo_kit.detectors.search.progressive import rank_correlation
from waymo_kit.detectors.search.surrogate import LstmSurrogate, MlpSurrogate, Surrogate
from waymo_kit.detectors.search.tabular_space import TabularSpace

SURROGATES: dict[str, tuple[type[MlpSurrogate | LstmSurrogate], int]] = {
    "one MLP": (MlpSurrogate, 1),
    "5 MLPs": (MlpSurrogate, 5),
    "one LSTM": (LstmSurrogate, 1),
    "5 LSTMs": (LstmSurrogate, 5),
}
SURROGATE_SEEDS = range(10)
LEARNT, PREDICTED = 32, 200
"""Number of architectures of each level beyond the first that a surrogate learns from, and
number of those of the next level that it ranks."""


def run_surrogates(runs: Runs, folder: Path) -> None:
    """Runs all surrogates on all tables."""
    tables = open_tables(folder)
    for name, (kind, members) in SURROGATES.items():
        for table, space in tables.items():
            for seed in SURROGATE_SEEDS:
                if (table, name, seed) in runs.lines:
                    continue
                began = time.perf_counter()
                surrogate = kind(space, seed=seed, members=members)
                correlations = surrogate_correlations(space, surrogate, seed)
                seconds = round(time.perf_counter() - began, 2)
                runs.add(table, name, seed, seconds=seconds, spearman=correlations)


def surrogate_correlations(space: TabularSpace, surrogate: Surrogate, seed: int) -> list[float]:
    """Returns Spearman's correlation for each level beyond the first.

    The surrogate learns level by level and ranks random architectures of the next level.
    """
    learnt: list[Any] = []
    correlations = []
    for level, chosen, others in random_levels(space, seed):
        if level > 1:
            surrogate.fit(learnt, [space.accuracy(one) for one in learnt])
            known = {space.canonical(one) for one in learnt + chosen}
            fresh = [one for one in others if space.canonical(one) not in known]
            true = np.array([space.accuracy(one) for one in fresh])
            correlations.append(round(rank_correlation(surrogate.predict(fresh), true), 4))
        learnt += chosen
    return correlations


def random_levels(space: TabularSpace, seed: int) -> Iterator[tuple[int, list[Any], list[Any]]]:
    """Yields each level with random architectures to learn from and others to rank."""
    generator = np.random.default_rng(seed)
    pool = space.first()
    yield 1, pool, []
    for level in range(2, space.num_levels + 1):
        grown: dict[Any, Any] = {}
        for k in generator.permutation(len(pool)):
            for larger in space.grow(pool[int(k)]):
                grown.setdefault(space.canonical(larger), larger)
        keys = list(grown)
        order = generator.permutation(len(keys))[: LEARNT + PREDICTED]
        pool = [grown[keys[int(k)]] for k in order]
        learnt = min(LEARNT, len(pool) // 2)
        yield level, pool[:learnt], pool[learnt:]
