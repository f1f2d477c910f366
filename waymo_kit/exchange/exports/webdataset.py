"""Exports to WebDataset: tar shards of samples, one shard per segment."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence

import numpy as np

from waymo_kit.exchange.exports.export_format import (
    ExportFormat,
    SegmentExport,
    SegmentRecord,
    write_lines,
)
from waymo_kit.exchange.sample import ExportOptions, Sample
from waymo_kit.io import Location, json_text


class WebdatasetExport(ExportFormat):
    """Writes tar shards whose samples have points, images and a JSON of labels and calibration.

    A sample `1002017` has `1002017.points.npy` (float32: x y z intensity elongation laser return),
    `1002017.front.jpg` and the like, and `1002017.json`.
    """

    name = "webdataset"

    def write_segment(self, export: SegmentExport) -> str:
        """Writes the shard of a segment; returns its name."""
        shard = f"waymo-{export.options.split}-{export.number:06d}.tar"
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for sample in export:
                export.add_sample(sample.name, sample)
                _add(archive, f"{sample.name}.json", json_text(_facts(sample)).encode())
                _add(archive, f"{sample.name}.points.npy", _points(sample))
                for camera in sample.cameras:
                    name = f"{sample.name}.{camera.name.lower()}.jpg"
                    _add(archive, name, sample.jpeg(camera))
        export.write(shard, file.getbuffer())
        return shard

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the list of shards."""
        write_lines(root, f"shards-{options.split}.txt", [record.content for record in records])


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """Adds a file that says nothing of when and by whom it was written."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o644
    archive.addfile(info, io.BytesIO(data))


def _points(sample: Sample) -> bytes:
    points = sample.frame.points()
    table = np.empty((len(points), 7), np.float32)
    table[:, :3] = points.xyz
    table[:, 3], table[:, 4] = points.intensity, points.elongation
    table[:, 5], table[:, 6] = points.laser, points.return_number
    with io.BytesIO() as file:
        np.save(file, table, allow_pickle=False)
        return file.getvalue()


def _facts(sample: Sample) -> dict[str, object]:
    facts: dict[str, object] = {
        "segment": sample.frame.scene.name,
        "timestamp_micros": sample.frame.timestamp_micros,
        "frame": sample.frame.index,
        "world_from_vehicle": sample.frame.world_from_vehicle,
        "cameras": {
            camera.name.lower(): {
                "intrinsic": sample.calibration(camera).intrinsic
                if not sample.options.rectify
                else [*sample.calibration(camera).intrinsic[:4].tolist(), 0, 0, 0, 0, 0],
                "vehicle_from_camera": sample.calibration(camera).vehicle_from_camera,
                "width": sample.calibration(camera).width,
                "height": sample.calibration(camera).height,
            }
            for camera in sample.cameras
        },
    }
    if sample.options.split != "testing":
        boxes = sample.boxes
        facts["boxes"] = {
            "array": boxes.array,
            "types": boxes.types,
            "ids": list(boxes.require("ids")),
            "num_points": boxes.num_points,
            "velocities": sample.velocities,
        }
    return facts
