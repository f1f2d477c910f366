"""Counts of what a dataset holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from waymo_kit.errors import NotFoundError
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene.columns import matrices, numbers, strings
from waymo_kit.scene.dataset import Dataset
from waymo_kit.scene.scene import Scene
from waymo_kit.schema import ObjectType, component_of


@dataclass
class DatasetSummary:
    """Counts over the segments of a dataset; parts that a segment lacks are not counted.

    Attributes:
        segments: Number of segments.
        frames: Number of frames.
        seconds: Sum over the segments of the time from the first to the last frame.
        kilometers: Distance driven.
        locations: Number of segments by location.
        times_of_day: Number of segments by time of day.
        weathers: Number of segments by weather.
        boxes: Number of labeled 3D boxes by type.
        objects: Number of labeled 3D objects (tracks) by type.
        camera_boxes: Number of labeled 2D boxes by type.
    """

    segments: int = 0
    frames: int = 0
    seconds: float = 0.0
    kilometers: float = 0.0
    locations: Counter[str] = field(default_factory=Counter)
    times_of_day: Counter[str] = field(default_factory=Counter)
    weathers: Counter[str] = field(default_factory=Counter)
    boxes: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)
    camera_boxes: Counter[str] = field(default_factory=Counter)

    def add(self, scene: Scene) -> None:
        """Adds the counts of one scene; tables that it lacks are left out."""
        times = scene.timestamps_micros
        self.segments += 1
        self.frames += len(times)
        self.seconds += float(times[-1] - times[0]) / 1e6 if len(times) else 0.0
        for count in (self._add_stats, self._add_boxes, self._add_camera_boxes, self._add_way):
            try:
                count(scene)
            except NotFoundError:
                continue

    def _add_stats(self, scene: Scene) -> None:
        self.locations[scene.location] += 1
        self.times_of_day[scene.time_of_day] += 1
        self.weathers[scene.weather] += 1

    def _add_boxes(self, scene: Scene) -> None:
        table = scene.table("lidar_box")
        types = numbers(table, component_of("lidar_box").column("type"), np.int8)
        ids = strings(table, "key.laser_object_id")
        self.boxes.update(_names(types))
        self.objects.update(_names(np.array(list(dict(zip(ids, types, strict=True)).values()))))

    def _add_camera_boxes(self, scene: Scene) -> None:
        table = scene.table("camera_box")
        types = numbers(table, component_of("camera_box").column("type"), np.int8)
        self.camera_boxes.update(_names(types))

    def _add_way(self, scene: Scene) -> None:
        table = scene.table("vehicle_pose")
        name = component_of("vehicle_pose").column("world_from_vehicle.transform")
        poses = matrices(table, name, f"segment {scene.name}: vehicle_pose")
        places = poses[np.isfinite(poses).all(axis=(1, 2)), :3, 3]
        self.kilometers += float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum()) / 1e3


def _names(types: np.ndarray) -> dict[str, int]:
    values, counts = np.unique(types.astype(np.int64), return_counts=True)
    return {ObjectType(value).name: int(count) for value, count in zip(values, counts, strict=True)}


def summarize(dataset: Dataset, on_progress: OnProgress = ignore_progress) -> DatasetSummary:
    """Counts the contents of a dataset.

    Args:
        dataset: Open dataset.
        on_progress: Function called with the number of segments that are counted.
    """
    summary = DatasetSummary()
    for scene in dataset:
        summary.add(scene)
        on_progress(Progress(summary.segments, len(dataset)))
    return summary
