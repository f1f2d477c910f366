"""`waymo-kit track`: detections followed through the frames of each segment."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, TypeVar

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.tracking import (
    GreedySettings,
    KalmanSettings,
    Tracker,
    TwoStageSettings,
    track_dataset,
)
from waymo_kit.engine import Engine

_Settings = TypeVar("_Settings", KalmanSettings, GreedySettings, TwoStageSettings)


class TrackerName(enum.Enum):
    """The trackers."""

    KALMAN = "kalman"
    GREEDY = "greedy"
    TWO_STAGE = "two-stage"


@click.command(
    epilog=options.example(
        "waymo-kit track --preds preds.parquet --data validation/ --out tracks.parquet"
    )
)
@options.preds(required=True)
@options.data(required=True)
@options.out(required=True, metavar="FILE")
@click.option(
    "--tracker",
    "name",
    default=TrackerName.KALMAN.value,
    show_default=True,
    type=click.Choice([name.value for name in TrackerName]),
    help="Algorithm that follows the objects (docs/guides/track.md).",
)
@options.min_score()
@options.engine
@options.overwrite()
@options.json_path()
def command(
    preds: str,
    data: str,
    out: str,
    name: str,
    min_score: float | None,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Give the detections of each object one id through its segment.

    The predictions are 3D boxes. The dataset gives the frames and the poses of the vehicle. The
    tracks file ends with .parquet, .arrow or .bin; `waymo-kit eval --task tracking` scores it.
    Without --min-score, boxes with a score below 0.1 are left out. If a run is killed, the same
    command continues where it stopped.
    """
    with output.progress("track") as bar:
        summary = track_dataset(
            _make_tracker(TrackerName(name), min_score),
            preds,
            data,
            out,
            engine=engine,
            overwrite=overwrite,
            on_progress=bar.update,
        )
    if summary.skipped_segments:
        segments = output.count(summary.skipped_segments, "segment")
        output.note(f"{data}: no detections in {segments}")
    if json_path != options.STDOUT:
        per_frame = 1e3 * summary.seconds / max(summary.frames, 1)
        output.line(
            f"{name}: {output.count(summary.detections, 'detection')} in "
            f"{output.count(summary.frames, 'frame')} of "
            f"{output.count(summary.segments, 'segment')} -> "
            f"{output.count(summary.boxes, 'box', 'boxes')} of "
            f"{output.count(summary.objects, 'object')}, {per_frame:.2f} ms/frame -> {out}"
        )
    output.write_json({"tracker": name, **summary.to_json()}, json_path)


def _make_tracker(name: TrackerName, min_score: float | None) -> Tracker[Any]:
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
