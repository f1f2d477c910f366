"""Exports to MCAP with Foxglove's schemas: one file per segment, for Foxglove and Lichtblick."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import MissingDependencyError
from waymo_kit.exchange.exports.export_format import ExportFormat, SegmentExport
from waymo_kit.exchange.exports.shown_boxes import COLORS, PredictionLayers, ShownBox, label_boxes
from waymo_kit.exchange.sample import Sample
from waymo_kit.geometry import (
    OPTICAL_FROM_CAMERA,
    camera_matrix,
    invert_transform,
    quaternion_from_rotation,
    rotation_from_euler,
)
from waymo_kit.schema import CameraName

_TRANSPARENCY = {"/labels": 0.4, "/predictions": 0.4, "/errors": 0.6}
_POINT_FIELDS = ("x", "y", "z", "intensity", "elongation")
_FLOAT32 = 7
_LINE_LOOP = 2
_DELETE_ALL = 1


class McapExport(ExportFormat):
    """Writes transforms, points, images, calibrations, 2D labels and 3D boxes of a segment.

    Each frame has all transforms, so that a viewer that jumps to it knows them.
    """

    name = "mcap"
    shows_predictions = True
    notes = ("MCAP cannot say the rolling shutter of the cameras",)

    def require(self) -> None:
        """Checks that the packages are installed."""
        try:
            import foxglove_schemas_protobuf  # noqa: F401
            import mcap  # noqa: F401
            import mcap_protobuf  # noqa: F401
        except ImportError as error:
            need = "exports to mcap need mcap, mcap-protobuf-support and foxglove-schemas-protobuf"
            raise MissingDependencyError(need, "mcap") from error

    def write_segment(self, export: SegmentExport) -> None:
        """Writes the file of a segment."""
        file = io.BytesIO()
        layers = export.prediction_layers()
        with _Recording(file) as recording:
            for sample in export:
                export.add_sample(f"{export.scene.name}/{export.frames:06d}", sample)
                _write_sample(recording, sample, layers)
        export.write(f"{export.scene.name}.mcap", file.getbuffer())


class _Recording:
    """Writes messages of Foxglove's schemas at the time of a frame."""

    def __init__(self, file: io.BytesIO) -> None:
        from mcap.writer import Writer

        self._writer = Writer(file)
        self._channels: dict[str, int] = {}
        self._schemas: dict[str, int] = {}
        self._sequence: dict[str, int] = {}

    def __enter__(self) -> _Recording:
        self._writer.start(profile="", library="waymo-kit")
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.finish()  # type: ignore[no-untyped-call]

    def write(self, topic: str, message: Any, timestamp_micros: int) -> None:
        """Writes a message under a topic."""
        from mcap_protobuf.schema import register_schema

        if topic not in self._channels:
            name = message.DESCRIPTOR.full_name
            if name not in self._schemas:
                self._schemas[name] = register_schema(self._writer, type(message))
            self._channels[topic] = self._writer.register_channel(
                topic=topic, message_encoding="protobuf", schema_id=self._schemas[name]
            )
        sequence = self._sequence[topic] = self._sequence.get(topic, -1) + 1
        time = timestamp_micros * 1000
        self._writer.add_message(
            channel_id=self._channels[topic],
            log_time=time,
            data=message.SerializeToString(deterministic=True),
            publish_time=time,
            sequence=sequence,
        )


def _write_sample(recording: _Recording, sample: Sample, layers: PredictionLayers | None) -> None:
    time = sample.frame.timestamp_micros
    recording.write("/tf", _transforms(sample), time)
    for laser in sample.frame.lasers:
        topic = f"/lidar/{laser.name.lower()}"
        recording.write(topic, _points(sample, laser), time)
    for camera in sample.cameras:
        topic = f"/camera/{camera.name.lower()}"
        recording.write(f"{topic}/calibration", _calibration(sample, camera), time)
        recording.write(f"{topic}/image", _image(sample, camera), time)
        recording.write(f"{topic}/annotations", _annotations(sample, camera), time)
    scenes = {"/labels": label_boxes(sample) if sample.options.split != "testing" else []}
    if layers is not None:
        scenes |= {"/predictions": layers.predictions(time), "/errors": layers.errors(time)}
    for topic, boxes in scenes.items():
        recording.write(topic, _scene(boxes, time, _TRANSPARENCY[topic]), time)


def _stamp(message: Any, timestamp_micros: int) -> None:
    message.timestamp.seconds, micros = divmod(timestamp_micros, 1_000_000)
    message.timestamp.nanos = micros * 1000


def _place(message: Any, transform: NDArray[np.float64], names: tuple[str, str]) -> None:
    """Fills a position and an orientation, whose fields have two pairs of names."""
    position, orientation = (getattr(message, name) for name in names)
    position.x, position.y, position.z = transform[:3, 3].tolist()
    w, x, y, z = quaternion_from_rotation(transform[:3, :3]).tolist()
    orientation.w, orientation.x, orientation.y, orientation.z = w, x, y, z


