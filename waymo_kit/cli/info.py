"""`waymo-kit info`: a summary of a dataset."""

from __future__ import annotations

from collections import Counter

import click

from waymo_kit.cli import options, output
from waymo_kit.scene import open_dataset
from waymo_kit.scene.summary import DatasetSummary, summarize


@click.command(epilog=options.example("waymo-kit info tables/"))
@click.argument("path")
@options.subset("path")
@options.json_path()
def command(path: str, json_path: str | None) -> None:
    """Summarize a dataset: segments, frames, distance driven, places and labels.

    PATH is a v1 file, a pattern, a folder of v1 files or of component tables, or a URI.
    """
    dataset = open_dataset(path)
    with output.progress("info") as bar:
        summary = summarize(dataset, bar.update)
    if json_path != options.STDOUT:
        output.fields(_fields(summary), title=path)
    output.write_json(vars(summary), json_path)


def _fields(summary: DatasetSummary) -> dict[str, str]:
    return {
        "segments": f"{summary.segments:,}",
        "frames": f"{summary.frames:,}",
        "duration": f"{summary.seconds:,.1f} s",
        "driven": f"{summary.kilometers:,.3f} km",
        "locations": _counts(summary.locations),
        "time of day": _counts(summary.times_of_day),
        "weather": _counts(summary.weathers),
        "3D boxes": _counts(summary.boxes),
        "3D objects": _counts(summary.objects),
        "2D boxes": _counts(summary.camera_boxes),
    }


def _counts(counts: Counter[str]) -> str:
    found = [f"{name or 'unknown'} {count:,}" for name, count in counts.most_common()]
    return ", ".join(found) or "none"
