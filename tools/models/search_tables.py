"""Runs the study of search strategies on real tables; docs/guides/search.md has its protocol.

    python -m tools.models.search_tables run --tables TABLES --runs RUNS
    python -m tools.models.search_tables report --runs RUNS --out docs/results/search

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
from waymo_kit.detectors.search.comparison import compare_runs, mean_of_best
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
from waymo_kit.draw.search_plots import draw_search_curves
from waymo_kit.io import write_json
from waymo_kit.io.json_files import json_line

TABLES = {
    "nas-bench-macro": "nas_bench_macro_cifar10.json",
    "nas-bench-201": "nas-201-arch.json",
    "nas-bench-101 (5 vertices)": "ec_5V9E.json",
    "nas-bench-101 (4 vertices)": "ec_4V9E.json",
}
SEEDS = range(20)
BEAMS = (8, 32, 128)
TOPS = (1, 5, 25)
PNAS_RUNS = [f"pnas K={beam}" for beam in BEAMS]
OTHER_RUNS = ("rl tuned", "rl paper", "evolution", "random")
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
    fillers = {name: open_table("nas-bench-201", folder, filler=name) for name in FILLERS}
    for seeds in (range(5), range(10), SEEDS):  # so that a study cut short has equal seeds
        for table, space in spaces.items():
            search(runs, table, space, "rl tuned", partial(controller, **tuned), seeds=seeds)
            if len(space.accuracies) > 100:
                search(runs, table, space, "rl paper", controller, seeds=seeds)
        for name, space in fillers.items():
            run = f"pnas K=32, filler {name}"
            make = partial(progressive, beam=32)
            search(runs, "nas-bench-201", space, run, make, seeds=seeds)
        for name in SURROGATES if seeds == range(10) else ():
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


def write_report(runs: Runs, folder: Path) -> None:
    """Writes what the page of results is made of: figures, tables and the runs in short."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "comparisons": {table: comparisons(runs, table) for table in TABLES},
        "tuning": tuning_scores(runs),
        "fillers": filler_values(runs),
        "spearman": spearman_values(runs),
    }
    write_json(values, folder / "results.json")
    (folder / "runs.jsonl").write_text(
        "".join(json_line(shortened(line)) for line in runs.lines.values())
    )
    for table in TABLES:
        shown = {run: runs.accuracies(table, run) for run in (*PNAS_RUNS, *OTHER_RUNS)}
        draw_search_curves(
            {run: each for run, each in shown.items() if each},
            folder / f"{table.replace(' ', '-').strip('()').replace('(', '')}.png",
            top=5,
            title=table,
        )
    (folder / "tables.md").write_text(report_text(values))


def comparisons(runs: Runs, table: str) -> list[dict[str, Any]]:
    """Returns the factors of all strategies to each beam width, for M = 1, 5 and 25."""
    rows = []
    for reference in PNAS_RUNS:
        ours = runs.accuracies(table, reference)
        for top in TOPS:
            if min(map(len, ours)) < top:
                continue
            factors = {
                run: {**dataclasses.asdict(factor), "seeds": len(theirs)}
                for run in OTHER_RUNS
                if (theirs := runs.accuracies(table, run))
                for factor in [compare_runs(ours, theirs, top=top)]
            }
            rows.append({"reference": reference, "top": top, "factors": factors})
    return rows


def filler_values(runs: Runs) -> dict[str, Any]:
    """Returns how good the best cells are that PNAS finds in NAS-Bench-201 with each filler."""
    names = {"nor_conv_1x1": "pnas K=32"}
    names |= {filler: f"pnas K=32, filler {filler}" for filler in FILLERS}
    return {
        filler: {
            "seeds": len(each),
            "models": float(np.median([len(run) for run in each])),
            **{
                f"best {top}": float(np.median([mean_of_best(run, top)[-1] for run in each]))
                for top in TOPS
            },
        }
        for filler, run_name in names.items()
        if (each := runs.accuracies("nas-bench-201", run_name))
    }


