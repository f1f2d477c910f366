"""The numbers of one box, as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.errors import NotFoundError
from waymo_kit.geometry import count_points_in_boxes
from waymo_kit.scene import Frame
from waymo_kit.schema import component_of
from waymo_kit.web.viewer.cameras import box_extents


def describe_object(frame: Frame, source: int, row: int, boxes: Boxes) -> dict[str, Any]:
    """Returns all that is known about a box.

    Args:
        frame: Frame of the box.
        source: Source of the boxes.
        row: Row of the box among them.
        boxes: The boxes of the source in the frame.
    """
    box = boxes[row]
    array = boxes.array[row]
    velocity = None
    if boxes.velocities is not None:
        velocity = _finite(boxes.velocities[row])
    elif boxes.velocities_world is not None:
        velocity = _vehicle_velocity(frame, boxes.velocities_world[row])
    accelerations = boxes.accelerations_world
    extents = box_extents(frame, array)
    return {
        "source": source,
        "row": row,
        "id": box.id or "",
        "type": int(box.type),
        "score": box.score,
        "box": array.tolist(),
        "range": float(np.linalg.norm(array[:3])),
        "velocity": velocity,
        "acceleration_world": None if accelerations is None else _finite(accelerations[row]),
        "difficulty": int(box.difficulty or 0),
        "num_points": box.num_points,
        "counted_points": _counted_points(frame, array),
        "best_camera": _best_camera(frame, box.id or "") if source < 0 else 0,
        "cameras": [
            {"camera": extent.camera, "area": extent.area, "extent": list(extent[1:])}
            for extent in extents
        ],
    }


def _vehicle_velocity(frame: Frame, velocity_world: Any) -> list[float] | None:
    try:
        rotation = frame.world_from_vehicle[:3, :3]
    except NotFoundError:
        return None
    return _finite((rotation.T @ velocity_world)[:2])


def _finite(values: Any) -> list[float] | None:
    numbers: list[float] = np.asarray(values, np.float64).tolist()
    return numbers if np.isfinite(numbers).all() else None


def _counted_points(frame: Frame, box: Any) -> int | None:
    try:
        points = frame.points().xyz
    except NotFoundError:
        return None
    return int(count_points_in_boxes(points, box[None])[0])


def _best_camera(frame: Frame, name: str) -> int:
    """Returns the camera that sees a labeled object best, as the labels say; 0 for none."""
    try:
        table = frame.table("lidar_camera_synced_box")
    except NotFoundError:
        return 0
    column = component_of("lidar_camera_synced_box").column("most_visible_camera_name")
    ids = table.column("key.laser_object_id").to_pylist()
    return int(table.column(column)[ids.index(name)].as_py() or 0) if name in ids else 0
