"""`waymo-kit track`: detections followed through the frames of each segment."""

from __future__ import annotations

import dataclasses
import enum
from typing import TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.worker_options import worker_options
from waymo_kit.detectors.tracking import (
    GreedySettings,
    KalmanSettings,
    Tracker,
    TwoStageSettings,
    track_dataset,
)
from waymo_kit.engine import Engine
from waymo_kit.io import write_json

_Settings = TypeVar("_Settings", KalmanSettings, GreedySettings, TwoStageSettings)


class TrackerName(enum.Enum):
    """The trackers."""

    KALMAN = "kalman"
    GREEDY = "greedy"
    TWO_STAGE = "two-stage"


@click.command()
@click.option("--detections", "-p", required=True, help="3D predictions: a file or folder.")
@click.option("--data", "-d", required=True, help="The dataset: gives frames and poses.")
@click.option("--out", "-o", required=True, help="File to write: .parquet, .arrow or .bin.")
@click.option(
    "--tracker",
    "name",
    default=TrackerName.KALMAN.value,
    show_default=True,
    type=click.Choice([name.value for name in TrackerName]),
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Ignore detections with a lower score.  [default: 0.1]",
)
@worker_options
@click.option("--overwrite", is_flag=True, help="Make again what a killed run has left.")
@click.option("--json", "json_path", help="Write counts, times and each segment's to this file.")
def command(
    detections: str,
    data: str,
    out: str,
    name: str,
    min_score: float | None,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Give the detections of each object one id through its segment.

    Detections are a table (Parquet or Arrow, see docs/predictions.md), an official .bin file, or a
    folder of either. The dataset (tables, an official v2 folder or v1 files) tells which frames
    there are and where the vehicle was. `waymo-kit eval --task tracking` scores what is written. A
    run that was killed continues where it stopped when the same command is given again.
    """
    notes = Console(stderr=True, soft_wrap=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with progress_bar(notes, *columns, transient=True) as bar:
        shown = bar.add_task("segments", total=None)
        summary = track_dataset(
            _make_tracker(TrackerName(name), min_score),
            detections,
            data,
            out,
            engine=engine,
            overwrite=overwrite,
            on_progress=lambda progress: bar.update(
                shown, completed=progress.done, total=progress.total
            ),
        )
    if summary.skipped_segments:
        text = f"{summary.skipped_segments:,} segments of {escape(data)} have no detections"
        notes.print(f"[dim]note[/]: {text}", highlight=False)
    if json_path is not None:
        write_json({"tracker": name, **summary.to_json()}, json_path)
    per_frame = 1e3 * summary.seconds / max(summary.frames, 1)
    click.echo(
        f"{name}: {summary.detections:,} detections in {summary.frames:,} frames of "
        f"{summary.segments:,} segments -> {summary.boxes:,} boxes of {summary.objects:,} objects, "
        f"{per_frame:.2f} ms a frame -> {out}"
    )


def _make_tracker(name: TrackerName, min_score: float | None) -> Tracker:
    if name is TrackerName.KALMAN:
        return Tracker(_limited(KalmanSettings(), min_score))
    if name is TrackerName.GREEDY:
        return Tracker(_limited(GreedySettings(), min_score))
    return Tracker(_limited(TwoStageSettings(), min_score))


def _limited(settings: _Settings, min_score: float | None) -> _Settings:
    """Settings with another least score."""
    if min_score is None:
        return settings
    life = settings.life.map(lambda rules: dataclasses.replace(rules, min_score=min_score))
    return dataclasses.replace(settings, life=life)
