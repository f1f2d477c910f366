"""The interface of all detectors, and the loop that runs one over the frames of a dataset."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.scene import Dataset, Frame
from waymo_kit.schema.predictions import BoxKind

_BATCHES_AHEAD = 2

AnyBoxes = TypeVar("AnyBoxes", Boxes, ImageBoxes)
_Item = TypeVar("_Item")


class StageClock:
    """Adds up how long the stages of a computation take.

    Each stage must be measured by one thread only.

    Attributes:
        seconds: Seconds spent in each stage so far, in the order in which they first ended.
    """

    def __init__(self) -> None:
        """Starts without stages."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Adds the duration of the block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


class FrameDetector(ABC, Generic[AnyBoxes]):
    """Finds objects in frames, whatever sensor it reads.

    A detector of any library becomes one by three methods: `read` takes what it needs out of a
    frame, `detect_batch` finds the objects in several inputs at once, and `identity` names all that
    its detections depend on.

    Attributes:
        kind: Kind of the boxes that it finds.
        component: Name of the component table with its input, such as `lidar`.
        batch_size: Largest number of frames that `detect_batch` takes at once.
        uses_accelerator: Whether a worker process should get an accelerator of its own.
        has_masks: Whether its boxes have masks.
    """

    kind: BoxKind = BoxKind.BOX_3D
    component: str
    batch_size: int = 1
    uses_accelerator: bool = False
    has_masks: bool = False

    @property
    @abstractmethod
    def identity(self) -> str:
        """Text that differs between detectors whose detections may differ."""

    @abstractmethod
    def read(self, frame: Frame, clock: StageClock) -> Any:
        """Reads and prepares the input of a frame; called from a thread that reads ahead.

        Raises:
            NotFoundError: The dataset lacks what the detector reads.
            CorruptDataError: The frame does not decode.
        """

    @abstractmethod
    def detect_batch(self, inputs: Sequence[Any], clock: StageClock) -> list[AnyBoxes]:
        """Returns the detections of 1 to `batch_size` inputs."""

    def reset(self) -> None:
        """Forgets earlier frames, where a detector remembers them: another segment begins."""

    def detect(self, frame: Frame) -> AnyBoxes:
        """Returns the detections of one frame, best first."""
        clock = StageClock()
        [found] = self.detect_batch([self.read(frame, clock)], clock)
        return found


@dataclass(frozen=True)
class FrameDetections(Generic[AnyBoxes]):
    """The detections of a frame.

    Attributes:
        segment: Name of the segment.
        timestamp_micros: Time of the frame.
        boxes: Detected objects with scores, best first; possibly none.
    """

    segment: str
    timestamp_micros: int
    boxes: AnyBoxes


def detect_frames(
    detector: FrameDetector[AnyBoxes],
    dataset: Dataset,
    clock: StageClock | None = None,
    stride: int = 1,
) -> Iterator[FrameDetections[AnyBoxes]]:
    """Yields the detections of the frames of a dataset in order; another thread reads ahead.

    A batch never holds frames of two segments, so the detections of a segment do not depend on
    other segments.

    Args:
        detector: Detector to run.
        dataset: Dataset with the components that the detector reads.
        clock: Clock that measures each stage.
        stride: Use every N-th frame of each segment. Defaults to 1, which uses all frames.
    """
    clock = clock or StageClock()
    inputs = prefetched(
        _read_frames(detector, dataset, clock, stride), _BATCHES_AHEAD * detector.batch_size
    )
    for batch in _batches(inputs, detector.batch_size):
        found = detector.detect_batch([item for _, _, item in batch], clock)
        for (segment, timestamp_micros, _), boxes in zip(batch, found, strict=True):
            yield FrameDetections(segment, timestamp_micros, boxes)


def prefetched(items: Iterator[_Item], ahead: int) -> Iterator[_Item]:
    """Yields items in order while another thread makes the next ones.

    An error is raised where its item would have been yielded.

    Args:
        items: Iterator that one other thread advances.
        ahead: Largest number of items made ahead of the caller, at least 1.
    """
    end = object()
    coming: deque[Future] = deque()
    with ThreadPoolExecutor(1) as thread:
        try:
            coming.extend(thread.submit(next, items, end) for _ in range(ahead))
            while (item := coming.popleft().result()) is not end:
                coming.append(thread.submit(next, items, end))
                yield item
        finally:
            for future in coming:
                future.cancel()


def _read_frames(
    detector: FrameDetector[Any], dataset: Dataset, clock: StageClock, stride: int
) -> Iterator[tuple[str, int, Any]]:
    for scene in dataset:
        for frame in scene[::stride]:
            yield scene.name, frame.timestamp_micros, detector.read(frame, clock)


def _batches(
    inputs: Iterable[tuple[str, int, Any]], size: int
) -> Iterator[list[tuple[str, int, Any]]]:
    """Yields up to `size` consecutive inputs of one segment, as soon as they are there."""
    batch: list[tuple[str, int, Any]] = []
    for item in inputs:
        if batch and batch[0][0] != item[0]:
            yield batch
            batch = []
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
