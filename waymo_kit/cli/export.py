"""`waymo-kit export`: a dataset in the format of another library."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.engine import Engine
from waymo_kit.exchange import ExportOptions, export_dataset
from waymo_kit.exchange.sample import SPLITS

_DEFAULT = ExportOptions()


@click.command(
    epilog=options.example(
        "waymo-kit export tables/ --to mmdet3d --out waymo/ --workers 8",
        "waymo-kit export tables/ --to nuscenes --every 5 --out nuscenes/",
        "waymo-kit export tables/ --to mcap --preds preds.parquet --out mcap/",
    )
)
@click.argument("path", metavar="SCENES")
@options.subset("path")
@options.to(required=True)
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--part",
    "split",
    default=_DEFAULT.split,
    show_default=True,
    type=click.Choice(SPLITS),
    help="Part of the dataset that the scenes belong to; testing has no labels.",
)
@options.every(default=_DEFAULT.every)
@click.option(
    "--rectify/--no-rectify",
    default=None,
    help="Whether to remove lens distortion from images. [default: what the format asks for]",
)
@options.min_points(default=_DEFAULT.min_points)
@options.preds()
@options.engine
@options.overwrite()
@options.json_path()
def command(
    path: str,
    to: str,
    out: str,
    split: str,
    every: int,
    rectify: bool | None,
    min_points: int,
    preds: str | None,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Export a dataset to the format of another library.

    SCENES is a dataset: component tables, v1 files or an official v2 download. FORMAT is kitti,
    mmdet3d, openpcdet, nuscenes, coco, mot, kitti-tracking, mcap, rrd or webdataset. With --preds,
    mcap and rrd show predictions and their errors beside the labels. The file
    waymo_kit_index.json, written last, leads from names in the export back to segments and times:
    `waymo-kit predictions import` reads results with it. If a run is killed, the same command
    continues where it stopped.
    """
    chosen = ExportOptions(split, every, rectify, min_points, preds)
    with output.progress("export", work="frames") as bar:
        summary = export_dataset(
            path, to, out, chosen, engine=engine, overwrite=overwrite, on_progress=bar.update
        )
    if json_path != options.STDOUT:
        files, size = output.count(summary.files, "file"), output.size(summary.bytes)
        output.line(
            f"{to}: {output.count(summary.segments, 'segment')} "
            f"({output.count(summary.frames, 'frame')}, {files}, {size}), {summary.present:,} "
            f"complete before -> {out}"
        )
    for note in summary.notes:
        output.note(note)
    output.write_json(summary.to_json(), json_path)
