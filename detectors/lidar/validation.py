"""Scores a detector on a validation set while it is trained."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.frame_detector import detect_frames
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.detector import LidarDetector
from waymo_kit.detectors.lidar.network import LidarNetwork
from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation.case import distances
from waymo_kit.metrics.aligned_boxes import align_boxes
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig, DetectionMetric
from waymo_kit.scene import Dataset
from waymo_kit.schema import ObjectType

_SCORING = DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE,))
_NO_BOXES = Boxes(
    np.empty((0, 7)),
    np.empty(0, np.int8),
    scores=np.empty(0),
    difficulties=np.empty(0, np.int8),
    num_points=np.empty(0, np.int64),
    timestamps_micros=np.empty(0, np.int64),
)


class _Labels(NamedTuple):
    """Labels of a segment within reach, and the times of its frames."""

    boxes: Boxes
    timestamps_micros: NDArray[np.int64]


class Validation:
    """Scores a detector on the frames of a dataset, within its reach; an `Evaluation`.

    The metrics are those of `waymo-kit eval` with the same `within`: labels and detections count
    whose centers are nearer to the vehicle than the detector's reach, so that a detector of short
    range is not charged with what it cannot see. Studies count the same.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: DetectorConfig,
        reach: float,
        *,
        batch_size: int = 1,
        stride: int = 1,
    ) -> None:
        """Reads the labels.

        Args:
            dataset: Dataset with lidar, lidar calibrations, poses and boxes.
            config: Configuration of the detector.
            reach: Distance from the vehicle's origin up to which boxes count, meters.
            batch_size: Number of frames that the network takes at once.
            stride: Use every N-th frame of each segment.

        Raises:
            NotFoundError: The dataset has no label of the detector's classes within reach.
        """
        self._dataset = dataset
        self._config = config
        self._reach = reach
        self._batch_size = batch_size
        self._stride = stride
        self._detector: LidarDetector | None = None
        if not any(
            np.isin(each.boxes.types, config.classes).any() for each in self._truth.values()
        ):
            names = ", ".join(kind.name for kind in config.classes)
            raise NotFoundError(
                f"{dataset.where}: no label of {names} within {reach:g} m to evaluate on (the test "
                "split, for example, has no labels)"
            )

    def __call__(self, network: LidarNetwork) -> dict[str, float]:
        """Detects and scores.

        Returns:
            AP and APH by class and level, such as `VEHICLE_LEVEL_1_AP`, and their means over the
            detector's classes, such as `LEVEL_2_APH`.
        """
        if self._detector is None:
            self._detector = LidarDetector(network, self._batch_size)
        found: dict[str, list[Boxes]] = defaultdict(lambda: [_NO_BOXES])
        for frame in detect_frames(self._detector, self._dataset, stride=self._stride):
            near = self._within_reach(frame.boxes)
            times = np.full(len(near), frame.timestamp_micros)
            found[frame.segment].append(replace(near, timestamps_micros=times))
        metric = DetectionMetric(_SCORING)
        for segment, (labels, times) in self._truth.items():
            predicted = _joined(found[segment])
            metric.update(*align_boxes(predicted, labels, times, segment=segment, point_rules=True))
        return _named_metrics(metric.result().as_dict(), self._config.classes)

    @cached_property
    def _truth(self) -> dict[str, _Labels]:
        truth = {}
        for scene in self._dataset:
            frames = scene[:: self._stride]
            near = [self._within_reach(frame.boxes) for frame in frames]
            truth[scene.name] = _Labels(_joined([_NO_BOXES, *near]), frames.timestamps_micros)
        return truth

    def _within_reach(self, boxes: Boxes) -> Boxes:
        return boxes[np.flatnonzero(distances(boxes.array) < self._reach)]


def _joined(parts: list[Boxes]) -> Boxes:
    """Joins boxes of frames; the first part, without boxes, is the result if there are none."""
    return Boxes.concatenate(parts) if any(map(len, parts)) else parts[0]


def _named_metrics(
    rows: dict[str, dict[str, float]], classes: tuple[ObjectType, ...]
) -> dict[str, float]:
    named = {}
    for level in ("LEVEL_1", "LEVEL_2"):
        for metric in ("AP", "APH"):
            by_class = {
                f"{kind.name}_{level}_{metric}": rows[f"OBJECT_TYPE_TYPE_{kind.name}_{level}"][
                    metric
                ]
                for kind in classes
            }
            named.update(by_class)
            named[f"{level}_{metric}"] = float(np.mean(list(by_class.values())))
    return named
