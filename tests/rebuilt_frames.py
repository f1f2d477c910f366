"""The way back: a v1 frame from its component tables, and a form to compare frames in."""

import zlib

import numpy as np
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet

from tests.made_frames import CHANNELS, is_repeated, matrix_blob, read_blob
from waymo_kit.protos import frame_pb2, map_pb2
from waymo_kit.schema import CameraName, component_of

IDENTITY = {
    "CameraCalibration": "name",
    "CameraImage": "name",
    "CameraKeypoint": "type",
    "CameraLabels": "name",
    "InstanceIDToGlobalIDMapping": "local_instance_id",
    "Label": "id",
    "Laser": "name",
    "LaserCalibration": "name",
    "LaserKeypoint": "type",
    "ObjectCount": "type",
    "Polygon2dProto": "id",
}
"""Message -> the field that tells those of a repeated field apart."""

BOX_3D = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z", "heading")
BOX_3D_FIELDS = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
BOX_2D = ("center.x", "center.y", "size.x", "size.y")
BOX_2D_FIELDS = ("center_x", "center_y", "length", "width")
INTRINSIC = ("f_u", "f_v", "c_u", "c_v", "k1", "k2", "p1", "p2", "k3")


def rebuild(tables, index):
    """Makes a frame of tables.

    Args:
        tables: Arrow table by tag: all that `convert` writes of one segment.
        index: number of the frame in order of time.
    """
    time = sorted(tables["vehicle_pose"]["key.frame_timestamp_micros"].to_pylist())[index]
    frame = frame_pb2.Frame(timestamp_micros=time)
    frame.context.name = tables["vehicle_pose"]["key.segment_context_name"][0].as_py()
    rest = frame_pb2.Frame()
    for tag, table in tables.items():
        prefix = f"[{component_of(tag).name}]."
        for row in table.to_pylist():
            if row.get("key.frame_timestamp_micros", time) == time:
                values = {name.removeprefix(prefix): value for name, value in row.items()}
                if tag == "frame_remainder":
                    rest.MergeFromString(values["frame"])
                else:
                    INVERSES[tag](frame, values)
    if any(calibration.intrinsic for calibration in rest.context.camera_calibrations):
        # Not those of the first frame, so the remainder has them whole.
        frame.context.ClearField("camera_calibrations")
        frame.context.ClearField("laser_calibrations")
    merge(frame, rest)
    return frame


def merge(target, source):
    """Adds what `source` holds; messages of repeated fields meet by their identity."""
    unknown = type(source)()
    unknown.CopyFrom(source)
    for field, value in source.ListFields():
        unknown.ClearField(field.name)
        if field.message_type is None:
            if is_repeated(field):
                getattr(target, field.name).extend(value)
            else:
                setattr(target, field.name, value)
        elif is_repeated(field):
            for message in value:
                identity = IDENTITY[field.message_type.name]
                if message.HasField(identity):
                    value = getattr(message, identity)
                    merge(place(target, field.name, **{identity: value}), message)
                else:
                    getattr(target, field.name).add().CopyFrom(message)
        else:
            getattr(target, field.name).SetInParent()
            merge(getattr(target, field.name), value)
    target.MergeFrom(unknown)


def place(parent, field, **identity):
    """The message of a repeated field that has an identity, added if it is not there yet."""
    ((name, value),) = identity.items()
    for message in getattr(parent, field):
        if getattr(message, name) == value:
            return message
    return getattr(parent, field).add(**identity)


def assign(message, row, columns, fields, prefix=""):
    for column, field in zip(columns, fields, strict=True):
        if row[prefix + column] is not None:
            setattr(message, field, row[prefix + column])


def camera_label(frame, row):
    labels = place(frame, "camera_labels", name=row["key.camera_name"])
    return place(labels, "labels", id=row["key.camera_object_id"])


def laser_label(frame, row):
    return place(frame, "laser_labels", id=row["key.laser_object_id"])


def set_difficulty(label, row):
    for kind in ("detection", "tracking"):
        if row[f"difficulty_level.{kind}"] is not None:
            setattr(label, f"{kind}_difficulty_level", row[f"difficulty_level.{kind}"])


