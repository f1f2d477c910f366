"""`waymo-kit track`: detections followed through the frames of each segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.tracking import (
    IMAGE_METHODS,
    METHODS,
    ImageTracker,
    OfflineConfig,
    Tracker,
    track_dataset,
)
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError


@click.command(
    epilog=options.example(
        "waymo-kit track --preds preds.parquet --data validation/ --out tracks.parquet"
    )
)
@options.preds(required=True)
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE")
@click.option(
    "--tracker",
    "name",
    default="kalman",
    show_default=True,
    type=click.Choice([*METHODS, *IMAGE_METHODS]),
    help="Algorithm that follows the objects (docs/guides/track.md).",
)
@click.option(
    "--offline",
    is_flag=True,
    help="Improve the tracks of each segment at its end: smooth them, fill gaps, remove weak short "
    "ones, and give each box the mean score of its track.",
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
    offline: bool,
    min_score: float | None,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Give the detections of each object one id through its segment.

    The predictions are 3D boxes, or boxes in images for sort, bytetrack and oc-sort. The dataset
    gives the frames and the poses of the vehicle. The tracks file ends with .parquet, .arrow or
    .bin; `waymo-kit eval --task tracking` scores 3D tracks. Without --min-score, the default of the
    tracker counts (docs/guides/track.md). If a run is killed, the same command continues where it
    stopped.
    """
    if offline and name in IMAGE_METHODS:
        known = ", ".join(METHODS)
        raise InvalidInputError(f"--offline: expected a tracker of 3D boxes ({known}), got {name}")
    with output.progress("track") as bar:
        summary = track_dataset(
            _make_tracker(name, min_score),
            preds,
            data,
            out,
            offline=OfflineConfig() if offline else None,
            engine=engine,
            overwrite=overwrite,
            on_progress=bar.update,
        )
    if summary.skipped_segments:
        segments = output.count(summary.skipped_segments, "segment")
        output.note(f"{data}: no detections in {segments}")
    if summary.estimated_poses:
        frames = output.count(summary.estimated_poses, "frame")
        output.note(
            f"{data}: {frames} without a pose of the vehicle, or with that of the frame before "
            "though it moves: its motion was estimated from the detections, which costs accuracy; "
            "convert the data with vehicle_pose if it has it",
            "warning",
        )
    if json_path != options.STDOUT:
        per_frame = 1e3 * summary.seconds / max(summary.frames, 1)
        output.line(
            f"{name}: {output.count(summary.detections, 'detection')} in "
            f"{output.count(summary.frames, 'frame')} of "
            f"{output.count(summary.segments, 'segment')} -> "
            f"{output.count(summary.boxes, 'box', 'boxes')} of "
            f"{output.count(summary.objects, 'object')}, {per_frame:.2f} ms/frame -> {out}"
        )
    output.write_json({"tracker": name, "offline": offline, **summary.to_json()}, json_path)


def _make_tracker(name: str, min_score: float | None) -> Tracker[Any] | ImageTracker:
    if name in IMAGE_METHODS:
        settings = {} if min_score is None else {"min_score": min_score}
        return ImageTracker(replace(IMAGE_METHODS[name](), **settings))
    method = METHODS[name]()
    if min_score is not None:
        management = method.management.map(lambda one: replace(one, min_score=min_score))
        method = replace(method, management=management)
    return Tracker(method)
