"""`waymo-kit eval`: predictions against ground truth."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.engine import Engine, RecordedEngine, TaskCost
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.diagnosis import Finding
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.layout import Section, figure, sections
from waymo_kit.evaluation.official import compare_with_official, require_official
from waymo_kit.evaluation.result import Evaluation, write_result
from waymo_kit.evaluation.settings import (
    EvalSettings,
    Task,
    parse_breakdowns,
    read_settings,
)
from waymo_kit.io import write_json

_PIPED_WIDTH = 120
_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


@click.command()
@click.option("--preds", "-p", required=True, help="Predictions: a file or folder.")
@click.option("--gt", "-g", required=True, help="Ground truth: a dataset or a .bin file.")
@click.option(
    "--task",
    default=Task.DETECTION.value,
    show_default=True,
    type=click.Choice([task.value for task in Task]),
)
@click.option(
    "--breakdowns",
    help="How to divide the objects, separated by commas: type, range, size, velocity, camera, "
    "one_shard, all_but_sign, time_of_day, location, weather. Default: those of the task, for "
    "detection and tracking type,range.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="YAML or JSON file of settings (docs/eval.md).",
)
@worker_options
@click.option("--json", "json_path", help="Write the metrics to this file.")
@click.option("--costs", "costs_path", help="Write time and bytes of each segment to this file.")
@click.option("--report", "report_path", help="Write an HTML page to this file.")
@click.option("--errors", "errors_path", help="List every TP, FP and FN in this Parquet file.")
@click.option(
    "--official", is_flag=True, help="Run the official op too and print every difference."
)
@click.option("--force", is_flag=True, help="Score inputs for which the result means nothing.")
def command(
    preds: str,
    gt: str,
    task: str,
    breakdowns: str | None,
    config: Path | None,
    engine: Engine,
    json_path: str | None,
    costs_path: str | None,
    report_path: str | None,
    errors_path: str | None,
    official: bool,
    force: bool,
) -> None:
    """Score predictions as the official evaluator does.

    Predictions are a table (Parquet or Arrow, see docs/predictions.md), an official .bin file, or a
    folder of either; for segmentation and keypoints a folder of component tables. Ground truth is a
    .bin file, a converted dataset, an official v2 folder, or v1 files.
    """
    settings = _settings(Task(task), config, breakdowns)
    if official:
        require_official(settings)
    notes = Console(stderr=True, soft_wrap=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    recorded = RecordedEngine(engine)
    start = time.perf_counter()
    with progress_bar(notes, *columns, transient=True) as bar:
        shown = bar.add_task("segments", total=None)
        result = evaluate(
            preds,
            gt,
            settings,
            engine=recorded,
            with_profile=report_path is not None,
            listing=errors_path,
            force=force,
            on_progress=lambda done, total: bar.update(shown, completed=done, total=total),
        )
    print_findings(notes, result.findings)
    if costs_path is not None:
        _write_costs(recorded.costs, time.perf_counter() - start, costs_path)
    if json_path is not None:
        write_result(result, json_path)
    if report_path is not None:
        from waymo_kit.evaluation.report import write_report

        write_report(result, report_path)
    out = Console(soft_wrap=True)
    print_result(out if out.is_terminal else Console(soft_wrap=True, width=_PIPED_WIDTH), result)
    if official:
        for line in compare_with_official(result):
            click.echo(line)


def _settings(task: Task, config: Path | None, breakdowns: str | None) -> EvalSettings:
    settings = EvalSettings.for_task(task) if config is None else read_settings(config, task)
    if breakdowns is None:
        return settings
    if not task.scores_boxes or task is Task.CALIBRATION:
        raise InvalidInputError(f"--breakdowns: the task {task.value} has no choice of breakdowns")
    return dataclasses.replace(settings, breakdowns=parse_breakdowns(breakdowns))


def _write_costs(costs: list[TaskCost], seconds: float, path: str) -> None:
    """Not in the result's own file, which is the same whatever the evaluation cost."""
    work = [
        {"segment": cost.item, **{k: v for k, v in dataclasses.asdict(cost).items() if k != "item"}}
        for cost in sorted(costs, key=lambda cost: str(cost.item))
    ]
    write_json({"seconds": seconds, "work": work}, path)


def print_findings(console: Console, findings: tuple[Finding, ...]) -> None:
    """Prints what is doubtful about the inputs, one line each."""
    for finding in findings:
        style = _STYLES[finding.severity]
        console.print(f"[{style}]{finding.severity}[/]: {escape(finding.message)}")


def print_result(console: Console, result: Evaluation) -> None:
    """Prints the tables of a result."""
    checks = result.checks
    console.print(
        f"{result.settings.task.value}: {checks.segments:,} segments, {checks.frames:,} frames, "
        f"{checks.predictions:,} predictions, {checks.scored_labels:,} labels"
    )
    for section in sections(result.rows, result.settings):
        console.print(_table(section))


def _table(section: Section) -> Table:
    table = Table(title=section.title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column(no_wrap=True)
    for column in section.columns:
        table.add_column(column, justify="right", no_wrap=True)
    for line in section.lines:
        cells = [figure(c, value) for c, value in zip(section.columns, line.values, strict=True)]
        table.add_row(escape(line.label), *cells, style="bold" if line.is_mean else None)
    return table