def camera_box(frame, row):
    label = camera_label(frame, row)
    assign(label.box, row, BOX_2D, BOX_2D_FIELDS, "box.")
    label.type = row["type"]
    set_difficulty(label, row)


def camera_calibration(frame, row):
    calibration = place(frame.context, "camera_calibrations", name=row["key.camera_name"])
    calibration.intrinsic.extend(row[f"intrinsic.{name}"] for name in INTRINSIC)
    calibration.extrinsic.transform.extend(row["extrinsic.transform"] or [])
    same = ("width", "height", "rolling_shutter_direction")
    assign(calibration, row, same, same)


def camera_hkp(frame, row):
    path = "camera_keypoints[*]"
    keypoints = camera_label(frame, row).camera_keypoints
    for type_, x, y, occluded in zip(
        row[f"{path}.type"],
        row[f"{path}.keypoint_2d.location_px.x"],
        row[f"{path}.keypoint_2d.location_px.y"],
        row[f"{path}.keypoint_2d.visibility.is_occluded"],
        strict=True,
    ):
        keypoint = keypoints.keypoint.add(type=type_).keypoint_2d
        keypoint.location_px.x, keypoint.location_px.y = x, y
        keypoint.visibility.is_occluded = occluded


def camera_image(frame, row):
    image = place(frame, "images", name=row["key.camera_name"])
    assign(image, row, ("image", "pose_timestamp"), ("image", "pose_timestamp"))
    image.pose.transform.extend(row["pose.transform"] or [])
    for path, prefix in (("linear_velocity", "v"), ("angular_velocity", "w")):
        fields = [f"{prefix}_{axis}" for axis in "xyz"]
        assign(image.velocity, row, "xyz", fields, f"velocity.{path}.")
    same = ("shutter", "camera_trigger_time", "camera_readout_done_time")
    assign(image, row, same, same, "rolling_shutter_params.")


def camera_segmentation(frame, row):
    image = place(frame, "images", name=row["key.camera_name"])
    label = image.camera_segmentation_label
    same = ("panoptic_label_divisor", "panoptic_label", "sequence_id", "num_cameras_covered")
    assign(label, row, same, same)
    path = "instance_id_to_global_id_mapping"
    for local, other, tracked in zip(
        row[f"{path}.local_instance_ids"],
        row[f"{path}.global_instance_ids"],
        row[f"{path}.is_tracked"],
        strict=True,
    ):
        label.instance_id_to_global_id_mapping.add(
            local_instance_id=local, global_instance_id=other, is_tracked=tracked
        )


def camera_to_lidar_box_association(frame, row):
    camera_label(frame, row).association.laser_object_id = row["key.laser_object_id"]


def lidar_box(frame, row):
    label = laser_label(frame, row)
    assign(label.box, row, BOX_3D, BOX_3D_FIELDS, "box.")
    same = ("type", "num_lidar_points_in_box", "num_top_lidar_points_in_box")
    assign(label, row, same, same)
    for path, prefix in (("speed", "speed"), ("acceleration", "accel")):
        fields = [f"{prefix}_{axis}" for axis in "xyz"]
        assign(label.metadata, row, "xyz", fields, f"{path}.")
    set_difficulty(label, row)


def lidar_calibration(frame, row):
    calibration = place(frame.context, "laser_calibrations", name=row["key.laser_name"])
    calibration.extrinsic.transform.extend(row["extrinsic.transform"] or [])
    calibration.beam_inclination_min = row["beam_inclination.min"]
    calibration.beam_inclination_max = row["beam_inclination.max"]
    calibration.beam_inclinations.extend(row["beam_inclination.values"] or [])


def lidar_camera_synced_box(frame, row):
    label = laser_label(frame, row)
    label.most_visible_camera_name = CameraName(row["most_visible_camera_name"]).name
    assign(label.camera_synced_box, row, BOX_3D, BOX_3D_FIELDS, "camera_synced_box.")


def lidar_hkp(frame, row):
    path = "lidar_keypoints[*]"
    keypoints = laser_label(frame, row).laser_keypoints
    for type_, x, y, z, occluded in zip(
        row[f"{path}.type"],
        *(row[f"{path}.keypoint_3d.location_m.{axis}"] for axis in "xyz"),
        row[f"{path}.keypoint_3d.visibility.is_occluded"],
        strict=True,
    ):
        keypoint = keypoints.keypoint.add(type=type_).keypoint_3d
        keypoint.location_m.x, keypoint.location_m.y, keypoint.location_m.z = x, y, z
        keypoint.visibility.is_occluded = occluded


