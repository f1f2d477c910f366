"""`waymo-kit calibrate`: scores of predictions that mean what they say."""

from __future__ import annotations

import math
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.eval import print_findings
from waymo_kit.cli.progress import progress_bar
from waymo_kit.detectors.calibration import Objective, Recalibration, recalibrate
from waymo_kit.detectors.calibration.findings import recalibration_findings
from waymo_kit.detectors.calibration.matching import match_predictions
from waymo_kit.detectors.calibration.recalibration import ROWS
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.run import raise_errors
from waymo_kit.evaluation.settings import EvalSettings, Task, read_settings
from waymo_kit.io import write_json
from waymo_kit.predictions import read_predictions, write_predictions
from waymo_kit.predictions.files import Format

_PIPED_WIDTH = 120
_METRICS = ("ece", "brier", "nll")


@click.command()
@click.option("--preds", "-p", required=True, help="Predictions: a file or folder.")
@click.option("--gt", "-g", required=True, help="Ground truth: a dataset or a .bin file.")
@click.option("--out", "-o", required=True, help="File for the rescaled predictions.")
@click.option(
    "--method",
    default=Objective.LIKELIHOOD.value,
    show_default=True,
    type=click.Choice([objective.value for objective in Objective]),
    help="Objective that a temperature minimizes: likelihood (temperature), SB-ECE or S-AvUC.",
)
@click.option(
    "--fit-fraction",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of the segments to fit on; the report is on the others.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Of the choice of these segments.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="YAML or JSON file of settings, as of `eval --task calibration` (docs/eval.md).",
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(min=1), help="Processes."
)
@click.option("--json", "json_path", help="Write temperatures and figures to this file.")
@click.option("--force", is_flag=True, help="Go on with inputs for which the result means nothing.")
def command(
    preds: str,
    gt: str,
    out: str,
    method: str,
    fit_fraction: float,
    seed: int,
    config: Path | None,
    workers: int,
    json_path: str | None,
    force: bool,
) -> None:
    """Rescale the scores of predictions, so that a score is the share of right boxes.

    The logit of a score is divided by a temperature of the box's type, which leaves the boxes of a
    type in their order. Temperatures are fitted on some segments and reported on the others.
    """
    task = Task.CALIBRATION
    settings = EvalSettings.for_task(task) if config is None else read_settings(config, task)
    endings = tuple(ending for known in Format for ending in known.value)
    if not out.endswith(endings):
        raise InvalidInputError(
            f"--out: expected a name that ends with {', '.join(endings)}, got {out}"
        )
    notes = Console(stderr=True, soft_wrap=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with progress_bar(notes, *columns, transient=True) as bar:
        shown = bar.add_task("segments", total=None)
        boxes, findings = match_predictions(
            preds,
            gt,
            settings,
            workers,
            lambda done, total: bar.update(shown, completed=done, total=total),
        )
    if not force:
        raise_errors(findings, preds)
    print_findings(notes, findings)
    result = recalibrate(
        boxes,
        Objective(method),
        fit_fraction=fit_fraction,
        seed=seed,
        score_bins=settings.bins,
    )
    print_findings(notes, recalibration_findings(result))
    piped = Console(soft_wrap=True)
    shown_on = piped if piped.is_terminal else Console(soft_wrap=True, width=_PIPED_WIDTH)
    _print_report(shown_on, result)
    table = read_predictions(preds, settings.box_kind)
    write_predictions(result.temperatures.rescale(table), out, settings.box_kind)
    if json_path is not None:
        write_json(result.as_dict(), json_path)


def _print_report(console: Console, result: Recalibration) -> None:
    console.print(
        f"calibrate: {result.objective.value}; segments fitted on: {len(result.fit_segments):,}, "
        f"reported on: {len(result.report_segments):,}"
    )
    table = Table(box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column(no_wrap=True)
    headings = ["fitted on", "temperature", "boxes", "precision"]
    for metric in _METRICS:
        headings += [metric.upper(), "after"]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for row, (before, after) in enumerate(zip(result.before, result.after, strict=True)):
        if before.count == 0 and row:
            continue
        cells = [
            f"{result.fitted_on(row):,}",
            _number(result.temperature(row)),
            f"{before.count:,}",
            _number(before.precision),
        ]
        for metric in _METRICS:
            cells += [_number(getattr(before, metric)), _number(getattr(after, metric))]
        table.add_row(ROWS[row], *cells, style="bold" if row == 0 else None)
    console.print(table)


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}"
