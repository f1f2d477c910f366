"""`waymo-kit info`: what a dataset holds."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.io import json_text
from waymo_kit.scene import open_dataset
from waymo_kit.scene.summary import DatasetSummary, summarize


@click.command()
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(path: str, as_json: bool) -> None:
    """Count what a dataset holds: segments, frames, places, boxes, kilometres.

    PATH is a v1 file, pattern or folder, a folder of component tables, or a URI.
    """
    dataset = open_dataset(path)
    bar_console = Console(stderr=True)
    with progress_bar(bar_console, transient=True) as bar:
        shown = bar.add_task("segments", total=len(dataset))
        summary = summarize(dataset, lambda done: bar.update(shown, completed=done))
    if as_json:
        click.echo(json_text(vars(summary)), nl=False)
    else:
        Console(soft_wrap=True).print(_table(path, summary))


def _table(path: str, summary: DatasetSummary) -> Table:
    table = Table(title=path, show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column()
    table.add_row("segments", f"{summary.segments:,}")
    table.add_row("frames", f"{summary.frames:,}")
    table.add_row("duration", f"{summary.seconds:,.1f} s")
    table.add_row("driven", f"{summary.kilometres:,.3f} km")
    for title, counts in (
        ("locations", summary.locations),
        ("time of day", summary.times_of_day),
        ("weather", summary.weathers),
        ("3D boxes", summary.boxes),
        ("3D objects", summary.objects),
        ("2D boxes", summary.camera_boxes),
    ):
        text = ", ".join(f"{name or 'unknown'} {count:,}" for name, count in counts.most_common())
        table.add_row(title, text or "none")
    return table
