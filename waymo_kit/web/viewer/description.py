"""Sessions and segments described in JSON; and the map and no-label zones of a segment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit._version import __version__
from waymo_kit.errors import NotFoundError, WaymoKitError
from waymo_kit.metrics.segmentation import LIDAR_CLASSES
from waymo_kit.scene import Frame, Scene
from waymo_kit.scene.columns import TIMESTAMP, numbers, polygons, strings
from waymo_kit.schema import (
    CAMERA_CLASSES,
    SEGMENT_CONTEXT,
    CameraName,
    LaserName,
    ObjectType,
    component_of,
)
from waymo_kit.web.viewer import arrow
from waymo_kit.web.viewer.outcomes import Matching
from waymo_kit.web.viewer.small_tables import SmallTables
from waymo_kit.web.viewer.viewed import Viewed

_CLASSES = "lidar_segmentation"
_MASKS = "camera_segmentation"
_MAP_TYPES: dict[str, pa.DataType] = {
    "id": pa.int64(),
    "kind": pa.string(),
    "type": pa.int8(),
    "points": pa.list_(pa.float32()),
}


def describe_session(viewed: Viewed, stamp: str) -> dict[str, Any]:
    """Returns the first facts that the page needs: names, settings, and the stamp."""
    task = viewed.task
    default = Matching.of_task(task)
    start = viewed.start
    return {
        "version": __version__,
        "stamp": stamp,
        "title": viewed.title,
        "task": task.name,
        "title_task": task.title,
        "models": [
            {
                "name": model.name,
                "kind": model.source.kind.value,
                "has_ids": viewed.has_ids(number),
            }
            for number, model in enumerate(viewed.models)
        ],
        "segments": viewed.dataset.segments,
        "types": [member.name for member in ObjectType],
        "lasers": [member.name for member in LaserName],
        "cameras": [member.name for member in CameraName],
        "semantic_classes": [name.removeprefix("TYPE_") for name in LIDAR_CLASSES],
        "camera_classes": [name.removeprefix("TYPE_") for name in CAMERA_CLASSES],
        "cutoff": default.cutoff,
        "iou": list(default.iou_thresholds),
        "wrong_heading": default.wrong_heading,
        "start": {"segment": start[0], "frame": start[1]} if start else {},
        "select": viewed.can_select,
    }


def describe_scene(scene: Scene, tables: SmallTables) -> dict[str, Any]:
    """Returns the description of a segment for the page.

    Args:
        scene: The scene, of which the first frame is looked at.
        tables: Small tables of the scene.
    """
    small = Scene(tables)
    origin = tables.origin()
    poses = tables.poses()
    poses[:, :3, 3] -= origin
    frame = scene[0]
    return {
        "segment": scene.name,
        **context_of(small),
        "timestamps_micros": tables.timestamps_micros.tolist(),
        "origin": origin.tolist(),
        "world_from_vehicle": [_numbers_or_none(pose) for pose in poses],
        "cameras": _cameras(small),
        "lasers": _lasers(small),
        "has": {
            "points": _is_there(lambda: frame.lasers),
            "images": _is_there(lambda: frame.cameras),
            "boxes": tables.has("lidar_box"),
            "image_boxes": tables.has("camera_box"),
            "map": tables.has("map_feature"),
            "zones": tables.has("no_label_zone"),
            "camera_masks": _has_rows(frame, _MASKS),
            "point_classes": _has_rows(frame, _CLASSES),
        },
    }


def context_of(scene: Scene) -> dict[str, str]:
    """Returns location, time of day and weather of a scene, empty where they are not known."""
    try:
        return {name: getattr(scene, name) for name in SEGMENT_CONTEXT}
    except NotFoundError:
        return dict.fromkeys(SEGMENT_CONTEXT, "")


def encode_map(tables: SmallTables) -> bytes:
    """Returns the features of a segment's map as an Arrow table, in the world less its origin.

    Raises:
        NotFoundError: The segment has no map.
    """
    if not tables.has("map_feature"):
        raise NotFoundError(f"segment {tables.segment} has no map")
    table = tables.table("map_feature")
    component = component_of("map_feature")
    first = numbers(table, TIMESTAMP, np.int64)
    table = table.filter(pa.array(first == first[0]))  # the map of a frame holds that of all
    shift = tables.origin() + _map_offset(tables)
    places = [table.column(component.column(f"points.{axis}")).to_pylist() for axis in "xyz"]
    lists = [
        (np.stack([np.array(axis or [], np.float64) for axis in one], axis=1) - shift)
        .astype(np.float32)
        .reshape(-1)
        for one in zip(*places, strict=True)
    ]
    columns = {
        "id": numbers(table, "key.map_feature_id", np.int64),
        "kind": strings(table, component.column("kind")),
        "type": numbers(table, component.column("type"), np.int8),
        "points": pa.array(lists, _MAP_TYPES["points"]),
    }
    return arrow.stream(columns, _MAP_TYPES)


def describe_zones(tables: SmallTables) -> dict[str, Any]:
    """Returns the no-label zones of a segment, in the world less its origin, and their frames."""
    found: dict[tuple[float, ...], int] = {}
    frames: list[list[int]] = [[] for _ in tables.timestamps_micros]
    if tables.has("no_label_zone"):
        table = tables.table("no_label_zone")
        name = component_of("no_label_zone").column
        where = f"segment {tables.segment}: no_label_zone"
        corners = polygons(table, name("polygon.x"), name("polygon.y"), where)
        times = numbers(table, TIMESTAMP, np.int64)
        places = np.searchsorted(tables.timestamps_micros, times)
        origin = tables.origin()[:2]
        for frame, polygon in zip(places.tolist(), corners, strict=True):
            key = tuple((polygon - origin).round(3).reshape(-1).tolist())
            frames[frame].append(found.setdefault(key, len(found)))
    shapes = [np.reshape(key, (-1, 2)).tolist() for key in found]
    return {"polygons": shapes, "frames": frames}


def _map_offset(tables: SmallTables) -> NDArray[np.float64]:
    """Returns the offset from a place in the world to the same place of the map: (3,)."""
    if not tables.has("map_pose_offset"):
        return np.zeros(3)
    row = tables.table("map_pose_offset").slice(0, 1)
    name = component_of("map_pose_offset").column
    return np.array([numbers(row, name(f"offset.{axis}"), np.float64)[0] for axis in "xyz"])


def _cameras(scene: Scene) -> list[dict[str, Any]]:
    found = []
    for camera in CameraName:
        try:
            calibration = scene.camera_calibration(camera)
        except NotFoundError:
            continue
        found.append(
            {
                "camera": int(camera),
                "name": camera.name,
                "width": calibration.width,
                "height": calibration.height,
                "intrinsic": calibration.intrinsic.tolist(),
                "vehicle_from_camera": calibration.vehicle_from_camera.reshape(-1).tolist(),
            }
        )
    return found


def _lasers(scene: Scene) -> list[dict[str, Any]]:
    found = []
    for laser in LaserName:
        try:
            pose = scene.laser_calibration(laser).vehicle_from_laser
        except NotFoundError:
            continue
        found.append(
            {
                "laser": int(laser),
                "name": laser.name,
                "vehicle_from_laser": pose.reshape(-1).tolist(),
            }
        )
    return found


def _has_rows(frame: Frame, tag: str) -> bool:
    return _is_there(lambda: frame.table(tag).num_rows)


def _is_there(read: Any) -> bool:
    try:
        return bool(read())
    except WaymoKitError:
        return False


def _numbers_or_none(pose: NDArray[np.float64]) -> list[float] | None:
    values: list[float] = pose.reshape(-1).tolist()
    return values if np.isfinite(pose).all() else None
