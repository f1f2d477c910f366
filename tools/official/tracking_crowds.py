"""Crowds: the objects around drives, simulated or labeled, that trackers follow.

`noisy_detector.py` makes detections of them; `read_kitti` also returns those of a real detector.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.feather as feather

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import invert_transform, make_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.scene import open_dataset
from waymo_kit.schema import ObjectType
from waymo_kit.simulate import plan_segment
from waymo_kit.simulate.stage import build_stage
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.ego import MID_SWEEP, pose_matrices

RANGE = 75.0
"""Maximum distance of labeled and detected objects, in meters."""

SIZES = {
    ObjectType.VEHICLE: (4.7, 2.1, 1.7),
    ObjectType.PEDESTRIAN: (0.9, 0.9, 1.7),
    ObjectType.CYCLIST: (1.8, 0.8, 1.7),
}


_ARGOVERSE_TYPES = {
    ObjectType.VEHICLE: "REGULAR_VEHICLE LARGE_VEHICLE TRUCK BOX_TRUCK TRUCK_CAB BUS EGO_VEHICLE",
    ObjectType.PEDESTRIAN: "PEDESTRIAN",
    ObjectType.CYCLIST: "BICYCLE MOTORCYCLE WHEELED_DEVICE",
    ObjectType.SIGN: "SIGN BOLLARD CONSTRUCTION_CONE",
}
"""Types of the categories of Argoverse 2."""

_KITTI_TYPES = {"Car": 1, "Pedestrian": 2, "Cyclist": 4}
_KITTI_VALIDATION = (1, 6, 8, 10, 12, 13, 14, 15, 16, 18, 19)


class Crowd(NamedTuple):
    """Holds the objects around a drive, in lists with one entry per frame."""

    name: str
    times: np.ndarray  # (F,) int64
    poses: np.ndarray  # (F, 4, 4)
    ids: list  # (N,) int64
    types: list  # (N,) int64
    boxes: list  # (N, 7) vehicle frame


def make_crowds(count, frames, seed):
    """Drives `count` segments without sensors, so hidden objects count as well."""
    for index in range(count):
        stage = build_stage(plan_segment(seed, index, frames))
        seconds = FRAME_SECONDS * np.arange(frames)
        local = pose_matrices(stage.motion.poses(seconds + MID_SWEEP))
        actors = [a for a in stage.actors if a.model.kind in SIZES]
        kinds = np.array([int(actor.model.kind) for actor in actors])
        ids, types, boxes = [], [], []
        for frame in range(frames):
            own = np.array([actor.box(frame) for actor in actors]).reshape(-1, 7)
            near = np.flatnonzero(np.hypot(*(own[:, :2] - local[frame, :2, 3]).T) < RANGE)
            ids.append(near)
            types.append(kinds[near])
            boxes.append(transform_boxes(invert_transform(local[frame]), own[near]))
        times = stage.plan.start_micros + np.rint(1e6 * seconds).astype(np.int64)
        poses = stage.anchor.world_from_local @ local
        yield Crowd(stage.plan.name, times, poses, ids, types, boxes)


def read_crowds(path):
    """Yields the labeled objects of a dataset in any format."""
    for scene in open_dataset(path):
        numbers, ids, types, boxes = {}, [], [], []
        for frame in scene:
            found = frame.boxes
            ids.append(np.array([numbers.setdefault(i, len(numbers)) for i in found.ids], int))
            types.append(found.types.astype(np.int64))
            boxes.append(found.array)
        times, poses = scene.timestamps_micros, scene.world_from_vehicle
        yield Crowd(scene.name, times, poses, ids, types, boxes)


def read_argoverse(folder):
    """Yields the labels of Argoverse 2 logs: a folder per log with annotations and poses."""
    types = {name: kind for kind, names in _ARGOVERSE_TYPES.items() for name in names.split()}
    for path in sorted(Path(folder).glob("*/annotations_with_ego.feather")):
        labels = _columns(path)
        motion = _columns(path.with_name("city_SE3_egovehicle.feather"))
        times = np.unique(labels["timestamp_ns"])
        rows = np.searchsorted(motion["timestamp_ns"], times)
        poses = np.array([_pose(motion, row) for row in rows])
        _, numbers = np.unique(labels["track_uuid"], return_inverse=True)
        kinds = np.array([int(types[name]) for name in labels["category"]])
        heading = 2.0 * np.arctan2(labels["qz"], labels["qw"])
        names = ("tx_m", "ty_m", "tz_m", "length_m", "width_m", "height_m")
        boxes = np.column_stack([*(labels[name] for name in names), heading])
        by_frame = [np.flatnonzero(labels["timestamp_ns"] == now) for now in times]
        yield Crowd(
            path.parent.name,
            times // 1000,
            poses,
            [numbers[mine] for mine in by_frame],
            [kinds[mine] for mine in by_frame],
            [boxes[mine] for mine in by_frame],
        )


def _columns(path):
    table = feather.read_table(path)
    return {name: np.array(table.column(name).to_pylist()) for name in table.schema.names}


def _pose(motion, row):
    w, x, y, z = (motion[name][row] for name in ("qw", "qx", "qy", "qz"))
    rotation = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return make_transform(rotation, [motion[name][row] for name in ("tx_m", "ty_m", "tz_m")])


def read_kitti(clone, sequences=_KITTI_VALIDATION):
    """Yields labels of KITTI's tracking data and PointRCNN's detections, from a clone of AB3DMOT.

    There are no poses, so that those of the crowds are None. Detections of objects of other types
    and in regions that nobody labeled are left out, as KITTI's evaluation does. A score becomes a
    probability by a sigmoid.
    """
    for number in sequences:
        lines = _lines(Path(clone) / f"scripts/KITTI/label/{number:04d}.txt", " ")
        found = {
            kind: _lines(
                Path(clone) / f"data/KITTI/detection/pointrcnn_{name}_val/{number:04d}.txt", ","
            )
            for name, kind in _KITTI_TYPES.items()
        }
        count = 1 + max(int(line[0]) for line in lines)
        ids, types, boxes = ([[] for _ in range(count)] for _ in range(3))
        ignored = [[] for _ in range(count)]
        for line in lines:
            frame, kind = int(line[0]), _KITTI_TYPES.get(line[2])
            if kind is None:
                ignored[frame].append([float(value) for value in line[6:10]])
            else:
                ids[frame].append(int(line[1]))
                types[frame].append(kind)
                boxes[frame].append(_kitti_box(line[10:17]))
        detections = [([], [], []) for _ in range(count)]
        for kind, rows in found.items():
            for row in rows:
                frame = int(row[0])
                if frame < count and not _is_ignored(row[2:6], ignored[frame]):
                    score = 1.0 / (1.0 + np.exp(-float(row[6])))
                    for column, value in zip(
                        detections[frame], (_kitti_box(row[7:14]), kind, score), strict=True
                    ):
                        column.append(value)
        yield (
            Crowd(
                f"kitti-{number:04d}",
                100_000 * np.arange(count),
                None,
                [np.array(one, np.int64) for one in ids],
                [np.array(one, np.int64) for one in types],
                [np.array(one).reshape(-1, 7) for one in boxes],
            ),
            [
                Boxes(np.array(b).reshape(-1, 7), np.array(t, np.int8), scores=np.array(s))
                for b, t, s in detections
            ],
        )


def _lines(path, separator):
    return [line.split(separator) for line in path.read_text().splitlines() if line]


def _kitti_box(values):
    """Returns a box in the vehicle frame: axes of KITTI are x right, y down, z forward."""
    height, width, length, x, y, z, turn = (float(value) for value in values)
    heading = np.remainder(-turn - np.pi / 2 + np.pi, 2 * np.pi) - np.pi
    return [z, -x, height / 2 - y, length, width, height, heading]


def _is_ignored(box, regions):
    """Returns whether more than half of an image box lies in a region."""
    left, top, right, bottom = (float(value) for value in box)
    for x0, y0, x1, y1 in regions:
        width, height = min(right, x1) - max(left, x0), min(bottom, y1) - max(top, y0)
        both = max(width, 0.0) * max(height, 0.0)
        if both > 0.5 * max((right - left) * (bottom - top), 1e-9):
            return True
    return False
