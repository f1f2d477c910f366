"""Architecture search: spaces of cells, strategies that propose them, and the search itself."""

from waymo_kit.detectors.search.cell_space import NasnetSpace, PnasSpace
from waymo_kit.detectors.search.search import Budget, History, run_search
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch, Strategy
from waymo_kit.detectors.search.tabular_space import (
    NasBench101,
    NasBench201,
    NasBenchMacro,
    OwnTable,
)

__all__ = [
    "Budget",
    "Evolution",
    "History",
    "NasBench101",
    "NasBench201",
    "NasBenchMacro",
    "NasnetSpace",
    "OwnTable",
    "PnasSpace",
    "RandomSearch",
    "Strategy",
    "run_search",
]