def map_feature(frame, row):
    frame.map_features.append(map_pb2.MapFeature.FromString(row["feature"]))


def map_pose_offset(frame, row):
    assign(frame.map_pose_offset, row, "xyz", "xyz", "offset.")


def no_label_zone(frame, row):
    frame.no_label_zones.add(id=row["id"], x=row["polygon.x"], y=row["polygon.y"])


def projected_lidar_box(frame, row):
    camera = row["key.camera_name"]
    labels = place(frame, "projected_lidar_labels", name=camera)
    label_id = f"{row['key.laser_object_id']}_{CameraName(camera).name}"
    label = place(labels, "labels", id=label_id)
    assign(label.box, row, BOX_2D, BOX_2D_FIELDS, "box.")
    label.type = row["type"]


def stats(frame, row):
    same = ("time_of_day", "location", "weather")
    assign(frame.context.stats, row, same, same)
    for path, field in (("lidar", "laser"), ("camera", "camera")):
        types = row[f"{path}_object_counts.types"] or []
        counts = row[f"{path}_object_counts.counts"] or []
        for type_, count in zip(types, counts, strict=True):
            getattr(frame.context.stats, f"{field}_object_counts").add(type=type_, count=count)


def vehicle_pose(frame, row):
    frame.pose.transform.extend(row["world_from_vehicle.transform"] or [])


def range_images(field, dtype):
    def inverse(frame, row):
        laser = place(frame, "lasers", name=row["key.laser_name"])
        for number in (1, 2):
            values = row.get(f"range_image_return{number}.values")
            if values is not None:
                array = np.array(values, dtype).reshape(row[f"range_image_return{number}.shape"])
                setattr(getattr(laser, f"ri_return{number}"), field, matrix_blob(array))

    return inverse


INVERSES = {
    "camera_box": camera_box,
    "camera_calibration": camera_calibration,
    "camera_hkp": camera_hkp,
    "camera_image": camera_image,
    "camera_segmentation": camera_segmentation,
    "camera_to_lidar_box_association": camera_to_lidar_box_association,
    "lidar": range_images("range_image_compressed", np.float32),
    "lidar_box": lidar_box,
    "lidar_calibration": lidar_calibration,
    "lidar_camera_projection": range_images("camera_projection_compressed", np.int32),
    "lidar_camera_synced_box": lidar_camera_synced_box,
    "lidar_flow": range_images("range_image_flow_compressed", np.float32),
    "lidar_hkp": lidar_hkp,
    "lidar_pose": range_images("range_image_pose_compressed", np.float32),
    "lidar_segmentation": range_images("segmentation_label_compressed", np.int32),
    "map_feature": map_feature,
    "map_pose_offset": map_pose_offset,
    "no_label_zone": no_label_zone,
    "projected_lidar_box": projected_lidar_box,
    "stats": stats,
    "vehicle_pose": vehicle_pose,
}


def canonical(message):
    """A message as nested dictionaries, equal for messages that mean the same.

    Defaults and empty messages are left out, the messages of a repeated field are sorted by their
    identity, compressed matrices are inflated if they are valid; unknown fields are kept.
    """
    result = {}
    for field, value in message.ListFields():
        if field.name in CHANNELS:
            try:
                array = read_blob(value, field.name)
                result[field.name] = (array.shape, array.tobytes())
            except (zlib.error, ValueError, DecodeError):
                result[field.name] = value
        elif is_repeated(field) and field.message_type is not None:
            parts = [canonical(part) for part in value]
            identity = IDENTITY.get(field.message_type.name)
            if identity is not None:
                parts.sort(key=lambda part: repr(part.get(identity, 0)))
            result[field.name] = parts
        elif is_repeated(field):
            result[field.name] = list(value)
        elif field.message_type is not None:
            inner = canonical(value)
            if inner:
                result[field.name] = inner
        elif value != field.default_value:
            result[field.name] = value
    unknown = [(field.field_number, field.data) for field in UnknownFieldSet(message)]
    return {**result, "unknown": unknown} if unknown else result
