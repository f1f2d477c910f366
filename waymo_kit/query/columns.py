"""Short names of columns, and the names behind their numbers."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from waymo_kit.schema import CameraName, LaserName, ObjectType

_KEYS = {
    "key.segment_context_name": "segment",
    "key.frame_timestamp_micros": "timestamp_micros",
    "key.laser_name": "laser",
    "key.camera_name": "camera",
}
_IDS = {"key.laser_object_id": "id", "key.camera_object_id": "id"}
_PARTS = (
    ("box.center.", "center_"),
    ("box.size.x", "length"),
    ("box.size.y", "width"),
    ("box.size.z", "height"),
    ("box.heading", "heading"),
    ("difficulty_level.detection", "difficulty"),
    ("difficulty_level.tracking", "tracking_difficulty"),
    ("num_lidar_points_in_box", "num_points"),
    ("num_top_lidar_points_in_box", "num_top_points"),
    ("most_visible_camera_name", "camera"),
    ("camera_synced_box.", "box."),
)
"""Part of a column's name -> the name of docs/conventions.md; the last is replaced first."""

_VELOCITIES = {
    "LiDARBoxComponent": {"speed.": "velocity_world.", "acceleration.": "acceleration_world."},
    "PredictionComponent": {"speed.": "velocity."},
}

ENUMS: dict[str, type[enum.IntEnum]] = {
    "type": ObjectType,
    "camera": CameraName,
    "laser": LaserName,
}
"""Short name of a column -> what its numbers mean."""

BOX_TABLES = frozenset({"lidar_box", "camera_box", "projected_lidar_box", "predictions", "errors"})
"""Tables whose column `type` is the type of an object."""


def short_names(columns: Iterable[str]) -> dict[str, str]:
    """Returns the short name of each column of a component table, predictions or listing.

    Names are those of docs/conventions.md where it has one; others are the end of the long name,
    with `_` for `.`.

    Args:
        columns: All columns of the table.
    """
    names = list(columns)
    both = all(key in names for key in _IDS)
    return {name: _short(name, both) for name in names}


def _short(name: str, has_two_ids: bool) -> str:
    if name in _KEYS:
        return _KEYS[name]
    if name in _IDS:
        return name.removeprefix("key.") if has_two_ids else _IDS[name]
    owner, end, short = name.partition("].")
    if not end:
        return name.removeprefix("key.").replace(".", "_")
    for old, new in _VELOCITIES.get(owner[1:], {}).items():
        short = short.replace(old, new)
    for old, new in reversed(_PARTS):
        short = short.replace(old, new)
    return short.replace("[*]", "").replace(".", "_")


def enums_of(table: str, columns: Iterable[str]) -> dict[str, type[enum.IntEnum]]:
    """Returns the short-named columns of a table that show names instead of numbers.

    Args:
        table: Name of the table, such as `lidar_box`.
        columns: Short names of its columns.
    """
    return {
        name: ENUMS[name]
        for name in columns
        if name in ENUMS and (name != "type" or table in BOX_TABLES)
    }
