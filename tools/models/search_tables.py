"""Runs the study of search strategies on real tables; docs/guides/search.md has its protocol.

    python -m tools.models.search_tables run --tables TABLES --out RUNS


TABLES is a folder with the files that `TABLES` names. Each finished run is a line of
RUNS/runs.jsonl, so that a stopped study goes on where it was. The study takes one core for about
an hour.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["TF_NUM_INTRAOP_THREADS"] = "1"

import numpy as np

from waymo_kit.detectors.search.children import TableEvaluator
from waymo_kit.detectors.search.progressive import ProgressiveSearch, rank_correlation
from waymo_kit.detectors.search.search import Budget, run_search
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch, Strategy
from waymo_kit.detectors.search.surrogate import LstmSurrogate, MlpSurrogate, Surrogate
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
BEAMS = (8, 32, 128)
BUDGET = Budget(proposals=3000)

TUNED_ON = "nas-bench-macro"
TUNING_SEEDS = range(100, 103)
TUNING_BUDGET = Budget(proposals=2000)
TUNING_MODELS = 500
"""A setting is judged by the mean of the best 5 of the first so many models."""
TUNING_GRID = [
    {"algorithm": algorithm, "learning_rate": rate}
    for algorithm in ("ppo", "reinforce")
    for rate in (3.5e-4, 3.5e-3, 1e-2)
]

FILLERS = ("none", "skip_connect", "nor_conv_3x3")
"""Variants of growth in NAS-Bench-201; the study itself takes nor_conv_1x1."""

SURROGATES = {
    "one MLP": ("mlp", 1),
    "5 MLPs": ("mlp", 5),
    "one LSTM": ("lstm", 1),
    "5 LSTMs": ("lstm", 5),
}
SURROGATE_SEEDS = range(10)
LEARNT, PREDICTED = 32, 200
"""Number of architectures of each level beyond the first that a surrogate learns from, and
number of those of the next level that it ranks."""


class Runs:
    """The finished runs of the study, one JSON line each.

    Args:
        path: Path of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lines: dict[tuple[str, str, int], dict[str, Any]] = {}
        if path.exists():
            for text in path.read_text().splitlines():
                line = json.loads(text)
                self.lines[line["table"], line["run"], line["seed"]] = line

    def add(self, table: str, run: str, seed: int, **values: Any) -> None:
        """Appends a run."""
        line = {"table": table, "run": run, "seed": seed, **values}
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.lines[table, run, seed] = line
        print(f"{table} {run} {seed}: {values.get('seconds')} s", flush=True)

    def accuracies(self, table: str, run: str) -> list[list[float]]:
        """Returns the accuracies of each seed, in the order of evaluation."""
        found = {
            s: line["accuracies"]
            for (t, r, s), line in self.lines.items()
            if (t, r) == (table, run)
        }
        return [found[seed] for seed in sorted(found)]


def search(
    runs: Runs,
    table: str,
    space: TabularSpace,
    run: str,
    make_strategy: Callable[[TabularSpace, int], Strategy],
    *,
    seeds: range = SEEDS,
    budget: Budget = BUDGET,
) -> None:
    """Runs the searches of all seeds that are not there yet."""
    for seed in seeds:
        if (table, run, seed) in runs.lines:
            continue
        began = time.perf_counter()
        strategy = make_strategy(space, seed)
        history = run_search(space, strategy, TableEvaluator(space), budget)
        runs.add(
            table,
            run,
            seed,
            seconds=round(time.perf_counter() - began, 2),
            proposals=history.proposals,
            accuracies=[round(child.accuracy, 6) for child in history.children],
            checks=[dataclasses.asdict(check) for check in getattr(strategy, "checks", ())],
        )


def run_study(folder: Path, out: Path) -> None:
    """Runs everything that is not there yet, in the order of the protocol."""
    spaces = {name: open_table(name, folder) for name in TABLES}
    out.mkdir(parents=True, exist_ok=True)
    runs = Runs(out / "runs.jsonl")
    for table, space in spaces.items():
        search(runs, table, space, "random", random_search)
        search(runs, table, space, "evolution", evolution)
        for beam in BEAMS:
            search(runs, table, space, f"pnas K={beam}", partial(progressive, beam=beam))
    for settings in TUNING_GRID:
        search(
            runs,
            TUNED_ON,
            spaces[TUNED_ON],
            tuning_name(settings),
            partial(controller, **settings),
            seeds=TUNING_SEEDS,
            budget=TUNING_BUDGET,
        )
    tuned = tuned_settings(runs)
    for few in (range(5), range(10), SEEDS):  # so that a study cut short has equal seeds
        for table, space in spaces.items():
            search(runs, table, space, "rl tuned", partial(controller, **tuned), seeds=few)
        if few == range(5):
            for name in ("one MLP", "5 MLPs"):
                for table, space in spaces.items():
                    check_surrogate(runs, table, space, name)
    for filler in FILLERS:
        space = open_table("nas-bench-201", folder, filler=filler)
        run = f"pnas K=32, filler {filler}"
        search(runs, "nas-bench-201", space, run, partial(progressive, beam=32))
    for table, space in spaces.items():
        if len(space.accuracies) > 100:
            search(runs, table, space, "rl paper", controller)
    for name in ("one LSTM", "5 LSTMs"):
        for table, space in spaces.items():
            check_surrogate(runs, table, space, name)


