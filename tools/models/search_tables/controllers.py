"""The part of the study with reinforcement learning, and the tuning of its controller."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.models.search_tables.protocol import SEED_ROUNDS, open_tables
from tools.models.search_tables.runs import Runs, search
from waymo_kit.detectors.search.reinforcement import ControllerSearch
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.strategy import Strategy
from waymo_kit.detectors.search.tabular_space import TabularSpace


@dataclass(frozen=True)
class Setting:
    """A setting of the controller's grid.

    Attributes:
        algorithm: "ppo" or "reinforce".
        learning_rate: Adam's.
        entropy: Weight of the entropy; the default is the paper's.
    """

    algorithm: str
    learning_rate: float
    entropy: float = 1e-5

    @property
    def run(self) -> str:
        """Name of the runs that tune."""
        return f"tuning {self.algorithm}, rate {self.learning_rate:g}, entropy {self.entropy:g}"


TUNED_ON = "nas-bench-macro"
TUNING_BUDGET = Budget(proposals=2000)
TUNING_MODELS = 500
"""A setting is judged by the mean of the best 5 of the first so many models."""

WIDE_GRID = tuple(
    Setting(algorithm, rate, entropy)
    for entropy in (1e-5, 1e-3)
    for algorithm in ("ppo", "reinforce")
    for rate in (3.5e-4, 3.5e-3, 1e-2)
)
"""The grid of the first protocol, run on five seeds."""

GRID = WIDE_GRID[:6]
"""The grid of the protocol in force, run on the first three seeds."""

GRIDS = {"rl tuned": (GRID, range(100, 103)), "rl tuned wide": (WIDE_GRID, range(100, 105))}
"""Name of the runs -> grid whose best setting they have, and the seeds that judge it."""

SMALL_TABLE = "nas-bench-101 (4 vertices)"
"""The table on which the paper's constants are not run."""


def run_controllers(runs: Runs, folder: Path) -> None:
    """Runs the grid, then the best settings and the paper's on all tables."""
    tables = open_tables(folder)
    for grid, seeds in GRIDS.values():
        for setting in grid:
            search(
                runs,
                TUNED_ON,
                tables[TUNED_ON],
                setting.run,
                controller(setting),
                seeds=seeds,
                budget=TUNING_BUDGET,
            )
    settings = {name: best_setting(runs, name) for name in GRIDS}
    settings["rl paper"] = Setting("ppo", 3.5e-4)
    for name in ("rl tuned", "rl paper", "rl tuned wide"):
        for seeds in SEED_ROUNDS:
            for table, space in tables.items():
                if (name, table) != ("rl paper", SMALL_TABLE):
                    search(runs, table, space, name, controller(settings[name]), seeds=seeds)


def controller(setting: Setting) -> Callable[[TabularSpace, int], Strategy]:
    """Returns a function that makes a search by reinforcement learning in a space by a seed."""

    def make(space: TabularSpace, seed: int) -> Strategy:
        return ControllerSearch(
            space,
            seed=seed,
            algorithm=setting.algorithm,
            learning_rate=setting.learning_rate,
            entropy=setting.entropy,
        )

    return make


def tuning_scores(runs: Runs, setting: Setting, seeds: Iterable[int]) -> list[float]:
    """Returns the mean of the best 5 of the first 500 models, for each seed of the tuning."""
    lines = [runs.lines[TUNED_ON, setting.run, seed] for seed in seeds]
    if not all("accuracies" in line for line in lines):
        raise SystemExit(
            f"{setting.run}: the runs in short lack the accuracies that judge it; repeat the grid "
            "in a folder without them"
        )
    return [float(np.mean(sorted(line["accuracies"][:TUNING_MODELS])[-5:])) for line in lines]


def best_setting(runs: Runs, name: str) -> Setting:
    """Returns the best setting of one of `GRIDS`; earlier ones win ties."""
    grid, seeds = GRIDS[name]
    return max(grid, key=lambda setting: np.mean(tuning_scores(runs, setting, seeds)))
