"""`waymo-kit calibrate`: scores of predictions that mean what they say."""

from __future__ import annotations

import math
from pathlib import Path

import click
import pyarrow as pa

from waymo_kit.cli import options, output
from waymo_kit.detectors.calibration import (
    Criterion,
    Recalibration,
    ScoreTemperatures,
    recalibrate,
)
from waymo_kit.detectors.calibration.detection_scores import FEWEST_BOXES
from waymo_kit.detectors.calibration.matching import match_predictions
from waymo_kit.detectors.calibration.temperature import LIMITS
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.diagnosis import Finding
from waymo_kit.evaluation.run import raise_errors
from waymo_kit.evaluation.settings import EvalSettings, Task, read_settings
from waymo_kit.metrics.detection_calibration import DetectionCalibration
from waymo_kit.predictions import read_predictions, write_predictions
from waymo_kit.predictions.files import Format
from waymo_kit.progress import Progress
from waymo_kit.schema import ObjectType
from waymo_kit.schema.predictions import SCORE, TYPE

_FIGURES = ("ece", "brier", "nll")
_ROWS = ("ALL", *(kind.name for kind in ObjectType if kind != ObjectType.UNKNOWN))


@click.command(
    epilog=options.example(
        "waymo-kit calibrate --preds preds.parquet --gt validation/ --out rescaled.parquet"
    )
)
@options.preds(required=True)
@options.gt(required=True)
@options.out(required=True, metavar="FILE")
@click.option(
    "--method",
    default=Criterion.LIKELIHOOD.value,
    show_default=True,
    type=click.Choice([criterion.value for criterion in Criterion]),
    help="Objective that the temperatures minimize: negative log-likelihood (temperature), SB-ECE "
    "or S-AvUC.",
)
@click.option(
    "--fit-fraction",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Share of the segments to fit on; the others are reported on.",
)
@options.seed(default=0)
@options.config()
@options.engine
@options.json_path()
@options.force()
def command(
    preds: str,
    gt: str,
    out: str,
    method: str,
    fit_fraction: float,
    seed: int,
    configs: tuple[str, ...],
    engine: Engine,
    json_path: str | None,
    force: bool,
) -> None:
    """Rescale the scores of predictions, so that a score is the share of correct boxes.

    The logit of each score is divided by a temperature for the box's type, which keeps the order of
    the boxes of a type. Temperatures are fitted on some segments and reported on the others. The
    configuration is that of `waymo-kit eval --task calibration` (docs/eval.md).
    """
    task = Task.CALIBRATION
    settings = read_settings(Path(configs[-1]), task) if configs else EvalSettings.for_task(task)
    endings = tuple(ending for known in Format for ending in known.value)
    if not out.endswith(endings):
        raise InvalidInputError(
            f"--out: expected a name that ends with {', '.join(endings)}, got {out}"
        )
    with output.progress("calibrate") as bar:
        boxes, findings = match_predictions(
            preds,
            gt,
            settings,
            engine,
            lambda done, total: bar.update(Progress(done, total)),
        )
    if not force:
        raise_errors(findings, preds)
    output.findings(findings)
    result = recalibrate(
        boxes,
        Criterion(method),
        fit_fraction=fit_fraction,
        seed=seed,
        score_bins=settings.bins,
    )
    output.findings(doubts(result))
    if json_path != options.STDOUT:
        _print_report(method, result)
    table = rescale(read_predictions(preds, settings.box_kind), result.temperatures)
    write_predictions(table, out, settings.box_kind)
    output.write_json(_values(method, result), json_path)


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


def _print_report(method: str, result: Recalibration) -> None:
    output.line(
        f"calibrate: {method}; fitted on {output.count(len(result.fit_segments), 'segment')}, "
        f"reported on {output.count(len(result.report_segments), 'segment')}"
    )
    headings = ["fitted on", "temperature", "boxes", "precision"]
    for figure in _FIGURES:
        headings += [figure.upper(), "after"]
    rows = []
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
        rows.append(output.Row(_ROWS[row], cells, strong=row == 0))
    output.table(headings, rows)


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
