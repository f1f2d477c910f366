"""Trains cells in networks of equal size, and compares their test accuracies.

    python -m tools.models.compare_cells --config search.yaml --data cifar --runs runs
        --cell pnas=pnas-0/best-1.yaml --cell evolution=evolution-0/best-1.yaml
        --out docs/results/search/cells

Beside the given cells it trains those of NASNet-A and PNASNet-5, and the first that random search
with seed 0 draws in the space of the configuration. The recipe is that of the children of the
search, with more steps. Interrupted runs are resumed, and finished ones are skipped.
docs/results/search/cells.md has the protocol.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import math
import os
import shutil
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np

from tools.models.study_classification import draw, spread
from waymo_kit.configuration import read_configuration
from waymo_kit.detectors.backbones import create_backbone, nasnet, pnasnet
from waymo_kit.detectors.backbones.cell import Cell
from waymo_kit.detectors.backbones.cell_file import (
    cell_network_text,
    read_cell_network,
    small_cell_network,
)
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import draw_subset
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.search.cell_space import CellSpace
from waymo_kit.detectors.search.settings import ChildSettings, SearchSettings
from waymo_kit.detectors.search.strategy import RandomSearch
from waymo_kit.detectors.search.training_evaluator import IMAGE_SEED
from waymo_kit.io import write_bytes, write_json

Cells = tuple[Cell, Cell | None]
"""Normal cell, and reduction cell if there is one."""

REFERENCE = "NASNet-A"
REFERENCE_FILTERS = 8
TOLERANCE = 0.05
RESULT = "result.json"


def main() -> None:
    options = parse_options()
    settings = read_configuration(options.config, SearchSettings())
    networks = equal_networks(cells_of(options, settings), settings.child, options.runs)
    images = draw_subset(open_images(str(options.data), "train"), options.images, IMAGE_SEED)
    test = open_images(str(options.data), "test")
    for seed in options.seeds:
        for name, network in networks.items():
            folder = options.runs / f"{name}-{seed}"
            if (folder / RESULT).is_file():
                continue
            keras.backend.clear_session()
            began = time.perf_counter()
            training = dataclasses.replace(
                settings.child.recipe.training, steps=options.steps, seed=seed
            )
            recipe = dataclasses.replace(
                settings.child.recipe, backbone=f"cell:{network}", training=training
            )
            found = train_classifier(
                recipe, images, folder, validation=test, strategy="cpu", resume=True
            )
            shutil.rmtree(folder / "checkpoints")
            seconds = round(time.perf_counter() - began, 1)
            values = {"cell": name, "seed": seed, "parameters": count_weights(network)}
            values |= {"accuracy": found.metrics["top1"], "nll": found.metrics["nll"]}
            write_json({**values, "seconds": seconds}, folder / RESULT)
            print(json.dumps(values), flush=True)
            write_results(options, list(networks))
    write_results(options, list(networks))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, required=True, help="configuration of the search")
    parser.add_argument("--data", type=Path, required=True, help="folder of CIFAR-10")
    parser.add_argument("--runs", type=Path, required=True, help="folder for the runs")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    parser.add_argument(
        "--cell", action="append", default=[], metavar="NAME=FILE", help="cell that a search found"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--images", type=int, default=10_000, help="number of training images")
    return parser.parse_args()


def cells_of(options: argparse.Namespace, settings: SearchSettings) -> dict[str, Cells]:
    """Returns the cells to compare, by name."""
    space = settings.make_space()
    assert isinstance(space, CellSpace)
    cells: dict[str, Cells] = {}
    for given in options.cell:
        name, _, file = given.partition("=")
        network = read_cell_network(Path(file))
        cells[name] = (network.normal, network.reduction)
    cells[REFERENCE] = (nasnet.NORMAL, nasnet.REDUCTION)
    cells["PNASNet-5"] = (pnasnet.CELL, None)
    cells["random"] = space.cells(RandomSearch(space, seed=0).ask()[0])
    return cells


def equal_networks(cells: dict[str, Cells], child: ChildSettings, folder: Path) -> dict[str, Path]:
    """Writes a network of each cell, all of about as many weights, and returns their files.

    Raises:
        ValueError: No number of filters makes a network of that size.
    """
    path = folder / f"{REFERENCE}.yaml"
    filters = REFERENCE_FILTERS
    target = count_weights(write_network(cells[REFERENCE], child, filters, filters, path))
    files = {}
    for name, pair in cells.items():
        path = folder / f"{name}.yaml"
        candidates = (
            near_sizes(pair, child, path, target) if name != REFERENCE else [(filters, filters)]
        )
        sizes = {
            one: abs(count_weights(write_network(pair, child, *one, path)) - target)
            for one in candidates
        }
        best = min(sizes, key=lambda one: sizes[one])
        if sizes[best] > TOLERANCE * target:
            raise ValueError(f"{name}: no network has about {target} weights")
        files[name] = write_network(pair, child, *best, path)
    return files


def near_sizes(pair: Cells, child: ChildSettings, path: Path, target: int) -> list[tuple[int, int]]:
    """Returns numbers of filters and stem filters that make about the target of weights."""
    guess = 16.0  # The number of weights grows with the square of the filters.
    for _ in range(2):
        filters = round(guess)
        guess *= math.sqrt(
            target / count_weights(write_network(pair, child, filters, filters, path))
        )
    return [(f, f * stem) for f in (math.floor(guess), math.ceil(guess)) for stem in (1, 2)]


def write_network(
    cells: Cells, child: ChildSettings, filters: int, stem_filters: int, path: Path
) -> Path:
    network = dataclasses.replace(
        small_cell_network(*cells),
        cells=child.cells,
        filters=filters,
        stem_filters=stem_filters,
        image_size=child.recipe.image_size or 32,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(cell_network_text(network).encode(), path)
    return path


def count_weights(path: Path) -> int:
    size = read_cell_network(path).image_size
    model = create_backbone(f"cell:{path}", num_classes=10, input_shape=(size, size, 3))
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


def write_results(options: argparse.Namespace, names: list[str]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for name in names:
        for seed in options.seeds:
            path = options.runs / f"{name}-{seed}" / RESULT
            if path.is_file():
                rows[name].append(json.loads(path.read_text(encoding="utf-8")))
    rows = {name: runs for name, runs in rows.items() if runs}
    write_json(rows, options.out / "comparison.json")
    lines = ["| cell | seeds | parameters | test accuracy | NLL |", "|---|---:|---:|---:|---:|"]
    for name, runs in rows.items():
        accuracy, nll = (spread([run[key] for run in runs]) for key in ("accuracy", "nll"))
        lines.append(f"| {name} | {len(runs)} | {runs[0]['parameters']:,} | {accuracy} | {nll} |")
    pairs = itertools.combinations(rows, 2)
    differences = [_difference(one, rows[one], other, rows[other]) for one, other in pairs]
    lines += ["", "| difference | of accuracy | standard error |", "|---|---:|---:|", *differences]
    (options.out / "comparison.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw(rows, "accuracy", options.out / "comparison.png")


def _difference(
    name: str, runs: list[dict[str, Any]], other: str, others: list[dict[str, Any]]
) -> str:
    """Returns a row with the difference of two cells and its standard error over seeds."""
    left, right = (np.array([run["accuracy"] for run in side]) for side in (runs, others))
    error = math.nan
    if min(len(left), len(right)) > 1:
        error = math.sqrt(left.var(ddof=1) / len(left) + right.var(ddof=1) / len(right))
    return f"| {name} - {other} | {left.mean() - right.mean():+.4f} | {error:.4f} |"


if __name__ == "__main__":
    main()
