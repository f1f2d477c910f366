"""Ground truth of v1 files, our tables, or an official v2 download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation.labels import (
    NO_ZONES,
    TIMESTAMP,
    Labels,
    NoLabelZones,
    SegmentTruth,
    TruthSource,
    joined_strings,
)
from waymo_kit.predictions import BoxKind
from waymo_kit.scene import Dataset, Scene
from waymo_kit.scene.columns import matrices, numbers, polygons
from waymo_kit.scene.labels import box_array, camera_boxes, lidar_boxes
from waymo_kit.schema import component_of

_TABLES_3D = ("lidar_camera_synced_box", "no_label_zone", "vehicle_pose", "stats")
_CONTEXT = ("time_of_day", "location", "weather")


@dataclass
class DatasetTruth(TruthSource):
    """Ground truth of v1 files, our tables, or an official v2 download."""

    dataset: Dataset
    kind: BoxKind
    knows_frames: bool = True
    unused_zones: int = 0
    where: str = field(init=False)
    segments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Lists the segments."""
        self.where = self.dataset.where
        self.segments = tuple(self.dataset.segments)

    def read(self, segment: str) -> SegmentTruth:
        """Reads a segment; of its tables only that of the boxes must exist."""
        with self.dataset[segment] as scene:
            times = np.asarray(scene.timestamps_micros)
            if self.kind is BoxKind.BOX_2D:
                tables = _component_tables(scene, "camera_box", ("stats",))
                labels = _labels_2d(tables["camera_box"])
            else:
                tables = _component_tables(scene, "lidar_box", _TABLES_3D)
                labels = _labels_3d(tables["lidar_box"], tables.get("lidar_camera_synced_box"))
            context = {name: _context(tables.get("stats"), name) for name in _CONTEXT}
            return SegmentTruth(segment, times, labels, _zones(segment, tables), **context)


def _component_tables(scene: Scene, tag: str, optional: Sequence[str]) -> dict[str, pa.Table]:
    """Reads components in one pass over the frames, since a v1 file is parsed frame by frame.

    Raises:
        NotFoundError: the table of `tag` is not there; the optional ones may be absent.
    """
    parts: dict[str, list[pa.Table]] = {tag: []}
    wanted = [tag, *optional]
    for frame in scene:
        for name in list(wanted):
            try:
                parts.setdefault(name, []).append(frame.table(name))
            except NotFoundError:
                if name == tag:
                    raise
                wanted.remove(name)
                parts.pop(name)
    return {
        name: pa.concat_tables(tables or [component_of(name).schema.empty_table()])
        for name, tables in parts.items()
    }


def _labels_3d(table: pa.Table, synced: pa.Table | None) -> Labels:
    boxes = lidar_boxes(table)
    count = len(boxes)
    best_camera, synced_box = np.zeros(count, np.uint8), np.full((count, 7), np.nan)
    times = numbers(table, TIMESTAMP, np.int64)
    ids = table.column("key.laser_object_id")
    if synced is not None and synced.num_rows:
        rows, found = _same_objects(times, ids, synced)
        component = component_of("lidar_camera_synced_box")
        cameras = numbers(synced, component.column("most_visible_camera_name"), np.uint8)
        best_camera[rows] = cameras[found]
        synced_box[rows] = box_array(synced, component, "camera_synced_box")[found]
    return Labels(
        timestamp_micros=times,
        camera=np.zeros(count, np.uint8),
        id=joined_strings(ids),
        box=boxes.array,
        type=boxes.types.astype(np.uint8),
        detection_difficulty=boxes.require("difficulties").astype(np.uint8),
        tracking_difficulty=boxes.require("tracking_difficulties").astype(np.uint8),
        points=boxes.require("num_points"),
        top_points=boxes.require("num_top_points"),
        speed=np.nan_to_num(boxes.require("velocities_world")[:, :2]),
        best_camera=best_camera,
        synced_box=synced_box,
    )


def _same_objects(
    times: NDArray[np.int64], ids: pa.ChunkedArray, synced: pa.Table
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of labels, and the row of `synced` that has the same frame and id."""
    theirs = joined_strings(synced.column("key.laser_object_id"))
    names = pa.concat_arrays([joined_strings(ids), theirs]).dictionary_encode().indices.to_numpy()
    both_times = np.concatenate([times, numbers(synced, TIMESTAMP, np.int64)])
    _, frame = np.unique(both_times, return_inverse=True)
    keys = frame.reshape(-1) * (names.max() + 1) + names
    mine, yours = keys[: len(times)], keys[len(times) :]
    order = np.argsort(yours, kind="stable")
    place = np.searchsorted(yours, mine, sorter=order)
    nearest = order[np.minimum(place, len(order) - 1)]
    rows = np.flatnonzero(yours[nearest] == mine)
    return rows, nearest[rows]


def _labels_2d(table: pa.Table) -> Labels:
    boxes = camera_boxes(table)
    count = len(boxes)
    return Labels(
        timestamp_micros=numbers(table, TIMESTAMP, np.int64),
        camera=numbers(table, "key.camera_name", np.uint8),
        id=joined_strings(table.column("key.camera_object_id")),
        box=boxes.array,
        type=boxes.types.astype(np.uint8),
        detection_difficulty=boxes.require("difficulties").astype(np.uint8),
        tracking_difficulty=boxes.require("tracking_difficulties").astype(np.uint8),
        points=np.zeros(count, np.int64),
        top_points=np.zeros(count, np.int64),
        speed=np.zeros((count, 2)),
        best_camera=np.zeros(count, np.uint8),
        synced_box=np.full((count, 7), np.nan),
    )


def _context(stats: pa.Table | None, name: str) -> str:
    """What the first frame says; it is the same in all frames of a segment."""
    if stats is None or stats.num_rows == 0:
        return ""
    return stats.column(component_of("stats").column(name))[0].as_py() or ""


def _zones(segment: str, tables: dict[str, pa.Table]) -> NoLabelZones:
    zones, poses = tables.get("no_label_zone"), tables.get("vehicle_pose")
    if zones is None or poses is None or zones.num_rows == 0 or poses.num_rows == 0:
        return NO_ZONES
    name = component_of("no_label_zone").column
    transform = component_of("vehicle_pose").column("world_from_vehicle.transform")
    world_from_vehicle = matrices(poses, transform, f"segment {segment}: vehicle_pose")
    known = np.isfinite(world_from_vehicle).all(axis=(1, 2))
    where = f"segment {segment}: no_label_zone"
    return NoLabelZones(
        timestamp_micros=numbers(zones, TIMESTAMP, np.int64),
        polygons=tuple(polygons(zones, name("polygon.x"), name("polygon.y"), where)),
        pose_timestamp_micros=numbers(poses, TIMESTAMP, np.int64)[known],
        world_from_vehicle=world_from_vehicle[known],
    )