def _transforms(sample: Sample) -> Any:
    from foxglove_schemas_protobuf.FrameTransforms_pb2 import FrameTransforms

    message = FrameTransforms()
    placed = {("world", "vehicle"): sample.frame.world_from_vehicle}
    for camera in sample.cameras:
        mount = sample.calibration(camera).vehicle_from_camera
        placed["vehicle", _camera_frame(camera)] = mount @ invert_transform(OPTICAL_FROM_CAMERA)
    for (parent, child), transform in placed.items():
        made = message.transforms.add(parent_frame_id=parent, child_frame_id=child)
        _stamp(made, sample.frame.timestamp_micros)
        _place(made, transform, ("translation", "rotation"))
    return message


def _camera_frame(camera: CameraName) -> str:
    return f"camera_{camera.name.lower()}"


def _points(sample: Sample, laser: Any) -> Any:
    from foxglove_schemas_protobuf.PointCloud_pb2 import PointCloud

    points = sample.frame.points(laser)
    table = np.empty((len(points), len(_POINT_FIELDS)), np.float32)
    table[:, :3] = points.xyz
    table[:, 3], table[:, 4] = points.intensity, points.elongation
    message = PointCloud(frame_id="vehicle", point_stride=table.itemsize * len(_POINT_FIELDS))
    message.data = table.tobytes()
    _stamp(message, sample.frame.timestamp_micros)
    message.pose.orientation.w = 1
    for place, name in enumerate(_POINT_FIELDS):
        message.fields.add(name=name, offset=4 * place, type=_FLOAT32)
    return message


def _image(sample: Sample, camera: CameraName) -> Any:
    from foxglove_schemas_protobuf.CompressedImage_pb2 import CompressedImage

    message = CompressedImage(frame_id=_camera_frame(camera), format="jpeg")
    message.data = sample.jpeg(camera)
    _stamp(message, sample.frame.timestamp_micros)
    return message


def _calibration(sample: Sample, camera: CameraName) -> Any:
    from foxglove_schemas_protobuf.CameraCalibration_pb2 import CameraCalibration

    calibration = sample.calibration(camera)
    matrix = camera_matrix(calibration)
    message = CameraCalibration(
        frame_id=_camera_frame(camera), width=calibration.width, height=calibration.height
    )
    _stamp(message, sample.frame.timestamp_micros)
    message.distortion_model = "plumb_bob"
    # k1, k2, p1, p2, k3 in both; without distortion where images are rectified.
    distortion = [0.0] * 5 if sample.options.rectify else calibration.intrinsic[4:].tolist()
    message.D.extend(distortion)
    message.K.extend(matrix.ravel().tolist())
    message.R.extend(np.eye(3).ravel().tolist())
    message.P.extend(np.concatenate([matrix, np.zeros((3, 1))], axis=1).ravel().tolist())
    return message


def _annotations(sample: Sample, camera: CameraName) -> Any:
    """Returns the labeled 2D boxes; in rectified images, the extents of 3D labels."""
    from foxglove_schemas_protobuf.ImageAnnotations_pb2 import ImageAnnotations

    message = ImageAnnotations()
    if sample.options.split == "testing":
        return message
    if sample.options.rectify:
        extents, is_seen = sample.image_extents(camera, sample.boxes.array)
        edges, types = extents[is_seen], sample.boxes.types[is_seen]
    else:
        boxes = sample.frame.camera(camera).boxes
        half = 0.5 * boxes.array[:, 2:]
        edges = np.concatenate([boxes.array[:, :2] - half, boxes.array[:, :2] + half], axis=1)
        types = boxes.types
    for (left, top, right, bottom), kind in zip(edges.tolist(), types.tolist(), strict=True):
        made = message.points.add(type=_LINE_LOOP, thickness=2)
        _stamp(made, sample.frame.timestamp_micros)
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
            made.points.add(x=x, y=y)
        _color(made.outline_color, COLORS[kind], 1.0)
    return message


def _scene(boxes: Sequence[ShownBox], timestamp_micros: int, alpha: float) -> Any:
    """Returns boxes that replace those of the frame before."""
    from foxglove_schemas_protobuf.SceneUpdate_pb2 import SceneUpdate

    message = SceneUpdate()
    deletion = message.deletions.add(type=_DELETE_ALL)
    _stamp(deletion, timestamp_micros)
    for box in boxes:
        entity = message.entities.add(frame_id="vehicle", id=box.name, frame_locked=True)
        _stamp(entity, timestamp_micros)
        entity.metadata.add(key="what", value=box.words)
        cube = entity.cubes.add()
        placed = np.eye(4)
        placed[:3, :3] = rotation_from_euler(0.0, 0.0, box.box[6])
        placed[:3, 3] = box.box[:3]
        _place(cube.pose, placed, ("position", "orientation"))
        cube.size.x, cube.size.y, cube.size.z = box.box[3:6].tolist()
        _color(cube.color, box.color, alpha)
        text = entity.texts.add(billboard=True, font_size=0.4, text=box.words)
        placed[2, 3] += 0.5 * box.box[5] + 0.3
        _place(text.pose, placed, ("position", "orientation"))
        _color(text.color, (255, 255, 255), 1.0)
    return message


def _color(message: Any, color: tuple[int, int, int], alpha: float) -> None:
    message.r, message.g, message.b = (value / 255 for value in color)
    message.a = alpha
