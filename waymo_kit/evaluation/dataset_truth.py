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
from waymo_kit.scene.boxes import Boxes2D, Boxes3D, box_array, boxes_2d, boxes_3d, column
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
        scene = self.dataset[segment]
        try:
            times = np.asarray(scene.timestamps_micros)
            if self.kind is BoxKind.BOX_2D:
                tables = _component_tables(scene, "camera_box", ("stats",))
                labels = _labels_2d(tables["camera_box"])
            else:
                tables = _component_tables(scene, "lidar_box", _TABLES_3D)
                labels = _labels_3d(tables["lidar_box"], tables.get("lidar_camera_synced_box"))
            context = {name: _context(tables.get("stats"), name) for name in _CONTEXT}
            return SegmentTruth(segment, times, labels, _zones(tables), **context)
        finally:
            scene.close()


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
    boxes: Boxes3D = boxes_3d(table)
    count = len(boxes)
    best_camera, synced_box = np.zeros(count, np.uint8), np.full((count, 7), np.nan)
    times = column(table, TIMESTAMP, np.int64)
    ids = table.column("key.laser_object_id")
    if synced is not None and synced.num_rows:
        rows, found = _same_objects(times, ids, synced)
        component = component_of("lidar_camera_synced_box")
        cameras = column(synced, component.column("most_visible_camera_name"), np.uint8)
        best_camera[rows] = cameras[found]
        synced_box[rows] = box_array(synced, component, "camera_synced_box")[found]
    return Labels(
        timestamp_micros=times,
        camera=np.zeros(count, np.uint8),
        id=joined_strings(ids),
        box=boxes.array,
        type=boxes.types.astype(np.uint8),
        detection_difficulty=boxes.difficulty.astype(np.uint8),
        tracking_difficulty=boxes.tracking_difficulty.astype(np.uint8),
        points=boxes.num_points,
        top_points=boxes.num_top_points,
        speed=np.nan_to_num(boxes.speed[:, :2]),
        best_camera=best_camera,
        synced_box=synced_box,
    )


def _same_objects(
    times: NDArray[np.int64], ids: pa.ChunkedArray, synced: pa.Table
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of labels, and the row of `synced` that has the same frame and id."""
    theirs = joined_strings(synced.column("key.laser_object_id"))
    names = pa.concat_arrays([joined_strings(ids), theirs]).dictionary_encode().indices.to_numpy()
    both_times = np.concatenate([times, column(synced, TIMESTAMP, np.int64)])
    _, frame = np.unique(both_times, return_inverse=True)
    keys = frame.reshape(-1) * (names.max() + 1) + names
    mine, yours = keys[: len(times)], keys[len(times) :]
    order = np.argsort(yours, kind="stable")
    place = np.searchsorted(yours, mine, sorter=order)
    nearest = order[np.minimum(place, len(order) - 1)]
    rows = np.flatnonzero(yours[nearest] == mine)
    return rows, nearest[rows]


def _labels_2d(table: pa.Table) -> Labels:
    boxes: Boxes2D = boxes_2d(table, "camera_box")
    count = len(boxes)
    return Labels(
        timestamp_micros=column(table, TIMESTAMP, np.int64),
        camera=column(table, "key.camera_name", np.uint8),
        id=joined_strings(table.column("key.camera_object_id")),
        box=boxes.array,
        type=boxes.types.astype(np.uint8),
        detection_difficulty=boxes.difficulty.astype(np.uint8),
        tracking_difficulty=boxes.tracking_difficulty.astype(np.uint8),
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


def _zones(tables: dict[str, pa.Table]) -> NoLabelZones:
    zones, poses = tables.get("no_label_zone"), tables.get("vehicle_pose")
    if zones is None or poses is None or zones.num_rows == 0 or poses.num_rows == 0:
        return NO_ZONES
    name = component_of("no_label_zone").column
    corners = zip(zones.column(name("polygon.x")), zones.column(name("polygon.y")), strict=True)
    transforms = poses.column(component_of("vehicle_pose").column("world_from_vehicle.transform"))
    flat = transforms.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return NoLabelZones(
        timestamp_micros=column(zones, TIMESTAMP, np.int64),
        polygons=tuple(np.array([x.as_py(), y.as_py()], np.float64).T for x, y in corners),
        pose_timestamp_micros=column(poses, TIMESTAMP, np.int64),
        world_from_vehicle=flat.reshape(-1, 4, 4),
    )
