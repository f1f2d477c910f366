"""`waymo-kit study score-shift`: scores of detectors in other places, times and weathers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.calibration import ScoreMethod
from waymo_kit.detectors.calibration.matching import match_predictions
from waymo_kit.detectors.calibration.recalibration import ROWS
from waymo_kit.detectors.study.score_shift import (
    FIGURES,
    ShiftedScores,
    groups_of,
    limit_findings,
    score_shift_tables,
    study_score_shift,
    values_of,
)
from waymo_kit.detectors.study.tables import write_markdown
from waymo_kit.draw.shift_plots import draw_shift
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.findings import raise_errors
from waymo_kit.evaluation.settings import read_settings
from waymo_kit.evaluation.tasks import CalibrationTask
from waymo_kit.io import write_json
from waymo_kit.scene import open_dataset


@click.command(
    "score-shift",
    short_help="Score the scores of detections in other places, times and weathers.",
    epilog=options.example(
        "waymo-kit study score-shift --preds preds.parquet --gt validation/ "
        "--where time_of_day=Day --out study/"
    ),
)
@options.preds(required=True)
@options.gt(required=True)
@options.subset("gt")
@options.where(required=True)
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--methods",
    default=",".join(method.value for method in ScoreMethod),
    show_default=True,
    help="Curves to fit, separated by commas; see `waymo-kit calibrate`.",
)
@options.fit_fraction(default=0.5)
@options.seed(default=0)
@options.seeds(default=3)
@options.config()
@options.engine
@options.force()
def command(
    preds: str,
    gt: str,
    where: str,
    out: str,
    methods: str,
    fit_fraction: float,
    seed: int,
    seeds: int,
    configs: tuple[str, ...],
    engine: Engine,
    force: bool,
) -> None:
    """Measure what the scores of detections mean where they were not calibrated.

    Curves are fitted to a share of the segments with a time of day, weather or location, and
    measured on the others with it and on those without it, for several divisions of the former. The
    configuration is that of `waymo-kit eval --task calibration` (docs/guides/eval.md). The folder
    gets table.md, table.json and a picture.
    """
    folder = options.local_folder("--out", out)
    known = {method.value: method for method in ScoreMethod}
    for name in methods.split(","):
        if name not in known:
            raise InvalidInputError(f"--methods: expected some of {', '.join(known)}, got {name!r}")
    task = CalibrationTask()
    for config in configs:
        task = read_settings(Path(config), task)
    groups, value = groups_of(open_dataset(gt), where)
    with output.progress("match") as bar:
        boxes, findings = match_predictions(preds, gt, task, engine, bar.update)
    if not force:
        raise_errors(findings, preds)
    output.findings(findings)
    scores = study_score_shift(
        boxes,
        groups,
        value,
        methods=[known[name] for name in methods.split(",")],
        fit_fraction=fit_fraction,
        seeds=range(seed, seed + seeds),
        score_bins=task.bins,
    )
    output.findings(limit_findings(scores))
    tables = score_shift_tables(scores)
    write_markdown(folder / "table.md", tables)
    write_json({"scores": [dataclasses.asdict(score) for score in scores]}, folder / "table.json")
    _draw(scores, folder / "shift.png")
    for title, (headings, *rows) in tables.items():
        shown = [output.Row(" ".join(row[:2]), row[2:]) for row in rows]
        output.table(headings[2:], shown, title=title, corner="figure, curve")
    output.line(f"-> {out}")


def _draw(scores: list[ShiftedScores], path: Path) -> None:
    own = [score for score in scores if score.type == ROWS[0]]
    groups = list(dict.fromkeys(score.group for score in own))
    methods = list(dict.fromkeys(score.method for score in own))
    figures = {
        title: {
            (method, ""): [values_of(own, group, method, figure) for group in groups]
            for method in (methods[:1] if figure == "precision" else methods)
        }
        for figure, title in FIGURES.items()
    }
    draw_shift(figures, groups, path)
