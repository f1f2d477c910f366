"""Detections of whole datasets: one resumable job, whatever the detector and the engine."""

from __future__ import annotations

import importlib
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pyarrow as pa

from waymo_kit.detectors.detection.frame_detector import (
    FrameDetector,
    StageClock,
    detect_frames,
)
from waymo_kit.detectors.detection.other_sensor import LiftedDetector, ProjectedDetector
from waymo_kit.detectors.detection.trained import TrainedRun, find_run
from waymo_kit.engine import Engine, LocalEngine
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, boxes_to_predictions
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.job import SegmentOutcome, SegmentPredictions, predict
from waymo_kit.predictions.parts import PartFacts
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.progress import OnProgress, ignore_progress
from waymo_kit.scene import Dataset, open_dataset
from waymo_kit.scene.dataset import dataset_stamp
from waymo_kit.schema.predictions import MASK, MASK_SIZE, OVERLAP_WITH_NLZ, TRACK_ID

_LOAD = "load"
"""Stage in which a process loads the detector, before its first segment."""


@dataclass(frozen=True)
class DetectionSummary:
    """Summary of a run of `detect_dataset`, with its time.

    Attributes:
        outcomes: Outcome of each segment, in the order of the dataset.
        seconds: Wall-clock time of the whole run in seconds.
    """

    outcomes: tuple[SegmentOutcome, ...]
    seconds: float

    @property
    def segments(self) -> int:
        """Number of segments."""
        return len(self.outcomes)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return sum(outcome.facts.frames for outcome in self.outcomes)

    @property
    def detections(self) -> int:
        """Number of detections."""
        return sum(outcome.facts.boxes for outcome in self.outcomes)

    @property
    def load_seconds(self) -> float:
        """Seconds in which the workers loaded and compiled the detector, added up."""
        return self._stage_seconds.get(_LOAD, 0.0)

    @property
    def seconds_per_frame(self) -> float:
        """Seconds that a worker took per frame, without loading the detector.

        Segments that an earlier run had finished do not count, here and in `stages`.
        """
        return self._per_frame(sum(each.cost.seconds for each in self.outcomes) - self.load_seconds)

    @property
    def stages(self) -> dict[str, float]:
        """Seconds per frame of each stage; a thread of its own reads while others work."""
        return {
            stage: self._per_frame(seconds)
            for stage, seconds in self._stage_seconds.items()
            if stage != _LOAD
        }

    def to_json(self) -> dict[str, Any]:
        """Returns counts, times and the outcome of each segment as JSON values."""
        stages, total = self.stages, sum(self.stages.values())
        return {
            "segments": self.segments,
            "frames": self.frames,
            "detections": self.detections,
            "seconds": self.seconds,
            "load_seconds": self.load_seconds,
            "ms_per_frame": 1e3 * self.seconds_per_frame,
            "stages": {
                stage: {"ms_per_frame": 1e3 * seconds, "share": seconds / total}
                for stage, seconds in stages.items()
            },
            "work": [outcome.to_json() for outcome in self.outcomes],
        }

    @cached_property
    def _stage_seconds(self) -> Mapping[str, float]:
        sums: Counter[str] = Counter()
        for outcome in self.outcomes:
            sums.update(outcome.stage_seconds)
        return sums

    def _per_frame(self, seconds: float) -> float:
        made = sum(each.facts.frames for each in self.outcomes if each.status == "made")
        return seconds / max(made, 1)


