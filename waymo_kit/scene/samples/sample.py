"""One sample of a training loop: the requested parts of a frame, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes

POINT_COLUMNS = ("x", "y", "z", "intensity", "elongation", "age")
"""Columns of the points of a sample: meters in the vehicle frame of the sample's time, the
intensity and elongation of the return, and the age of the point's sweep in seconds."""


@dataclass(frozen=True, eq=False)
class FrameSample:
    """One frame as training loops take it: arrays, which need no open file.

    Attributes:
        segment: Name of the segment.
        frame: Position of the frame in the segment; 0 is the first.
        timestamp_micros: Time of the frame in microseconds.
        world_from_vehicle: (4, 4) float64 pose of the vehicle.
        points: (N, 6) float32 lidar points with the columns `POINT_COLUMNS`, the newest sweep
            first; None if no sweep was asked for.
        boxes: Labeled 3D boxes in the vehicle frame; None if labels were not asked for.
        images: Image of each camera that was asked for, by its name: (H, W, 3) uint8, RGB.
    """

    segment: str
    frame: int
    timestamp_micros: int
    world_from_vehicle: NDArray[np.float64]
    points: NDArray[np.float32] | None
    boxes: Boxes | None
    images: dict[str, NDArray[np.uint8]]

    def arrays(self) -> dict[str, Any]:
        """Returns the sample as a flat mapping, which every framework can make tensors of.

        Returns:
            `segment`, `frame`, `timestamp_micros` and `world_from_vehicle`; `points`; `boxes`
            (M, 7) float32, `types` (M,) int64, `ids`, a list of M str, `velocities_world` (M, 3)
            float32 and `num_points` (M,) int64; and `image_<CAMERA>` for each image. What was not
            asked for is left out.
        """
        found: dict[str, Any] = {
            "segment": self.segment,
            "frame": self.frame,
            "timestamp_micros": self.timestamp_micros,
            "world_from_vehicle": self.world_from_vehicle,
        }
        if self.points is not None:
            found["points"] = self.points
        if self.boxes is not None:
            found |= {
                "boxes": self.boxes.array.astype(np.float32),
                "types": self.boxes.types.astype(np.int64),
                "ids": self.boxes.require("ids").tolist(),
                "velocities_world": self.boxes.require("velocities_world").astype(np.float32),
                "num_points": self.boxes.require("num_points"),
            }
        return found | {f"image_{name}": image for name, image in self.images.items()}
