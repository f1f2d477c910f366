"""`waymo-kit study`: the two studies of the Waymo paper, with any detector and data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.train import TrainingBar
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.detection.runs import configured_run
from waymo_kit.detectors.study.data_size import COLUMNS, data_size_tables, data_size_trials
from waymo_kit.detectors.study.domain_gap import cities_of, domain_gap_tables, domain_gap_trials
from waymo_kit.detectors.study.tables import Tables, write_tables
from waymo_kit.detectors.study.trial import Trial, TrialScores, run_trial
from waymo_kit.detectors.training.settings import STRATEGIES
from waymo_kit.draw.study_plots import draw_data_size, draw_domain_gap
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import open_dataset

_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option("--data", "-d", required=True, help="Dataset to train on: a folder or URI."),
    click.option("--validation", required=True, help="Dataset to score on: a folder or URI."),
    click.option(
        "--out", "-o", required=True, type=click.Path(path_type=Path), help="Folder of the study."
    ),
    click.option(
        "--config",
        "configs",
        multiple=True,
        help="Name of a configuration, or a YAML file that changes one; repeatable.",
    ),
    click.option("--strategy", default="auto", show_default=True, type=click.Choice(STRATEGIES)),
    click.option("--steps", type=click.IntRange(min=1), help="Steps of each training."),
    click.option("--seed", type=click.IntRange(min=0), help="Of all that is random."),
)


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both studies have."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Study what a detector learns from: the amount of data, or the city.

    A detector is trained for each part of the data, and scored on the validation set within the
    reach of its grid. The folder gets a run for each, table.md, table.json and a picture. The same
    command goes on where it was stopped.
    """


@command.command("data-size")
@_with_options
@click.option(
    "--fractions",
    default="0.1,0.3,0.5,1",
    show_default=True,
    help="Shares of the training segments, separated by commas.",
)
def data_size_command(out: Path, fractions: str, **options: Any) -> None:
    """Train on growing shares of the segments, each for as many steps."""
    run = _configured(**options)
    try:
        shares = [float(part) for part in fractions.split(",")]
    except ValueError as error:
        raise InvalidInputError(f"--fractions: expected numbers, got {fractions!r}") from error
    trials = data_size_trials(shares, run.training.seed)
    scores = _run_all(trials, run, out, options["strategy"])
    tables = data_size_tables(scores)
    write_tables(out, tables, scores)
    _print_tables(tables)
    draw_data_size(
        [trial.segments.fraction for trial in trials],
        {column: [scores[trial.name].rows[column]["AP"] for trial in trials] for column in COLUMNS},
        out / "data-size.png",
    )
    click.echo(f"-> {out}")


@command.command("domain-gap")
@_with_options
def domain_gap_command(out: Path, **options: Any) -> None:
    """Train in each city, test in each; all cities give as many segments."""
    run = _configured(**options)
    trials = domain_gap_trials(cities_of(open_dataset(run.data)), run.training.seed)
    scores = _run_all(trials, run, out, options["strategy"])
    tables = domain_gap_tables(scores)
    write_tables(out, tables, scores)
    _print_tables(tables)
    draw_domain_gap(tables, out / "domain-gap.png")
    click.echo(f"-> {out}")


def _configured(
    data: str,
    validation: str,
    configs: tuple[str, ...],
    strategy: str,
    steps: int | None,
    seed: int | None,
) -> DetectorRun:
    training = {"steps": steps, "seed": seed}
    given = {name: value for name, value in training.items() if value is not None}
    values = {"data": data, "validation": validation, "training": given}
    return configured_run(configs, values)


def _run_all(
    trials: Sequence[Trial], run: DetectorRun, out: Path, strategy: str
) -> dict[str, TrialScores]:
    columns = (
        TextColumn("step"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    scores = {}
    console = Console(stderr=True)
    for number, trial in enumerate(trials, 1):
        console.print(f"{number}/{len(trials)}: {trial.name}")
        with progress_bar(console, *columns, transient=True) as bar:
            observers = (TrainingBar(bar, run.training),)
            scores[trial.name] = run_trial(trial, run, out, strategy=strategy, observers=observers)
    return scores


def _print_tables(tables: Tables) -> None:
    console = Console(soft_wrap=True)
    for title, (headings, *rows) in tables.items():
        shown = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
        for column, heading in enumerate(headings):
            shown.add_column(heading, justify="right" if column else "left", no_wrap=True)
        for row in rows:
            shown.add_row(*row)
        console.print(shown)
