"""`waymo-kit detect`: objects in LiDAR points, by a trained detector or a simple baseline."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.training_packages import training_packages
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.detectors.lidar.detection import (
    ABSENT_COLUMNS,
    DetectionSummary,
    FrameDetector,
    detect,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import locate
from waymo_kit.io.storage import write_bytes
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.scene import open_dataset

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
@click.option("--json", "json_path", help="Write counts and times to this file.")
def command(
    checkpoint: str | None,
    baseline: str | None,
    data: str,
    out: str,
    format_name: str | None,
    batch_size: int,
    json_path: str | None,
) -> None:
    """Detect objects in the LiDAR points of all frames of a dataset.

    `waymo-kit eval` scores what is written, `waymo-kit track` follows it through the frames.
    """
    if (checkpoint is None) == (baseline is None):
        raise InvalidInputError("expected one of --checkpoint and --baseline")
    file_format = _FORMATS[format_name] if format_name else None
    writer = PredictionWriter(out, file_format=file_format, without=ABSENT_COLUMNS)
    dataset = open_dataset(data)
    detector = _load_detector(checkpoint, batch_size)
    columns = (
        TextColumn("segments"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    with progress_bar(Console(stderr=True), *columns, transient=True) as bar:
        shown = bar.add_task("", total=len(dataset))
        with writer:
            summary = detect(
                detector,
                dataset,
                writer,
                lambda segments, frames: bar.update(
                    shown, completed=segments, description=f"{frames:,} frames"
                ),
            )
    name = str(checkpoint or baseline)
    if json_path is not None:
        with tempfile.TemporaryDirectory() as scratch:
            text = json.dumps(_values(name, summary), indent=1) + "\n"
            write_bytes(text.encode(), locate(json_path), Path(scratch) / "detect.json")
    _print_summary(name, summary, out)


def _load_detector(checkpoint: str | None, batch_size: int) -> FrameDetector:
    if checkpoint is None:
        return ClusterDetector()
    with training_packages("detect"):
        from waymo_kit.detectors.lidar.network_detector import NetworkDetector
        from waymo_kit.detectors.lidar.trained import load_run
    path = Path(checkpoint)
    trained = load_run(path.parent.parent, path) if path.is_file() else load_run(path)
    return NetworkDetector(trained.detector, batch_size)


def _print_summary(name: str, summary: DetectionSummary, out: str) -> None:
    console = Console(soft_wrap=True)
    table = Table(box=SIMPLE_HEAD)
    table.pad_edge = False
    table.add_column("stage")
    for heading in ("ms a frame", "share"):
        table.add_column(heading, justify="right")
    for stage, values in _stages(summary).items():
        table.add_row(stage, f"{values['ms_per_frame']:.2f}", f"{100 * values['share']:.1f} %")
    console.print(table)
    click.echo(
        f"{name}: {summary.detections:,} detections in {summary.frames:,} frames of "
        f"{summary.segments:,} segments, {_per_frame(summary, summary.seconds):.1f} ms a frame "
        f"-> {out}"
    )


def _values(name: str, summary: DetectionSummary) -> dict[str, Any]:
    """The summary as JSON has it."""
    return {
        "detector": name,
        "segments": summary.segments,
        "frames": summary.frames,
        "detections": summary.detections,
        "seconds": summary.seconds,
        "ms_per_frame": _per_frame(summary, summary.seconds),
        "stages": _stages(summary),
    }


def _stages(summary: DetectionSummary) -> dict[str, dict[str, float]]:
    """Time a frame and share of all stages' time, by stage."""
    total = sum(summary.stage_seconds.values())
    return {
        stage: {"ms_per_frame": _per_frame(summary, seconds), "share": seconds / total}
        for stage, seconds in summary.stage_seconds.items()
    }


def _per_frame(summary: DetectionSummary, seconds: float) -> float:
    return 1e3 * seconds / max(summary.frames, 1)
