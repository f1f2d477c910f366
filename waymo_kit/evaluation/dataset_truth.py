"""Reads ground truth from v1 files, converted tables, or an official v2 download."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
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
from waymo_kit.formats.tables.source import TableSource
from waymo_kit.scene import Dataset, Scene
from waymo_kit.scene.columns import matrices, numbers, polygons
from waymo_kit.scene.labels import box_array, camera_boxes, lidar_boxes
from waymo_kit.scene.map_places import MapPlaces
from waymo_kit.schema import SEGMENT_CONTEXT, component_of
from waymo_kit.schema.predictions import BoxKind

_TABLES_3D = ("lidar_camera_synced_box", "no_label_zone", "vehicle_pose", "stats")


@dataclass
class DatasetTruth(TruthSource):
    """Reads ground truth from v1 files, converted tables, or an official v2 download."""

    dataset: Dataset
    kind: BoxKind
    knows_frames: bool = True
    unused_zones: int = 0
    where: str = field(init=False)
    segments: tuple[str, ...] = field(init=False)
    is_subset: bool = field(init=False)

    def __post_init__(self) -> None:
        """Lists the segments."""
        self.where = self.dataset.where
        self.segments = tuple(self.dataset.segments)
        self.is_subset = self.dataset.subset is not None

    def read(self, segment: str) -> SegmentTruth:
        """Reads a segment; only its table of boxes is required."""
        with self.dataset[segment] as scene:
            times = np.asarray(scene.timestamps_micros)
            is_2d = self.kind is BoxKind.BOX_2D
            tag = "camera_box" if is_2d else "lidar_box"
            tables = component_tables(scene, (tag,), ("stats",) if is_2d else _TABLES_3D)
        where = f"{self.where}: segment {segment}"
        labels, synced = _labels(tables, tag)
        return SegmentTruth(
            segment,
            times,
            labels,
            _speeds(labels),
            synced,
            _zones(where, tables),
            **{name: _context(tables.get("stats"), name) for name in SEGMENT_CONTEXT},
        )

    def map_places(self, segment: str) -> MapPlaces:
        """Returns the road map of a segment; see `TruthSource.map_places`."""
        with self.dataset[segment] as scene:
            return MapPlaces.of(scene)


def component_tables(
    scene: Scene, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, pa.Table]:
    """Reads component tables whose rows belong to frames, by tag, in one pass over the frames.

    Args:
        scene: The scene.
        required: Tags of the tables that must exist.
        optional: Tags of the tables that are read where they exist.

    Raises:
        NotFoundError: A required table is not there.
    """
    if isinstance(scene.source, TableSource):
        parts = {name: [scene.table(name)] for name in (*required, *_present(scene, optional))}
    else:  # one pass over the frames, since a v1 file is parsed frame by frame
        names = (*required, *optional)
        frames = [{name: frame.table(name) for name in names} for frame in scene]
        parts = {name: [tables[name] for tables in frames] for name in names}
    return {
        name: pa.concat_tables(tables or [component_of(name).schema.empty_table()])
        for name, tables in parts.items()
    }


def _present(scene: Scene, tags: tuple[str, ...]) -> Iterator[str]:
    for tag in tags:
        with contextlib.suppress(NotFoundError):
            scene.table(tag)
            yield tag


def _labels(tables: dict[str, pa.Table], tag: str) -> tuple[Labels, NDArray[np.float64]]:
    """Returns the labels, and for 3D boxes the (N, 7) camera-synced ones, NaN for none."""
    if tag == "camera_box":
        return camera_boxes(tables[tag]), np.empty((0, 7))
    labels = lidar_boxes(tables[tag])
    cameras, boxes = np.zeros(len(labels), np.int8), np.full((len(labels), 7), np.nan)
    synced = tables.get("lidar_camera_synced_box")
    if synced is not None and synced.num_rows:
        rows, found = _same_objects(tables[tag], synced)
        component = component_of("lidar_camera_synced_box")
        names = numbers(synced, component.column("most_visible_camera_name"), np.int8)
        cameras[rows] = names[found]
        boxes[rows] = box_array(synced, component, "camera_synced_box")[found]
    return dataclasses.replace(labels, cameras=cameras), boxes


def _speeds(labels: Labels) -> NDArray[np.float64]:
    if not isinstance(labels, Boxes):
        return np.empty((0, 2))
    velocities = labels.require("velocities_world")[:, :2]
    return np.where(np.isfinite(velocities), velocities, 0.0)


def _same_objects(
    labels: pa.Table, synced: pa.Table
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns rows of labels, and the row of `synced` that has the same frame and id."""
    both = (labels, synced)
    ids = pa.concat_arrays([joined_strings(t.column("key.laser_object_id")) for t in both])
    names = ids.dictionary_encode().indices.to_numpy()
    times = np.concatenate([numbers(table, TIMESTAMP, np.int64) for table in both])
    _, frame = np.unique(times, return_inverse=True)
    keys = frame.reshape(-1) * (names.max() + 1) + names
    mine, yours = keys[: labels.num_rows], keys[labels.num_rows :]
    order = np.argsort(yours, kind="stable")
    place = np.searchsorted(yours, mine, sorter=order)
    nearest = order[np.minimum(place, len(order) - 1)]
    rows = np.flatnonzero(yours[nearest] == mine)
    return rows, nearest[rows]


def _context(stats: pa.Table | None, name: str) -> str:
    """Returns a value of the stats of the first frame; all frames of a segment have the same."""
    if stats is None or stats.num_rows == 0:
        return ""
    return stats.column(component_of("stats").column(name))[0].as_py() or ""


def _zones(where: str, tables: dict[str, pa.Table]) -> NoLabelZones:
    """Returns the zones and the poses; zones without any pose are of no use.

    Raises:
        CorruptDataError: A transform or polygon is malformed.
    """
    zones, poses = tables.get("no_label_zone"), tables.get("vehicle_pose")
    if poses is None or poses.num_rows == 0:
        return NO_ZONES
    transform = component_of("vehicle_pose").column("world_from_vehicle.transform")
    world_from_vehicle = matrices(poses, transform, f"{where}: vehicle_pose")
    known = np.isfinite(world_from_vehicle).all(axis=(1, 2))
    zone_times, corners = np.empty(0, np.int64), list[NDArray[np.float64]]()
    if zones is not None and zones.num_rows:
        name = component_of("no_label_zone").column
        zone_times = numbers(zones, TIMESTAMP, np.int64)
        corners = polygons(zones, name("polygon.x"), name("polygon.y"), f"{where}: no_label_zone")
    return NoLabelZones(
        timestamp_micros=zone_times,
        polygons=tuple(corners),
        pose_timestamp_micros=numbers(poses, TIMESTAMP, np.int64)[known],
        world_from_vehicle=world_from_vehicle[known],
    )
