"""`waymo-kit warmup`: compiles all kernels, so that no later command waits for them."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np
import pyarrow as pa

from waymo_kit.cli import options, output
from waymo_kit.convert import convert_segment
from waymo_kit.detectors.detection.dataset_detection import detect_dataset
from waymo_kit.detectors.detection.runs import configured_run
from waymo_kit.detectors.lidar.cluster_baseline import ClusterDetector
from waymo_kit.detectors.tracking import METHODS, Tracker, track_dataset
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.settings import with_breakdowns
from waymo_kit.evaluation.tasks import task_named
from waymo_kit.geometry.boxes import points_in_boxes
from waymo_kit.geometry.dense_assignment import minimum_cost_assignment
from waymo_kit.geometry.iou import iou_3d
from waymo_kit.io import locate
from waymo_kit.metrics.coverage import CoverageMetric
from waymo_kit.metrics.covered_area import coverage_grid
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import open_dataset
from waymo_kit.scene.vehicle_paths import VehiclePaths
from waymo_kit.schema import CONVERTED_TAGS
from waymo_kit.simulate import simulate_segment

_BOXES_3D = ("detection", "let", "calibration")
_TINY = {"steps": 2, "batch_size": 1, "evaluate_every": 2}


@click.command(epilog=options.example("waymo-kit warmup"))
def command() -> None:
    """Compile all kernels once, which takes some minutes.

    Kernels are the parts that numba compiles when they are first used. They are kept beside the
    package, or else in the user's cache folder, until the package changes. The command runs a tiny
    example of everything: it simulates a drive, converts it, detects and tracks objects, trains a
    detector if TensorFlow is installed, and scores the results.
    """
    began = time.monotonic()
    with output.progress("warmup", "steps") as bar:
        warm_up(bar.update)
    output.line(f"compiled all kernels in {time.monotonic() - began:.0f} s")


def warm_up(on_progress: OnProgress = ignore_progress) -> None:
    """Runs a tiny example of everything that has kernels.

    Args:
        on_progress: Function called with the number of steps that are done.
    """
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        example = _Example(Path(scratch))
        steps: list[Callable[[], None]] = [
            example.simulate,
            example.convert,
            example.load,
            example.detect,
            example.track_and_score,
        ]
        if all(importlib.util.find_spec(name) for name in ("keras", "tensorflow")):
            steps.append(example.train)
        for number, step in enumerate(steps):
            on_progress(Progress(number, len(steps)))
            step()
        on_progress(Progress(len(steps), len(steps)))


class _Example:
    """Two drives of three frames in all, and all that is made of them.

    Args:
        folder: Folder for the files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drives = folder / "drives"
        self._tables = folder / "tables"

    def simulate(self) -> None:
        for index, time_of_day in enumerate(("Day", "Night")):
            simulate_segment(
                self._drives,
                index=index,
                frames=2 - index,
                time_of_day=time_of_day,
                location="location_sf",
            )

    def convert(self) -> None:
        for source in self._drives.iterdir():
            convert_segment(locate(source), locate(self._tables), CONVERTED_TAGS)

    def load(self) -> None:
        for form in (self._drives, self._tables):
            for scene in open_dataset(form):
                for frame in scene:
                    cloud = frame.points()
                    _ = cloud.camera_projection
                    points_in_boxes(cloud.xyz, frame.boxes.array)
                    for camera in frame.cameras:
                        frame.camera(camera).project(cloud.xyz)
                    iou = iou_3d(frame.boxes.array, frame.boxes.array)
                    minimum_cost_assignment(-iou)
        survey = CoverageMetric()
        paths = VehiclePaths(self._tables)
        for index in range(len(paths)):
            for path in paths.read(index):
                survey.update(path.segment, path.city, path.positions)
        survey.growth()
        for city in survey.cities:
            coverage_grid(survey.footprints(city), (0.0, 0.0), survey.radius, (2, 2))

    def detect(self) -> None:
        detect_dataset(ClusterDetector(), self._tables, self._folder / "clusters.parquet")

    def track_and_score(self) -> None:
        labels = self._folder / "labels.bin"
        write_predictions(self._labels(), labels)
        for name in _BOXES_3D:
            evaluate(labels, self._tables, name, with_profile=True, force=True)
        tracking = with_breakdowns(task_named("tracking"), "type,range,velocity")
        for name, method in METHODS.items():
            tracks = self._folder / f"{name}.parquet"
            track_dataset(Tracker(method()), labels, self._tables, tracks)
            evaluate(tracks, self._tables, tracking, force=True)

    def train(self) -> None:
        for head in ("centerpoint-pillar-tiny", "pointpillars"):
            run = self._folder / head
            values = {"data": str(self._tables), "training": _TINY}
            configured_run((head,), values).train(run)
            detect_dataset(run, self._tables, self._folder / f"{head}.parquet")

    def _labels(self) -> pa.Table:
        """The labels as predictions."""
        return pa.concat_tables(
            make_predictions(
                scene.name,
                frame.timestamp_micros,
                frame.boxes.array,
                frame.boxes.types,
                np.linspace(0.1, 0.9, len(frame.boxes)),
            )
            for scene in open_dataset(self._tables)
            for frame in scene
        )
