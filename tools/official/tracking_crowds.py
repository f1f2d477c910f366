"""Simulates crowds: the objects around a simulated drive, and their detections."""

from typing import NamedTuple

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.geometry import invert_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.scene import open_dataset
from waymo_kit.schema import ObjectType
from waymo_kit.simulate import plan_segment
from waymo_kit.simulate.stage import build_stage
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.ego import MID_SWEEP, pose_matrices

RANGE = 75.0
"""Maximum distance of labelled and detected objects, in metres."""

SIZES = {
    ObjectType.VEHICLE: (4.7, 2.1, 1.7),
    ObjectType.PEDESTRIAN: (0.9, 0.9, 1.7),
    ObjectType.CYCLIST: (1.8, 0.8, 1.7),
}


_SPREADS = np.array([0.0, 1.0, 0.5, 0.2, 0.5])
"""Errors of each type, relative to those of vehicles."""


class Crowd(NamedTuple):
    """Holds the objects around a drive, in lists with one entry per frame."""

    name: str
    times: np.ndarray  # (F,) int64
    poses: np.ndarray  # (F, 4, 4)
    ids: list  # (N,) int64
    types: list  # (N,) int64
    boxes: list  # (N, 7) vehicle frame


class Detector(NamedTuple):
    """Describes the errors of a detector, which are twice as large at RANGE."""

    miss: float = 0.1  # probability of missing an object in a frame
    hide: float = 0.01  # probability of hiding for 5 frames on average
    clutter: float = 6.0  # false positives per frame
    noise: float = 0.08  # standard deviation of a vehicle's center, metres; smaller for others
    flip: float = 0.03  # probability of a heading turned by pi
    velocities: bool = False  # whether detections have velocities


PERFECT = Detector(0.0, 0.0, 0.0, 0.0, 0.0, False)


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
    """Yields the labelled objects of a dataset in any format."""
    for scene in open_dataset(path):
        numbers, ids, types, boxes = {}, [], [], []
        for frame in scene:
            found = frame.boxes
            ids.append(np.array([numbers.setdefault(i, len(numbers)) for i in found.ids], int))
            types.append(found.types.astype(np.int64))
            boxes.append(found.array)
        times, poses = scene.timestamps_micros, scene.world_from_vehicle
        yield Crowd(scene.name, times, poses, ids, types, boxes)


def detect(crowd, detector, seed):
    """Makes the detections of a crowd, by frame."""
    random = np.random.default_rng([seed, *crowd.name.encode()])
    hidden, last, found = {}, {}, []
    for frame in range(len(crowd.times)):
        ids, types, boxes = crowd.ids[frame], crowd.types[frame], crowd.boxes[frame]
        worse = 1.0 + np.hypot(*boxes[:, :2].T) / RANGE
        for identity in ids[random.random(len(ids)) < detector.hide]:
            hidden[identity] = frame + random.geometric(0.2)
        seen = random.random(len(ids)) >= detector.miss * worse
        seen &= np.array([hidden.get(identity, -1) < frame for identity in ids], bool)
        spread = detector.noise * worse * _SPREADS[types]
        noise = random.normal(size=boxes.shape) * spread[:, None] * [1, 1, 0.4, 0.8, 0.4, 0.4, 0.5]
        measured = boxes + noise
        measured[:, 3:6] = np.maximum(measured[:, 3:6], 0.05)
        measured[:, 6] += np.pi * (random.random(len(ids)) < detector.flip)
        exact = detector == PERFECT
        scores = np.ones(len(ids)) if exact else random.beta(8 / worse, 2, len(ids))
        velocities = _velocities(crowd, frame, last) + random.normal(size=(len(ids), 2)) * (
            0.0 if exact else 0.3
        )
        false_types = random.choice(list(SIZES), random.poisson(detector.clutter))
        count = len(false_types)
        clutter = np.column_stack(
            [
                random.uniform(-50, 50, (count, 2)),
                random.normal(1.0, 0.3, count),
                np.array([SIZES[kind] for kind in false_types]).reshape(-1, 3),
                random.uniform(-np.pi, np.pi, count),
            ]
        )
        found.append(
            Boxes(
                np.concatenate([measured[seen], clutter]),
                np.concatenate([types[seen], false_types]).astype(np.int8),
                scores=np.concatenate([scores[seen], random.beta(2, 4, count)]),
                velocities=np.concatenate([velocities[seen], np.zeros((count, 2))])
                if detector.velocities
                else None,
            )
        )
    return found


def _velocities(crowd, frame, last):
    """Returns (N, 2) true velocities in the vehicle frame, from the previous frame."""
    world = transform_boxes(crowd.poses[frame], crowd.boxes[frame])[:, :3]
    moved = np.array(
        [xyz - last.get(i, xyz) for i, xyz in zip(crowd.ids[frame], world, strict=True)]
    ).reshape(-1, 3)
    last.clear()
    last.update(zip(crowd.ids[frame], world, strict=True))
    return (moved / FRAME_SECONDS) @ crowd.poses[frame][:3, :2]
