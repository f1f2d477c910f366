"""Made-up v1 frames: small, and with every field of the protos set."""

import itertools
import struct
import zlib

import numpy as np

from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CameraName

SEGMENT = "13_made_up_000_020"
FIRST_TIME = 1_550_000_000_000_000
FRAME_STEP = 100_000
CAMERAS = ("FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT")

IMAGE_SHAPES = {1: (8, 20), 2: (4, 10), 3: (4, 10), 4: (4, 10), 5: (4, 10)}
"""Height and width of the range images by laser."""

CHANNELS = {
    "range_image_compressed": 4,
    "camera_projection_compressed": 6,
    "range_image_pose_compressed": 6,
    "range_image_flow_compressed": 4,
    "segmentation_label_compressed": 2,
}
INTEGERS = ("camera_projection_compressed", "segmentation_label_compressed")


def matrix_blob(array):
    """A compressed MatrixFloat or MatrixInt32 of an array."""
    is_float = array.dtype.kind == "f"
    message = frame_pb2.MatrixFloat() if is_float else frame_pb2.MatrixInt32()
    message.data.extend(array.ravel().tolist())
    message.shape.dims.extend(array.shape)
    return zlib.compress(message.SerializeToString())


def small_number_blob(values, field):
    """The same of a large uint8 array of numbers below 128, made without Python lists."""
    payload = values.tobytes() if field in INTEGERS else values.astype("<f4").tobytes()
    length = frame_pb2.Frame(timestamp_micros=len(payload)).SerializeToString()[1:]
    shape = frame_pb2.MatrixInt32(shape=frame_pb2.MatrixShape(dims=values.shape))
    return zlib.compress(b"\x0a" + length + payload + shape.SerializeToString(), 1)


def read_blob(blob, field):
    """The array in a blob, through the generated classes."""
    kind = frame_pb2.MatrixInt32 if field in INTEGERS else frame_pb2.MatrixFloat
    message = kind.FromString(zlib.decompress(blob))
    dtype = np.int32 if field in INTEGERS else np.float32
    return np.array(message.data, dtype).reshape(message.shape.dims)


def unknown_field(number, text):
    """The wire bytes of a field that no proto here knows."""
    data = text.encode()
    tag = number << 3 | 2
    return bytes([tag & 0x7F | 0x80, tag >> 7, len(data)]) + data


def is_repeated(field):
    """Whether a field descriptor is of a repeated field, in old and new protobuf."""
    new = getattr(field, "is_repeated", None)
    return field.label == field.LABEL_REPEATED if new is None else new


class Filler:
    """Sets every field of a message, recursively, each to a value that is not its default."""

    def __init__(self, seed, unknown=False):
        self.rng = np.random.default_rng(seed)
        self.numbers = itertools.count(1)
        self.choices = itertools.count()
        self.unknown = unknown

    def fill(self, message):
        for field in message.DESCRIPTOR.fields:
            count = self.count(field) if is_repeated(field) else None
            if field.message_type is not None:
                parts = [getattr(message, field.name)] if count is None else []
                if count is not None:
                    parts = [getattr(message, field.name).add() for _ in range(count)]
                for part in parts:
                    part.SetInParent()
                    self.fill(part)
            elif count is None:
                setattr(message, field.name, self.value(field))
            else:
                getattr(message, field.name).extend(self.value(field) for _ in range(count))
        if self.unknown:
            message.MergeFromString(unknown_field(999, f"unknown {next(self.numbers)}"))
        return message

    def count(self, field):
        if field.containing_type.name == "Polygon2dProto":
            return 3
        return {"transform": 16, "intrinsic": 9, "beam_inclinations": 8}.get(field.name, 2)

    def value(self, field):
        number = next(self.numbers)
        if field.enum_type is not None:
            values = [value.number for value in field.enum_type.values if value.number]
            return values[next(self.choices) % len(values)]
        if field.cpp_type in (field.CPPTYPE_DOUBLE, field.CPPTYPE_FLOAT):
            value = self.rng.normal()
            if field.name in ("length", "width", "height"):
                value = abs(value)
            return (
                struct.unpack("<f", struct.pack("<f", value))[0] if field.cpp_type == 6 else value
            )
        if field.cpp_type == field.CPPTYPE_BOOL:
            return True
        if field.cpp_type == field.CPPTYPE_STRING:
            text = f"{field.name}-{number}"
            return text.encode() if field.type == field.TYPE_BYTES else text
        return number


