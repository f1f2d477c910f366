"""Exports to mmdetection3d (1.4 and newer): Waymo in KITTI's layout, infos version 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
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
    optical_from_vehicle,
    projection_matrix,
)
from waymo_kit.formats.pickles import write_pickle
from waymo_kit.geometry import points_in_boxes, transform_points, wrap_angle
from waymo_kit.io import Location, write_bytes
from waymo_kit.scene import PointCloud
from waymo_kit.schema import CameraName, LaserName, ObjectType

CLASSES = {ObjectType.VEHICLE: 0, ObjectType.PEDESTRIAN: 1, ObjectType.CYCLIST: 2}
"""Labels of the classes; signs are left out."""

CLASS_NAMES = ("Car", "Pedestrian", "Cyclist")
"""Names of the classes by label."""

CAMERA_KEYS = {
    CameraName.FRONT: "CAM_FRONT",
    CameraName.FRONT_LEFT: "CAM_FRONT_LEFT",
    CameraName.FRONT_RIGHT: "CAM_FRONT_RIGHT",
    CameraName.SIDE_LEFT: "CAM_SIDE_LEFT",
    CameraName.SIDE_RIGHT: "CAM_SIDE_RIGHT",
}
"""Keys of the cameras, in the order of the converter's code, which is Waymo's."""

_METAINFO = {"dataset": "waymo", "version": "waymo_v1.4", "info_version": "mmdet3d_v1.4"}
_FOLDERS = {"training": "training", "validation": "training", "testing": "testing"}
_SETS = {"training": "train", "validation": "val", "testing": "test"}
_SWEEPS = 10
"""Number of earlier frames that an info lists."""


class Mmdet3dExport(ExportFormat):
    """Writes the files of `tools/create_data.py waymo` of mmdetection3d, without TensorFlow.

    Points have six floats: x, y, z, intensity, elongation and the position in the range image of
    TOP (-1 for other lidars). Boxes are written with their bottom center.
    """

    name = "mmdet3d"
    notes = ("signs are left out, as mmdetection3d does",)

    def write_segment(self, export: SegmentExport) -> dict[str, Any]:
        """Writes a segment; returns its infos and its rows of the database of objects."""
        folder = f"kitti_format/{_FOLDERS[export.options.split]}"
        infos: list[dict[str, Any]] = []
        objects: list[dict[str, Any]] = []
        for sample in export:
            name = sample.name
            export.add_sample(name, sample)
            points = _points_table(sample.frame.points(), _top_shape(sample))
            export.write(f"{folder}/velodyne/{name}.bin", points.tobytes())
            for camera in sample.cameras:
                export.write(f"{folder}/image_{camera - 1}/{name}.jpg", sample.jpeg(camera))
            info = _info(sample, infos)
            infos.append(info)
            if export.options.split == "training":
                objects += _database_rows(export, name, info["instances"], points)
        return {"infos": infos, "objects": objects}

    def finish(
        self, root: Location, records: Sequence[SegmentRecord], options: ExportOptions
    ) -> None:
        """Writes the infos, the infos of the database, and the list of frames."""
        infos = [info for record in records for info in record.content["infos"]]
        split = _SETS[options.split]
        path = root / "kitti_format"
        content = {"metainfo": dict(_METAINFO), "data_list": infos}
        write_bytes(write_pickle(content), path / f"waymo_infos_{split}.pkl")
        names = [name for record in records for name in record.samples]
        write_lines(root, f"kitti_format/ImageSets/{split}.txt", names)
        if options.split == "training":
            rows: dict[str, list[dict[str, Any]]] = {name: [] for name in CLASS_NAMES}
            objects = (row for record in records for row in record.content["objects"])
            for group, row in enumerate(objects):
                box = np.array(row["box3d_lidar"], np.float32)
                rows[row["name"]].append({**row, "box3d_lidar": box, "group_id": group})
            write_bytes(write_pickle(rows), path / "waymo_dbinfos_train.pkl")


def bottom_boxes(boxes: NDArray[np.float64]) -> NDArray[np.float32]:
    """Returns boxes in the vehicle frame with the center of their bottom face, float32."""
    written: NDArray[np.float32] = boxes.astype(np.float32)
    written[:, 2] = boxes[:, 2] - 0.5 * boxes[:, 5]
    return written


def _top_shape(sample: Sample) -> tuple[int, int]:
    """Returns the rows and columns of the range image of TOP."""
    if LaserName.TOP not in sample.frame.lasers:
        return 0, 0
    height, width = sample.frame.range_image(LaserName.TOP).shape[:2]
    return height, width


def _points_table(points: PointCloud, top_shape: tuple[int, int]) -> NDArray[np.float32]:
    """Returns (N, 6) float32, first returns of all lidars before second returns."""
    order = np.argsort(points.return_number, kind="stable")
    table = np.empty((len(points), 6), np.float32)
    table[:, :3] = points.xyz[order]
    table[:, 3], table[:, 4] = points.intensity[order], points.elongation[order]
    table[:, 5] = -1
    top = points.laser[order] == LaserName.TOP
    pixels, number = points.pixel[order][top].astype(np.int64), points.return_number[order][top]
    height, width = top_shape
    table[top, 5] = ((number - 1) * height + pixels[:, 0]) * width + pixels[:, 1]
    return table


def _info(sample: Sample, before: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the info of a frame; `before` are those of the earlier frames of the segment."""
    name = sample.name
    info: dict[str, Any] = {
        "sample_idx": int(name),
        "timestamp": sample.frame.timestamp_micros,
        "ego2global": _floats(sample.frame.world_from_vehicle),
        "context_name": sample.frame.scene.name,
        "images": {CAMERA_KEYS[camera]: _camera_info(sample, camera) for camera in CAMERAS},
        "lidar_points": {"lidar_path": f"{name}.bin", "num_pts_feats": 6},
    }
    earlier = before[: -_SWEEPS - 1 : -1]
    if earlier:
        about = ("timestamp", "ego2global")
        info["lidar_sweeps"] = [
            {
                **{key: each[key] for key in about},
                "lidar_points": {"lidar_path": each["lidar_points"]["lidar_path"]},
            }
            for each in earlier
        ]
        info["image_sweeps"] = [
            {
                **{key: each[key] for key in about},
                "images": {
                    key: {"img_path": image["img_path"]} for key, image in each["images"].items()
                },
            }
            for each in earlier
        ]
    if sample.options.split != "testing":
        boxes = sample.boxes[np.isin(sample.boxes.types, list(CLASSES))]
        info["instances"] = _instances(sample, boxes)
        synced = _synced(sample, boxes)
        info["cam_sync_instances"] = _instances(sample, synced)
        info["cam_instances"] = {
            CAMERA_KEYS[camera]: _camera_instances(sample, camera, boxes) for camera in CAMERAS
        }
    return info


