"""Made-up drives with what a detector finds, for the tests of this folder."""

from typing import NamedTuple

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import invert_transform, make_transform, rotation_from_euler
from waymo_kit.geometry.boxes import transform_boxes

SIZES = np.array([[0, 0, 0], [4.7, 2.1, 1.7], [0.9, 0.9, 1.7], [0.8, 0.2, 0.8], [1.8, 0.8, 1.7]])
SPEEDS = np.array([0.0, 8.0, 1.2, 0.0, 4.0])


def detections(boxes, scores, types, velocities=None):
    """Detected boxes, in an order that reads well in tests."""
    return Boxes(boxes, types, scores=scores, velocities=velocities)


class Drive(NamedTuple):
    """Objects on straight lines around a vehicle that turns; lists with an entry a frame."""

    times: np.ndarray  # (F,)
    poses: np.ndarray  # (F, 4, 4)
    ids: list  # (N,) of the object of each detection
    found: list  # Boxes

    def moved(self, motion):
        """The same drive elsewhere in the world."""
        return self._replace(poses=motion @ self.poses)

    def shuffled(self, random):
        """The same drive with the detections of each frame in another order."""
        orders = [random.permutation(len(ids)) for ids in self.ids]
        found = [seen[order] for seen, order in zip(self.found, orders, strict=True)]
        ids = [ids[order] for ids, order in zip(self.ids, orders, strict=True)]
        return self._replace(ids=ids, found=found)


def make_drive(seed, objects=12, frames=25, miss=0.0, noise=0.0, velocities=False):
    """Objects of all types in lanes of their own, 10 m apart."""
    random = np.random.default_rng(seed)
    types = 1 + np.arange(objects) % 4
    start = np.column_stack([random.uniform(-40, 40, objects), 10.0 * np.arange(objects)])
    speed = SPEEDS[types] * random.uniform(0.5, 1, objects) * random.choice([-1, 1], objects)
    micros = np.cumsum(random.choice([80_000, 100_000, 130_000], frames))
    seconds = (micros - micros[0]) / 1e6
    poses, ids, found = [], [], []
    for now in seconds:
        turn = rotation_from_euler(0.01 * np.sin(now), 0.02, 0.2 * now)
        pose = make_transform(turn, [5 * now, 30 + now, 0.1])
        world = np.zeros((objects, 7))
        world[:, 0], world[:, 1] = start[:, 0] + speed * now, start[:, 1]
        world[:, 2], world[:, 3:6] = 1.0, SIZES[types]
        world[:, 6] = np.where(speed < 0, -np.pi, 0.0)
        world += noise * random.normal(size=world.shape) * [1, 1, 0.5, 0.3, 0.3, 0.3, 0.5]
        seen = random.random(objects) >= miss
        over_ground = np.column_stack([speed, np.zeros((objects, 2))]) @ pose[:3, :2]
        poses.append(pose)
        ids.append(np.flatnonzero(seen))
        found.append(
            detections(
                transform_boxes(invert_transform(pose), world)[seen],
                random.uniform(0.6, 1, objects)[seen],
                types[seen],
                over_ground[seen] if velocities else None,
            )
        )
    return Drive(1_000_000 + micros, np.array(poses), ids, found)


def follow(tracker, drive):
    """The tracked objects of each frame."""
    return [
        tracker.update(seen, pose, int(micros))
        for seen, pose, micros in zip(drive.found, drive.poses, drive.times, strict=True)
    ]
