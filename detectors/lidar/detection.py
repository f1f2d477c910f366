"""Detections of whole datasets: frames are read ahead, predictions written segment by segment."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.detectors.detection.prefetch import prefetched
from waymo_kit.detectors.detection.stage_clock import StageClock
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.example import Example, load_example
from waymo_kit.detectors.lidar.nms import Detections
from waymo_kit.detectors.lidar.sweeps import SweepCache
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.predictions.job import SegmentPredictions
from waymo_kit.predictions.parts import PartFacts
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.scene import Dataset
from waymo_kit.schema.predictions import OVERLAP_WITH_NLZ, TRACK_ID

ABSENT_COLUMNS = (TRACK_ID, OVERLAP_WITH_NLZ)
"""Optional columns of a predictions table that a detector does not know."""

LOAD = "load"
"""Stage of a segment in which its process makes the detector, for the first time only."""

_BATCHES_AHEAD = 2
_SWEEP_CACHE_BYTES = 1 << 28


class FrameDetector(Protocol):
    """What finds objects in points."""

    @property
    def points(self) -> PointInput:
        """Which points it reads."""

    @property
    def batch_size(self) -> int:
        """Frames that it takes at once."""

    def prepare(self, points: NDArray[np.float32], clock: StageClock) -> Any:
        """Makes its input of the points of a frame, (n, 6); called from the reading thread."""

    def detect(self, inputs: Sequence[Any], clock: StageClock) -> list[Detections]:
        """The detections of 1 to `batch_size` frames."""


class FrameDetections(NamedTuple):
    """What was found in a frame.

    Attributes:
        segment: name of its segment.
        timestamp_micros: its time.
        detections: best first; there may be none.
    """

    segment: str
    timestamp_micros: int
    detections: Detections


@dataclass(frozen=True)
class DetectionSummary:
    """What a run over a dataset did.

    Attributes:
        segments: that were read.
        frames: likewise.
        detections: that were written.
        seconds: from the first frame's reading to the end of the file.
        stage_seconds: of each stage; those of the reading thread run beside the others.
    """

    segments: int
    frames: int
    detections: int
    seconds: float
    stage_seconds: Mapping[str, float]


def detect(
    detector: FrameDetector,
    dataset: Dataset,
    writer: PredictionWriter,
    on_progress: Callable[[int, int], None] = lambda segments, frames: None,
) -> DetectionSummary:
    """Writes the detections of all frames of a dataset; memory holds a few frames at a time.

    Args:
        detector: finds the objects.
        dataset: with lidar, lidar calibrations and poses.
        writer: opened, of 3D boxes.
        on_progress: is told the numbers of segments and of frames done.

    Raises:
        NotFoundError: the dataset has no lidar, or lacks what the detector reads.
        CorruptDataError: a frame does not decode.
        OutputError: the predictions cannot be written.
    """
    start = time.perf_counter()
    job = SegmentDetection(dataset, lambda: detector)
    segments = frames = boxes = 0
    stage_seconds: Counter[str] = Counter()

    def note(done: int) -> None:
        on_progress(segments, frames + done)

    for segment in dataset.segments:
        made = job(segment, note)
        writer.add(made.table.combine_chunks())
        frames, boxes = frames + made.facts.frames, boxes + made.facts.boxes
        stage_seconds.update(made.stage_seconds)
        segments += 1
        on_progress(segments, frames)
    del stage_seconds[LOAD]
    return DetectionSummary(
        segments, frames, boxes, time.perf_counter() - start, dict(stage_seconds)
    )


@dataclass(frozen=True)
class SegmentDetection:
    """Detects in one segment of a dataset; a `Predictor`, which can be sent to other processes.

    Attributes:
        dataset: with lidar, lidar calibrations and poses.
        load_detector: makes what finds the objects, once a process.
    """

    dataset: Dataset
    load_detector: Callable[[], FrameDetector]

    @cached_property
    def detector(self) -> FrameDetector:
        """What finds the objects."""
        return self.load_detector()

    def __call__(self, segment: str, progress: Callable[[int], None]) -> SegmentPredictions:
        """The detections of a segment; raises what `detect` does."""
        clock, tables = StageClock(), []
        with clock.measure(LOAD):
            detector = self.detector
        position = self.dataset.segments.index(segment)
        alone = self.dataset[position : position + 1]
        for frame in detect_frames(detector, alone, clock):
            with clock.measure("write"):
                tables.append(prediction_table(frame))
            progress(len(tables))
        with clock.measure("write"):
            table = pa.concat_tables([BoxKind.BOX_3D.schema.empty_table(), *tables])
        facts = PartFacts(frames=len(tables), boxes=len(table))
        return SegmentPredictions(table, facts, dict(clock.seconds))

    def __getstate__(self) -> dict[str, Any]:
        """Another process loads a detector of its own."""
        return {"dataset": self.dataset, "load_detector": self.load_detector}


def detect_frames(
    detector: FrameDetector, dataset: Dataset, clock: StageClock | None = None, every: int = 1
) -> Iterator[FrameDetections]:
    """Yields the detections of each frame of a dataset in order; frames are read ahead.

    A batch has frames of one segment: what is found in a segment does not depend on others.

    Args:
        detector: finds the objects.
        dataset: with lidar, lidar calibrations and poses.
        clock: is told the time of each stage.
        every: takes every so-manieth frame of a segment.
    """
    clock = clock or StageClock()
    ahead = _BATCHES_AHEAD * detector.batch_size
    prepared = prefetched(_prepared_frames(detector, dataset, clock, every), ahead)
    for batch in _batches(prepared, detector.batch_size):
        yield from _detect_batch(detector, batch, clock)


def prediction_table(frame: FrameDetections) -> pa.Table:
    """The detections as rows of a predictions table.

    Speeds are along the vehicle's axes, and absent where the detector does not know them (NaN).
    """
    boxes, scores, types, velocities = frame.detections
    if len(boxes) == 0:
        return BoxKind.BOX_3D.schema.empty_table()
    speeds = None if np.isnan(velocities).any() else velocities
    return make_predictions(
        frame.segment, frame.timestamp_micros, boxes, types, scores, speeds=speeds
    )


def _prepared_frames(
    detector: FrameDetector, dataset: Dataset, clock: StageClock, every: int
) -> Iterator[tuple[str, int, Any]]:
    wanted = detector.points
    cache = SweepCache(_SWEEP_CACHE_BYTES) if wanted.sweeps > 1 else None
    for scene in dataset:
        for frame in scene[::every]:
            with clock.measure("read"):
                example: Example = load_example(frame, wanted, cache, labels=False)
            prepared = detector.prepare(example.points, clock)
            yield example.segment, example.timestamp_micros, prepared


def _batches(
    prepared: Iterable[tuple[str, int, Any]], size: int
) -> Iterator[list[tuple[str, int, Any]]]:
    """Frames of one segment, up to `size`, as soon as they are there."""
    batch: list[tuple[str, int, Any]] = []
    for item in prepared:
        if batch and batch[0][0] != item[0]:
            yield batch
            batch = []
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _detect_batch(
    detector: FrameDetector, batch: Sequence[tuple[str, int, Any]], clock: StageClock
) -> Iterator[FrameDetections]:
    found = detector.detect([prepared for _, _, prepared in batch], clock)
    for (segment, time_micros, _), detections in zip(batch, found, strict=True):
        yield FrameDetections(segment, time_micros, detections)
