"""A baseline without learning: clusters of points above the ground, boxed at mean sizes.

It shows how much of a dataset needs no network: it finds whatever stands alone at the size of a
vehicle, pedestrian or cyclist, and much else, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.detectors.lidar.config import Grid, PointInput
from waymo_kit.detectors.lidar.point_detector import PointDetector
from waymo_kit.detectors.lidar.rectangle_fit import Rectangles, fit_rectangles
from waymo_kit.kernels import kernel
from waymo_kit.schema import ObjectType


@dataclass(frozen=True)
class ClusterKind:
    """Rules for the clusters that are objects of a class, and the size of its boxes.

    Attributes:
        size: Length, width and height of each box, meters.
        length: Minimum and maximum length of the rectangle around a cluster, meters.
        width: Maximum width of this rectangle, meters.
        height: Minimum and maximum height of its highest point above the ground, meters.
    """

    size: tuple[float, float, float]
    length: tuple[float, float]
    width: float
    height: tuple[float, float]


@dataclass(frozen=True)
class ClusterSettings:
    """Settings of clustering, and rules for the clusters that are objects.

    Attributes:
        grid: Grid whose occupied cells form a cluster where they touch, corners included.
        ground_cells: Side of the squares, in cells, whose lowest point and that of the squares
            around them is the ground.
        clearance: Height above the ground below which points belong to it, meters.
        ceiling: Height above the ground beyond which points are left out, meters.
        min_points: Minimum number of points of a cluster.
        kinds: Rules of each class. The first one that fits is taken; clusters without one are
            dropped.
    """

    grid: Grid = Grid(-75.0, -75.0, 300, 300, 0.5)
    ground_cells: int = 6
    clearance: float = 0.3
    ceiling: float = 3.5
    min_points: int = 10
    kinds: dict[ObjectType, ClusterKind] = field(
        default_factory=lambda: {
            ObjectType.PEDESTRIAN: ClusterKind((0.9, 0.86, 1.71), (0.2, 1.2), 1.0, (1.0, 2.1)),
            ObjectType.CYCLIST: ClusterKind((1.81, 0.84, 1.77), (1.2, 2.2), 1.1, (1.2, 2.2)),
            ObjectType.VEHICLE: ClusterKind((4.73, 2.08, 1.77), (2.0, 6.0), 2.8, (1.0, 2.6)),
        }
    )


class Clusters(NamedTuple):
    """The clusters of a frame.

    Attributes:
        rectangles: (C,) rectangles around the clusters.
        bottom: (C,) float64 z of the ground, meters.
        height: (C,) float64 height of the highest point above the ground, meters.
        num_points: (C,) int64 number of points.
    """

    rectangles: Rectangles
    bottom: NDArray[np.float64]
    height: NDArray[np.float64]
    num_points: NDArray[np.int64]


class ClusterDetector(PointDetector):
    """Detects objects by clusters of points, without learning.

    It reads the first returns of all lidars.

    Attributes:
        settings: Settings of the clusters and of the objects among them.
    """

    def __init__(self, settings: ClusterSettings | None = None) -> None:
        """Takes settings.

        Args:
            settings: Settings of the clusters and of the objects among them. Defaults to None,
                which takes the default ones.
        """
        super().__init__(PointInput())
        self.settings = settings or ClusterSettings()

    @property
    def identity(self) -> str:
        """The settings as text."""
        return f"clusters {self.settings!r}"

    def prepare(self, points: NDArray[np.float32], clock: StageClock) -> NDArray[np.float32]:
        """Returns the points themselves."""
        return points

    def detect_batch(self, inputs: Sequence[NDArray[np.float32]], clock: StageClock) -> list[Boxes]:
        """Returns the detections of some frames."""
        with clock.measure("clusters"):
            return [detect_clusters(points, self.settings) for points in inputs]


def detect_clusters(points: NDArray[np.float32], settings: ClusterSettings) -> Boxes:
    """Finds objects in the points of a frame.

    A box stands on the ground along the longer side of the rectangle around its cluster. Where the
    cluster is smaller than the box, the box extends away from the vehicle, since the near faces are
    seen. The score grows with the number of points: n / (n + 50).

    Args:
        points: (n, 3 or more) float32 points in the vehicle frame.
        settings: Settings of the clusters and of the objects among them.

    Returns:
        Detections without velocities, best first.
    """
    rectangles, bottom, height, count = find_clusters(points, settings)
    length, width = (np.diff(side, axis=1)[:, 0] for side in (rectangles.along, rectangles.across))
    types = np.zeros(len(count), np.int32)
    sizes = np.zeros((len(count), 3))
    for kind, rule in settings.kinds.items():
        fits = (
            (types == ObjectType.UNKNOWN)
            & (length >= rule.length[0])
            & (length <= rule.length[1])
            & (width <= rule.width)
            & (height >= rule.height[0])
            & (height <= rule.height[1])
        )
        types[fits], sizes[fits] = kind, rule.size
    u = _center(rectangles.along, sizes[:, 0])
    v = _center(rectangles.across, sizes[:, 1])
    cos, sin = np.cos(rectangles.heading), np.sin(rectangles.heading)
    boxes = np.column_stack(
        [
            u * cos - v * sin,
            u * sin + v * cos,
            bottom + 0.5 * sizes[:, 2],
            sizes,
            rectangles.heading,
        ]
    )
    scores = (count / (count + 50)).astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    order = order[types[order] != ObjectType.UNKNOWN]
    return Boxes(boxes[order], types[order], scores=scores[order])


def find_clusters(points: NDArray[np.float32], settings: ClusterSettings) -> Clusters:
    """Joins points above the ground whose cells of the grid touch.

    Args:
        points: (n, 3 or more) float32 points in the vehicle frame.
        settings: Settings of the clusters.

    Returns:
        Clusters of at least `min_points` points.
    """
    grid = settings.grid
    xyz = points[:, :3].astype(np.float64)
    place = np.floor((xyz[:, :2] - (grid.x_min, grid.y_min)) / grid.pillar_size)
    inside = ((place >= 0) & (place < (grid.columns, grid.rows))).all(axis=1)
    xyz, place = xyz[inside], place[inside].astype(np.int64)
    ground = _ground_heights(xyz[:, 2], place, settings)
    above = xyz[:, 2] - ground
    solid = (above >= settings.clearance) & (above <= settings.ceiling)
    xyz, place, ground, above = xyz[solid], place[solid], ground[solid], above[solid]
    labels = np.full((grid.rows, grid.columns), -1, np.int32)
    labels[place[:, 1], place[:, 0]] = 0
    _label_cells(labels)
    label = labels[place[:, 1], place[:, 0]]
    kept = np.bincount(label, minlength=1)[label] >= settings.min_points
    order = np.flatnonzero(kept)[np.argsort(label[kept], kind="stable")]
    xyz, ground, above, label = xyz[order], ground[order], above[order], label[order]
    starts = np.flatnonzero(np.diff(label, prepend=-1))
    if len(starts) == 0:
        nothing = np.empty(0)
        return Clusters(fit_rectangles(xyz[:, :2], starts), nothing, nothing, starts)
    return Clusters(
        fit_rectangles(np.ascontiguousarray(xyz[:, :2]), starts),
        np.minimum.reduceat(ground, starts),
        np.maximum.reduceat(above, starts),
        np.diff(starts, append=len(label)),
    )


def _center(extent: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the centers of boxes along an axis, which cover the end of an extent nearer to 0."""
    middle = extent.mean(axis=1)
    further = np.maximum(0.5 * (size - np.diff(extent, axis=1)[:, 0]), 0.0)
    return middle + np.where(middle < 0, -further, further)