def spearman_values(runs: Runs) -> dict[str, dict[str, Any]]:
    """Returns mean and deviation of the correlations by level, for each table and surrogate."""
    found: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        for name in SURROGATES:
            lines = [v for (t, r, _), v in runs.lines.items() if (t, r) == (table, name)]
            if lines:
                each = np.array([line["spearman"] for line in lines], np.float64)
                found.setdefault(table, {})[name] = {
                    "seeds": len(lines),
                    "mean": np.nanmean(each, axis=0),
                    "deviation": np.nanstd(each, axis=0),
                    "seconds": float(np.median([line["seconds"] for line in lines])),
                }
    return found


def shortened(line: dict[str, Any]) -> dict[str, Any]:
    """Returns a run with the best accuracies in place of all of them."""
    if "accuracies" not in line:
        return line
    accuracies = line["accuracies"]
    best = {f"best_{top}": mean_of_best(accuracies, top)[-1] for top in TOPS}
    rest = {name: value for name, value in line.items() if name != "accuracies"}
    return {**rest, "models": len(accuracies), **best}


def report_text(values: dict[str, Any]) -> str:
    """Returns the tables of the report as Markdown."""
    parts = []
    for table, rows in values["comparisons"].items():
        seeds = {run: one["seeds"] for run, one in rows[0]["factors"].items()}
        titles = [f"{run}, {seeds[run]} seeds" if run in seeds else run for run in OTHER_RUNS]
        lines = [
            f"### {table}",
            "",
            "| PNAS | M | target | models | " + " | ".join(titles) + " |",
            "|---|---:|---:|---:|" + "---:|" * len(OTHER_RUNS),
        ]
        for row in rows:
            first = next(iter(row["factors"].values()))
            cells = [factor_text(row["factors"].get(run)) for run in OTHER_RUNS]
            lines.append(
                f"| {row['reference'].removeprefix('pnas ')} | {row['top']} | "
                f"{first['target']:.4f} | {first['reference_models']:g} | {' | '.join(cells)} |"
            )
        parts.append("\n".join(lines))
    for table, surrogates in values["spearman"].items():
        lines = [f"### Surrogates, {table}", ""]
        levels = len(next(iter(surrogates.values()))["mean"])
        lines.append(
            "| surrogate | seeds | "
            + " | ".join(f"level {k + 2}" for k in range(levels))
            + " | seconds |"
        )
        lines.append("|---|---:|" + "---:|" * (levels + 1))
        for name, one in surrogates.items():
            cells = [
                f"{m:.2f} ± {d:.2f}" for m, d in zip(one["mean"], one["deviation"], strict=True)
            ]
            lines.append(
                f"| {name} | {one['seeds']} | {' | '.join(cells)} | {one['seconds']:.1f} |"
            )
        parts.append("\n".join(lines))
    lines = [
        "### Fillers in NAS-Bench-201",
        "",
        "| filler | seeds | models | M = 1 | M = 5 | M = 25 |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for filler, one in values["fillers"].items():
        best = " | ".join(f"{one[f'best {top}']:.4f}" for top in TOPS)
        lines.append(f"| {filler} | {one['seeds']} | {one['models']:g} | {best} |")
    parts.append("\n".join(lines))
    lines = ["### Tuning", "", "| setting | mean of the best 5 of 500 models |", "|---|---:|"]
    lines += [f"| {name} | {score:.5f} |" for name, score in values["tuning"].items()]
    parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def factor_text(factor: dict[str, Any] | None) -> str:
    """Returns a factor with its interval; infinity where fewer than half of the seeds reach it."""
    if factor is None:
        return "-"
    ends = [
        f"{factor[name]:.1f}" if np.isfinite(factor[name]) else "∞"
        for name in ("factor", "low", "high")
    ]
    return f"{ends[0]} ({ends[1]} to {ends[2]})"


def main(arguments: list[str] | None = None) -> None:
    """Runs the tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("run", "report"))
    parser.add_argument("--tables", type=Path, help="folder of the tables, to run")
    parser.add_argument("--runs", type=Path, required=True, help="folder of the runs")
    parser.add_argument("--out", type=Path, help="folder for the report")
    options = parser.parse_args(arguments)
    if options.what == "run":
        run_study(options.tables, options.runs)
    else:
        write_report(Runs(options.runs / "runs.jsonl"), options.out)


if __name__ == "__main__":
    main()
