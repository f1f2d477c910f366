"""Exports to the KITTI tracking benchmark: one text file per sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waymo_kit.exchange.exports.export_format import (
    ExportFormat,
    SegmentExport,
    SegmentRecord,
    write_lines,
)
from waymo_kit.exchange.exports.kitti import REFERENCE, points_bytes
from waymo_kit.exchange.sample import ExportOptions, Sample, optical_from_vehicle, projection_matrix
from waymo_kit.formats.kitti import calibration_text, object_lines
from waymo_kit.io import Location
from waymo_kit.schema import ObjectType

_FOLDERS = {"training": "training", "validation": "training", "testing": "testing"}


class KittiTrackingExport(ExportFormat):
    """Writes sequences of the front camera with numbered tracks.

    `label_02` has the objects that the image shows, without signs, which the benchmark's tools do
    not know; `label_all` has all labeled objects in the same columns.
    """

    name = "kitti-tracking"
    rectifies = True
    notes = ("frames are counted from 0 in the exported frames of a segment",)

    def write_segment(self, export: SegmentExport) -> dict[str, int]:
        """Writes a segment as a sequence; returns its number of frames."""
        folder, sequence = _FOLDERS[export.options.split], f"{export.number:04d}"
        calibration = export.scene.camera_calibration(REFERENCE)
        matrices = {f"P{number}": projection_matrix(calibration) for number in range(4)}
        front = optical_from_vehicle(calibration)
        matrices |= {"R_rect": np.eye(3), "Tr_velo_cam": front[:3]}
        matrices["Tr_imu_velo"] = np.eye(4)[:3]
        export.write(f"{folder}/calib/{sequence}.txt", calibration_text(matrices).encode())
        seen: list[str] = []
        everything: list[str] = []
        for sample in export:
            name = f"{export.frames:06d}"
            export.add_sample(f"{sequence}/{name}", sample)
            export.write(
                f"{folder}/velodyne/{sequence}/{name}.bin", points_bytes(sample.frame.points())
            )
            if REFERENCE in sample.cameras:
                export.write(f"{folder}/image_02/{sequence}/{name}.png", sample.png(REFERENCE))
            lines, is_seen = _lines(export, sample)
            everything += lines
            scored = (sample.boxes.types != ObjectType.SIGN).tolist()
            seen += [line for line, *both in zip(lines, is_seen, scored, strict=True) if all(both)]
        if export.options.split != "testing":
            for path, rows in (("label_02", seen), ("label_all", everything)):
                text = "".join(f"{row}\n" for row in rows)
                export.write(f"{folder}/{path}/{sequence}.txt", text.encode())
        return {"frames": export.frames}

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the list of sequences as the benchmark's tools read it."""
        folder = _FOLDERS[options.split]
        lines = [f"{each.number:04d} empty 000000 {each.frames:06d}" for each in records]
        write_lines(root, f"evaluate_tracking.seqmap.{folder}", lines)


def _lines(export: SegmentExport, sample: Sample) -> tuple[list[str], list[bool]]:
    """Returns the lines of the objects of a frame, and which of them the image shows."""
    boxes = sample.boxes
    front = optical_from_vehicle(sample.calibration(REFERENCE))
    extents, is_seen = sample.image_extents(REFERENCE, boxes.array)
    lines = object_lines(boxes.types, boxes.array, front, extents)
    ids = boxes.require("ids")
    made = []
    for name, line in zip(ids, lines, strict=True):
        kind, _, rest = line.split(" ", 2)
        # Truncation is a whole number here, unlike in the object benchmark.
        made.append(f"{export.frames} {export.number_of(name)} {kind} 0 {rest}")
    return made, is_seen.tolist()
