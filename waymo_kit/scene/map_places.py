"""Places of the boxes of a segment on its road map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.scene.road_map import RoadMap
from waymo_kit.scene.scene import Scene


class BoxPlaces(NamedTuple):
    """Places of N boxes on a road map.

    Attributes:
        is_known: (N,) bool: whether the segment has a frame at the box's time.
        is_on_road: (N,) bool: whether the center is on the road; False where that is not known.
        lane_distances: (N,) float64 meters from the center to the nearest lane, NaN if not known.
        crosswalk_distances: (N,) float64 meters to the nearest crosswalk: 0 within it, infinite if
            the map has none.
    """

    is_known: NDArray[np.bool_]
    is_on_road: NDArray[np.bool_]
    lane_distances: NDArray[np.float64]
    crosswalk_distances: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MapPlaces:
    """Places boxes in the vehicle frame of any time of a segment on the segment's road map.

    Attributes:
        road_map: The map.
        timestamps_micros: (F,) int64 times of the frames, ascending.
        map_from_vehicle: (F, 4, 4) float64 transforms into the frame of the map.
    """

    road_map: RoadMap
    timestamps_micros: NDArray[np.int64]
    map_from_vehicle: NDArray[np.float64]

    @classmethod
    def of(cls, scene: Scene) -> MapPlaces:
        """Returns the places of a segment.

        Raises:
            NotFoundError: The segment has no map, or a frame has no pose.
            CorruptDataError: A feature of the map does not decode.
        """
        poses = [frame.map_from_vehicle for frame in scene]
        return cls(scene.road_map, np.asarray(scene.timestamps_micros), np.stack(poses))

    def of_boxes(self, boxes: NDArray[np.float64], times: NDArray[np.int64]) -> BoxPlaces:
        """Returns the places of the centers of boxes.

        Args:
            boxes: (N, 7) boxes in the vehicle frame.
            times: (N,) int64 times of their frames.

        Raises:
            NotFoundError: The map has no lane.
        """
        frames = np.searchsorted(self.timestamps_micros, times)
        known = frames < len(self.timestamps_micros)
        known[known] = self.timestamps_micros[frames[known]] == times[known]
        known &= np.isfinite(boxes[:, :3]).all(axis=1)
        poses = self.map_from_vehicle[frames[known]]
        points = np.einsum("nij,nj->ni", poses[:, :3, :3], boxes[known, :3]) + poses[:, :3, 3]
        on_road = np.zeros(len(boxes), np.bool_)
        lanes, crosswalks = np.full((2, len(boxes)), np.nan)
        if known.any():
            on_road[known] = self.road_map.on_road(points)
            lanes[known] = self.road_map.nearest_lanes(points).distances
            crosswalks[known] = self.road_map.distances(points, "crosswalk")
        return BoxPlaces(known, on_road, lanes, crosswalks)
