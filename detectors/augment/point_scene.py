"""The points and boxes of a frame, which augmentations of point clouds change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import count_points_in_boxes, points_in_boxes


class PointScene(NamedTuple):
    """Points and boxes in one frame of reference, meters.

    Attributes:
        points: (n, F) float32 points with x, y and z first, and the age of their sweep in seconds
            last.
        boxes: Boxes with `velocities`, which are NaN where unknown.
    """

    points: NDArray[np.float32]
    boxes: Boxes

    def find_boxes(self) -> NDArray[np.int32]:
        """Tells which box holds each point, at the time of the point's sweep.

        A box was `age * velocity` behind its place then; one of unknown velocity stands still.

        Returns:
            (n,) int32: index of the first box that holds the point, -1 where none does.
        """
        ages, array = self.points[:, -1], self.boxes.array
        velocities = np.nan_to_num(self.boxes.require("velocities"))
        index = np.full(len(ages), -1, np.int32)
        for age in np.unique(ages):
            rows, boxes = np.flatnonzero(ages == age), array.copy()
            boxes[:, :2] -= age * velocities
            index[rows] = points_in_boxes(self.points[rows, :3], boxes)
        return index

    def without_empty_boxes(self) -> PointScene:
        """Returns the scene without the boxes that hold no point."""
        counts = count_points_in_boxes(self.points[:, :3], self.boxes.array)
        return self._replace(boxes=self.boxes[counts > 0])
