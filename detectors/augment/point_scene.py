"""The points and boxes of a frame, which augmentations of point clouds change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import count_points_in_boxes


class PointScene(NamedTuple):
    """Points and boxes in one frame of reference, meters.

    Attributes:
        points: (n, F) float32 points with x, y and z first.
        boxes: Boxes with `velocities`, which are NaN where unknown.
    """

    points: NDArray[np.float32]
    boxes: Boxes

    def without_empty_boxes(self) -> PointScene:
        """Returns the scene without the boxes that hold no point."""
        counts = count_points_in_boxes(self.points[:, :3], self.boxes.array)
        return self._replace(boxes=self.boxes[counts > 0])
