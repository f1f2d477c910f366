"""Exports to the KITTI object benchmark: velodyne, image_N, label_N, calib, ImageSets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.exchange.exports.export_format import (
    ExportFormat,
    SegmentExport,
    SegmentRecord,
    write_lines,
)
from waymo_kit.exchange.sample import (
    CAMERAS,
    ExportOptions,
    Sample,
    clipped_extents,
    optical_from_vehicle,
    projection_matrix,
)
from waymo_kit.formats.kitti import DONT_CARE, calibration_text, object_lines
from waymo_kit.geometry import (
    invert_transform,
    project_points_global_shutter,
    project_rectified,
    transform_points,
)
from waymo_kit.io import Location
from waymo_kit.scene import PointCloud, Scene
from waymo_kit.schema import CameraName

NUMBERS = {
    CameraName.FRONT: 2,
    CameraName.FRONT_LEFT: 0,
    CameraName.FRONT_RIGHT: 1,
    CameraName.SIDE_LEFT: 3,
    CameraName.SIDE_RIGHT: 4,
}
"""Numbers of the cameras in KITTI, whose readers take image_2, label_2 and P2 for the front."""

REFERENCE = CameraName.FRONT
"""Camera in whose frame labels lie, whatever image they are of."""

_FOLDERS = {"training": "training", "validation": "training", "testing": "testing"}
_SETS = {"training": "train", "validation": "val", "testing": "test"}
_ZONE_HEIGHTS = (0.0, 3.0)
_ZONE_STEP = 1.0
_ZONE_REACH = 80.0


class KittiExport(ExportFormat):
    """Writes the KITTI object benchmark with five cameras.

    Labels of all cameras lie in the frame of the front camera, so that one `Tr_velo_to_cam` serves
    them all and P0 to P4 hold the rest. `label_all` has every labeled object. Frames without
    objects have empty files.
    """

    name = "kitti"
    rectifies = True
    notes = (
        "truncation and occlusion are not labeled and written as 0; DontCare regions are the "
        "no-label zones from the ground to 3 m above it",
    )

    def write_segment(self, export: SegmentExport) -> list[str]:
        """Writes a segment; returns the names of its frames."""
        folder = _FOLDERS[export.options.split]
        calibration = _calibration(export.scene).encode()
        names = []
        for sample in export:
            name = sample_name(sample)
            names.append(name)
            export.add_sample(name, sample)
            export.write(f"{folder}/calib/{name}.txt", calibration)
            export.write(f"{folder}/velodyne/{name}.bin", points_bytes(sample.frame.points()))
            for camera in sample.cameras:
                path = f"{folder}/image_{NUMBERS[camera]}/{name}.png"
                export.write(path, sample.png(camera))
            if export.options.split != "testing":
                for path, lines in _labels(sample).items():
                    text = "".join(f"{line}\n" for line in lines)
                    export.write(f"{folder}/{path}/{name}.txt", text.encode())
        return names

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the list of frames."""
        names = [name for record in records for name in record.content]
        write_lines(root, f"ImageSets/{_SETS[options.split]}.txt", names)


def sample_name(sample: Sample) -> str:
    """Returns six digits, as KITTI has them: the segment and the frame."""
    return f"{sample.number:03d}{sample.frame.index:03d}"


def points_bytes(points: PointCloud) -> bytes:
    """Returns points as float32 x, y, z, intensity."""
    table = np.empty((len(points), 4), np.float32)
    table[:, :3], table[:, 3] = points.xyz, points.intensity
    return table.tobytes()


def _calibration(scene: Scene) -> str:
    front = optical_from_vehicle(scene.camera_calibration(REFERENCE))
    matrices: dict[str, NDArray[Any]] = {}
    for camera in sorted(CAMERAS, key=NUMBERS.__getitem__):
        calibration = scene.camera_calibration(camera)
        camera_from_front = optical_from_vehicle(calibration) @ invert_transform(front)
        matrices[f"P{NUMBERS[camera]}"] = projection_matrix(calibration) @ camera_from_front
    matrices["R0_rect"] = np.eye(3)
    matrices["Tr_velo_to_cam"] = front[:3]
    matrices["Tr_imu_to_velo"] = np.eye(4)[:3]
    return calibration_text(matrices)


def _labels(sample: Sample) -> dict[str, list[str]]:
    """Returns the lines of each folder of labels."""
    boxes = sample.boxes
    front = optical_from_vehicle(sample.calibration(REFERENCE))
    extents, _ = sample.best_extents(boxes.array)
    lines = {"label_all": object_lines(boxes.types, boxes.array, front, extents)}
    for camera in CAMERAS:
        extents, is_seen = sample.image_extents(camera, boxes.array)
        lines[f"label_{NUMBERS[camera]}"] = [
            *object_lines(boxes.types[is_seen], boxes.array[is_seen], front, extents[is_seen]),
            *(DONT_CARE.format(*region) for region in _zone_regions(sample, camera)),
        ]
    return lines


def _zone_regions(sample: Sample, camera: CameraName) -> NDArray[np.float64]:
    """Returns (R, 4) left, top, right, bottom of the no-label zones that an image shows."""
    vehicle_from_world = invert_transform(sample.frame.world_from_vehicle)
    regions = [np.empty((0, 4))]
    calibration = sample.calibration(camera)
    for polygon in sample.frame.no_label_zones:
        ground = transform_points(vehicle_from_world, _outline(polygon))
        near = ground[np.hypot(ground[:, 0], ground[:, 1]) < _ZONE_REACH]
        points = np.concatenate(
            [np.column_stack([near[:, :2], np.full(len(near), z)]) for z in _ZONE_HEIGHTS]
        )
        if not len(points):
            continue
        if sample.options.rectify:
            pixels, _ = project_rectified(points, calibration)
        else:
            pixels, _ = project_points_global_shutter(points, calibration)
        extents, is_seen = clipped_extents(pixels[None], calibration.width, calibration.height)
        regions.append(extents[is_seen])
    return np.concatenate(regions)


def _outline(polygon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns (K, 3) points of the edges of a polygon in the world, about a meter apart, z 0."""
    parts = []
    for start, stop in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        count = int(min(np.hypot(*(stop - start)) / _ZONE_STEP, 10_000)) + 1
        parts.append(start + np.linspace(0, 1, count, endpoint=False)[:, None] * (stop - start))
    flat = np.concatenate(parts) if parts else np.empty((0, 2))
    return np.column_stack([flat, np.zeros(len(flat))])
