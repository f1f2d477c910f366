"""Exports to nuScenes: the 13 tables of its schema, keyframes and sweeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.exchange.exports.export_format import ExportFormat, SegmentExport, SegmentRecord
from waymo_kit.exchange.sample import CAMERAS, ExportOptions, Sample
from waymo_kit.formats.image import encode_png
from waymo_kit.geometry import (
    OPTICAL_FROM_CAMERA,
    camera_matrix,
    invert_transform,
    make_transform,
    quaternion_from_rotation,
    rotation_from_euler,
)
from waymo_kit.io import Location, write_bytes, write_json
from waymo_kit.scene import PointCloud
from waymo_kit.schema import CameraName, ObjectType

CATEGORIES = {
    ObjectType.VEHICLE: "vehicle.car",
    ObjectType.PEDESTRIAN: "human.pedestrian.adult",
    ObjectType.CYCLIST: "vehicle.bicycle",
    ObjectType.SIGN: "waymo.sign",
}
"""Categories of the types; Waymo's vehicles are of any kind, and its cyclists have a rider."""

TABLES = (
    "attribute",
    "calibrated_sensor",
    "category",
    "ego_pose",
    "instance",
    "log",
    "map",
    "sample",
    "sample_annotation",
    "sample_data",
    "scene",
    "sensor",
    "visibility",
)
LIDAR = "LIDAR_TOP"
"""Channel of the points of all five lidars, in the vehicle frame."""

_MOVING = 0.5
"""Speed in m/s above which an object is moving."""

_ATTRIBUTES = {
    ObjectType.VEHICLE: ("vehicle.moving", "vehicle.stopped"),
    ObjectType.PEDESTRIAN: ("pedestrian.moving", "pedestrian.standing"),
    ObjectType.CYCLIST: ("cycle.with_rider", "cycle.with_rider"),
}
_VISIBILITIES = ("v0-40", "v40-60", "v60-80", "v80-100")

_Row = dict[str, Any]


