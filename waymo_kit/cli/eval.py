"""`waymo-kit eval`: predictions against ground truth."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.layout import Section, figure, sections
from waymo_kit.evaluation.official import compare_with_official, require_official
from waymo_kit.evaluation.result import Evaluation, result_values, write_result
from waymo_kit.evaluation.settings import (
    EvalSettings,
    Task,
    parse_breakdowns,
    read_settings,
)
from waymo_kit.progress import Progress


@click.command(
    epilog=options.example(
        "waymo-kit eval --preds preds.parquet --gt validation/ --json result.json",
        "waymo-kit eval --preds tracks.parquet --gt validation/ --task tracking",
    )
)
@options.preds(required=True)
@options.gt(required=True)
@click.option(
    "--task",
    default=Task.DETECTION.value,
    show_default=True,
    type=click.Choice([task.value for task in Task]),
    help="What is scored.",
)
@click.option(
    "--breakdowns",
    help="How to divide the objects, separated by commas: type, range, size, velocity, camera, "
    "one_shard, all_but_sign, time_of_day, location, weather. [default: type,range for detection "
    "and tracking]",
)
@options.config()
@options.engine
@options.json_path()
@click.option(
    "--costs",
    "costs_path",
    metavar="FILE",
    help="Write the time and the bytes of each segment to FILE as JSON.",
)
@click.option("--report", "report_path", metavar="FILE", help="Write an HTML page to FILE.")
@click.option(
    "--errors",
    "errors_path",
    metavar="FILE",
    help="List every true positive, false positive and false negative in a Parquet file.",
)
@click.option(
    "--official",
    is_flag=True,
    help="Run the official implementation too and print every difference.",
)
@options.force()
def command(
    preds: str,
    gt: str,
    task: str,
    breakdowns: str | None,
    configs: tuple[str, ...],
    engine: Engine,
    json_path: str | None,
    costs_path: str | None,
    report_path: str | None,
    errors_path: str | None,
    official: bool,
    force: bool,
) -> None:
    """Score predictions as the official evaluator does.

    For segmentation and keypoints, predictions are a folder of component tables. The configuration
    is a YAML or JSON file with settings of the task (docs/guides/eval.md).
    """
    settings = _settings(Task(task), configs, breakdowns)
    if official:
        require_official(settings)
    recorded = RecordedEngine(engine)
    start = time.perf_counter()
    with output.progress("eval") as bar:
        result = evaluate(
            preds,
            gt,
            settings,
            engine=recorded,
            with_profile=report_path is not None,
            listing=errors_path,
            force=force,
            on_progress=lambda done, total: bar.update(Progress(done, total)),
        )
    output.findings(result.findings)
    if costs_path is not None:
        _write_costs(recorded.costs, time.perf_counter() - start, costs_path)
    if report_path is not None:
        from waymo_kit.evaluation.report import write_report

        write_report(result, report_path)
    if json_path == options.STDOUT:
        output.write_json(result_values(result), json_path)
    else:
        if json_path is not None:
            write_result(result, json_path)
        print_result(result)
    if official:
        for line in compare_with_official(result):
            output.line(line)


def _settings(task: Task, configs: tuple[str, ...], breakdowns: str | None) -> EvalSettings:
    settings = EvalSettings.for_task(task)
    if configs:
        settings = read_settings(Path(configs[-1]), task)
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
    output.write_json({"seconds": seconds, "work": work}, path)


def print_result(result: Evaluation) -> None:
    """Prints the tables of a result."""
    checks = result.checks
    counts = [
        output.count(checks.segments, "segment"),
        output.count(checks.frames, "frame"),
        output.count(checks.predictions, "prediction"),
        output.count(checks.scored_labels, "label"),
    ]
    output.line(f"{result.settings.task.value}: {', '.join(counts)}")
    for section in sections(result.rows, result.settings):
        output.table(section.columns, _rows(section), title=section.title)


def _rows(section: Section) -> list[output.Row]:
    return [
        output.Row(
            line.label,
            [figure(c, value) for c, value in zip(section.columns, line.values, strict=True)],
            strong=line.is_mean,
        )
        for line in section.lines
    ]