def open_table(name: str, folder: Path, **options: Any) -> TabularSpace:
    """Reads a table of the study."""
    path = str(folder / TABLES[name])
    if name == "nas-bench-macro":
        return NasBenchMacro.read(path)
    if name == "nas-bench-201":
        return NasBench201.read(path, **options)
    return NasBench101.read(path)


def random_search(space: TabularSpace, seed: int) -> Strategy:
    """Returns the random search of the study."""
    return RandomSearch(space, seed=seed)


def evolution(space: TabularSpace, seed: int) -> Strategy:
    """Returns the regularised evolution of the study."""
    return Evolution(space, seed=seed)


def progressive(space: TabularSpace, seed: int, beam: int) -> Strategy:
    """Returns the progressive search of the study."""
    return ProgressiveSearch(space, MlpSurrogate(space, seed=seed), beam=beam)


_CONTROLLERS: dict[Any, Any] = {}
"""Space and settings -> a search that is restarted for each seed."""


def controller(space: TabularSpace, seed: int, **settings: Any) -> Strategy:
    """Returns a search by reinforcement learning; without settings it has the paper's."""
    from waymo_kit.detectors.search.reinforcement import ControllerSearch

    key = (space, tuple(settings.items()))
    if key not in _CONTROLLERS:
        _CONTROLLERS[key] = ControllerSearch(space, seed=seed, **settings)
    _CONTROLLERS[key].restart(seed)  # compiling takes longer than a search
    return _CONTROLLERS[key]


def tuning_name(settings: dict[str, Any]) -> str:
    """Returns the name of the runs with settings of the grid."""
    return f"tuning {settings['algorithm']} {settings['learning_rate']:g}"


def tuning_scores(runs: Runs) -> dict[str, float]:
    """Returns the mean score of each setting of the grid over its seeds."""
    return {
        tuning_name(settings): float(
            np.mean(
                [
                    np.mean(sorted(accuracies[:TUNING_MODELS])[-5:])
                    for accuracies in runs.accuracies(TUNED_ON, tuning_name(settings))
                ]
            )
        )
        for settings in TUNING_GRID
    }


def tuned_settings(runs: Runs) -> dict[str, Any]:
    """Returns the best settings of the grid; earlier ones win ties."""
    scores = tuning_scores(runs)
    return max(TUNING_GRID, key=lambda settings: scores[tuning_name(settings)])


def make_surrogate(name: str, space: TabularSpace, seed: int) -> Surrogate:
    """Returns a surrogate by its name in `SURROGATES`."""
    kind, members = SURROGATES[name]
    if kind == "mlp":
        return MlpSurrogate(space, seed=seed, members=members)
    import keras

    keras.utils.clear_session()
    return LstmSurrogate(space, seed=seed, members=members)


def check_surrogate(runs: Runs, table: str, space: TabularSpace, name: str) -> None:
    """Trains surrogates level by level and ranks random architectures of the next level."""
    for seed in SURROGATE_SEEDS:
        if (table, name, seed) in runs.lines:
            continue
        began = time.perf_counter()
        correlations = surrogate_correlations(space, make_surrogate(name, space, seed), seed)
        seconds = round(time.perf_counter() - began, 2)
        runs.add(table, name, seed, seconds=seconds, spearman=correlations)


def surrogate_correlations(space: TabularSpace, surrogate: Surrogate, seed: int) -> list[float]:
    """Returns Spearman's correlation for each level beyond the first."""
    learnt: list[Any] = []
    correlations = []
    for level, chosen, others in random_levels(space, seed):
        known = {space.canonical(one) for one in learnt + chosen}
        fresh = [one for one in others if space.canonical(one) not in known]
        if level > 1:
            true = np.array([space.accuracy(one) for one in fresh])
            correlations.append(round(rank_correlation(surrogate.predict(fresh), true), 4))
        learnt += chosen
        surrogate.fit(learnt, [space.accuracy(one) for one in learnt])
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


def main(arguments: list[str] | None = None) -> None:
    """Runs the tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    run_study(options.tables, options.out)


if __name__ == "__main__":
    main()
