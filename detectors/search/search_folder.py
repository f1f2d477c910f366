"""The folder of a search: settings, children, best cells and figures."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymo_kit.configuration import (
    configuration_text,
    first_difference,
    read_configuration,
)
from waymo_kit.detectors.search.cell_space import CellSpace
from waymo_kit.detectors.search.children import Child, Evaluator, TableEvaluator
from waymo_kit.detectors.search.progressive import ProgressiveSearch, SurrogateCheck
from waymo_kit.detectors.search.search import History, run_search
from waymo_kit.detectors.search.settings import SearchSettings
from waymo_kit.detectors.search.space import SearchSpace
from waymo_kit.detectors.search.tabular_space import TabularSpace
from waymo_kit.detectors.search.training_evaluator import TrainingEvaluator, child_network
from waymo_kit.engine import Engine, KeptWorkers
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import write_bytes, write_json
from waymo_kit.io.json_files import json_line

SETTINGS = "search.yaml"
CHILDREN = "children.jsonl"
SUMMARY = "summary.json"
CHILD_FOLDERS = "children"

NUM_BEST = 5
"""Number of best architectures that are written."""


@dataclass(frozen=True)
class SearchResult:
    """Result of a search.

    Attributes:
        space: Space of the architectures.
        history: Evaluated architectures, with counts and times.
        checks: Checks of the surrogate's ranking, one for each level beyond the first; empty
            without progressive search.
    """

    space: SearchSpace
    history: History
    checks: tuple[SurrogateCheck, ...]


def search_in_folder(
    settings: SearchSettings,
    folder: Path,
    engine: Engine,
    *,
    child_folder: Path | None = None,
    on_child: Callable[[int, int], None] = lambda done, total: None,
    on_batch: Callable[[History], None] = lambda history: None,
) -> SearchResult:
    """Runs a search and writes what it finds, or goes on with one that was stopped.

    A strategy depends on its seed and the accuracies alone. So a stopped search is run again from
    its beginning, finds its finished children in their folders, and goes on with the first that is
    not finished.

    Args:
        settings: The search.
        folder: Folder for the results.
        engine: Engine that trains the children.
        child_folder: Folder of the children, which several searches may share. Defaults to
            `children` in `folder`.
        on_child: Function called with the number of children that are done in a batch, and its
            size.
        on_batch: Function called after each batch.

    Raises:
        InvalidInputError: The settings do not fit together, or the folder has another search.
        NotFoundError: There is no table or there are no images.
    """
    settings.check_source()
    _check_same_search(folder, settings)
    space = settings.make_space()
    strategy = settings.make_strategy(space)
    workers = KeptWorkers(engine)
    evaluator: Evaluator
    if isinstance(space, CellSpace):
        assert settings.data is not None
        place = child_folder or folder / CHILD_FOLDERS
        evaluator = TrainingEvaluator(
            space, settings.child, settings.data, place, workers, on_child
        )
    else:
        assert isinstance(space, TabularSpace)
        evaluator = TableEvaluator(space)
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(configuration_text(settings).encode(), folder / SETTINGS)
    with workers, (folder / CHILDREN).open("w", encoding="utf-8") as file:
        written = 0

        def write(history: History) -> None:
            nonlocal written
            for child in history.children[written:]:
                file.write(json_line(_child_values(space, child)))
            written = len(history.children)
            file.flush()
            on_batch(history)

        history = run_search(space, strategy, evaluator, settings.budget, on_batch=write)
    checks = tuple(strategy.checks) if isinstance(strategy, ProgressiveSearch) else ()
    result = SearchResult(space, history, checks)
    _write_best(result, settings, folder)
    write_json(summary_values(result, settings), folder / SUMMARY)
    return result


def read_search(folder: Path) -> tuple[SearchSettings, list[float]]:
    """Reads settings and accuracies of a search that has ended.

    Returns:
        The settings, and the accuracies of the children in the order of evaluation.

    Raises:
        NotFoundError: The folder has no search, or one that has not ended.
        InvalidInputError: The settings are not those of a search.
        CorruptDataError: A line is not a child.
    """
    if not (folder / SUMMARY).is_file():
        raise NotFoundError(f"{folder}: expected the folder of a search that has ended")
    settings = read_configuration(folder / SETTINGS, SearchSettings())
    path = folder / CHILDREN
    accuracies = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            accuracies.append(float(json.loads(line)["accuracy"]))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise CorruptDataError(f"{path}: line {number} is not a child of a search") from error
    if not accuracies:
        raise CorruptDataError(f"{path}: expected children, found none")
    return settings, accuracies


def summary_values(result: SearchResult, settings: SearchSettings) -> dict[str, Any]:
    """Returns the result of a search, as plain values for JSON."""
    history = result.history
    return {
        "strategy": settings.label(),
        "space": settings.space,
        "seed": settings.seed,
        "models": len(history.children),
        "examples": history.examples,
        "proposals": history.proposals,
        "failures": sum(bool(child.failure) for child in history.children),
        "best": [_child_values(result.space, child) for child in history.best(NUM_BEST)],
        "surrogate": [dataclasses.asdict(check) for check in result.checks],
        "seconds": {
            "strategy": round(history.strategy_seconds, 3),
            "evaluation": round(history.evaluation_seconds, 3),
            "training": round(sum(child.seconds for child in history.children), 3),
        },
    }


def _check_same_search(folder: Path, settings: SearchSettings) -> None:
    path = folder / SETTINGS
    if not path.is_file():
        return
    stored = read_configuration(path, SearchSettings())
    # A search may be given a larger budget.
    found = first_difference(dataclasses.replace(stored, budget=settings.budget), settings)
    if found is not None:
        raise InvalidInputError(
            f"{path}: this folder has a search with another {found}: choose another folder"
        )


def _child_values(space: SearchSpace, child: Child) -> dict[str, Any]:
    return {**dataclasses.asdict(child), "architecture": space.describe(child.decisions)}


def _write_best(result: SearchResult, settings: SearchSettings, folder: Path) -> None:
    """Writes the best cells as networks, which are backbones by the name `cell:FILE`."""
    if not isinstance(result.space, CellSpace):
        return
    from waymo_kit.detectors.backbones.cell_file import cell_network_text

    for number, child in enumerate(result.history.best(NUM_BEST), 1):
        network = child_network(result.space, child.decisions, settings.child)
        write_bytes(cell_network_text(network).encode(), folder / f"best-{number}.yaml")
