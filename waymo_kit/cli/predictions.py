"""`waymo-kit predictions`: results of other libraries, in and out."""

from __future__ import annotations

import click

from waymo_kit.cli import SuggestingGroup, options, output
from waymo_kit.exchange import TransferSummary, export_predictions, import_predictions
from waymo_kit.schema import ObjectType

_TYPES = [kind.name for kind in ObjectType if kind is not ObjectType.UNKNOWN]


@click.group(
    cls=SuggestingGroup,
    epilog=options.example(
        "waymo-kit predictions import result.pkl --from openpcdet --data tables/ -o preds.parquet"
    ),
)
def command() -> None:
    """Read and write results in the formats of other libraries.

    The formats are mmdet3d, openpcdet, nuscenes, coco, kitti, mot and kitti-tracking.
    """


@command.command(
    "import",
    epilog=options.example(
        "waymo-kit predictions import result.pkl --from openpcdet --data tables/ -o preds.parquet",
        "waymo-kit predictions import txt/ --from kitti --index kitti/ --data tables/ -o p.parquet",
    ),
)
@click.argument("path", metavar="RESULTS")
@click.option("--from", "source", required=True, metavar="FORMAT", help="Format of the results.")
@options.data()
@options.subset("data")
@options.index()
@options.out(required=True, metavar="FILE")
@click.option(
    "--type",
    "box_type",
    default="PEDESTRIAN",
    show_default=True,
    type=click.Choice(_TYPES),
    help="Type of all boxes, for a format without types (mot).",
)
@options.fix()
@options.json_path()
def import_command(
    path: str,
    source: str,
    data: str | None,
    index: str | None,
    out: str,
    box_type: str,
    fix: bool,
    json_path: str | None,
) -> None:
    """Read results of another library and write a predictions file.

    RESULTS is a file or folder. The conversions of conventions are listed. 3D boxes are
    compared with the labels of --data, which show mistakes of conventions. Pickles are read without
    calling what they name, and without torch.
    """
    summary = import_predictions(
        path, source, out, data=data, index=index, box_type=box_type, fix=fix
    )
    _print(summary, out, json_path)
    output.write_json(summary.to_json(), json_path)


@command.command(
    "export",
    epilog=options.example(
        "waymo-kit predictions export -p p.parquet --to nuscenes --index nu/ -d tables/ -o r.json"
    ),
)
@options.preds(required=True)
@options.to(required=True)
@options.data()
@options.subset("data")
@options.index()
@options.out(required=True)
@options.json_path()
def export_command(
    preds: str,
    to: str,
    data: str | None,
    index: str | None,
    out: str,
    json_path: str | None,
) -> None:
    """Write predictions in the format of another library."""
    summary = export_predictions(preds, to, out, data=data, index=index)
    _print(summary, out, json_path)
    output.write_json(summary.to_json(), json_path)


def _print(summary: TransferSummary, out: str, json_path: str | None) -> None:
    if json_path != options.STDOUT:
        for convention in summary.conventions:
            output.line(f"  {convention}")
        boxes, frames = output.count(summary.boxes, "box", "boxes"), summary.frames
        what = "frame" if summary.kind.value == "3D" else "image"
        output.line(f"{summary.form}: {boxes} in {output.count(frames, what)} -> {out}")
        if summary.compared_segments:
            output.line(
                f"compared with the labels of {output.count(summary.compared_segments, 'segment')}"
            )
    output.findings(summary.findings)
    for note in summary.notes:
        output.note(note)
