"""The small tables of a segment, read in one pass and kept: poses, labels, zones, context."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation.dataset_truth import component_tables
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.scene import Scene
from waymo_kit.scene.columns import TIMESTAMP, matrices, numbers
from waymo_kit.schema import component_of

_PER_FRAME = (
    "vehicle_pose",
    "lidar_box",
    "camera_box",
    "no_label_zone",
    "stats",
    "map_feature",
    "map_pose_offset",
)
_PER_SEGMENT = ("camera_calibration", "lidar_calibration")


class SmallTables(SegmentSource):
    """Component tables that fit into memory, as the source of a scene without sensor data.

    A v1 file is parsed once for all of them.
    """

    def __init__(self, scene: Scene) -> None:
        """Reads the tables of a scene; those that it lacks are missing here, too."""
        self.segment = scene.name
        self.where = scene.source.where
        self._times = np.array(scene.timestamps_micros)
        self._tables = component_tables(scene, (), _PER_FRAME)
        for tag in _PER_SEGMENT:
            try:
                self._tables[tag] = scene.table(tag)
            except NotFoundError:
                continue

    @property
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""
        return self._times

    def table(self, tag: str) -> pa.Table:
        """Returns all rows of a component."""
        if tag not in self._tables:
            raise NotFoundError(f"{self.where}: segment {self.segment} has no {tag} table")
        return self._tables[tag]

    def frame_table(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame."""
        table = self.table(tag)
        bounds = self._times[index], self._times[index] + 1
        start, stop = np.searchsorted(numbers(table, TIMESTAMP, np.int64), bounds)
        return table.slice(int(start), int(stop - start))

    def close(self) -> None:
        """Does nothing: no file is open."""

    def has(self, tag: str) -> bool:
        """Returns whether the segment has a component with at least one row."""
        return tag in self._tables and self._tables[tag].num_rows > 0

    def poses(self) -> NDArray[np.float64]:
        """Returns the poses of the vehicle: (N, 4, 4) float64, NaN for a frame without one."""
        poses = np.full((len(self._times), 4, 4), np.nan)
        if self.has("vehicle_pose"):
            table = self.table("vehicle_pose")
            name = component_of("vehicle_pose").column("world_from_vehicle.transform")
            found = matrices(table, name, f"segment {self.segment}: vehicle_pose")
            rows = np.searchsorted(self._times, numbers(table, TIMESTAMP, np.int64))
            poses[np.minimum(rows, len(poses) - 1)] = found
        return poses

    def origin(self) -> NDArray[np.float64]:
        """Returns the place of the vehicle in its first frame with a pose: (3,), zeros for none."""
        places = self.poses()[:, :3, 3]
        known = np.flatnonzero(np.isfinite(places).all(axis=1))
        return places[known[0]] if len(known) else np.zeros(3)