def _camera_info(sample: Sample, camera: CameraName) -> dict[str, Any]:
    calibration = sample.calibration(camera)
    transform, projection = optical_from_vehicle(calibration), projection_matrix(calibration)
    return {
        "img_path": f"{sample.name}.jpg",
        "height": calibration.height,
        "width": calibration.width,
        "lidar2cam": _floats(transform),
        "cam2img": _floats(projection),
        "lidar2img": _floats(projection @ transform),
    }


def _synced(sample: Sample, boxes: Boxes) -> Boxes:
    """Returns the boxes at the time of the camera that sees each best; those of no camera not."""
    found = sample.camera_synced_boxes
    ids = boxes.require("ids")
    rows = [row for row, name in enumerate(ids) if name in found]
    chosen = boxes[np.array(rows, np.int64)]
    for row, name in enumerate(chosen.require("ids")):
        chosen.array[row] = found[name]
    return chosen


def _instances(sample: Sample, boxes: Boxes) -> list[dict[str, Any]]:
    extents, cameras = sample.best_extents(boxes.array)
    written = bottom_boxes(boxes.array).tolist()
    points = boxes.require("num_points").tolist()
    return [
        {
            "group_id": row + 1,
            "camera_id": max(int(cameras[row]) - 1, 0),
            "bbox": extents[row].tolist(),
            "bbox_label": CLASSES[ObjectType(kind)],
            "bbox_3d": written[row],
            "bbox_label_3d": CLASSES[ObjectType(kind)],
            "num_lidar_pts": points[row],
        }
        for row, kind in enumerate(boxes.types.tolist())
    ]


