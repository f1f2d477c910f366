"""3D semantic segmentation: mean IoU of the Waymo Open Dataset challenge.

The IoU of a class is the number of its points that are predicted as it, divided by the number of
points that are labeled or predicted as it; mIoU is the mean over the classes. As in the official
`SegmentationMetricsIOU`, a point whose label is not among the scored classes does not count, a
prediction outside the classes is a miss, and a class that neither side names has an IoU of 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError

from .metric import Metric

LIDAR_CLASSES = (
    "TYPE_UNDEFINED",
    "TYPE_CAR",
    "TYPE_TRUCK",
    "TYPE_BUS",
    "TYPE_OTHER_VEHICLE",
    "TYPE_MOTORCYCLIST",
    "TYPE_BICYCLIST",
    "TYPE_PEDESTRIAN",
    "TYPE_SIGN",
    "TYPE_TRAFFIC_LIGHT",
    "TYPE_POLE",
    "TYPE_CONSTRUCTION_CONE",
    "TYPE_BICYCLE",
    "TYPE_MOTORCYCLE",
    "TYPE_BUILDING",
    "TYPE_VEGETATION",
    "TYPE_TREE_TRUNK",
    "TYPE_CURB",
    "TYPE_ROAD",
    "TYPE_LANE_MARKER",
    "TYPE_OTHER_GROUND",
    "TYPE_WALKABLE",
    "TYPE_SIDEWALK",
)
"""Names of the lidar classes; the index is the class. `TYPE_UNDEFINED` is not scored."""


@dataclass(frozen=True)
class SegmentationResult:
    """Mean IoU and the counts behind it.

    Attributes:
        classes: (C,) int64 scored classes.
        iou: (C,) float64 intersection over union of each class; 1 where the union is empty.
        intersections: (C,) int64 number of points of the class that are predicted as it.
        unions: (C,) int64 number of points labeled or predicted as the class.
        miou: Mean of `iou`.
        confusion: (C + 1, C + 1) int64 number of points by label (row) and prediction (column); the
            last row and column stand for everything outside `classes`.
    """

    classes: np.ndarray
    iou: np.ndarray
    intersections: np.ndarray
    unions: np.ndarray
    miou: float
    confusion: np.ndarray


class SegmentationMetric(Metric[SegmentationResult]):
    """Accumulates the confusion of semantic labels over frames.

    Attributes:
        confusion: (C + 1, C + 1) int64 points by label (row) and prediction (column).
    """

    def __init__(self, classes: Sequence[int] = range(1, len(LIDAR_CLASSES))) -> None:
        """Starts empty.

        Args:
            classes: Scored classes. Defaults to the 22 lidar classes.

        Raises:
            InvalidInputError: There is no class, one is named twice, or one is not in [0, 65536).
        """
        self._classes = np.array(classes, dtype=np.int64)
        if (
            self._classes.size == 0
            or not 0 <= self._classes.min() <= self._classes.max() < 65536
            or len(np.unique(self._classes)) < len(self._classes)
        ):
            raise InvalidInputError(f"expected distinct classes in [0, 65536), got {list(classes)}")
        # Class -> row of the confusion matrix; one entry past the largest class is for all others.
        self._row = np.full(self._classes.max() + 2, len(self._classes), dtype=np.int64)
        self._row[self._classes] = np.arange(len(self._classes))
        self.reset()

    def reset(self) -> None:
        """Forgets every point."""
        size = len(self._classes) + 1
        self.confusion = np.zeros((size, size), np.int64)

    def update(self, prediction: ArrayLike | None, ground_truth: ArrayLike) -> None:
        """Adds the points of a frame, or of one return of a range image.

        A lidar label image holds (instance id, class): give the class channel only.

        Args:
            prediction: Integer class of each point, of any shape; None where the frame has no
                prediction, which counts as undefined everywhere.
            ground_truth: Integer classes of the same shape.

        Raises:
            InvalidInputError: The shapes differ, or an array does not hold integers.
        """
        truth = self._rows(ground_truth, "ground truth")
        if prediction is None:
            predicted = np.full(truth.shape, len(self._classes), dtype=np.int64)
        else:
            predicted = self._rows(prediction, "prediction")
        if predicted.shape != truth.shape:
            raise InvalidInputError(
                "expected as many predicted classes as ground-truth ones,"
                f" got shapes {predicted.shape} and {truth.shape}"
            )
        size = len(self.confusion)
        pairs = np.bincount((truth * size + predicted).ravel(), minlength=size * size)
        self.confusion += pairs.reshape(size, size)

    def merge(self, other: SegmentationMetric) -> None:
        """Adds the points of another metric of the same classes.

        Raises:
            InvalidInputError: The classes differ.
        """
        if not np.array_equal(other._classes, self._classes):
            raise InvalidInputError(
                f"expected to merge scores of classes {self._classes.tolist()},"
                f" got {other._classes.tolist()}"
            )
        self.confusion += other.confusion

    def result(self) -> SegmentationResult:
        """Returns the metrics over all points so far."""
        confusion = self.confusion
        scored = confusion[:-1, :-1]
        intersections = scored.diagonal().copy()
        unions = confusion[:-1].sum(axis=1) + scored.sum(axis=0) - intersections
        iou = np.where(unions > 0, intersections / np.maximum(unions, 1), 1.0)
        return SegmentationResult(
            classes=self._classes.copy(),
            iou=iou,
            intersections=intersections,
            unions=unions,
            miou=float(iou.mean()),
            confusion=confusion.copy(),
        )

    def _rows(self, classes: ArrayLike, side: str) -> np.ndarray:
        values = np.asarray(classes)
        if values.dtype.kind not in "iu":
            raise InvalidInputError(f"expected integer classes as {side}, got {values.dtype}")
        other = len(self._row) - 1
        known = (values >= 0) & (values < other)
        return self._row[np.where(known, values, other)]
