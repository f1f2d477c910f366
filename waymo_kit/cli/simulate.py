"""`waymo-kit simulate`: v1 segments made by ray casting."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.engine import Engine
from waymo_kit.io import write_json
from waymo_kit.simulate import simulate_dataset


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
@click.option("--segments", default=2, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--frames",
    default=20,
    show_default=True,
    type=click.IntRange(min=1),
    help="Frames a segment, 10 a second; the real ones have 198 or so.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--quality",
    default="fast",
    show_default=True,
    type=click.Choice(["full", "fast"]),
    help="Sizes of the real data, or smaller range images and images.",
)
@worker_options
@click.option("--json", "json_path", type=click.Path(), help="Write a summary to this file.")
def command(
    folder: str,
    segments: int,
    frames: int,
    seed: int,
    quality: str,
    engine: Engine,
    json_path: str | None,
) -> None:
    """Simulate segments into DIR, as TFRecord files like those of the official download.

    The same seed, sizes and quality give the same bytes, whatever the number of workers.
    """
    console = Console(stderr=True)
    columns = (
        TextColumn("frames"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with progress_bar(console, *columns) as bar:
        shown = bar.add_task("", total=segments * frames)
        summaries = simulate_dataset(
            folder,
            segments,
            frames,
            seed,
            quality=quality,
            engine=engine,
            progress=lambda done: bar.update(shown, completed=done),
        )
    size = sum(summary.bytes for summary in summaries)
    if json_path is not None:
        report = {
            "folder": folder,
            "seed": seed,
            "quality": quality,
            "bytes": size,
            "segments": [asdict(summary) for summary in summaries],
        }
        write_json(report, json_path)
    for summary in summaries:
        click.echo(
            f"{summary.file}  {summary.location}  {summary.time_of_day}  {summary.weather}  "
            f"{summary.frames} frames"
        )
    click.echo(f"{len(summaries)} segments, {size / 1e6:.1f} MB -> {folder}")
