"""The part of a v1 frame that no other component table holds.

After a frame was converted, everything that the tables represent is taken out of it. If anything is
left (motion of projected labels, fields of a newer version, deprecated fields), the rest of the
message goes into the `frame_remainder` table, with the names and ids of the messages around it.
So a conversion never drops a field silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from google.protobuf.message import Message

from waymo_kit.formats.v1.range_images import RANGE_IMAGE_FIELDS
from waymo_kit.protos import frame_pb2, label_pb2
from waymo_kit.schema import SEGMENT_CONTEXT

_BOX_3D = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
_BOX_2D = ("center_x", "center_y", "length", "width")
_DIFFICULTY = ("detection_difficulty_level", "tracking_difficulty_level")
_MOTION = ("speed_x", "speed_y", "speed_z", "accel_x", "accel_y", "accel_z")


def take_remainder(frame: frame_pb2.Frame, calibrations: bytes) -> bytes | None:
    """Removes from a frame all that its component tables hold, and serializes the rest.

    Args:
        frame: Parsed frame, already converted; it is changed.
        calibrations: `serialized_calibrations` of the segment's first frame, which is the one whose
            calibrations are in the tables.

    Returns:
        The remaining message, or None if nothing remains.
    """
    if calibrations == serialized_calibrations(frame.context):
        _prune(frame.context, "camera_calibrations", _strip_camera_calibration, "name")
        _prune(frame.context, "laser_calibrations", _strip_laser_calibration, "name")
    stats = frame.context.stats
    for counts in ("laser_object_counts", "camera_object_counts"):
        _prune(stats, counts, lambda count: _clear(count, ("count",)), "type")
    _clear(stats, SEGMENT_CONTEXT)
    _drop_if_empty(frame.context, "stats")
    _prune(frame, "images", _strip_image, "name")
    _prune(frame, "lasers", _strip_laser, "name", always=False)
    _prune(frame, "laser_labels", _strip_laser_label, "id", always=False)
    _prune(frame, "camera_labels", _strip_camera_labels, "name", always=False)
    _prune(frame, "projected_lidar_labels", _strip_projected_labels, "name", always=False)
    _prune(frame, "no_label_zones", lambda zone: _clear(zone, ("x", "y")), "id")
    _clear(frame, ("map_features",))
    if frame.HasField("map_pose_offset"):
        _clear(frame.map_pose_offset, ("x", "y", "z"))
        _drop_if_empty(frame, "map_pose_offset")
    _clear_inside(frame, "pose", ("transform",))
    name, timestamp_micros = frame.context.name, frame.timestamp_micros
    _clear(frame.context, ("name",))
    _clear(frame, ("timestamp_micros",))
    _drop_if_empty(frame, "context")
    if frame.ByteSize() == 0:
        return None
    frame.context.name, frame.timestamp_micros = name, timestamp_micros
    return frame.SerializeToString(deterministic=True)


def serialized_calibrations(context: frame_pb2.Context) -> bytes:
    """Returns the calibrations of a frame's context as bytes that can be compared."""
    both = frame_pb2.Context(
        camera_calibrations=context.camera_calibrations,
        laser_calibrations=context.laser_calibrations,
    )
    return both.SerializeToString(deterministic=True)


def _clear(message: Message, fields: Iterable[str]) -> None:
    for field in fields:
        message.ClearField(field)


def _drop_if_empty(message: Message, field: str) -> None:
    if message.HasField(field) and getattr(message, field).ByteSize() == 0:
        message.ClearField(field)


def _clear_inside(message: Message, field: str, inner: Iterable[str]) -> None:
    if message.HasField(field):
        _clear(getattr(message, field), inner)
        _drop_if_empty(message, field)


def _prune(
    parent: Message,
    field: str,
    strip: Callable[[Any], None],
    identity: str,
    *,
    always: bool = True,
) -> None:
    """Strips each message of a repeated field; drops those with nothing but an identity left.

    Args:
        parent: The message with the field.
        field: Name of the repeated field.
        strip: Function that clears what the tables hold, except for the identity.
        identity: Field that tells the messages apart.
        always: Whether tables hold every such message; if not, one of which `strip` clears nothing
            is kept even if it is no more than an identity.
    """
    repeated = getattr(parent, field)
    kept = []
    for message in repeated:
        size = message.ByteSize()
        strip(message)
        stripped = type(message).FromString(message.SerializeToString())
        message.ClearField(identity)
        if message.ByteSize() or not (always or stripped.ByteSize() < size):
            kept.append(stripped)
    del repeated[:]
    repeated.extend(kept)


