"""Component tables of labels, calibrations, images and poses: rows of a v1 frame.

Each function yields the rows of one component for one frame as tuples in the order of the
component's columns. The rows are those of the official v2 layout. A field that is not set means its
default, as in the official library. A matrix of another size or an id that names no camera raises
`CorruptDataError`; `waymo_kit.formats.rules` checks the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyarrow as pa
from google.protobuf.message import Message

from waymo_kit.errors import CorruptDataError
from waymo_kit.protos import frame_pb2, label_pb2, map_pb2
from waymo_kit.schema import CameraName, component_of

Row = tuple[Any, ...]

MAP_KINDS = ("lane", "road_line", "road_edge", "stop_sign", "crosswalk", "speed_bump", "driveway")
"""The kinds of map features, named as the fields of the MapFeature message."""

_SPEED = ("speed_x", "speed_y", "speed_z")
_ACCELERATION = ("accel_x", "accel_y", "accel_z")
_DIFFICULTY = ("detection_difficulty_level", "tracking_difficulty_level")


def _matrix_4x4(transform: frame_pb2.Transform, what: str) -> list[float] | None:
    values = list(transform.transform)
    if len(values) not in (0, 16):
        raise CorruptDataError(f"{what} has {len(values)} numbers, expected 16")
    return values or None


def _box_3d(box: label_pb2.Label.Box) -> Row:
    center = (box.center_x, box.center_y, box.center_z)
    return (*center, box.length, box.width, box.height, box.heading)


def _box_2d(box: label_pb2.Label.Box) -> Row:
    return (box.center_x, box.center_y, box.length, box.width)


def _numbers(message: Message, fields: tuple[str, ...]) -> Row:
    """The values of fields, which are 0 by default, or a null for each if all of them are unset."""
    row = tuple([getattr(message, field) for field in fields])
    if not any(row) and not any(map(message.HasField, fields)):
        return (None,) * len(fields)
    return row


def _camera_number(name: str, what: str) -> int:
    try:
        return CameraName[name].value
    except KeyError:
        raise CorruptDataError(f"{what} names the camera {name!r}, which does not exist") from None


def split_projected_id(label_id: str) -> tuple[str, int]:
    """Splits the id of a projected label, `<laser object id>_<CAMERA>`.

    Object ids may contain underscores themselves, and camera names do; ids have 22 characters.

    Returns:
        The laser object id and the camera number.
    """
    if len(label_id) > 22 and label_id[22] == "_":
        return label_id[:22], _camera_number(label_id[23:], f"projected label {label_id!r}")
    for camera in sorted(CameraName, key=lambda camera: -len(camera.name)):
        start = len(label_id) - len(camera.name) - 1
        if camera and start >= 0 and label_id[start:] == f"_{camera.name}":
            return label_id[:start], camera.value
    raise CorruptDataError(f"projected label {label_id!r} does not end with a camera's name")


def _frame_key(frame: frame_pb2.Frame) -> Row:
    return (frame.context.name, frame.timestamp_micros)


def _camera_box(frame: frame_pb2.Frame) -> Iterator[Row]:
    for labels in frame.camera_labels:
        for label in labels.labels:
            if label.HasField("box"):
                key = (*_frame_key(frame), labels.name, label.id)
                yield (*key, *_box_2d(label.box), label.type, *_numbers(label, _DIFFICULTY))


def _camera_calibration(frame: frame_pb2.Frame) -> Iterator[Row]:
    for calibration in frame.context.camera_calibrations:
        what = f"calibration of camera {calibration.name}"
        if len(calibration.intrinsic) != 9:
            raise CorruptDataError(
                f"{what} has {len(calibration.intrinsic)} intrinsics, expected 9"
            )
        yield (
            frame.context.name,
            calibration.name,
            *calibration.intrinsic,
            _matrix_4x4(calibration.extrinsic, f"{what} (extrinsic)"),
            calibration.width,
            calibration.height,
            calibration.rolling_shutter_direction,
        )


def _camera_hkp(frame: frame_pb2.Frame) -> Iterator[Row]:
    for labels in frame.camera_labels:
        for label in labels.labels:
            if not label.HasField("camera_keypoints"):
                continue
            keypoints = label.camera_keypoints.keypoint
            if not all(keypoint.keypoint_2d.HasField("location_px") for keypoint in keypoints):
                raise CorruptDataError(f"a camera keypoint of label {label.id!r} has no location")
            yield (
                *_frame_key(frame),
                labels.name,
                label.id,
                [keypoint.type for keypoint in keypoints],
                [keypoint.keypoint_2d.location_px.x for keypoint in keypoints],
                [keypoint.keypoint_2d.location_px.y for keypoint in keypoints],
                [keypoint.keypoint_2d.visibility.is_occluded for keypoint in keypoints],
                *[None] * 4,
            )


def _camera_image(frame: frame_pb2.Frame) -> Iterator[Row]:
    for image in frame.images:
        velocity = image.velocity
        yield (
            *_frame_key(frame),
            image.name,
            image.image,
            _matrix_4x4(image.pose, f"pose of camera {image.name}"),
            *(velocity.v_x, velocity.v_y, velocity.v_z),
            *(velocity.w_x, velocity.w_y, velocity.w_z),
            image.pose_timestamp,
            image.shutter,
            image.camera_trigger_time,
            image.camera_readout_done_time,
        )


def _camera_segmentation(frame: frame_pb2.Frame) -> Iterator[Row]:
    for image in frame.images:
        if not image.HasField("camera_segmentation_label"):
            continue
        label = image.camera_segmentation_label
        mapping = label.instance_id_to_global_id_mapping
        yield (
            *_frame_key(frame),
            image.name,
            label.panoptic_label_divisor,
            label.panoptic_label,
            [entry.local_instance_id for entry in mapping],
            [entry.global_instance_id for entry in mapping],
            [entry.is_tracked for entry in mapping],
            label.sequence_id,
            label.num_cameras_covered,
        )


def _camera_to_lidar_box_association(frame: frame_pb2.Frame) -> Iterator[Row]:
    for labels in frame.camera_labels:
        for label in labels.labels:
            if label.HasField("association"):
                yield (
                    *_frame_key(frame),
                    labels.name,
                    label.id,
                    label.association.laser_object_id,
                )


def _lidar_box(frame: frame_pb2.Frame) -> Iterator[Row]:
    for label in frame.laser_labels:
        if label.HasField("box"):
            yield (
                *_frame_key(frame),
                label.id,
                *_box_3d(label.box),
                label.type,
                label.num_lidar_points_in_box,
                label.num_top_lidar_points_in_box,
                *_numbers(label.metadata, _SPEED),
                *_numbers(label.metadata, _ACCELERATION),
                *_numbers(label, _DIFFICULTY),
            )


def _lidar_calibration(frame: frame_pb2.Frame) -> Iterator[Row]:
    for calibration in frame.context.laser_calibrations:
        what = f"extrinsic of laser {calibration.name}"
        yield (
            frame.context.name,
            calibration.name,
            _matrix_4x4(calibration.extrinsic, what),
            calibration.beam_inclination_min,
            calibration.beam_inclination_max,
            list(calibration.beam_inclinations) or None,
        )


def _lidar_camera_synced_box(frame: frame_pb2.Frame) -> Iterator[Row]:
    for label in frame.laser_labels:
        if label.most_visible_camera_name and label.HasField("camera_synced_box"):
            what = f"laser label {label.id!r}"
            yield (
                *_frame_key(frame),
                label.id,
                _camera_number(label.most_visible_camera_name, what),
                *_box_3d(label.camera_synced_box),
            )


def _lidar_hkp(frame: frame_pb2.Frame) -> Iterator[Row]:
    for label in frame.laser_labels:
        if not label.HasField("laser_keypoints"):
            continue
        keypoints = label.laser_keypoints.keypoint
        if not all(keypoint.keypoint_3d.HasField("location_m") for keypoint in keypoints):
            raise CorruptDataError(f"a laser keypoint of label {label.id!r} has no location")
        yield (
            *_frame_key(frame),
            label.id,
            [keypoint.type for keypoint in keypoints],
            [keypoint.keypoint_3d.location_m.x for keypoint in keypoints],
            [keypoint.keypoint_3d.location_m.y for keypoint in keypoints],
            [keypoint.keypoint_3d.location_m.z for keypoint in keypoints],
            [keypoint.keypoint_3d.visibility.is_occluded for keypoint in keypoints],
        )


def _projected_lidar_box(frame: frame_pb2.Frame) -> Iterator[Row]:
    for labels in frame.projected_lidar_labels:
        for label in labels.labels:
            if label.HasField("box"):
                laser_object_id, camera = split_projected_id(label.id)
                key = (*_frame_key(frame), camera, laser_object_id)
                yield (*key, *_box_2d(label.box), label.type)


def _stats(frame: frame_pb2.Frame) -> Iterator[Row]:
    stats = frame.context.stats
    row: list[Any] = [stats.time_of_day, stats.location, stats.weather]
    for counts in (stats.laser_object_counts, stats.camera_object_counts):
        row.append([entry.type for entry in counts] or None)
        row.append([entry.count for entry in counts] or None)
    yield (*_frame_key(frame), *row)


def _vehicle_pose(frame: frame_pb2.Frame) -> Iterator[Row]:
    yield (*_frame_key(frame), _matrix_4x4(frame.pose, "pose of the frame"))


def _no_label_zone(frame: frame_pb2.Frame) -> Iterator[Row]:
    for index, zone in enumerate(frame.no_label_zones):
        yield (*_frame_key(frame), index, zone.id, list(zone.x), list(zone.y))


def _map_points(kind: str, feature: Any) -> list[map_pb2.MapPoint]:
    for name in ("polyline", "polygon"):
        if name in feature.DESCRIPTOR.fields_by_name:
            return list(getattr(feature, name))
    return [feature.position] if kind == "stop_sign" else []


def _map_feature(frame: frame_pb2.Frame) -> Iterator[Row]:
    for message in frame.map_features:
        kind = next((kind for kind in MAP_KINDS if message.HasField(kind)), None)
        points: list[map_pb2.MapPoint] = []
        feature_type = None
        if kind is not None:
            feature = getattr(message, kind)
            points = _map_points(kind, feature)
            feature_type = feature.type if "type" in feature.DESCRIPTOR.fields_by_name else None
        yield (
            *_frame_key(frame),
            message.id,
            kind,
            feature_type,
            [point.x for point in points],
            [point.y for point in points],
            [point.z for point in points],
            message.SerializeToString(deterministic=True),
        )


def _map_pose_offset(frame: frame_pb2.Frame) -> Iterator[Row]:
    if frame.HasField("map_pose_offset"):
        offset = frame.map_pose_offset
        yield (*_frame_key(frame), offset.x, offset.y, offset.z)


ROWS: dict[str, Callable[[frame_pb2.Frame], Iterator[Row]]] = {
    "camera_box": _camera_box,
    "camera_calibration": _camera_calibration,
    "camera_hkp": _camera_hkp,
    "camera_image": _camera_image,
    "camera_segmentation": _camera_segmentation,
    "camera_to_lidar_box_association": _camera_to_lidar_box_association,
    "lidar_box": _lidar_box,
    "lidar_calibration": _lidar_calibration,
    "lidar_camera_synced_box": _lidar_camera_synced_box,
    "lidar_hkp": _lidar_hkp,
    "map_feature": _map_feature,
    "map_pose_offset": _map_pose_offset,
    "no_label_zone": _no_label_zone,
    "projected_lidar_box": _projected_lidar_box,
    "stats": _stats,
    "vehicle_pose": _vehicle_pose,
}
"""The row function of each component that is not made of range images, by tag."""


def rows_to_batch(tag: str, rows: list[Row]) -> pa.RecordBatch:
    """Makes a record batch in the component's schema of rows in its column order."""
    if not rows:
        return _no_rows(tag)
    schema = component_of(tag).schema
    columns = zip(zip(*rows, strict=True), schema.types, strict=True)
    return pa.RecordBatch.from_arrays([pa.array(*column) for column in columns], schema=schema)


@cache
def _no_rows(tag: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], component_of(tag).schema)
