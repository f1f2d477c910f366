"""What augmentations of point clouds work on: the points and boxes of a frame."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry import count_points_in_boxes


class PointScene(NamedTuple):
    """Points and boxes in one frame of reference, meters.

    Attributes:
        points: (n, F) float32 points with x, y and z first.
        boxes: (M, 7) float64 boxes.
        types: (M,) int32 `ObjectType`.
        velocities: (M, 2) float64 velocities along x and y in m/s; NaN where unknown.
    """

    points: NDArray[np.float32]
    boxes: NDArray[np.float64]
    types: NDArray[np.int32]
    velocities: NDArray[np.float64]

    def without_empty_boxes(self) -> PointScene:
        """The scene without the boxes that hold no point."""
        full = count_points_in_boxes(self.points[:, :3], self.boxes) > 0
        return PointScene(self.points, self.boxes[full], self.types[full], self.velocities[full])
