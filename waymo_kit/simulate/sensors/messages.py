"""Protocol buffers of a frame: matrices, calibrations, images and labels."""

from __future__ import annotations

import io
from collections.abc import Iterable

import deflate
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.geometry.camera import CameraPose
from waymo_kit.kernels import kernel
from waymo_kit.protos import frame_pb2, label_pb2
from waymo_kit.schema.names import CameraName, Difficulty, ObjectType
from waymo_kit.simulate.sensors.labels import FEW_POINTS, LabeledImageBox, ObjectLabel
from waymo_kit.simulate.sensors.rig import Laser, Rig, SimulatedCamera
from waymo_kit.simulate.traffic.actors import Actor

_LEVEL = 1
"""Level of the compression; higher ones make the file 3 % smaller in three times the time."""


def float_matrix(values: NDArray[np.float32]) -> bytes:
    """Returns a MatrixFloat, serialized and compressed."""
    data = np.ascontiguousarray(values, dtype="<f4").reshape(-1).view(np.uint8)
    return _matrix(data, values.shape)


def int_matrix(values: NDArray[np.int32]) -> bytes:
    """Returns a MatrixInt32 of non-negative numbers, serialized and compressed."""
    flat = np.ascontiguousarray(values, dtype=np.int32).reshape(-1)
    buffer = np.empty(5 * len(flat), dtype=np.uint8)
    return _matrix(buffer[: write_varints(flat, buffer)], values.shape)


def _matrix(data: NDArray[np.uint8], shape: tuple[int, ...]) -> bytes:
    dims = frame_pb2.MatrixShape(dims=shape).SerializeToString()
    parts = (b"\x0a", _varint(len(data)), data.data, b"\x12", _varint(len(dims)), dims)
    return bytes(deflate.zlib_compress(b"".join(parts), _LEVEL))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


@kernel
def write_varints(values, buffer):
    """Writes packed varints; returns their length."""
    size = 0
    for i in range(len(values)):
        value = values[i]
        while value > 127:
            buffer[size] = value & 127 | 128
            value >>= 7
            size += 1
        buffer[size] = value
        size += 1
    return size


def jpeg(image: NDArray[np.uint8], quality: int) -> bytes:
    """Encodes an (H, W, 4) image, whose last channel is ignored, as JPEG with halved colors."""
    height, width, _ = image.shape
    # As the library keeps images itself, so that it need not copy them.
    picture = Image.frombuffer("RGBX", (width, height), image, "raw", "RGBX", 0, 1)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=2)
    return buffer.getvalue()


def fill_transform(message: frame_pb2.Transform, transform: NDArray[np.float64]) -> None:
    """Writes a (4, 4) transform."""
    message.transform.extend(transform.ravel().tolist())


def context_message(
    name: str,
    rig: Rig,
    laser_counts: dict[ObjectType, int],
    camera_counts: dict[ObjectType, int],
    conditions: tuple[str, str, str],
) -> frame_pb2.Context:
    """Returns the context that all frames of a segment share.

    Args:
        name: Name of the segment.
        rig: Sensors of the vehicle.
        laser_counts: Number of objects with 3D labels by type.
        camera_counts: Number of objects with 2D labels by type.
        conditions: Time of day, location and weather.
    """
    context = frame_pb2.Context(name=name)
    for camera in sorted(rig.cameras, key=lambda c: c.name):
        _fill_camera(context.camera_calibrations.add(), camera)
    for laser in sorted(rig.lasers, key=lambda item: item.name.name):
        _fill_laser(context.laser_calibrations.add(), laser)
    stats = context.stats
    for kind, count in sorted(laser_counts.items()):
        stats.laser_object_counts.add(type=int(kind), count=count)
    for kind, count in sorted(camera_counts.items()):
        stats.camera_object_counts.add(type=int(kind), count=count)
    stats.time_of_day, stats.location, stats.weather = conditions
    return context