def _ground_heights(
    z: NDArray[np.float64], place: NDArray[np.int64], settings: ClusterSettings
) -> NDArray[np.float64]:
    """Returns the lowest z in the squares of cells around each point: (n,)."""
    rows, columns = (
        -(-n // settings.ground_cells) for n in (settings.grid.rows, settings.grid.columns)
    )
    row, column = place[:, 1] // settings.ground_cells, place[:, 0] // settings.ground_cells
    lowest = np.full((rows + 2, columns + 2), np.inf)
    np.minimum.at(lowest, (row + 1, column + 1), z)
    shifted = [lowest[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    return np.min(shifted, axis=0)[row, column]


@kernel
def _label_cells(labels):
    """Numbers the connected parts of the cells >= 0, corners included; cells of -1 are kept."""
    rows, columns = labels.shape
    for k in range(rows * columns):
        if labels[k // columns, k % columns] >= 0:
            labels[k // columns, k % columns] = -2
    waiting = np.empty(rows * columns, np.int32)
    found = 0
    for k in range(rows * columns):
        if labels[k // columns, k % columns] != -2:
            continue
        labels[k // columns, k % columns] = found
        waiting[0], count = k, 1
        while count > 0:
            count -= 1
            row, column = waiting[count] // columns, waiting[count] % columns
            for i in range(max(row - 1, 0), min(row + 2, rows)):
                for j in range(max(column - 1, 0), min(column + 2, columns)):
                    if labels[i, j] == -2:
                        labels[i, j] = found
                        waiting[count] = i * columns + j
                        count += 1
        found += 1
