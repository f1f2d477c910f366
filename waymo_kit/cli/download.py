"""`waymo-kit download`: a dataset, or some of its segments, from an object store."""

from __future__ import annotations

from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.download import download, plan_download
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.query.subset import read_subset


@click.command(
    epilog=options.example(
        "waymo-kit download gs://bucket/training --out training/ --workers 4",
        "waymo-kit download gs://bucket/v2/validation --out validation/ --tables "
        "lidar_box,vehicle_pose,stats",
    )
)
@click.argument("path")
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--segments",
    "segment_names",
    metavar="NAME,...|FILE",
    help="Names of the segments to take, separated by commas, or a subset of `waymo-kit select`. "
    "[default: all]",
)
@click.option(
    "--tables",
    "table_names",
    metavar="NAME,...",
    help="Component tables to take, separated by commas. [default: all]",
)
@options.engine
@options.json_path()
def command(
    path: str,
    out: str,
    segment_names: str | None,
    table_names: str | None,
    engine: Engine,
    json_path: str | None,
) -> None:
    """Download a dataset from an object store to this machine.

    PATH is the URI of a folder of component tables or of v1 files, such as gs:// or s3://. Your
    own credentials are used (gcloud auth application-default login, or AWS_ACCESS_KEY_ID). Files
    are checked when they have arrived. If a run is killed, the same command continues where it
    stopped.
    """
    folder = options.local_folder("--out", out)
    plan = plan_download(
        path, segments=_names(segment_names), components=_listed("--tables", table_names)
    )
    with output.progress("download", work="bytes") as bar:
        copied = download(plan, folder, engine, on_progress=bar.update)
    total, new = sum(segment.size for segment in plan), sum(count for _, count in copied)
    if json_path != options.STDOUT:
        output.line(
            f"{output.count(len(plan), 'segment')} complete ({output.size(total)}, "
            f"{output.size(new)} of them new) -> {out}"
        )
    values = {"out": out, "segments": len(plan), "bytes": total, "new_bytes": new}
    output.write_json(values, json_path)


def _names(text: str | None) -> list[str] | None:
    if text is not None and text.endswith((".yaml", ".yml")) and Path(text).is_file():
        return read_subset(text).segments
    return _listed("--segments", text)


def _listed(option: str, text: str | None) -> list[str] | None:
    if text is None:
        return None
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise InvalidInputError(f"{option} {text!r}: expected names, separated by commas")
    return names
