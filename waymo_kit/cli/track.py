"""`waymo-kit track`: detections followed through the frames of each segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.tracking import (
    METHODS,
    Tracker,
    track_dataset,
)
from waymo_kit.engine import Engine


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
    type=click.Choice(list(METHODS)),
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
            _make_tracker(name, min_score),
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


def _make_tracker(name: str, min_score: float | None) -> Tracker[Any]:
    method = METHODS[name]()
    if min_score is not None:
        management = method.management.map(lambda one: replace(one, min_score=min_score))
        method = replace(method, management=management)
    return Tracker(method)