def _camera_instances(sample: Sample, camera: CameraName, boxes: Boxes) -> list[dict[str, Any]]:
    """Returns the boxes that an image shows, in the frame of its camera.

    The yaw is about the camera's y axis, from its x axis towards -z, of the box's projected front.
    """
    extents, is_seen = sample.image_extents(camera, boxes.array)
    calibration = sample.calibration(camera)
    transform, projection = optical_from_vehicle(calibration), projection_matrix(calibration)
    centers = transform_points(transform, boxes.array[:, :3])
    bottoms = boxes.array[:, :3].copy()
    bottoms[:, 2] -= 0.5 * boxes.array[:, 5]
    bottoms = transform_points(transform, bottoms)
    heading = boxes.array[:, 6]
    ahead = np.column_stack([np.cos(heading), np.sin(heading), np.zeros(len(heading))])
    ahead = ahead @ transform[:3, :3].T
    yaw = wrap_angle(-np.arctan2(ahead[:, 2], ahead[:, 0]))
    pixels = centers @ projection[:, :3].T
    rows = np.flatnonzero(is_seen & (centers[:, 2] > 0))
    length, width, height = boxes.array[:, 3:6].T
    written = np.column_stack([bottoms, length, height, width, yaw]).astype(np.float32)
    return [
        {
            "bbox": extents[row].tolist(),
            "bbox_label": CLASSES[ObjectType(boxes.types[row])],
            "bbox_3d": written[row].tolist(),
            "bbox_label_3d": CLASSES[ObjectType(boxes.types[row])],
            "center_2d": (pixels[row, :2] / pixels[row, 2]).tolist(),
            "depth": float(centers[row, 2]),
            "bbox_3d_isvalid": True,
            "velocity": -1,
        }
        for row in rows.tolist()
    ]


def _database_rows(
    export: SegmentExport,
    name: str,
    instances: list[dict[str, Any]],
    points: NDArray[np.float32],
) -> list[dict[str, Any]]:
    """Writes the points of each object, relative to its bottom center; returns its rows."""
    if not instances:
        return []
    bottoms = np.array([each["bbox_3d"] for each in instances], np.float64)
    middles = bottoms.copy()
    middles[:, 2] += 0.5 * bottoms[:, 5]
    owner = points_in_boxes(points[:, :3].astype(np.float64), middles)
    rows = []
    for place, instance in enumerate(instances):
        kind = CLASS_NAMES[instance["bbox_label_3d"]]
        inside = points[owner == place]
        inside[:, :3] -= bottoms[place, :3].astype(np.float32)
        path = f"waymo_gt_database/{int(name)}_{kind}_{place}.bin"
        export.write(f"kitti_format/{path}", inside.tobytes())
        rows.append(
            {
                "name": kind,
                "path": path,
                "image_idx": int(name),
                "gt_idx": place,
                "box3d_lidar": instance["bbox_3d"],
                "num_points_in_gt": len(inside),
                "difficulty": 0,
            }
        )
    return rows


def _floats(matrix: NDArray[np.float64]) -> Any:
    """Returns a matrix as lists of numbers of single precision, as the converter writes them."""
    return matrix.astype(np.float32).tolist()
