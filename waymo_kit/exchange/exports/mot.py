"""Exports to the MOT Challenge: labeled 2D boxes of each camera as a sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.exchange.exports.export_format import (
    ExportFormat,
    SegmentExport,
    SegmentRecord,
    write_lines,
)
from waymo_kit.exchange.exports.image_boxes import refuse_rectified
from waymo_kit.exchange.sample import CAMERAS, ExportOptions
from waymo_kit.formats.mot import MotObjects, mot_lines, sequence_ini
from waymo_kit.io import Location
from waymo_kit.schema import CameraName, ObjectType

CLASSES = {ObjectType.PEDESTRIAN: 1, ObjectType.VEHICLE: 3, ObjectType.CYCLIST: 4}
"""Numbers of the classes in the benchmark: pedestrian, car and bicycle."""

_SETS = {"training": "train", "validation": "val", "testing": "test"}


class MotExport(ExportFormat):
    """Writes a sequence per segment and camera: `gt/gt.txt`, `img1` and `seqinfo.ini`."""

    name = "mot"
    has_matrices = False
    notes = (
        "frames are counted from 1 in the exported frames of a segment; signs are left out; the "
        "benchmark's tools score pedestrians (class 1) by default",
    )

    def write_segment(self, export: SegmentExport) -> list[str]:
        """Writes a segment; returns the names of its sequences."""
        refuse_rectified(self.name, export.options)
        folder = f"WAYMO-{_SETS[export.options.split]}"
        rows: dict[CameraName, list[tuple[int, int, list[float], int]]] = {}
        for sample in export:
            number = export.frames + 1
            for camera in sample.cameras:
                name = _sequence(export.number, camera)
                export.add_sample(f"{name}/{number:06d}", sample, camera)
                export.write(f"{folder}/{name}/img1/{number:06d}.jpg", sample.jpeg(camera))
                boxes = sample.frame.camera(camera).boxes
                found = rows.setdefault(camera, [])
                for box in boxes:
                    if box.type in CLASSES:
                        track = export.number_of(str(box.id))
                        left, top, _, _ = box.edges.tolist()
                        edges = [left, top, *box.size.tolist()]
                        found.append((number, track, edges, CLASSES[box.type]))
        for camera, found in rows.items():
            name = _sequence(export.number, camera)
            calibration = export.scene.camera_calibration(camera)
            ini = sequence_ini(name, export.frames, calibration.width, calibration.height, ".jpg")
            export.write(f"{folder}/{name}/seqinfo.ini", ini.encode())
            if export.options.split != "testing":
                objects = MotObjects(
                    np.array([row[0] for row in found], np.int64),
                    np.array([row[1] for row in found], np.int64),
                    np.array([row[2] for row in found], np.float64).reshape(-1, 4),
                    np.ones(len(found)),
                )
                classes = np.array([row[3] for row in found], np.int64)
                text = "".join(f"{line}\n" for line in mot_lines(objects, classes))
                export.write(f"{folder}/{name}/gt/gt.txt", text.encode())
        return [_sequence(export.number, camera) for camera in CAMERAS if camera in rows]

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the list of sequences as the benchmark's tools read it."""
        names = [name for record in records for name in record.content]
        write_lines(root, f"seqmaps/WAYMO-{_SETS[options.split]}.txt", ["name", *names])


def _sequence(number: int, camera: CameraName) -> str:
    return f"WAYMO-{number:04d}-{camera.name}"
