"""Protocol of all parts of the study: tables, seeds, budget and beams."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.tabular_space import (
    NasBench101,
    NasBench201,
    NasBenchMacro,
    TabularSpace,
)

TABLES = {
    "nas-bench-macro": "nas_bench_macro_cifar10.json",
    "nas-bench-201": "nas-201-arch.json",
    "nas-bench-101 (5 vertices)": "ec_5V9E.json",
    "nas-bench-101 (4 vertices)": "ec_4V9E.json",
}
SEEDS = range(20)
SEED_ROUNDS = (range(5), range(10), SEEDS)
"""Seeds in rounds over all tables, so that a study cut short has equally many in each."""
BUDGET = Budget(proposals=3000)
BEAMS = (8, 32, 128)
TOPS = (1, 5, 25)


def open_table(name: str, folder: Path, **options: Any) -> TabularSpace:
    """Reads a table of the study."""
    path = str(folder / TABLES[name])
    if name == "nas-bench-macro":
        return NasBenchMacro.read(path)
    if name == "nas-bench-201":
        return NasBench201.read(path, **options)
    return NasBench101.read(path)


def open_tables(folder: Path, names: Iterable[str] = TABLES) -> dict[str, TabularSpace]:
    """Reads several tables of the study."""
    return {name: open_table(name, folder) for name in names}
