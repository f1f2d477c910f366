"""`waymo-kit crops`: images of labelled objects, to classify."""

from __future__ import annotations

from pathlib import Path

import click
import pyarrow.compute as pc
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.detectors.classification.crop_images import class_name
from waymo_kit.detectors.classification.object_choice import choose_objects
from waymo_kit.detectors.classification.object_crops import write_crops
from waymo_kit.scene import open_dataset


@click.command()
@click.argument("dataset")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for <class>/<name>.png and the index crops.parquet; new or empty.",
)
@click.option(
    "--size", default=64, show_default=True, type=click.IntRange(min=1), help="Pixels of a side."
)
@click.option(
    "--per-class",
    default=1000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Crops of each type; a rarer type has fewer.",
)
@click.option(
    "--min-side",
    default=16.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Pixels; objects with a shorter side are left out.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
def command(dataset: str, out: Path, size: int, per_class: int, min_side: float, seed: int) -> None:
    """Cut labelled objects out of camera images, equally many of each type.

    DATASET needs the components camera_box, camera_image and stats. The same dataset, seed and
    sizes give the same files.
    """
    notes = Console(stderr=True, soft_wrap=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    scenes = open_dataset(dataset)
    with progress_bar(notes, *columns, transient=True) as bar:
        shown = bar.add_task("segments read", total=None)
        choice = choose_objects(
            scenes,
            per_class,
            min_side,
            seed,
            lambda done, total: bar.update(shown, completed=done, total=total),
        )
        written = bar.add_task("crops", total=len(choice.objects))
        index = write_crops(
            scenes,
            choice,
            out,
            size,
            lambda done, total: bar.update(written, completed=done, total=total),
        )
    table = Table(box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column("class", no_wrap=True)
    for heading in ("objects", "crops"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, found in choice.found.items():
        crops = pc.sum(pc.equal(index.column("type"), int(kind))).as_py()
        table.add_row(class_name(kind), f"{found:,}", f"{crops:,}")
    Console(soft_wrap=True).print(table)
    if choice.too_small:
        notes.print(
            f"note: {choice.too_small:,} objects have a side below {min_side:g} pixels",
            highlight=False,
        )
    rarest = min(choice.found, key=lambda kind: choice.found[kind])
    if choice.found[rarest] < per_class:
        notes.print(
            f"note: fewer than {per_class:,} crops of some classes; --per-class "
            f"{choice.found[rarest]} balances them",
            highlight=False,
        )
