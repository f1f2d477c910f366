"""`waymo-kit search`: architecture search, and the comparison of strategies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from waymo_kit.cli import SuggestingGroup, options, output
from waymo_kit.detectors.training.packages import import_packages
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.progress import Progress

if TYPE_CHECKING:
    from waymo_kit.detectors.search.report import StrategyComparison
    from waymo_kit.detectors.search.search import History
    from waymo_kit.detectors.search.search_folder import SearchResult
    from waymo_kit.detectors.search.settings import SearchSettings

STRATEGIES = ("pnas", "nasnet", "random", "evolution")
SPACES = ("pnas", "nasnet", "nas-bench-201", "nas-bench-macro", "nas-bench-101", "own-table")


@click.group(
    cls=SuggestingGroup,
    invoke_without_command=True,
    epilog=options.example(
        "waymo-kit search --strategy pnas --space nas-bench-macro --table macro.json --out run/",
        "waymo-kit search --strategy evolution --space pnas --data cifar/ --budget 100 --out run/",
        "waymo-kit search report runs/pnas-0 runs/pnas-1 runs/random-0 runs/random-1",
    ),
)
@click.option(
    "--strategy",
    type=click.Choice(STRATEGIES),
    help="Strategy: progressive (pnas), reinforcement learning (nasnet), random or evolution.",
)
@click.option(
    "--space",
    type=click.Choice(SPACES),
    help="Search space: cells, whose networks are trained, or the networks of a table.",
)
@click.option("--table", metavar="FILE", help="Table of trained networks, as JSON.")
@options.images()
@click.option("--budget", type=click.IntRange(min=1), help="Maximum number of models.")
@click.option(
    "--budget-examples",
    type=click.IntRange(min=1),
    help="Maximum number of training examples over all models.",
)
@click.option("--beam", type=click.IntRange(min=1), help="Number of cells per level of pnas.")
@click.option("--children", metavar="PATH", help="Folder of trained models, shared by searches.")
@options.seed()
@options.config()
@options.out(metavar="FOLDER")
@options.engine
@options.json_path()
@click.pass_context
def command(context: click.Context, /, engine: Engine, **given: Any) -> None:
    """Search for the cell of a network, or for an entry of a table.

    The folder gets the children in their order, the best cells as files that --model takes as
    cell:FILE, their graphs, and the best accuracy against models and examples. If a search is
    stopped, the same command continues it. docs/guides/search.md has the strategies and spaces.
    """
    if context.invoked_subcommand is not None:
        return
    _search(engine, **given)


def _search(
    engine: Engine,
    out: str | None,
    children: str | None,
    json_path: str | None,
    **given: Any,
) -> None:
    if out is None:
        raise click.UsageError("Missing option '--out'.")
    settings = _settings(**given)
    settings.check_source()
    if settings.needs_networks():
        import_packages("search")
    from waymo_kit.detectors.search.search_folder import search_in_folder, summary_values

    folder = options.local_folder("--out", out)
    place = None if children is None else options.local_folder("--children", children)
    with output.progress("search", "models") as bar:
        follower = _Follower(bar, settings)
        result = search_in_folder(
            settings,
            folder,
            engine,
            child_folder=place,
            on_child=follower.on_child,
            on_batch=follower.on_batch,
        )
    _draw(result, settings, folder)
    if json_path != options.STDOUT:
        _print(result, settings, out)
    output.write_json(summary_values(result, settings), json_path)


def _settings(
    strategy: str | None,
    space: str | None,
    table: str | None,
    data: str | None,
    budget: int | None,
    budget_examples: int | None,
    beam: int | None,
    seed: int | None,
    configs: tuple[str, ...],
) -> SearchSettings:
    from waymo_kit.configuration import change, read_configuration
    from waymo_kit.detectors.search.settings import SearchSettings

    settings = SearchSettings()
    for config in configs:
        settings = read_configuration(Path(config), settings)
    limits = {"models": budget, "examples": budget_examples}
    values: dict[str, Any] = {
        "strategy": strategy,
        "space": space,
        "table": table,
        "data": data,
        "seed": seed,
        "budget": {name: limit for name, limit in limits.items() if limit is not None} or None,
        "progressive": None if beam is None else {"beam": beam},
    }
    if not configs and (strategy is None or space is None):
        raise click.UsageError("Missing option '--strategy' or '--space', and no '--config'.")
    chosen = {name: value for name, value in values.items() if value is not None}
    return change(settings, chosen, "command line")


class _Follower:
    """Shows the number of models that a search has evaluated, and the best accuracy."""

    def __init__(self, bar: output.ProgressBar, settings: SearchSettings) -> None:
        self._bar = bar
        self._total = settings.budget.models or 0
        self._done = 0
        self._detail = ""

    def on_child(self, done: int, total: int) -> None:
        self._bar.update(Progress(self._done + done, self._total), self._detail)

    def on_batch(self, history: History) -> None:
        self._done = len(history.children)
        best = history.best()
        self._detail = f"best {best[0].accuracy:.4f}" if best else ""
        self._bar.update(Progress(self._done, self._total), self._detail)


def _draw(result: SearchResult, settings: SearchSettings, folder: Path) -> None:
    from waymo_kit.detectors.search.cell_space import CellSpace
    from waymo_kit.draw.search_plots import draw_cell, draw_search_curves

    history = result.history
    accuracies = [child.accuracy for child in history.children]
    if not accuracies:
        return
    draw_search_curves(
        {settings.label(): [accuracies]},
        folder / "accuracy.png",
        examples_per_child=history.children[0].examples,
        title=f"{settings.label()} in {settings.space}",
    )
    if isinstance(result.space, CellSpace):
        for number, child in enumerate(history.best(5), 1):
            for kind, cell in zip(
                ("", "-reduction"), result.space.cells(child.decisions), strict=True
            ):
                if cell is not None:
                    draw_cell(
                        cell.sums,
                        cell.output,
                        cell.combinations,
                        folder / f"best-{number}{kind}.png",
                        title=f"accuracy {child.accuracy:.4f}",
                    )


def _print(result: SearchResult, settings: SearchSettings, out: str) -> None:
    history = result.history
    rows = [
        output.Row(result.space.describe(child.decisions), [f"{child.accuracy:.4f}"])
        for child in history.best(5)
    ]
    output.table(["accuracy"], rows, corner=f"best of {settings.label()} in {settings.space}")
    for check in result.checks:
        output.line(
            f"level {check.level}: {output.count(check.count, 'model')}, rank correlation of the "
            f"surrogate {check.spearman:.3f}"
        )
    failures = [child for child in history.children if child.failure]
    for child in failures[:5]:
        output.note(f"{result.space.describe(child.decisions)}: {child.failure}", "warning")
    output.line(
        f"{output.count(len(history.children), 'model')}, "
        f"{output.count(history.examples, 'example')}, {output.count(len(failures), 'failure')}; "
        f"strategy {history.strategy_seconds:.1f} s, evaluation {history.evaluation_seconds:.1f} s "
        f"-> {out}"
    )


@command.command(
    "report",
    short_help="Compare strategies by their searches.",
    epilog=options.example(
        "waymo-kit search report runs/pnas-0 runs/pnas-1 runs/random-0 runs/random-1"
    ),
)
@click.argument("results", nargs=-1, required=True, metavar="FOLDER...")
@options.out(metavar="FILE")
@options.json_path()
def report_command(results: tuple[str, ...], out: str | None, json_path: str | None) -> None:
    """Compare how many models strategies need, over searches in one space.

    For M = 1, 5 and 25: the models until the mean accuracy of the best M is what pnas ends with,
    and the factor to the models of pnas, with a 95 % bootstrap interval over seeds. --out draws
    the mean accuracy of the best 5 against models.
    """
    from waymo_kit.detectors.search.report import compare_searches
    from waymo_kit.detectors.search.search_folder import read_search

    searches = [read_search(options.local_folder("FOLDER", folder)) for folder in results]
    report = compare_searches(searches)
    if json_path != options.STDOUT:
        for comparison in report.comparisons:
            _print_comparison(comparison)
    if out is not None:
        from waymo_kit.draw.search_plots import draw_search_curves

        shortest = min(len(run) for runs in report.runs.values() for run in runs)
        if shortest < 5:
            raise InvalidInputError(f"--out: expected searches of 5 models or more, got {shortest}")
        draw_search_curves(report.runs, options.local_folder("--out", out), top=5)
    output.write_json(report.values(), json_path)


def _print_comparison(comparison: StrategyComparison) -> None:
    rows = []
    for label, factor in comparison.factors.items():
        interval = f"{factor.low:.1f} to {factor.high:.1f}"
        cells = [f"{factor.models:.0f}", f"{factor.factor:.1f}", interval, f"{factor.reached:.0%}"]
        rows.append(output.Row(label, cells))
    output.table(
        ["models", "factor", "95 % interval", "reached"],
        rows,
        title=f"{comparison.reference}: mean of the best {comparison.top} is "
        f"{comparison.target:.4f} after {comparison.models:.0f} models",
        corner="strategy",
    )
