"""`waymo-kit objects`: a database of labelled objects for the augmentation of LiDAR frames."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from waymo_kit.cli.progress import progress_bar
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.object_database import ObjectChoice, write_object_database
from waymo_kit.scene import open_dataset
from waymo_kit.schema import LaserName

_DEFAULT = ObjectChoice()
_LASERS = [laser.name for laser in PointInput().lasers]


@click.command()
@click.option("--data", "-d", required=True, help="Dataset: tables, v1 files, or a URI.")
@click.option("--out", "-o", required=True, help="Parquet file to write.")
@click.option(
    "--every",
    default=_DEFAULT.every,
    show_default=True,
    type=click.IntRange(min=1),
    help="Take every so-manieth frame.",
)
@click.option(
    "--min-points",
    default=_DEFAULT.min_points,
    show_default=True,
    type=click.IntRange(min=1),
    help="Of an object.",
)
@click.option(
    "--per-segment",
    default=_DEFAULT.max_per_segment,
    show_default=True,
    type=click.IntRange(min=1),
    help="Most objects of a type from a segment.",
)
@click.option(
    "--lasers",
    multiple=True,
    type=click.Choice(_LASERS),
    help="Lidars that the detector reads; repeatable.  [default: all]",
)
@click.option(
    "--returns", default=1, show_default=True, type=click.IntRange(1, 2), help="Likewise."
)
@click.option(
    "--sweeps", default=1, show_default=True, type=click.IntRange(min=1), help="Likewise."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
def command(
    data: str,
    out: str,
    every: int,
    min_points: int,
    per_segment: int,
    lasers: tuple[str, ...],
    returns: int,
    sweeps: int,
    seed: int,
) -> None:
    """Cut labelled vehicles, pedestrians and cyclists out of a dataset, with their points.

    `waymo-kit train` pastes them into other frames (docs/lidar_input.md).
    """
    chosen = tuple(LaserName[name] for name in _LASERS if name in lasers or not lasers)
    choice = ObjectChoice(
        min_points=min_points, max_per_segment=per_segment, every=every, seed=seed
    )
    dataset = open_dataset(data)
    columns = (
        TextColumn("segments"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    with progress_bar(Console(stderr=True), *columns, transient=True) as bar:
        shown = bar.add_task("", total=len(dataset))
        count = write_object_database(
            dataset,
            out,
            PointInput(lasers=chosen, returns=returns, sweeps=sweeps),
            choice,
            lambda segments, objects: bar.update(
                shown, completed=segments, description=f"{objects:,} objects"
            ),
        )
    click.echo(f"{count:,} objects of {len(dataset):,} segments -> {out}")
