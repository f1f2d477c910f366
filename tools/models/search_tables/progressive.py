"""The part of the study with progressive search, and with what learns no network of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tools.models.search_tables.protocol import BEAMS, SEED_ROUNDS, open_table, open_tables
from tools.models.search_tables.runs import Runs, search
from waymo_kit.detectors.search.progressive import ProgressiveSearch
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch, Strategy
from waymo_kit.detectors.search.surrogate import LstmSurrogate, MlpSurrogate
from waymo_kit.detectors.search.tabular_space import TabularSpace

FILLERS = ("none", "skip_connect", "nor_conv_3x3")
"""Variants of growth in NAS-Bench-201; the study itself takes nor_conv_1x1."""

BY_LSTMS = "pnas K=32, 5 LSTMs"
"""Name of the runs of the variant whose surrogate is an ensemble of LSTMs."""


def run_progressive(runs: Runs, folder: Path) -> None:
    """Runs random search, evolution and progressive search, then the variants of the last."""
    tables = open_tables(folder)
    for table, space in tables.items():
        search(runs, table, space, "random", random_search)
        search(runs, table, space, "evolution", evolution)
    for seeds in SEED_ROUNDS:
        for table, space in tables.items():
            for beam in BEAMS:
                make = partial(progressive, beam=beam)
                search(runs, table, space, f"pnas K={beam}", make, seeds=seeds)
    for seeds in SEED_ROUNDS:
        for name in FILLERS:
            space = open_table("nas-bench-201", folder, filler=name)
            make = partial(progressive, beam=32)
            search(runs, "nas-bench-201", space, filler_run(name), make, seeds=seeds)
        for table, space in tables.items():
            search(runs, table, space, BY_LSTMS, progressive_by_lstms, seeds=seeds)


def filler_run(name: str) -> str:
    """Returns the name of the runs with a filler of NAS-Bench-201."""
    return f"pnas K=32, filler {name}"


def random_search(space: TabularSpace, seed: int) -> Strategy:
    """Returns the random search of the study."""
    return RandomSearch(space, seed=seed)


def evolution(space: TabularSpace, seed: int) -> Strategy:
    """Returns the regularized evolution of the study."""
    return Evolution(space, seed=seed)


def progressive(space: TabularSpace, seed: int, beam: int) -> Strategy:
    """Returns the progressive search of the study."""
    return ProgressiveSearch(space, MlpSurrogate(space, seed=seed), beam=beam)


def progressive_by_lstms(space: TabularSpace, seed: int) -> Strategy:
    """Returns a progressive search with the surrogate of Liu et al. 2018, 5 LSTMs."""
    return ProgressiveSearch(space, LstmSurrogate(space, seed=seed), beam=32)
