"""`waymo-kit calibrate`: calibrated scores of predictions."""

from __future__ import annotations

import math
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.calibration import Recalibration, ScoreMethod, recalibrate
from waymo_kit.detectors.calibration.findings import recalibration_findings
from waymo_kit.detectors.calibration.matching import match_predictions
from waymo_kit.detectors.calibration.recalibration import PARAMETERS, ROWS
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.findings import raise_errors
from waymo_kit.evaluation.settings import read_settings
from waymo_kit.evaluation.tasks import CalibrationTask
from waymo_kit.predictions import read_predictions, write_predictions
from waymo_kit.predictions.files import Format

_METRICS = ("ece", "brier", "nll")


@click.command(
    epilog=options.example(
        "waymo-kit calibrate --preds preds.parquet --gt validation/ --out rescaled.parquet"
    )
)
@options.preds(required=True)
@options.gt(required=True)
@options.subset("gt")
@options.out(required=True, metavar="FILE")
@click.option(
    "--method",
    default=ScoreMethod.TEMPERATURE.value,
    show_default=True,
    type=click.Choice([known.value for known in ScoreMethod]),
    help="Curve to fit for each type: a temperature by likelihood (temperature), SB-ECE or "
    "S-AvUC, a temperature with a bias (platt), or a rising curve (isotonic).",
)
@options.fit_fraction(default=0.5)
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

    The logit of each score is divided by a temperature for the box's type; --method has other
    curves. The boxes of a type keep their order. Curves are fitted on some segments and reported
    on the others. The configuration is that of `waymo-kit eval --task calibration`
    (docs/guides/eval.md).
    """
    task = CalibrationTask()
    for config in configs:
        task = read_settings(Path(config), task)
    endings = tuple(ending for known in Format for ending in known.value)
    if not out.endswith(endings):
        raise InvalidInputError(
            f"--out: expected a name that ends with {', '.join(endings)}, got {out}"
        )
    with output.progress("calibrate") as bar:
        boxes, findings = match_predictions(
            preds,
            gt,
            task,
            engine,
            bar.update,
        )
    if not force:
        raise_errors(findings, preds)
    output.findings(findings)
    result = recalibrate(
        boxes,
        ScoreMethod(method),
        fit_fraction=fit_fraction,
        seed=seed,
        score_bins=task.bins,
    )
    output.findings(recalibration_findings(result))
    if json_path != options.STDOUT:
        _print_report(result)
    table = read_predictions(preds, task.box_kind)
    write_predictions(result.curves.rescale(table), out, task.box_kind)
    output.write_json(result.as_dict(), json_path)


def _print_report(result: Recalibration) -> None:
    fitted = output.count(len(result.fit_segments), "segment")
    reported = output.count(len(result.report_segments), "segment")
    output.line(f"calibrate: {result.method.value}; fitted to {fitted}, reported on {reported}")
    headings = ["fitted on", *PARAMETERS[result.method], "boxes", "precision"]
    for metric in _METRICS:
        headings += [metric.upper(), "after"]
    rows = []
    for row, (before, after) in enumerate(zip(result.before, result.after, strict=True)):
        if before.count == 0 and row:
            continue
        cells = [
            f"{result.fitted_on(row):,}",
            *(_number(value) for value in result.parameters(row).values()),
            f"{before.count:,}",
            _number(before.precision),
        ]
        for metric in _METRICS:
            cells += [_number(getattr(before, metric)), _number(getattr(after, metric))]
        rows.append(output.Row(ROWS[row], cells, strong=row == 0))
    output.table(headings, rows)


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
