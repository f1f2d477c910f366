"""`waymo-kit detect`: objects in LiDAR points, by a trained detector or a simple baseline."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import require_training_packages
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.detectors.lidar.detection import (
    ABSENT_COLUMNS,
    LOAD,
    FrameDetector,
    SegmentDetection,
)
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.job import SegmentOutcome, predict
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.scene import open_dataset
from waymo_kit.scene.dataset import dataset_stamp

_FORMATS = {"parquet": Format.PARQUET, "arrow": Format.ARROW, "bin": Format.OBJECTS}


@click.command(
    epilog=options.example(
        "waymo-kit detect --checkpoint run/ --data validation/ --out preds.parquet",
        "waymo-kit detect --baseline clusters --data validation/ --out preds.parquet",
    )
)
@click.option(
    "--checkpoint",
    "-c",
    metavar="PATH",
    help="Trained detector: the folder of a run of `waymo-kit train`, or a file in its "
    "checkpoints/.",
)
@click.option(
    "--baseline",
    type=click.Choice(["clusters"]),
    help="Detector without training: clusters of points above the ground, boxed at mean sizes.",
)
@options.data(required=True)
@options.out(required=True, metavar="FILE")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_FORMATS)),
    help="Format of the predictions. [default: the one that the file's name ends with]",
)
@options.batch_size(default=2)
@options.engine
@options.overwrite()
@options.json_path()
def command(
    checkpoint: str | None,
    baseline: str | None,
    data: str,
    out: str,
    format_name: str | None,
    batch_size: int,
    engine: Engine,
    overwrite: bool,
    json_path: str | None,
) -> None:
    """Detect objects in the LiDAR points of all frames of a dataset.

    The predictions file ends with .parquet, .arrow or .bin. `waymo-kit eval` scores it, and
    `waymo-kit track` follows its objects through the frames. If a run is killed, the same command
    continues where it stopped.
    """
    if (checkpoint is None) == (baseline is None):
        raise InvalidInputError("expected one of --checkpoint and --baseline")
    file_format = _FORMATS[format_name] if format_name else None
    writer = PredictionWriter(out, file_format=file_format, without=ABSENT_COLUMNS)
    dataset = open_dataset(data)
    load, identity = _find_detector(checkpoint, batch_size)
    start = time.perf_counter()
    with output.progress("detect", work="frames") as bar:
        outcomes = predict(
            SegmentDetection(dataset, load),
            dataset.segments,
            writer,
            {"detector": identity, "data": f"{data} {dataset_stamp(data, 'lidar')}"},
            engine if checkpoint is None else engine.on_accelerators(),
            overwrite=overwrite,
            on_progress=bar.update,
        )
    summary = _Summary(str(checkpoint or baseline), outcomes, time.perf_counter() - start)
    if json_path != options.STDOUT:
        _print_summary(summary, out)
    output.write_json(summary.to_json(), json_path)


def _find_detector(
    checkpoint: str | None, batch_size: int
) -> tuple[Callable[[], FrameDetector], str]:
    """What each worker loads its detector with, and all that its detections depend on."""
    if checkpoint is None:
        return ClusterDetector, "clusters"
    require_training_packages("detect")
    from waymo_kit.detectors.lidar.trained import find_checkpoint
    from waymo_kit.detectors.training.checkpoints import CONFIG

    path = Path(checkpoint)
    found = path if path.is_file() else find_checkpoint(path)
    digest, config = _digest(found), _digest(found.parent.parent / CONFIG)
    backend = os.environ.get("KERAS_BACKEND", "")
    identity = f"{digest} {config} {batch_size} {backend}"
    return partial(_load_network, found, digest, batch_size), identity


def _load_network(checkpoint: Path, digest: str, batch_size: int) -> FrameDetector:
    require_training_packages("detect")
    from waymo_kit.detectors.lidar.network_detector import NetworkDetector
    from waymo_kit.detectors.lidar.trained import load_run

    trained = load_run(checkpoint.parent.parent, checkpoint)
    if _digest(checkpoint) != digest:
        raise InvalidInputError(
            f"{checkpoint}: expected the weights that the other workers have, the file has "
            "changed: copy it, or wait for the training to end"
        )
    return NetworkDetector(trained.detector, batch_size)


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise NotFoundError(
            f"{file}: expected a file of a training run, it is not there"
        ) from error


@dataclass(frozen=True)
class _Summary:
    """What a run did: its detector, segments and time."""

    detector: str
    outcomes: list[SegmentOutcome]
    seconds: float

    @property
    def frames(self) -> int:
        return sum(outcome.facts.frames for outcome in self.outcomes)

    @property
    def detections(self) -> int:
        return sum(outcome.facts.boxes for outcome in self.outcomes)

    @property
    def load_seconds(self) -> float:
        """Time in which all workers together loaded and compiled the detector."""
        return sum(outcome.stage_seconds.get(LOAD, 0.0) for outcome in self.outcomes)

    @property
    def ms_per_frame(self) -> float:
        """Time that a worker took for a frame of those that this run did itself."""
        return self._per_frame(sum(each.cost.seconds for each in self.outcomes) - self.load_seconds)

    @property
    def stages(self) -> dict[str, dict[str, float]]:
        """Time a frame and share of all stages' time, by stage."""
        sums: dict[str, float] = {}
        for outcome in self.outcomes:
            for stage, seconds in outcome.stage_seconds.items():
                if stage != LOAD:
                    sums[stage] = sums.get(stage, 0.0) + seconds
        total = sum(sums.values())
        return {
            stage: {"ms_per_frame": self._per_frame(seconds), "share": seconds / total}
            for stage, seconds in sums.items()
        }

    def _per_frame(self, seconds: float) -> float:
        done = (each.facts.frames for each in self.outcomes if each.status == "made")
        return 1e3 * seconds / max(sum(done), 1)

    def to_json(self) -> dict[str, Any]:
        return {
            "detector": self.detector,
            "segments": len(self.outcomes),
            "frames": self.frames,
            "detections": self.detections,
            "seconds": self.seconds,
            "load_seconds": self.load_seconds,
            "ms_per_frame": self.ms_per_frame,
            "stages": self.stages,
            "work": [outcome.to_json() for outcome in self.outcomes],
        }


def _print_summary(summary: _Summary, out: str) -> None:
    rows = [
        output.Row(stage, [f"{values['ms_per_frame']:.2f}", f"{100 * values['share']:.1f} %"])
        for stage, values in summary.stages.items()
    ]
    output.table(["ms/frame", "share"], rows, corner="stage")
    output.line(
        f"{summary.detector}: {output.count(summary.detections, 'detection')} in "
        f"{output.count(summary.frames, 'frame')} of "
        f"{output.count(len(summary.outcomes), 'segment')}, {summary.ms_per_frame:.1f} ms/frame "
        f"-> {out}"
    )