def full_frame(index=0, *, seed=None, unknown=False):
    """A valid frame with every field set.

    Args:
        index: number of the frame in the segment.
        seed: seed of the values, `index` if None; calibrations are the same for all.
        unknown: whether each message also has a field that our protos lack.
    """
    frame = Filler(index if seed is None else seed, unknown).fill(frame_pb2.Frame())
    frame.context.name = SEGMENT
    calibrations = Filler(99, unknown).fill(frame_pb2.Context())
    for field in ("camera_calibrations", "laser_calibrations"):
        frame.context.ClearField(field)
        for number, calibration in enumerate(getattr(calibrations, field), 1):
            calibration.name = number
            if field == "laser_calibrations":
                del calibration.beam_inclinations[IMAGE_SHAPES[number][0] :]
        getattr(frame.context, field).extend(getattr(calibrations, field))
    frame.timestamp_micros = FIRST_TIME + index * FRAME_STEP
    set_names(frame)
    set_range_images(frame, index)
    for number, feature in enumerate(frame.map_features):
        keep = ("lane", "road_line", "stop_sign", "crosswalk")[(2 * index + number) % 4]
        for name in ("lane", "road_line", "road_edge", "stop_sign", "crosswalk", "speed_bump"):
            if name != keep:
                feature.ClearField(name)
        feature.ClearField("driveway")
    return frame


def plain_frame(index=0):
    """A frame with every field set that a component table holds, and no other."""
    frame = full_frame(index)
    for laser in frame.lasers:
        laser.ri_return1.ClearField("range_image")
        laser.ri_return2.ClearField("range_image")
        laser.ri_return2.ClearField("range_image_pose_compressed")
    for label in frame.laser_labels:
        label.ClearField("camera_keypoints")
        label.ClearField("association")
    for labels in frame.camera_labels:
        for label in labels.labels:
            difficulties = ("detection_difficulty_level", "tracking_difficulty_level")
            keep_only(label, "id", "box", "type", "association", "camera_keypoints", *difficulties)
            keep_only(label.box, "center_x", "center_y", "length", "width")
            for keypoint in label.camera_keypoints.keypoint:
                keypoint.ClearField("keypoint_3d")
    for labels in frame.projected_lidar_labels:
        for label in labels.labels:
            keep_only(label, "id", "box", "type")
            keep_only(label.box, "center_x", "center_y", "length", "width")
    return frame


def keep_only(message, *names):
    for field in message.DESCRIPTOR.fields:
        if field.name not in names:
            message.ClearField(field.name)


def set_names(frame):
    """Gives lasers, cameras and labels names and ids as the real ones have."""
    for field in ("images", "camera_labels", "projected_lidar_labels", "lasers"):
        for number, message in enumerate(getattr(frame, field), 1):
            message.name = number
    for number, label in enumerate(frame.laser_labels):
        label.id = f"laser-object-number-{number:02}"
        label.most_visible_camera_name = CAMERAS[number]
    for labels in frame.projected_lidar_labels:
        for number, label in enumerate(labels.labels):
            label.id = f"laser-object-number-{number:02}_{CameraName(labels.name).name}"
    for number, count in enumerate(frame.context.stats.laser_object_counts, 1):
        count.type = number


def set_range_images(frame, index):
    rng = np.random.default_rng(index)
    for laser in frame.lasers:
        for image in (laser.ri_return1, laser.ri_return2):
            for field, channels in CHANNELS.items():
                shape = (*IMAGE_SHAPES[laser.name], channels)
                if field in INTEGERS:
                    array = rng.integers(-5, 3000, shape).astype(np.int32)
                else:
                    array = rng.normal(5, 5, shape).astype(np.float32)
                setattr(image, field, matrix_blob(array))


def write_segment(path, frames):
    """Writes frames as a TFRecord file; returns its path."""
    with RecordWriter(path) as writer:
        for frame in frames:
            writer.write(frame.SerializeToString())
    return path
