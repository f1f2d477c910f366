"""`waymo-kit detect`: objects in LiDAR points, by a trained detector or a simple baseline."""

from __future__ import annotations

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.detectors.detection.dataset_detection import DetectionSummary, detect_dataset
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json
from waymo_kit.predictions.files import Format

_FORMATS = {"parquet": Format.PARQUET, "arrow": Format.ARROW, "bin": Format.OBJECTS}


@click.command()
@click.option(
    "--checkpoint", "-c", help="A run of `waymo-kit train`, or a file in its checkpoints/."
)
@click.option(
    "--baseline",
    type=click.Choice(["clusters"]),
    help="Instead of a checkpoint: clusters of points above the ground, boxed at mean sizes.",
)
@click.option("--data", "-d", required=True, help="Dataset: tables, v1 files, or a URI.")
@click.option("--out", "-o", required=True, help="Predictions to write: .parquet, .arrow or .bin.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_FORMATS)),
    help="Where the name does not tell.",
)
@click.option(
    "--batch-size",
    default=2,
    show_default=True,
    type=click.IntRange(min=1),
    help="Frames that the network takes at once.",
)
@worker_options
@click.option("--overwrite", is_flag=True, help="Make again what a killed run has left.")
@click.option("--json", "json_path", help="Write counts, times and each segment's to this file.")
def command(
    checkpoint: str | None,
    baseline: str | None,
    data: str,
    out: str,
    format_name: str | None,
    batch_size: int,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Detect objects in the LiDAR points of all frames of a dataset.

    `waymo-kit eval` scores what is written, `waymo-kit track` follows it through the frames. A run
    that was killed continues where it stopped when the same command is given again.
    """
    if (checkpoint is None) == (baseline is None):
        raise InvalidInputError("expected one of --checkpoint and --baseline")
    columns = (
        TextColumn("segments"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    with progress_bar(Console(stderr=True), *columns, transient=True) as bar:
        shown = bar.add_task("", total=None)
        summary = detect_dataset(
            checkpoint if checkpoint is not None else ClusterDetector(),
            data,
            out,
            batch_size=batch_size,
            file_format=_FORMATS[format_name] if format_name else None,
            engine=engine,
            overwrite=overwrite,
            on_progress=lambda progress: bar.update(
                shown,
                completed=progress.done,
                total=progress.total,
                description=f"{progress.work:,} frames",
            ),
        )
    detector = str(checkpoint or baseline)
    if json_path is not None:
        write_json({"detector": detector, **summary.to_json()}, json_path)
    _print_summary(detector, summary, out)


def _print_summary(detector: str, summary: DetectionSummary, out: str) -> None:
    console = Console(soft_wrap=True)
    table = Table(box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column("stage")
    for heading in ("ms a frame", "share"):
        table.add_column(heading, justify="right")
    stages = summary.stages
    for stage, seconds in stages.items():
        share = 100 * seconds / sum(stages.values())
        table.add_row(stage, f"{1e3 * seconds:.2f}", f"{share:.1f} %")
    console.print(table)
    click.echo(
        f"{detector}: {summary.detections:,} detections in {summary.frames:,} frames of "
        f"{summary.segments:,} segments, {1e3 * summary.seconds_per_frame:.1f} ms a frame -> {out}"
    )
