"""Search a table of trained networks by three strategies, and build a backbone of a cell.

    python examples/search_cell.py --out search [--models 60]

The table is made up here: 216 networks whose accuracies follow a simple rule. A table of a public
benchmark, or cells that are trained, are searched on the command line:

    waymo-kit search --strategy pnas --space nas-bench-201 --table nas-201-arch.json --out run
    waymo-kit search --strategy pnas --space pnas --data cifar --budget 100 --out run
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

from waymo_kit.detectors.backbones import create_backbone
from waymo_kit.detectors.backbones.cell_file import cell_network_text, small_cell_network
from waymo_kit.detectors.search.cell_space import PnasSpace
from waymo_kit.detectors.search.children import TableEvaluator
from waymo_kit.detectors.search.progressive import ProgressiveSearch
from waymo_kit.detectors.search.search import Budget, run_search
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch
from waymo_kit.detectors.search.surrogate import MlpSurrogate
from waymo_kit.detectors.search.tabular_space import OwnTable
from waymo_kit.draw.search_plots import draw_cell, draw_search_curves


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("search"))
    parser.add_argument("--models", type=int, default=60)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)

    levels = ((3, 2),) * 3
    networks = itertools.product(range(3), range(2), repeat=3)
    table = {one: [0.5 + 0.05 * sum(one) + 0.01 * one[0] * one[2]] for one in networks}
    space = OwnTable(levels, table, filler=(0,) * 6)
    strategies = {
        "pnas": ProgressiveSearch(space, MlpSurrogate(space, seed=0), beam=8),
        "evolution": Evolution(space, seed=0, population_size=10, sample_size=5),
        "random": RandomSearch(space, seed=0),
    }
    runs = {}
    for name, strategy in strategies.items():
        history = run_search(space, strategy, TableEvaluator(space), Budget(models=options.models))
        (best,) = history.best()
        runs[name] = [[child.accuracy for child in history.children]]
        print(f"{name:9s} {len(history.children):3d} models, best {best.accuracy:.3f}")
    draw_search_curves(runs, options.out / "curves.png")

    cells = PnasSpace(blocks=2)
    decisions = (0, 1, 1, 4, 2, 0, 0, 6)
    normal, _ = cells.cells(decisions)
    draw_cell(normal.sums, normal.output, path=options.out / "cell.png")
    (options.out / "cell.yaml").write_text(cell_network_text(small_cell_network(normal)))
    model = create_backbone(f"cell:{options.out / 'cell.yaml'}", num_classes=10)
    print(f"{cells.describe(decisions)}: {model.count_params():,} parameters")


if __name__ == "__main__":
    main()
