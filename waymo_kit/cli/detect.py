"""`waymo-kit detect`: objects in LiDAR points or images, by a trained detector or a baseline."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.detectors.detection.dataset_detection import DetectionSummary, detect_dataset
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.detectors.training.packages import choose_backend
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind
from waymo_kit.predictions.files import Format

_FORMATS = {"parquet": Format.PARQUET, "arrow": Format.ARROW, "bin": Format.OBJECTS}


@click.command(
    epilog=options.example(
        "waymo-kit detect --checkpoint pretrained --data validation/ --out preds.parquet",
        "waymo-kit detect --checkpoint run/ --data validation/ --out preds.parquet",
        "waymo-kit detect --baseline clusters --data validation/ --out preds.parquet",
    )
)
@options.checkpoint()
@click.option(
    "--baseline",
    type=click.Choice(["clusters"]),
    help="Detector without training: clusters of points above the ground, boxed at mean sizes.",
)
@click.option(
    "--boxes",
    type=click.Choice(["2d", "3d"]),
    help="Kind of boxes to write: 2d projects those of a LiDAR detector into the cameras, 3d puts "
    "those of a camera detector at the nearest LiDAR points. [default: the detector's own]",
)
@click.option(
    "--tracktor",
    is_flag=True,
    help="Follow the objects: the box head of faster-rcnn or mask-rcnn moves the boxes of the "
    "frame before, and each object keeps its id.",
)
@options.data(required=True)
@options.subset("data")
@options.out(required=True, metavar="FILE")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_FORMATS)),
    help="Format of the predictions. [default: the one that the file's name ends with]",
)
@options.batch_size(default=2)
@options.backend()
@options.engine
@options.overwrite()
@options.json_path()
def command(
    checkpoint: str | None,
    baseline: str | None,
    boxes: str | None,
    tracktor: bool,
    data: str,
    out: str,
    format_name: str | None,
    batch_size: int,
    backend: str | None,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Detect objects in the LiDAR points or camera images of all frames of a dataset.

    The predictions file ends with .parquet, .arrow or .bin. `waymo-kit eval` scores it, and
    `waymo-kit track` follows its objects through the frames. If a run is killed, the same command
    continues where it stopped.
    """
    if (checkpoint is None) == (baseline is None):
        raise InvalidInputError("expected one of --checkpoint and --baseline")
    choose_backend(backend)
    with output.progress("detect", work="frames") as bar:
        summary = detect_dataset(
            checkpoint if checkpoint is not None else ClusterDetector(),
            data,
            out,
            batch_size=batch_size,
            boxes=BoxKind(boxes.upper()) if boxes else None,
            follow=tracktor,
            file_format=_FORMATS[format_name] if format_name else None,
            engine=engine,
            overwrite=overwrite,
            on_progress=bar.update,
        )
    detector = str(checkpoint or baseline)
    if json_path != options.STDOUT:
        _print_summary(detector, summary, out)
    output.write_json({"detector": detector, **summary.to_json()}, json_path)


def _print_summary(detector: str, summary: DetectionSummary, out: str) -> None:
    stages = summary.stages
    total = sum(stages.values())
    rows = [
        output.Row(stage, [f"{1e3 * seconds:.2f}", f"{100 * seconds / total:.1f} %"])
        for stage, seconds in stages.items()
    ]
    output.table(["ms/frame", "share"], rows, corner="stage")
    output.line(
        f"{detector}: {output.count(summary.detections, 'detection')} in "
        f"{output.count(summary.frames, 'frame')} of "
        f"{output.count(summary.segments, 'segment')}, "
        f"{1e3 * summary.seconds_per_frame:.1f} ms/frame -> {out}"
    )