def detect_dataset(
    detector: FrameDetector[Any] | str | os.PathLike[str],
    data: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    batch_size: int = 2,
    boxes: BoxKind | None = None,
    follow: bool = False,
    file_format: Format | None = None,
    engine: Engine | None = None,
    overwrite: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> DetectionSummary:
    """Detects the objects in all frames of a dataset and writes one predictions file.

    The bytes of the file depend on the detector and the data alone, not on the engine. A run that
    was killed continues where it stopped when it is called again with the same arguments.

    Args:
        detector: Folder of a training run, a checkpoint in it, or a detector.
        data: Dataset in any form that `open_dataset` takes.
        out: File or URI to write: `.parquet`, `.arrow` or `.bin`.
        batch_size: Number of frames that the network of a training run takes at once.
        boxes: Kind of the boxes to write. 3D boxes become 2D ones by projection into the cameras,
            and 2D ones 3D at the nearest LiDAR points. Defaults to None, which writes the
            detector's own.
        follow: Whether to give objects ids by Tracktor, whose network must be a two-stage one in
            images. Defaults to False.
        file_format: Format of the file. Defaults to None, which takes it from the name.
        engine: Engine that runs the tasks, one for each segment. Defaults to None, which runs in
            this process.
        overwrite: Whether to detect again in segments that a killed run had finished.
        on_progress: Function called with the numbers of segments done, of all segments, and of
            frames done.

    Returns:
        Counts and times.

    Raises:
        NotFoundError: The run or the data are not there, or the data lack what the detector reads.
        InvalidInputError: The name of the file is wrong, or the checkpoint is of another network.
        MissingDependencyError: A package that the network needs is not installed.
        CorruptDataError: A frame or the checkpoint does not decode.
        OutputError: The predictions cannot be written.
    """
    started = time.perf_counter()
    source: FrameDetector[Any] | TrainedRun
    if isinstance(detector, FrameDetector):
        source, load, identity = detector, partial(_itself, detector), detector.identity
    else:
        source = find_run(detector)
        load, identity = partial(source.load, batch_size), source.identity(batch_size)
    kind, has_masks = boxes or source.kind, source.has_masks
    if kind is not source.kind:
        carried = LiftedDetector if kind is BoxKind.BOX_3D else ProjectedDetector
        load, has_masks = partial(_carried, carried, load), False
        identity = f"{carried.__name__} {identity}"
    if follow:
        if source.kind is not BoxKind.BOX_2D or kind is not source.kind:
            raise InvalidInputError("expected a detector in images to follow objects with")
        load, has_masks, identity = partial(_following, load), False, f"tracktor {identity}"
    unknown = (OVERLAP_WITH_NLZ,) if follow else (TRACK_ID, OVERLAP_WITH_NLZ)
    without = unknown if has_masks else (*unknown, MASK, *MASK_SIZE)
    writer = PredictionWriter(out, kind, file_format, without=without)
    dataset = open_dataset(data)
    engine = engine or LocalEngine()
    outcomes = predict(
        SegmentDetection(dataset, load, kind),
        dataset.segments,
        writer,
        {"detector": identity, "data": f"{data} {dataset_stamp(data, source.component)}"},
        engine.on_accelerators() if source.uses_accelerator else engine,
        overwrite=overwrite,
        on_progress=on_progress,
    )
    return DetectionSummary(tuple(outcomes), time.perf_counter() - started)


def _itself(detector: FrameDetector[Any]) -> FrameDetector[Any]:
    return detector


def _following(load: Callable[[], FrameDetector[Any]]) -> FrameDetector[Any]:
    """Loads a detector that follows objects."""
    module = importlib.import_module("waymo_kit.detectors.camera.tracktor")
    follower: FrameDetector[Any] = module.TracktorDetector(load())
    return follower


def _carried(
    carry: Callable[[FrameDetector[Any]], FrameDetector[Any]],
    load: Callable[[], FrameDetector[Any]],
) -> FrameDetector[Any]:
    """Loads a detector whose boxes are carried over to the other sensor."""
    return carry(load())


@dataclass(frozen=True)
class SegmentDetection:
    """Detects in one segment of a dataset; a `Predictor`, which other processes can run.

    Attributes:
        dataset: Dataset with the component that the detector reads.
        load_detector: Function that makes the detector, once per process.
        kind: Kind of the boxes.
    """

    dataset: Dataset
    load_detector: Callable[[], FrameDetector[Any]]
    kind: BoxKind

    @cached_property
    def detector(self) -> FrameDetector[Any]:
        """The detector of this process."""
        return self.load_detector()

    def __call__(self, segment: str, progress: Callable[[int], None]) -> SegmentPredictions:
        """Returns the detections of a segment."""
        clock, tables = StageClock(), []
        with clock.measure(_LOAD):
            detector = self.detector
        detector.reset()
        position = self.dataset.segments.index(segment)
        alone = self.dataset[position : position + 1]
        for frame in detect_frames(detector, alone, clock):
            with clock.measure("write"):
                tables.append(boxes_to_predictions(frame.boxes, segment, frame.timestamp_micros))
            progress(len(tables))
        with clock.measure("write"):
            table = pa.concat_tables([self.kind.schema.empty_table(), *tables])
        facts = PartFacts(frames=len(tables), boxes=len(table))
        return SegmentPredictions(table, facts, dict(clock.seconds))

    def __getstate__(self) -> dict[str, Any]:
        """Leaves the detector out: another process loads its own."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
