"""Exports to Rerun: one .rrd file per segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from waymo_kit.errors import MissingDependencyError
from waymo_kit.exchange.exports.export_format import ExportFormat, SegmentExport
from waymo_kit.exchange.exports.shown_boxes import PredictionLayers, ShownBox, label_boxes
from waymo_kit.exchange.sample import Sample
from waymo_kit.geometry import (
    OPTICAL_FROM_CAMERA,
    camera_matrix,
    invert_transform,
    quaternion_from_rotation,
    rotation_from_euler,
)


class RrdExport(ExportFormat):
    """Writes poses, points, images with their cameras, and 3D boxes of a segment.

    The bytes of .rrd files vary between runs, because Rerun numbers them at random.
    """

    name = "rrd"
    shows_predictions = True
    rectifies = True
    notes = ("Rerun's pinhole cameras have no distortion and no rolling shutter",)

    def require(self) -> None:
        """Checks that rerun-sdk is installed."""
        try:
            import rerun  # noqa: F401
        except ImportError as error:
            raise MissingDependencyError("exports to rrd need rerun-sdk", "rerun") from error

    def write_segment(self, export: SegmentExport) -> None:
        """Writes the file of a segment."""
        import rerun as rr

        name = f"{export.scene.name}.rrd"
        stream = rr.RecordingStream("waymo-kit", recording_id=export.scene.name)
        layers = export.prediction_layers()
        stream.save(str(export.folder / name))
        stream.log("world", rr.ViewCoordinates.RIGHT_HAND_Z_UP, static=True)
        for sample in export:
            export.add_sample(f"{export.scene.name}/{export.frames:06d}", sample)
            _log_sample(stream, sample, layers, export.frames)
        stream.flush()
        stream.disconnect()
        export.files.append(name)


def _log_sample(stream: Any, sample: Sample, layers: PredictionLayers | None, number: int) -> None:
    import rerun as rr

    time = sample.frame.timestamp_micros
    stream.set_time("time", timestamp=time * 1e-6)
    stream.set_time("frame", sequence=number)
    if number == 0:
        for camera in sample.cameras:
            calibration = sample.calibration(camera)
            mount = calibration.vehicle_from_camera @ invert_transform(OPTICAL_FROM_CAMERA)
            path = f"world/vehicle/camera/{camera.name.lower()}"
            stream.log(path, _transform(mount), static=True)
            pinhole = rr.Pinhole(
                image_from_camera=camera_matrix(calibration),
                width=calibration.width,
                height=calibration.height,
                camera_xyz=rr.ViewCoordinates.RDF,
            )
            stream.log(f"{path}/image", pinhole, static=True)
    stream.log("world/vehicle", _transform(sample.frame.world_from_vehicle))
    points = sample.frame.points()
    gray = (np.tanh(points.intensity) * 255).clip(0, 255).astype(np.uint8)
    colors = np.stack([gray] * 3, axis=1)
    stream.log("world/vehicle/lidar", rr.Points3D(points.xyz, colors=colors))
    for camera in sample.cameras:
        path = f"world/vehicle/camera/{camera.name.lower()}/image"
        image = rr.EncodedImage(contents=sample.jpeg(camera), media_type="image/jpeg")
        stream.log(path, image)
    scenes = {"labels": label_boxes(sample) if sample.options.split != "testing" else []}
    if layers is not None:
        scenes |= {"predictions": layers.predictions(time), "errors": layers.errors(time)}
    for name, boxes in scenes.items():
        stream.log(f"world/vehicle/{name}", _boxes(boxes))


def _transform(transform: Any) -> Any:
    import rerun as rr

    return rr.Transform3D(translation=transform[:3, 3], mat3x3=transform[:3, :3])


def _boxes(boxes: Sequence[ShownBox]) -> Any:
    import rerun as rr

    array = np.array([box.box for box in boxes]).reshape(-1, 7)
    turns = [quaternion_from_rotation(rotation_from_euler(0.0, 0.0, yaw)) for yaw in array[:, 6]]
    return rr.Boxes3D(
        centers=array[:, :3],
        half_sizes=0.5 * array[:, 3:6],
        quaternions=[rr.Quaternion(xyzw=[x, y, z, w]) for w, x, y, z in turns],
        colors=[box.color for box in boxes],
        labels=[box.words for box in boxes],
    )
