"""`waymo-kit convert`: v1 segments to component tables."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from waymo_kit.convert import Outcome, plan, run
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import find_files, locate
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
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(min=1), help="Processes."
)
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
    workers: int,
    on_error: str,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Convert v1 segments into component tables (the v2 layout, and what it lacks).

    SRC are TFRecord files (plain or gzip), glob patterns, folders or URIs. A run that was killed
    continues where it stopped when the same command is given again.
    """
    root = locate(out)
    skip_errors = on_error == "skip"
    files = find_files(sources, ".tfrecord")
    tags = _parse_components(components)
    tasks = plan(files, root, tags, overwrite=overwrite, skip_errors=skip_errors)
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
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        shown = bar.add_task("", total=total)
        for progress in run(tasks, root, workers=workers, skip_errors=skip_errors):
            if progress.outcome is not None:
                outcomes.append(progress.outcome)
            done = f"{len(outcomes)}/{len(tasks)} segments"
            bar.update(shown, completed=progress.read_bytes, description=done)
    _report(outcomes, out, json_path)


def _parse_components(text: str) -> tuple[str, ...]:
    if text == "all":
        return CONVERTED_TAGS
    tags = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
    unknown = [tag for tag in tags if tag not in CONVERTED_TAGS]
    if unknown or not tags:
        raise InvalidInputError(
            f"--components {text}: no component {', '.join(unknown) or 'given'}; "
            f"known are {', '.join(CONVERTED_TAGS)}"
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
        Path(json_path).write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    frames = sum(outcome.frames for outcome in converted)
    size = sum(outcome.bytes_out for outcome in converted)
    click.echo(
        f"{len(converted)} segments converted ({frames} frames, {size / 1e6:.1f} MB written), "
        f"{present} complete before, {len(failed)} skipped -> {out}"
    )
    for outcome in failed:
        click.echo(f"skipped: {outcome.error}", err=True)
    if failed:
        sys.exit(SKIPPED_EXIT_CODE)
