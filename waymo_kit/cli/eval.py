"""`waymo-kit eval`: predictions against ground truth."""

from __future__ import annotations

import shlex
import tempfile
import time
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.layout import Section
from waymo_kit.evaluation.official import compare_with_official, require_official
from waymo_kit.evaluation.result import Evaluation, result_values
from waymo_kit.evaluation.settings import read_settings, with_breakdowns
from waymo_kit.evaluation.tasks import EvalTask, task_named
from waymo_kit.io import locate
from waymo_kit.io.secrets import masked_uri
from waymo_kit.io.whole_files import publish, require_writable


@click.command(
    epilog=options.example(
        "waymo-kit eval --preds preds.parquet --gt validation/ --json result.json",
        "waymo-kit eval --preds tracks.parquet --gt validation/ --task tracking",
    )
)
@options.preds(required=True)
@options.gt(required=True)
@options.subset("gt")
@options.task(default="detection")
@click.option(
    "--breakdowns",
    help="Ways to divide the objects, separated by commas: type, range, size, velocity, camera, "
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
@options.fix()
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
    fix: bool,
    force: bool,
) -> None:
    """Score predictions as the official evaluator does.

    For segmentation and keypoints, predictions are a folder of component tables. The configuration
    is a YAML or JSON file with settings of the task (docs/guides/eval.md).
    """
    chosen = _chosen_task(task, configs, breakdowns)
    if official:
        require_official(chosen)
    for path in (json_path, costs_path, report_path, errors_path):
        if path not in (None, options.STDOUT):
            require_writable(path)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        listing = Path(scratch) / "errors.parquet"
        with output.progress("eval") as bar:
            result = evaluate(
                preds,
                gt,
                chosen,
                engine=engine,
                with_profile=report_path is not None,
                listing=listing if errors_path is not None else None,
                force=force,
                fix=fix,
                on_progress=bar.update,
            )
        # The result comes first: what follows may fail.
        if json_path is not None:  # packing the states takes a while
            output.write_json(result_values(result), json_path)
        output.findings(result.findings)
        if errors_path is not None:
            publish(listing, locate(errors_path))
    if costs_path is not None:
        _write_costs(result, time.perf_counter() - start, costs_path)
    if report_path is not None:
        from waymo_kit.evaluation.report import write_report

        write_report(result, report_path, command=_command_line())
    if json_path != options.STDOUT:
        print_result(result)
    if official:
        for line in compare_with_official(result):
            output.line(line)


def _command_line() -> str:
    """Returns the command that runs, without the secrets of its URIs."""
    words = click.get_current_context().obj
    return shlex.join(map(masked_uri, words))


def _chosen_task(name: str, configs: tuple[str, ...], breakdowns: str | None) -> EvalTask:
    task = task_named(name)
    for config in configs:
        task = read_settings(Path(config), task)
    return task if breakdowns is None else with_breakdowns(task, breakdowns)


def _write_costs(result: Evaluation, seconds: float, path: str) -> None:
    """Writes costs apart from the result, which is the same whatever it cost."""
    work = [
        {"segment": segment, **cost.to_json()}
        for segment, cost in zip(result.segments, result.costs, strict=True)
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
    output.line(f"{result.task.name}: {', '.join(counts)}")
    for section in result.task.sections(result.rows):
        output.table(section.columns, _rows(section, result.task), title=section.title)


def _rows(section: Section, task: EvalTask) -> list[output.Row]:
    return [
        output.Row(
            line.label,
            [task.shown(c, value) for c, value in zip(section.columns, line.values, strict=True)],
            strong=line.is_mean,
        )
        for line in section.lines
    ]
