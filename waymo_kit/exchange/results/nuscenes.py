"""Results of nuScenes: JSON of detections or tracks in the world, by sample token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.exchange.exports.nuscenes import global_boxes
from waymo_kit.exchange.results.result_format import (
    FrameResults,
    ResultContext,
    ResultFormat,
    clip_scores,
    number_array,
)
from waymo_kit.geometry import invert_transform, rotation_from_quaternion, wrap_angle
from waymo_kit.io import Location, read_json, write_json
from waymo_kit.schema import ObjectType

_TYPES = {
    "car": ObjectType.VEHICLE,
    "truck": ObjectType.VEHICLE,
    "bus": ObjectType.VEHICLE,
    "trailer": ObjectType.VEHICLE,
    "construction_vehicle": ObjectType.VEHICLE,
    "pedestrian": ObjectType.PEDESTRIAN,
    "bicycle": ObjectType.CYCLIST,
    "motorcycle": ObjectType.CYCLIST,
}
_NAMES = {
    ObjectType.VEHICLE: "car",
    ObjectType.PEDESTRIAN: "pedestrian",
    ObjectType.CYCLIST: "bicycle",
}
_LEFT_OUT = ("traffic_cone", "barrier")
_MAX_BOXES = 500
"""Maximum number of boxes of a sample in the benchmark."""


class NuscenesResults(ResultFormat):
    """Reads and writes results of the detection and of the tracking benchmark."""

    name = "nuscenes"
    exports = ("nuscenes",)
    conventions = (
        "boxes and velocities in the world are moved into the vehicle frame by the frame's pose",
        "sizes width, length, height become length, width, height",
        "quaternions become headings",
        "names become types: car, truck, bus, trailer, construction_vehicle: VEHICLE; bicycle, "
        "motorcycle: CYCLIST; cones and barriers are left out",
    )

    def read(self, location: Location, context: ResultContext) -> Iterator[FrameResults]:
        """Yields the results of each sample."""
        content = read_json(location)
        results = content.get("results") if isinstance(content, dict) else None
        if not isinstance(results, dict):
            raise InvalidInputError(f"{location}: expected an object with meta and results")
        index = context.require_index(str(location))
        for token, rows in results.items():
            where = f"{location}: sample {token[:40]}"
            place = index.place(token, where)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise InvalidInputError(f"{where}: expected a list of boxes")
            kept = [row for row in rows if _name(row) not in _LEFT_OUT]
            context.note("cones and barriers are left out", len(rows) - len(kept))
            pose = context.world_from_vehicle(place, where)
            yield _frame(kept, place, pose, where)

    def write(
        self, results: Iterator[FrameResults], location: Location, context: ResultContext
    ) -> None:
        """Writes detections, or tracks if the boxes have ids; signs are left out."""
        index = context.require_index(str(location))
        written: dict[str, list[dict[str, Any]]] = {}
        for each in results:
            token = index.name(each.place)
            if token is None:
                context.note("boxes of frames that were not exported are left out", len(each.boxes))
                continue
            pose = context.world_from_vehicle(each.place, str(location))
            rows = _rows(each, pose, token)
            score = "detection_score" if each.ids is None else "tracking_score"
            rows.sort(key=lambda row: -float(row[score]))
            context.note(
                f"boxes beyond the {_MAX_BOXES} that a sample may have are left out",
                max(len(rows) - _MAX_BOXES, 0),
            )
            written[token] = rows[:_MAX_BOXES]
        meta = {f"use_{name}": False for name in ("camera", "lidar", "radar", "map", "external")}
        write_json({"meta": meta, "results": written}, location)


def _name(row: dict[str, Any]) -> Any:
    return row.get("detection_name", row.get("tracking_name"))


def _frame(
    rows: list[dict[str, Any]], place: Any, pose: NDArray[np.float64], where: str
) -> FrameResults:
    def column(name: str, width: int) -> NDArray[np.float64]:
        return number_array([row.get(name) for row in rows], width, f"{where}: {name}")

    names = [_name(row) for row in rows]
    for name in names:
        if not isinstance(name, str) or name not in _TYPES:
            raise InvalidInputError(
                f"{where}: expected a name such as {', '.join(_NAMES.values())}, got "
                f"{str(name)[:40]!r}"
            )
    scores = number_array(
        [row.get("detection_score", row.get("tracking_score")) for row in rows],
        0,
        f"{where}: score",
    )
    vehicle_from_world = invert_transform(pose)
    centers = column("translation", 3) @ vehicle_from_world[:3, :3].T + vehicle_from_world[:3, 3]
    rotations = rotation_from_quaternion(column("rotation", 4))
    if not np.isfinite(rotations).all():
        raise InvalidInputError(f"{where}: expected quaternions of a length above 0")
    ahead = (vehicle_from_world[:3, :3] @ rotations)[:, :, 0]
    sizes = column("size", 3)[:, [1, 0, 2]]
    boxes = np.column_stack([centers, sizes, wrap_angle(np.arctan2(ahead[:, 1], ahead[:, 0]))])
    ids = [row.get("tracking_id") for row in rows]
    velocities = None
    if rows and all(isinstance(row.get("velocity"), list) for row in rows):
        world = column("velocity", 2)
        velocities = world @ vehicle_from_world[:2, :2].T
    return FrameResults(
        place,
        boxes,
        np.array([int(_TYPES[name]) for name in names], np.int8),
        clip_scores(scores, where),
        [str(name) for name in ids] if ids and all(name is not None for name in ids) else None,
        velocities,
    )


def _rows(results: FrameResults, pose: NDArray[np.float64], token: str) -> list[dict[str, Any]]:
    kind = "detection" if results.ids is None else "tracking"
    velocities = np.zeros((len(results.boxes), 2))
    if results.velocities is not None:
        velocities = np.nan_to_num(results.velocities) @ pose[:2, :2].T
    rows = []
    for row, placed in enumerate(global_boxes(results.boxes, pose)):
        name = _NAMES.get(ObjectType(results.types[row]))
        if name is None:
            continue
        made = {
            "sample_token": token,
            **placed,
            "velocity": velocities[row].tolist(),
            f"{kind}_name": name,
            f"{kind}_score": float(results.scores[row]),
        }
        if results.ids is None:
            made["attribute_name"] = ""
        else:
            made["tracking_id"] = results.ids[row]
        rows.append(made)
    return rows