class NuscenesExport(ExportFormat):
    """Writes the tables of nuScenes with points and images.

    With `every` 1 all frames are samples with annotations. With `every` N, every N-th frame is one
    (5 gives the 2 Hz of nuScenes), and the frames between are sweeps. Annotations of an object are
    chained, from which the devkit derives velocities.
    """

    name = "nuscenes"
    rectifies = True
    notes = (
        "LIDAR_TOP holds the points of all lidars in the vehicle frame; attributes are derived "
        f"from speeds (moving above {_MOVING} m/s); visibility is not labeled",
    )

    def write_segment(self, export: SegmentExport) -> dict[str, list[_Row]]:
        """Writes a segment; returns its rows of the tables."""
        scene_name = f"waymo-{export.number:04d}"
        rows: dict[str, list[_Row]] = {name: [] for name in TABLES}
        segment = _Segment(export, rows)
        every = export.options.every
        for frame in export.scene:
            sample = Sample(frame, export.number, export.options)
            is_key = frame.index % every == 0
            if is_key:
                segment.add_sample(sample)
            segment.add_data(sample, is_key)
            export.frames += is_key
            export.on_work(frame.index + 1)
        segment.finish(scene_name)
        return rows

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the tables and the list of scenes."""
        version = version_of(options.split)
        rows: dict[str, list[_Row]] = {name: [] for name in TABLES}
        for record in records:
            for name, found in record.content.items():
                rows[name] += found
        rows["sensor"] = [
            {
                "token": token("sensor", channel),
                "channel": channel,
                "modality": "lidar" if channel == LIDAR else "camera",
            }
            for channel in (LIDAR, *(channel_of(camera) for camera in CAMERAS))
        ]
        rows["category"] = [
            {"token": token("category", name), "name": name, "description": f"Waymo {kind.name}"}
            for kind, name in CATEGORIES.items()
        ]
        rows["attribute"] = [
            {"token": token("attribute", name), "name": name, "description": "derived from speed"}
            for name in dict.fromkeys(n for names in _ATTRIBUTES.values() for n in names)
        ]
        rows["visibility"] = [
            {"token": str(place), "level": level, "description": f"visibility {level[1:]} %"}
            for place, level in enumerate(_VISIBILITIES, 1)
        ]
        path = f"maps/{token('map')}.png"
        write_bytes(encode_png(np.zeros((8, 8), np.uint8)), root / path)
        rows["map"] = [
            {
                "token": token("map"),
                "log_tokens": [row["token"] for row in rows["log"]],
                "category": "semantic_prior",
                "filename": path,
            }
        ]
        for name in TABLES:
            write_json(rows[name], root / version / f"{name}.json")
        names = [row["name"] for row in rows["scene"]]
        write_json({f"waymo_{options.split}": names}, root / version / "splits.json")


def version_of(split: str) -> str:
    """Returns the folder of the tables, which the devkit calls a version."""
    return {"training": "v1.0-trainval", "validation": "v1.0-trainval", "testing": "v1.0-test"}[
        split
    ]


def token(*parts: object) -> str:
    """Returns the token of something by its names: 32 hexadecimal digits."""
    text = "\n".join(str(part) for part in parts)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def channel_of(camera: CameraName) -> str:
    """Returns the channel of a camera."""
    return f"CAM_{camera.name}"


def sample_token(segment: str, timestamp_micros: int) -> str:
    """Returns the token of the sample of a frame."""
    return token("sample", segment, timestamp_micros)


def global_boxes(
    boxes: NDArray[np.float64], world_from_vehicle: NDArray[np.float64]
) -> list[dict[str, list[float]]]:
    """Returns translation, size and rotation of boxes in the world as nuScenes writes them.

    The rotation is the vehicle's times the heading, so that a box keeps its roll and pitch and
    comes back exactly.
    """
    rotations = rotation_from_euler(0.0, 0.0, boxes[:, 6])
    placed = world_from_vehicle @ make_transform(rotations, boxes[:, :3])
    return [
        {
            "translation": placed[row, :3, 3].tolist(),
            "size": boxes[row, [4, 3, 5]].tolist(),
            "rotation": quaternion_from_rotation(placed[row, :3, :3]).tolist(),
        }
        for row in range(len(boxes))
    ]


class _Segment:
    """Makes the rows of one segment."""

    def __init__(self, export: SegmentExport, rows: dict[str, list[_Row]]) -> None:
        self._export = export
        self._rows = rows
        self._name = export.scene.name
        self._sample = ""
        self._data_before: dict[str, _Row] = {}
        self._annotation_before: dict[str, _Row] = {}
        self._instances: dict[str, _Row] = {}
        self._calibrated: set[str] = set()

    def add_sample(self, sample: Sample) -> None:
        """Adds a keyframe with its annotations."""
        time = sample.frame.timestamp_micros
        samples = self._rows["sample"]
        row = {
            "token": sample_token(self._name, time),
            "timestamp": time,
            "scene_token": token("scene", self._name),
            "prev": samples[-1]["token"] if samples else "",
            "next": "",
        }
        if samples:
            samples[-1]["next"] = row["token"]
        samples.append(row)
        self._sample = str(row["token"])
        self._export.add_sample(self._sample, sample)
        if self._export.options.split != "testing":
            self._add_annotations(sample)

    def _add_annotations(self, sample: Sample) -> None:
        boxes = sample.boxes
        placed = global_boxes(boxes.array, sample.frame.world_from_vehicle)
        speeds = np.hypot(*np.nan_to_num(boxes.require("velocities_world")[:, :2]).T)
        for row, (box, where) in enumerate(zip(boxes, placed, strict=True)):
            name = str(box.id)
            self._export.number_of(name)
            annotation = {
                "token": token("annotation", self._name, name, sample.frame.timestamp_micros),
                "sample_token": self._sample,
                "instance_token": token("instance", self._name, name),
                "attribute_tokens": _attribute_tokens(box.type, float(speeds[row])),
                "visibility_token": "",
                **where,
                "num_lidar_pts": int(box.num_points or 0),
                "num_radar_pts": 0,
                "prev": "",
                "next": "",
            }
            before = self._annotation_before.get(name)
            if before is None:
                self._instances[name] = {
                    "token": annotation["instance_token"],
                    "category_token": token("category", CATEGORIES[box.type]),
                    "nbr_annotations": 0,
                    "first_annotation_token": annotation["token"],
                    "last_annotation_token": "",
                }
            else:
                annotation["prev"], before["next"] = before["token"], annotation["token"]
            self._annotation_before[name] = annotation
            self._instances[name]["nbr_annotations"] += 1
            self._instances[name]["last_annotation_token"] = annotation["token"]
            self._rows["sample_annotation"].append(annotation)

    def add_data(self, sample: Sample, is_key: bool) -> None:
        """Adds the points and images of a frame."""
        frame = sample.frame
        folder = "samples" if is_key else "sweeps"
        points = frame.points()
        path = f"{folder}/{LIDAR}/{sample.name}__{LIDAR}__{frame.timestamp_micros}.pcd.bin"
        self._export.write(path, _points_bytes(points))
        pose, time = frame.world_from_vehicle, frame.timestamp_micros
        self._add_file(LIDAR, sample, is_key, path, time, pose, np.eye(4), [], (0, 0))
        for camera in sample.cameras:
            channel = channel_of(camera)
            pose, time = _camera_pose(sample, camera)
            path = f"{folder}/{channel}/{sample.name}__{channel}__{time}.jpg"
            self._export.write(path, sample.jpeg(camera))
            calibration = sample.calibration(camera)
            mount = calibration.vehicle_from_camera @ invert_transform(OPTICAL_FROM_CAMERA)
            size = (calibration.width, calibration.height)
            matrix = camera_matrix(calibration).tolist()
            self._add_file(channel, sample, is_key, path, time, pose, mount, matrix, size)

    def _add_file(
        self,
        channel: str,
        sample: Sample,
        is_key: bool,
        path: str,
        time: int,
        pose: NDArray[np.float64],
        mount: NDArray[np.float64],
        matrix: list[Any],
        size: tuple[int, int],
    ) -> None:
        names = (self._name, channel, sample.frame.timestamp_micros)
        calibrated = token("calibrated_sensor", self._name, channel)
        if channel not in self._calibrated:
            self._calibrated.add(channel)
            self._rows["calibrated_sensor"].append(
                {
                    "token": calibrated,
                    "sensor_token": token("sensor", channel),
                    **_placement(mount),
                    "camera_intrinsic": matrix,
                }
            )
        self._rows["ego_pose"].append(
            {"token": token("ego_pose", *names), "timestamp": time, **_placement(pose)}
        )
        before = self._data_before.get(channel)
        row = {
            "token": token("sample_data", *names),
            "sample_token": self._sample,
            "ego_pose_token": token("ego_pose", *names),
            "calibrated_sensor_token": calibrated,
            "timestamp": time,
            "fileformat": path.rpartition(".")[2] if channel != LIDAR else "pcd",
            "is_key_frame": is_key,
            "height": size[1],
            "width": size[0],
            "filename": path,
            "prev": before["token"] if before else "",
            "next": "",
        }
        if before:
            before["next"] = row["token"]
        self._data_before[channel] = row
        self._rows["sample_data"].append(row)

    def finish(self, scene_name: str) -> None:
        """Adds the scene, its log and its instances."""
        scene, samples = self._export.scene, self._rows["sample"]
        self._rows["instance"] += self._instances.values()
        location, about = _context(scene)
        self._rows["log"].append(
            {
                "token": token("log", self._name),
                "logfile": self._name,
                "vehicle": "waymo",
                "date_captured": "",
                "location": location,
            }
        )
        self._rows["scene"].append(
            {
                "token": token("scene", self._name),
                "name": scene_name,
                "description": f"segment {self._name}{about}",
                "log_token": token("log", self._name),
                "nbr_samples": len(samples),
                "first_sample_token": samples[0]["token"] if samples else "",
                "last_sample_token": samples[-1]["token"] if samples else "",
            }
        )


def _context(scene: Any) -> tuple[str, str]:
    """Returns the place of a segment, and its time of day and weather in words."""
    try:
        return scene.location, f", {scene.time_of_day}, {scene.weather}"
    except NotFoundError:
        return "", ""


def _attribute_tokens(kind: ObjectType, speed: float) -> list[str]:
    names = _ATTRIBUTES.get(kind)
    return [token("attribute", names[0] if speed > _MOVING else names[1])] if names else []


def _placement(transform: NDArray[np.float64]) -> _Row:
    return {
        "translation": transform[:3, 3].tolist(),
        "rotation": quaternion_from_rotation(transform[:3, :3]).tolist(),
    }


def _camera_pose(sample: Sample, camera: CameraName) -> tuple[NDArray[np.float64], int]:
    """Returns the pose of the vehicle for an image and its time; the frame's if none is stored."""
    try:
        pose = sample.frame.camera(camera).pose
    except NotFoundError:
        return sample.frame.world_from_vehicle, sample.frame.timestamp_micros
    return pose.world_from_vehicle, round(pose.pose_timestamp * 1e6)


def _points_bytes(points: PointCloud) -> bytes:
    """Returns points as float32 x, y, z, intensity and row in the range image."""
    table = np.empty((len(points), 5), np.float32)
    table[:, :3], table[:, 3] = points.xyz, points.intensity
    table[:, 4] = points.pixel[:, 0]
    return table.tobytes()
