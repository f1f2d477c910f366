"""Early scores of a detector while it is trained."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.detection.frame_detector import detect_frames
from waymo_kit.detectors.lidar.config import DetectorConfig, Grid
from waymo_kit.detectors.lidar.detector import LidarDetector
from waymo_kit.detectors.lidar.network import LidarNetwork
from waymo_kit.errors import NotFoundError
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig, evaluate_detections
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, apply_point_rules
from waymo_kit.scene import Dataset
from waymo_kit.schema import ObjectType

_SCORING = DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE,))


class Validation:
    """Scores a detector on frames of a dataset, on its grid only; an `Evaluation`.

    The metrics are those of `waymo-kit eval`, of labels and detections whose centers are on the
    grid, so that a detector of small range is not told off for what it cannot see.

    Args:
        dataset: with lidar, lidar calibrations, poses and boxes.
        config: of the detector.
        batch_size: frames at once.
        every: use every so-manieth frame of a segment.

    Raises:
        NotFoundError: the dataset has no frames.
    """

    def __init__(
        self, dataset: Dataset, config: DetectorConfig, *, batch_size: int = 1, every: int = 1
    ) -> None:
        """Reads nothing yet."""
        self._dataset = dataset
        self._config = config
        self._batch_size = batch_size
        self._every = every
        self._detector: LidarDetector | None = None

    def __call__(self, task: LidarNetwork) -> dict[str, float]:
        """Detects and scores.

        Returns:
            AP and APH by type and level, such as `VEHICLE_LEVEL_1_AP`, and their means over the
            detector's types, such as `LEVEL_2_APH`.
        """
        if self._detector is None:
            self._detector = LidarDetector(task, self._batch_size)
        found = _ObjectList(self._config.grid)
        scores = []
        frames = detect_frames(self._detector, self._dataset, stride=self._every)
        for number, frame in enumerate(frames):
            detections = frame.detections
            rows = found.add(number, detections.boxes, detections.types)
            scores.append(detections.scores[rows])
        truth, count = self._truth
        columns = found.columns()
        predictions = Predictions.from_arrays(*columns, np.concatenate(scores))
        result = evaluate_detections(predictions, truth, Frames.anonymous(count), _SCORING)
        return _named_figures(result.as_dict(), self._config.types)

    @cached_property
    def _truth(self) -> tuple[GroundTruth, int]:
        """Labels on the grid, and the number of frames."""
        labels = _ObjectList(self._config.grid)
        difficulties, points = [], []
        number = 0
        for scene in self._dataset:
            for frame in scene[:: self._every]:
                boxes = frame.boxes
                rows = labels.add(number, boxes.array, boxes.types)
                difficulties.append(boxes.difficulties[rows])
                points.append(boxes.num_points[rows])
                number += 1
        if number == 0:
            raise NotFoundError(f"{self._dataset.where}: no frame to evaluate on")
        truth = GroundTruth.from_arrays(
            *labels.columns(), detection_difficulty=np.concatenate(difficulties)
        )
        return apply_point_rules(truth, np.concatenate(points)), number


class _Columns(NamedTuple):
    frame: NDArray[np.int32]
    box: NDArray[np.float64]
    type: NDArray[np.uint8]


class _ObjectList:
    """Boxes on a grid, frame by frame."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._parts: list[_Columns] = []

    def add(
        self, frame: int, boxes: NDArray[np.floating], types: NDArray[np.integer]
    ) -> NDArray[np.intp]:
        """Adds the boxes (M, 7) whose centers are on the grid; returns which these are."""
        grid, x, y = self._grid, boxes[:, 0], boxes[:, 1]
        on_grid = (x >= grid.x_min) & (x < grid.x_max) & (y >= grid.y_min) & (y < grid.y_max)
        rows = np.flatnonzero(on_grid)
        self._parts.append(
            _Columns(
                np.full(len(rows), frame, np.int32),
                boxes[rows].astype(np.float64),
                types[rows].astype(np.uint8),
            )
        )
        return rows

    def columns(self) -> _Columns:
        """All boxes."""
        return _Columns(*(np.concatenate(parts) for parts in zip(*self._parts, strict=True)))


def _named_figures(
    rows: dict[str, dict[str, float]], types: tuple[ObjectType, ...]
) -> dict[str, float]:
    figures = {}
    for level in ("LEVEL_1", "LEVEL_2"):
        for figure in ("AP", "APH"):
            of_types = {
                f"{kind.name}_{level}_{figure}": rows[f"OBJECT_TYPE_TYPE_{kind.name}_{level}"][
                    figure
                ]
                for kind in types
            }
            figures.update(of_types)
            figures[f"{level}_{figure}"] = float(np.mean(list(of_types.values())))
    return figures
