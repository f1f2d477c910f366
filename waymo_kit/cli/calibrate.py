"""`waymo-kit calibrate`: scores of predictions that mean what they say."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import click
import pyarrow as pa
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.eval import print_findings
from waymo_kit.cli.progress import progress_bar
from waymo_kit.detectors.calibration import (
    Criterion,
    Recalibration,
    ScoreTemperatures,
    recalibrate,
)
from waymo_kit.detectors.calibration.detection_scores import FEWEST_BOXES
from waymo_kit.detectors.calibration.matching import match_predictions
from waymo_kit.detectors.calibration.temperature import LIMITS
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.findings import Finding, raise_errors
from waymo_kit.evaluation.settings import read_settings
from waymo_kit.evaluation.tasks import CalibrationTask
from waymo_kit.io import locate
from waymo_kit.io.storage import write_bytes
from waymo_kit.metrics.detection_calibration import DetectionCalibration
from waymo_kit.predictions import read_predictions, write_predictions
from waymo_kit.predictions.files import Format
from waymo_kit.schema import ObjectType
from waymo_kit.schema.predictions import SCORE, TYPE

_PIPED_WIDTH = 120
_FIGURES = ("ece", "brier", "nll")
_ROWS = ("ALL", *(kind.name for kind in ObjectType if kind != ObjectType.UNKNOWN))


@click.command()
@click.option("--preds", "-p", required=True, help="Predictions: a file or folder.")
@click.option("--gt", "-g", required=True, help="Ground truth: a dataset or a .bin file.")
@click.option("--out", "-o", required=True, help="File for the rescaled predictions.")
@click.option(
    "--method",
    default=Criterion.LIKELIHOOD.value,
    show_default=True,
    type=click.Choice([criterion.value for criterion in Criterion]),
    help="What a temperature makes least: negative log-likelihood (temperature), SB-ECE or S-AvUC.",
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
    task = CalibrationTask()
    if config is not None:
        task = read_settings(config, task)
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
            task,
            workers,
            lambda done, total: bar.update(shown, completed=done, total=total),
        )
    if not force:
        raise_errors(findings, preds)
    print_findings(notes, findings)
    result = recalibrate(
        boxes,
        Criterion(method),
        fit_fraction=fit_fraction,
        seed=seed,
        score_bins=task.bins,
    )
    print_findings(notes, doubts(result))
    piped = Console(soft_wrap=True)
    shown_on = piped if piped.is_terminal else Console(soft_wrap=True, width=_PIPED_WIDTH)
    _print_report(shown_on, method, result)
    table = rescale(read_predictions(preds, task.box_kind), result.temperatures)
    write_predictions(table, out, task.box_kind)
    if json_path is not None:
        with tempfile.TemporaryDirectory() as scratch:
            text = json.dumps(_values(method, result), indent=1, allow_nan=False) + "\n"
            write_bytes(text.encode(), locate(json_path), Path(scratch) / "calibration.json")


def rescale(table: pa.Table, temperatures: ScoreTemperatures) -> pa.Table:
    """The predictions table with other scores."""
    scores = temperatures.scale(table.column(SCORE).to_numpy(), table.column(TYPE).to_numpy())
    return table.set_column(table.column_names.index(SCORE), SCORE, pa.array(scores))


def doubts(result: Recalibration) -> tuple[Finding, ...]:
    """What the temperatures do not do."""
    found = []
    for row, name in enumerate(_ROWS[1:]):
        right, wrong = result.fit_counts[row]
        distinct, left = result.distinct[row]
        temperature = result.temperatures.values[row]
        if distinct and not result.temperatures.fitted[row]:
            text = (
                f"no temperature for {name}: expected {FEWEST_BOXES} or more boxes to fit on, "
                f"right and wrong ones, got {right:,} right and {wrong:,} wrong; its scores stay"
            )
            found.append(Finding("note", "not_fitted", text))
        elif temperature in LIMITS:
            text = (
                f"the temperature of {name} is at its limit, {temperature:g}: none makes these "
                "scores right"
            )
            found.append(Finding("warning", "temperature_at_limit", text))
        before, after = result.before[row + 1], result.after[row + 1]
        if after.ece > before.ece and after.nll > before.nll:
            text = (
                f"the scores of {name} mean less than before on the segments reported on: ECE "
                f"{before.ece:.4f} -> {after.ece:.4f}, NLL {before.nll:.4f} -> {after.nll:.4f}"
            )
            found.append(Finding("warning", "worse", text))
        if left < distinct:
            text = (
                f"{distinct - left:,} of {distinct:,} distinct scores of {name} became equal to "
                "others in float32"
            )
            found.append(Finding("note", "equal_scores", text))
    return tuple(found)


def _print_report(console: Console, method: str, result: Recalibration) -> None:
    console.print(
        f"calibrate: {method}; segments fitted on: {len(result.fit_segments):,}, reported on: "
        f"{len(result.report_segments):,}"
    )
    table = Table(box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column(no_wrap=True)
    headings = ["fitted on", "temperature", "boxes", "precision"]
    for figure in _FIGURES:
        headings += [figure.upper(), "after"]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for row, (before, after) in enumerate(zip(result.before, result.after, strict=True)):
        if before.count == 0 and row:
            continue
        cells = [
            f"{_fitted_on(result, row):,}",
            _number(_temperature(result, row)),
            f"{before.count:,}",
            _number(before.precision),
        ]
        for figure in _FIGURES:
            cells += [_number(getattr(before, figure)), _number(getattr(after, figure))]
        table.add_row(_ROWS[row], *cells, style="bold" if row == 0 else None)
    console.print(table)


def _values(method: str, result: Recalibration) -> dict[str, object]:
    """The report as JSON has it."""
    rows = {
        name: {
            "temperature": _json_number(_temperature(result, row)),
            "fitted_on": _fitted_on(result, row),
            "before": _figures(result.before[row]),
            "after": _figures(result.after[row]),
        }
        for row, name in enumerate(_ROWS)
    }
    return {
        "method": method,
        "fit_segments": result.fit_segments,
        "report_segments": result.report_segments,
        "rows": rows,
    }


def _temperature(result: Recalibration, row: int) -> float:
    """Temperature of a row of the report; NaN for all types together and without a fit."""
    if row == 0 or not result.temperatures.fitted[row - 1]:
        return math.nan
    return float(result.temperatures.values[row - 1])


def _fitted_on(result: Recalibration, row: int) -> int:
    return int((result.fit_counts if row == 0 else result.fit_counts[row - 1]).sum())


def _figures(entry: DetectionCalibration) -> dict[str, float | None]:
    names = ("count", "precision", "confidence", "ece", "ece_equal_mass", "mce", "brier", "nll")
    return {name: _json_number(getattr(entry, name)) for name in names}


def _json_number(value: float) -> float | None:
    """JSON has no NaN: null says that there is no such figure."""
    return value if math.isfinite(value) else None


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.4f}"