def _fill_camera(message: frame_pb2.CameraCalibration, camera: SimulatedCamera) -> None:
    calibration = camera.calibration
    message.name = int(camera.name)  # type: ignore[assignment]
    message.intrinsic.extend(calibration.intrinsic.tolist())
    fill_transform(message.extrinsic, calibration.vehicle_from_camera)
    message.width, message.height = calibration.width, calibration.height
    direction = int(calibration.rolling_shutter_direction)
    message.rolling_shutter_direction = direction  # type: ignore[assignment]


def _fill_laser(message: frame_pb2.LaserCalibration, laser: Laser) -> None:
    message.name = int(laser.name)  # type: ignore[assignment]
    if laser.inclinations is not None:
        message.beam_inclinations.extend(laser.inclinations.tolist())
    message.beam_inclination_min = laser.inclination_min
    message.beam_inclination_max = laser.inclination_max
    fill_transform(message.extrinsic, laser.vehicle_from_laser)


def fill_image(
    message: frame_pb2.CameraImage,
    name: CameraName,
    data: bytes,
    pose: CameraPose,
    world_from_local: NDArray[np.float64],
) -> None:
    """Writes an image and when and where it was taken; the pose is in the local frame."""
    message.name = int(name)  # type: ignore[assignment]
    message.image = data
    fill_transform(message.pose, world_from_local @ pose.world_from_vehicle)
    linear = world_from_local[:3, :3] @ pose.velocity
    velocity = message.velocity
    velocity.v_x, velocity.v_y, velocity.v_z = linear.tolist()
    velocity.w_x, velocity.w_y, velocity.w_z = pose.angular_velocity.tolist()
    message.pose_timestamp = pose.pose_timestamp
    message.shutter = pose.shutter
    message.camera_trigger_time = pose.camera_trigger_time
    message.camera_readout_done_time = pose.camera_readout_done_time


def _fill_box(message: label_pb2.Label.Box, box: NDArray[np.float64]) -> None:
    message.center_x, message.center_y, message.center_z = box[:3].tolist()
    message.length, message.width, message.height = box[3:6].tolist()
    message.heading = float(box[6])


def object_label(label: ObjectLabel, actor: Actor) -> label_pb2.Label:
    """Returns a 3D label as a message."""
    message = label_pb2.Label(id=actor.id)
    message.type = int(actor.model.kind)  # type: ignore[assignment]
    _fill_box(message.box, label.box)
    metadata = message.metadata
    metadata.speed_x, metadata.speed_y, metadata.speed_z = label.velocity.tolist()
    metadata.accel_x, metadata.accel_y, metadata.accel_z = label.acceleration.tolist()
    level = Difficulty.LEVEL_2 if label.points <= FEW_POINTS else Difficulty.LEVEL_1
    message.detection_difficulty_level = int(level)  # type: ignore[assignment]
    message.tracking_difficulty_level = int(level)  # type: ignore[assignment]
    message.num_lidar_points_in_box = label.points
    message.num_top_lidar_points_in_box = label.top_points
    if label.camera_box is not None:
        message.most_visible_camera_name = label.best_camera.name
        _fill_box(message.camera_synced_box, label.camera_box)
    return message


def fill_image_labels(
    message: frame_pb2.CameraLabels,
    camera: CameraName,
    boxes: Iterable[LabeledImageBox],
    actors: list[Actor],
    associate: bool,
) -> None:
    """Writes the boxes of one image; `associate` names the 3D object of each pedestrian."""
    message.name = int(camera)  # type: ignore[assignment]
    for box in boxes:
        label = message.labels.add(id=box.id)
        label.type = int(box.kind)  # type: ignore[assignment]
        label.box.center_x, label.box.center_y = box.box[:2].tolist()
        label.box.length, label.box.width = box.box[2:].tolist()
        if box.difficulty != Difficulty.UNKNOWN:
            label.detection_difficulty_level = int(box.difficulty)  # type: ignore[assignment]
            label.tracking_difficulty_level = int(box.difficulty)  # type: ignore[assignment]
        if associate and box.kind == ObjectType.PEDESTRIAN:
            label.association.laser_object_id = actors[box.actor].id


def with_context(context: frame_pb2.Context, frame: bytes) -> bytes:
    """Returns a serialized Frame with a context, from one without."""
    data = context.SerializeToString(deterministic=True)
    return b"\x0a" + _varint(len(data)) + data + frame
