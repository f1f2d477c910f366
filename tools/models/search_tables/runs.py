"""The finished runs of the study, and the searches that are not finished yet."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tools.models.search_tables.protocol import BUDGET, SEEDS, TOPS
from waymo_kit.detectors.search.children import TableEvaluator
from waymo_kit.detectors.search.comparison import Ends, mean_of_best
from waymo_kit.detectors.search.search import Budget, run_search
from waymo_kit.detectors.search.strategy import Strategy
from waymo_kit.detectors.search.tabular_space import TabularSpace


class Runs:
    """The finished runs of the study, one JSON line each.

    Runs in short, as the page of results keeps them, count as finished too; their accuracies are
    not known but for the best. If a run is there in both forms, the full one counts.

    Args:
        folder: Folder of the files.
        part: Name of the file that new runs go to.
    """

    def __init__(self, folder: Path, part: str = "runs") -> None:
        """Reads all files."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{part}.jsonl"
        self.lines: dict[tuple[str, str, int], dict[str, Any]] = {}
        for path in sorted(folder.glob("*.jsonl")):
            for text in path.read_text().splitlines():
                line = json.loads(text)
                key = line["table"], line["run"], line["seed"]
                if "accuracies" in line or key not in self.lines:
                    self.lines[key] = line

    def add(self, table: str, run: str, seed: int, **values: Any) -> None:
        """Appends a run."""
        line = {"table": table, "run": run, "seed": seed, **values}
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.lines[table, run, seed] = line
        print(f"{table} {run} {seed}: {values.get('seconds')} s", flush=True)

    def of(self, table: str, run: str) -> list[dict[str, Any]]:
        """Returns the runs of a strategy or surrogate, by seed."""
        found = {s: line for (t, r, s), line in self.lines.items() if (t, r) == (table, run)}
        return [found[seed] for seed in sorted(found)]

    def accuracies(self, table: str, run: str) -> list[list[float]]:
        """Returns the accuracies of each run that has them, in the order of evaluation."""
        return [line["accuracies"] for line in self.of(table, run) if "accuracies" in line]

    def ends(self, table: str, run: str, top: int) -> Ends:
        """Returns the final accuracies and numbers of models of the runs of a strategy."""
        short = [shortened(line) for line in self.of(table, run)]
        means = [line[f"best_{top}"] for line in short]
        return Ends(np.array(means), np.array([float(line["models"]) for line in short]))


def search(
    runs: Runs,
    table: str,
    space: TabularSpace,
    run: str,
    make_strategy: Callable[[TabularSpace, int], Strategy],
    *,
    seeds: Iterable[int] = SEEDS,
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


def shortened(line: dict[str, Any]) -> dict[str, Any]:
    """Returns a run with the best accuracies in place of all of them."""
    if "accuracies" not in line:
        return line
    accuracies = line["accuracies"]
    best = {f"best_{top}": mean_of_best(accuracies, top)[-1] for top in TOPS}
    rest = {name: value for name, value in line.items() if name != "accuracies"}
    return {**rest, "models": len(accuracies), **best}
