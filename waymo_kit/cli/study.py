"""`waymo-kit study`: the two studies of the Waymo paper, and one of calibration under shift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import (
    SuggestingGroup,
    options,
    output,
    study_score_shift,
    study_shift,
    study_transfer,
)
from waymo_kit.cli.study_synthesis import gan_command, synthetic_images_command
from waymo_kit.cli.training import TrainingProgress
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.detection.runs import configured_run
from waymo_kit.detectors.study.data_size import COLUMNS, data_size_tables, data_size_trials
from waymo_kit.detectors.study.domain_gap import cities_of, domain_gap_tables, domain_gap_trials
from waymo_kit.detectors.study.tables import Tables, write_tables
from waymo_kit.detectors.study.trial import Trial, TrialScores, run_trial
from waymo_kit.draw.study_plots import draw_data_size, draw_domain_gap
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import open_dataset

_Command = Callable[..., None]
_OPTIONS: tuple[Callable[[_Command], _Command], ...] = (
    options.data(required=True),
    options.subset("data"),
    options.validation(required=True),
    options.out(required=True, metavar="FOLDER"),
    options.config(),
    options.strategy(default="auto"),
    options.steps(),
    options.seed(),
)
"""The options of both studies."""


def _with_options(command: _Command) -> _Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(
    cls=SuggestingGroup,
    epilog=options.example(
        "waymo-kit study data-size --data training/ --validation validation/ --out study/"
    ),
)
def command() -> None:
    """Study how detectors depend on their data, and classifiers on the kind of images.

    data-size and domain-gap train a detector on each part of the data and score it on the
    validation set, as far as its grid reaches. calibration-shift trains image classifiers,
    score-shift takes predictions, and transfer compares pretrained classifiers. The folder gets a
    run for each training, table.md, table.json and pictures. If a study is stopped, the same
    command continues it.
    """


command.add_command(study_shift.command)
command.add_command(study_score_shift.command)
command.add_command(study_transfer.command)


@command.command(
    "data-size",
    short_help="Train on growing shares of the segments.",
    epilog=options.example(
        "waymo-kit study data-size --data training/ --validation validation/ --out study/ "
        "--fractions 0.1,1"
    ),
)
@_with_options
@click.option(
    "--fractions",
    default="0.1,0.3,0.5,1",
    show_default=True,
    help="Shares of the training segments, separated by commas.",
)
def data_size_command(out: str, fractions: str, strategy: str, **given: Any) -> None:
    """Train on growing shares of the segments, each for the same number of steps."""
    run = _configured(**given)
    folder = options.local_folder("--out", out)
    try:
        shares = [float(part) for part in fractions.split(",")]
    except ValueError as error:
        raise InvalidInputError(f"--fractions: expected numbers, got {fractions!r}") from error
    trials = data_size_trials(shares, run.training.seed)
    scores = _run_all(trials, run, folder, strategy)
    tables = data_size_tables(scores)
    write_tables(folder, tables, scores)
    _print_tables(tables)
    draw_data_size(
        [trial.segments.fraction for trial in trials],
        {column: [scores[trial.name].rows[column]["AP"] for trial in trials] for column in COLUMNS},
        folder / "data-size.png",
    )
    output.line(f"-> {out}")


@command.command(
    "domain-gap",
    short_help="Train in each city and test in each.",
    epilog=options.example(
        "waymo-kit study domain-gap --data training/ --validation validation/ --out study/"
    ),
)
@_with_options
def domain_gap_command(out: str, strategy: str, **given: Any) -> None:
    """Train in each city and test in each, with the same number of segments from all cities."""
    run = _configured(**given)
    folder = options.local_folder("--out", out)
    trials = domain_gap_trials(cities_of(open_dataset(run.data)), run.training.seed)
    scores = _run_all(trials, run, folder, strategy)
    tables = domain_gap_tables(scores)
    write_tables(folder, tables, scores)
    _print_tables(tables)
    draw_domain_gap(tables, folder / "domain-gap.png")
    output.line(f"-> {out}")


def _configured(
    data: str,
    validation: str,
    configs: tuple[str, ...],
    steps: int | None,
    seed: int | None,
) -> DetectorRun:
    training = {"steps": steps, "seed": seed}
    given = {name: value for name, value in training.items() if value is not None}
    values = {"data": data, "validation": validation, "training": given}
    return configured_run(configs, values)


def _run_all(
    trials: Sequence[Trial], run: DetectorRun, folder: Path, strategy: str
) -> dict[str, TrialScores]:
    scores = {}
    for number, trial in enumerate(trials, 1):
        output.progress_line(f"{number}/{len(trials)}: {trial.name}")
        with output.progress(trial.name, "steps") as bar:
            observers = (TrainingProgress(bar, run.training),)
            scores[trial.name] = run_trial(
                trial, run, folder, strategy=strategy, observers=observers
            )
    return scores


def _print_tables(tables: Tables) -> None:
    for title, (headings, *rows) in tables.items():
        shown = [output.Row(label, cells) for label, *cells in rows]
        output.table(headings[1:], shown, title=title, corner=headings[0])


command.add_command(gan_command)
command.add_command(synthetic_images_command)