def _strip_camera_calibration(calibration: frame_pb2.CameraCalibration) -> None:
    _clear(calibration, ("intrinsic", "width", "height", "rolling_shutter_direction"))
    _clear_inside(calibration, "extrinsic", ("transform",))


def _strip_laser_calibration(calibration: frame_pb2.LaserCalibration) -> None:
    _clear(calibration, ("beam_inclinations", "beam_inclination_min", "beam_inclination_max"))
    _clear_inside(calibration, "extrinsic", ("transform",))


def _strip_image(image: frame_pb2.CameraImage) -> None:
    _clear(image, ("image", "pose_timestamp", "shutter"))
    _clear(image, ("camera_trigger_time", "camera_readout_done_time"))
    _clear_inside(image, "pose", ("transform",))
    _clear_inside(image, "velocity", ("v_x", "v_y", "v_z", "w_x", "w_y", "w_z"))
    if image.HasField("camera_segmentation_label"):
        label = image.camera_segmentation_label
        entries = ("global_instance_id", "is_tracked")
        mapping = "instance_id_to_global_id_mapping"
        _prune(label, mapping, lambda entry: _clear(entry, entries), "local_instance_id")
        _clear(label, ("panoptic_label_divisor", "panoptic_label"))
        _clear(label, ("sequence_id", "num_cameras_covered"))
        _drop_if_empty(image, "camera_segmentation_label")


def _strip_laser(laser: frame_pb2.Laser) -> None:
    for number in (1, 2):
        fields = [
            source.field for source in RANGE_IMAGE_FIELDS.values() if number <= source.returns
        ]
        _clear_inside(laser, f"ri_return{number}", fields)


def _strip_keypoints(label: label_pb2.Label, field: str, point: str, location: str) -> None:
    if not label.HasField(field):
        return
    axes = ("x", "y", "z") if location == "location_m" else ("x", "y")

    def strip(keypoint: Any) -> None:
        if keypoint.HasField(point):
            _clear_inside(getattr(keypoint, point), location, axes)
            _clear_inside(getattr(keypoint, point), "visibility", ("is_occluded",))
            _drop_if_empty(keypoint, point)

    _prune(getattr(label, field), "keypoint", strip, "type")
    _drop_if_empty(label, field)


def _strip_laser_label(label: label_pb2.Label) -> None:
    _strip_keypoints(label, "laser_keypoints", "keypoint_3d", "location_m")
    if label.most_visible_camera_name and label.HasField("camera_synced_box"):
        _clear_inside(label, "camera_synced_box", _BOX_3D)
        _clear(label, ("most_visible_camera_name",))
    if label.HasField("box"):
        _clear_inside(label, "box", _BOX_3D)
        _clear_inside(label, "metadata", _MOTION)
        _clear(label, ("type", "num_lidar_points_in_box", "num_top_lidar_points_in_box"))
        _clear(label, _DIFFICULTY)


def _strip_camera_label(label: label_pb2.Label) -> None:
    _strip_keypoints(label, "camera_keypoints", "keypoint_2d", "location_px")
    _clear_inside(label, "association", ("laser_object_id",))
    if label.HasField("box"):
        _clear_inside(label, "box", _BOX_2D)
        _clear(label, ("type", *_DIFFICULTY))


def _strip_camera_labels(labels: frame_pb2.CameraLabels) -> None:
    _prune(labels, "labels", _strip_camera_label, "id", always=False)


def _strip_projected_labels(labels: frame_pb2.CameraLabels) -> None:
    _prune(labels, "labels", _strip_projected_label, "id", always=False)


def _strip_projected_label(label: label_pb2.Label) -> None:
    if label.HasField("box"):
        _clear_inside(label, "box", _BOX_2D)
        _clear(label, ("type",))
