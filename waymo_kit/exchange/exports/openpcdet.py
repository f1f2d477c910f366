"""Exports to OpenPCDet: infos and points per sequence, as its own preparation makes them."""

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
from waymo_kit.exchange.sample import CAMERAS, ExportOptions, Sample
from waymo_kit.formats.pickles import read_pickle, write_pickle
from waymo_kit.io import Location, write_bytes
from waymo_kit.scene import PointCloud
from waymo_kit.schema import LaserName, ObjectType

TYPE_NAMES = {
    ObjectType.VEHICLE: "Vehicle",
    ObjectType.PEDESTRIAN: "Pedestrian",
    ObjectType.SIGN: "Sign",
    ObjectType.CYCLIST: "Cyclist",
}
"""Names of the types; their numbers in OpenPCDet are those of Waymo."""

PROCESSED = "waymo_processed_data_v0_5_0"
"""Folder of the sequences: `PROCESSED_DATA_TAG` in OpenPCDet's configurations."""

_SETS = {"training": "train", "validation": "val", "testing": "test"}


class OpenPcdetExport(ExportFormat):
    """Writes infos and `.npy` points: x, y, z, intensity, elongation, no-label-zone flag.

    Both returns are written, the first before the second. Boxes are in the vehicle frame with
    their middle, and have velocities along the vehicle's axes.
    """

    name = "openpcdet"
    has_matrices = False
    notes = ("OpenPCDet's loader drops points in no-label zones and applies tanh to intensities",)

    def write_segment(self, export: SegmentExport) -> str:
        """Writes a segment; returns the name of its sequence."""
        sequence = f"segment-{export.scene.name}_with_camera_labels"
        folder = f"{PROCESSED}/{sequence}"
        infos = []
        for sample in export:
            index = sample.frame.index
            export.add_sample(f"{sequence}_{index:03d}", sample)
            points = sample.frame.points()
            table = _points_table(points)
            export.write(f"{folder}/{index:04d}.npy", _npy_header(table) + table.tobytes())
            infos.append(_info(sample, sequence, points))
        export.write(f"{folder}/{sequence}.pkl", write_pickle(infos))
        return sequence

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the list of sequences and the infos of all of them."""
        split = _SETS[options.split]
        sequences = [record.content for record in records]
        write_lines(root, f"ImageSets/{split}.txt", [f"{name}.tfrecord" for name in sequences])
        infos = []
        for name in sequences:
            location = root / PROCESSED / name / f"{name}.pkl"
            infos += read_pickle(location.read_bytes(), str(location))
        write_bytes(write_pickle(infos), root / f"{PROCESSED}_infos_{split}.pkl")


def _points_table(points: PointCloud) -> NDArray[np.float32]:
    order = np.argsort(points.return_number, kind="stable")
    table = np.empty((len(points), 6), np.float32)
    table[:, :3] = points.xyz[order]
    table[:, 3], table[:, 4] = points.intensity[order], points.elongation[order]
    table[:, 5] = np.where(points.in_no_label_zone[order], 1, -1)
    return table


def _npy_header(table: NDArray[np.float32]) -> bytes:
    """Returns the header of a `.npy` file, version 1.0."""
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {table.shape}, }}"
    length = 10 + len(text) + 1
    text += " " * (-length % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def _info(sample: Sample, sequence: str, points: PointCloud) -> dict[str, Any]:
    frame = sample.frame
    shapes = {}
    for number, camera in enumerate(CAMERAS):
        calibration = sample.calibration(camera)
        shapes[f"image_shape_{number}"] = (calibration.height, calibration.width)
    top = frame.scene.laser_calibration(LaserName.TOP)
    info: dict[str, Any] = {
        "point_cloud": {
            "num_features": 5,
            "lidar_sequence": sequence,
            "sample_idx": frame.index,
        },
        "frame_id": f"{sequence}_{frame.index:03d}",
        "metadata": {
            "context_name": frame.scene.name,
            "timestamp_micros": frame.timestamp_micros,
        },
        "image": shapes,
        "pose": frame.world_from_vehicle.astype(np.float32),
        "beam_inclination_range": [top.lowest, top.highest],
        "extrinsic": top.vehicle_from_laser,
        "num_points_of_each_lidar": _points_of_lidars(points),
    }
    if sample.options.split != "testing":
        info["annos"] = _annotations(sample)
    return info


def _points_of_lidars(points: PointCloud) -> list[int]:
    """Returns the numbers of first returns of the five lidars, then of their second returns."""
    counts = np.zeros((2, 6), np.int64)
    np.add.at(counts, (points.return_number - 1, points.laser), 1)
    return list(map(int, counts[:, 1:].ravel()))


def _annotations(sample: Sample) -> dict[str, Any]:
    boxes = sample.boxes
    velocities = np.nan_to_num(sample.velocities)
    return {
        "name": np.array([TYPE_NAMES[ObjectType(kind)] for kind in boxes.types], "<U10"),
        "difficulty": boxes.require("difficulties").astype(np.int64),
        "dimensions": boxes.array[:, 3:6],
        "location": boxes.array[:, :3],
        "heading_angles": boxes.array[:, 6],
        "obj_ids": np.array(list(boxes.require("ids")), np.str_),
        "tracking_difficulty": boxes.require("tracking_difficulties").astype(np.int64),
        "num_points_in_gt": boxes.require("num_points"),
        "speed_global": np.nan_to_num(boxes.require("velocities_world")[:, :2]),
        "accel_global": np.nan_to_num(boxes.require("accelerations_world")[:, :2]),
        "gt_boxes_lidar": np.concatenate([boxes.array, velocities], axis=1),
    }
