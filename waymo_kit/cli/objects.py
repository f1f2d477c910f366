"""`waymo-kit objects`: a database of labeled objects for the augmentation of LiDAR frames."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.ground_truth_database import (
    GroundTruthSelection,
    write_ground_truth_database,
)
from waymo_kit.scene import open_dataset
from waymo_kit.schema import LaserName

_DEFAULT = GroundTruthSelection()
_LASERS = [laser.name for laser in PointInput().lasers]


@click.command(
    epilog=options.example("waymo-kit objects --data tables/ --out objects.parquet --every 5")
)
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE.parquet")
@options.every(default=_DEFAULT.stride)
@options.min_points(default=_DEFAULT.min_points)
@click.option(
    "--per-segment",
    default=_DEFAULT.max_per_segment,
    show_default=True,
    type=click.IntRange(min=1),
    help="Maximum number of objects of a type from one segment.",
)
@click.option(
    "--lasers",
    multiple=True,
    type=click.Choice(_LASERS),
    help="Laser that the detector reads; repeat it for several. [default: all]",
)
@click.option(
    "--returns",
    default=1,
    show_default=True,
    type=click.IntRange(1, 2),
    help="Number of returns of each laser pulse that the detector reads.",
)
@click.option(
    "--sweeps",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of consecutive frames whose points the detector reads together.",
)
@options.seed(default=0)
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
    """Cut labeled vehicles, pedestrians and cyclists out of a dataset, with their points.

    `waymo-kit train` pastes them into other frames (docs/guides/lidar_input.md).
    """
    names = tuple(LaserName[name] for name in _LASERS if name in lasers or not lasers)
    selection = GroundTruthSelection(
        min_points=min_points, max_per_segment=per_segment, stride=every, seed=seed
    )
    dataset = open_dataset(data)
    with output.progress("objects", work="objects") as bar:
        count = write_ground_truth_database(
            dataset,
            out,
            PointInput(lasers=names, returns=returns, sweeps=sweeps),
            selection,
            bar.update,
        )
    objects, segments = output.count(count, "object"), output.count(len(dataset), "segment")
    output.line(f"{objects} of {segments} -> {out}")
