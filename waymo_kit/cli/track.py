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
    configured_method,
    track_dataset,
)
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError


@click.command(
    epilog=options.example(
        "waymo-kit track --preds preds.parquet --data validation/ --out tracks.parquet",
        "waymo-kit track -p preds.parquet -d testing/ --config tracker.yaml --out tracks.parquet",
    )
)
@options.preds(required=True)
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE")
@options.tracker()
@options.config()
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
    tracker: str | None,
    configs: tuple[str, ...],
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
    tracker counts (docs/guides/track.md); --config takes a file of `waymo-kit tune-tracker`. If a
    run is killed, the same command continues where it stopped.
    """
    name, method = configured_method(configs, tracker)
    if offline and name in IMAGE_METHODS:
        known = ", ".join(METHODS)
        raise InvalidInputError(f"--offline: expected a tracker of 3D boxes ({known}), got {name}")
    with output.progress("track") as bar:
        summary = track_dataset(
            _make_tracker(name, method, min_score),
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


def _make_tracker(name: str, method: Any, min_score: float | None) -> Tracker[Any] | ImageTracker:
    is_3d = name in METHODS
    if min_score is not None and is_3d:
        management = method.management.map(lambda one: replace(one, min_score=min_score))
        method = replace(method, management=management)
    elif min_score is not None:
        method = replace(method, min_score=min_score)
    return Tracker(method) if is_3d else ImageTracker(method)
