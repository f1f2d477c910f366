"""`waymo-kit convert`: v1 segments to component tables."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.convert import Outcome, Task, plan, run
from waymo_kit.engine import Engine
from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.io import Location, find_files, locate, write_json
from waymo_kit.schema import CONVERTED_TAGS

SKIPPED_EXIT_CODE = 3


@click.command()
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option("--out", "-o", required=True, help="Folder or URI of the dataset to write.")
@click.option(
    "--components",
    default="all",
    show_default=True,
    help="Component tables to write, separated by commas.",
)
@worker_options
@click.option(
    "--on-error",
    default="fail",
    show_default=True,
    type=click.Choice(["fail", "skip"]),
    help="What a damaged source does: end the run, or be skipped (the run then exits with 3).",
)
@click.option("--overwrite", is_flag=True, help="Convert again what is complete already.")
@click.option("--json", "json_path", type=click.Path(), help="Write a summary to this file.")
def command(
    sources: tuple[str, ...],
    out: str,
    components: str,
    engine: Engine,
    on_error: str,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Convert v1 segments into component tables (the v2 layout, and what it lacks).

    SRC are TFRecord files (plain or gzip), glob patterns, folders or URIs. A run that was killed
    continues where it stopped when the same command is given again.
    """
    root = locate(out)
    files = find_files(sources, ".tfrecord")
    tags = _parse_components(components)
    if json_path is not None and not Path(json_path).absolute().parent.is_dir():
        raise InvalidInputError(f"--json {json_path}: its folder does not exist")
    skip_errors = on_error == "skip"
    try:
        tasks = plan(files, root, tags, overwrite=overwrite, skip_errors=skip_errors)
        outcomes = _run(tasks, root, engine, skip_errors)
    except CorruptDataError as error:
        hint = "copy or download the file again, or leave it out with --on-error skip"
        raise CorruptDataError(f"{error}; {hint}") from error
    except OutputError as error:
        hint = "what is complete is kept: run the command again to continue"
        raise OutputError(f"{error}; {hint}") from error
    _report(outcomes, out, json_path)


def _run(tasks: list[Task], root: Location, engine: Engine, skip_errors: bool) -> list[Outcome]:
    """Converts with a progress bar, if stderr is a terminal."""
    outcomes: list[Outcome] = []
    console = Console(stderr=True)
    total = sum(task.size for task in tasks if task.tags)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with progress_bar(console, *columns) as bar:
        shown = bar.add_task(f"0/{len(tasks)} segments", total=total)

        def on_progress(read_bytes: int) -> None:
            bar.update(shown, completed=read_bytes)

        for outcome in run(
            tasks, root, engine=engine, skip_errors=skip_errors, on_progress=on_progress
        ):
            outcomes.append(outcome)
            bar.update(shown, description=f"{len(outcomes)}/{len(tasks)} segments")
    return outcomes


def _parse_components(text: str) -> tuple[str, ...]:
    if text == "all":
        return CONVERTED_TAGS
    tags = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
    unknown = [tag for tag in tags if tag not in CONVERTED_TAGS]
    if unknown or not tags:
        raise InvalidInputError(
            f"--components {text!r}: no component {', '.join(unknown) or 'is named'}; "
            f"known are all, {', '.join(CONVERTED_TAGS)}"
        )
    return tags


def _report(outcomes: list[Outcome], out: str, json_path: str | None) -> None:
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    converted = [outcome for outcome in outcomes if outcome.status == "converted"]
    present = sum(outcome.status == "present" for outcome in outcomes)
    if json_path is not None:
        summary = {
            "out": out,
            "converted": len(converted),
            "present": present,
            "failed": len(failed),
            "segments": [asdict(outcome) for outcome in outcomes],
        }
        write_json(summary, json_path)
    frames = sum(outcome.frames for outcome in converted)
    size = sum(outcome.bytes_out for outcome in converted)
    segments = "1 segment" if len(converted) == 1 else f"{len(converted)} segments"
    click.echo(
        f"{segments} converted ({frames} frames, {size / 1e6:.1f} MB written), "
        f"{present} complete before, {len(failed)} skipped -> {out}"
    )
    for outcome in failed:
        click.echo(f"skipped: {outcome.error}", err=True)
    if failed:
        sys.exit(SKIPPED_EXIT_CODE)
