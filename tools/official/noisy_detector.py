"""Simulated detector whose errors last from frame to frame, like those of real ones.

Real detectors do not err independently from frame to frame. An object that is missed, or whose size
or heading is wrong, is likely to be so in the next frame; a false positive stays where it is, and
some are confident; one object gives two boxes, or one of another class; scores are of any
calibration.
"""

from typing import NamedTuple

import numpy as np

from tools.official.tracking_crowds import RANGE, SIZES
from waymo_kit.boxes import Boxes
from waymo_kit.geometry import invert_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.schema import ObjectType

_SCALES = np.array([0.0, 1.0, 0.45, 0.3, 0.6])
"""Errors of each type, relative to those of vehicles."""

_DIFFICULTIES = np.array([0.0, 0.0, 0.8, 0.8, 1.0])
"""Difficulty of finding each type, relative to vehicles, in logits."""

CALIBRATIONS = {
    "calibrated": (1.0, 0.0),
    "confident": (1.2, 2.0),
    "shy": (0.8, -1.5),
    "steep": (2.5, 0.0),
}
"""Slope and bias that map the logit of a calibrated score to that of a detector."""


class NoisyDetector(NamedTuple):
    """Describes the errors of a detector; probabilities are per frame unless stated otherwise."""

    quality: float = 3.0  # logit with which a vehicle nearby is found
    fading: float = 2.5  # loss of that logit at RANGE
    object_spread: float = 1.0  # standard deviation of the logit between objects
    frame_spread: float = 1.2  # standard deviation of its slow changes
    memory: float = 0.85  # correlation of slow changes with those of the frame before
    position: float = 0.08  # standard deviation of the center of a vehicle, meters
    size: float = 0.1  # standard deviation of its sides, meters
    heading: float = 0.04  # standard deviation of its heading, radians
    flip: float = 0.02  # probability that a heading turns by pi; it stays so for a few frames
    clutter: float = 3.0  # false positives of one frame
    ghosts: float = 0.25  # new false positives that last
    ghost_frames: float = 15.0  # number of frames that they last, on average
    confident_ghosts: float = 0.25  # share of these with scores as those of objects
    doubles: float = 0.04  # probability that an object gives a second box
    confusion: float = 0.05  # share of pedestrians and cyclists also found as the other
    calibration: str = "calibrated"  # key of CALIBRATIONS
    velocities: bool = False  # whether detections have velocities


REAL = NoisyDetector()
WEAK = NoisyDetector(
    quality=1.8, position=0.13, size=0.16, heading=0.08, flip=0.05, clutter=8.0, ghosts=0.8
)


class _Latent:
    """A slowly changing error of each object: correlated, of unit variance."""

    def __init__(self, random, memory, width):
        self.random, self.memory, self.width, self.values = random, memory, width, {}

    def step(self, ids):
        fresh = self.random.normal(size=(len(ids), self.width))
        rows = np.empty_like(fresh)
        for row, identity in enumerate(ids.tolist()):
            before = self.values.get(identity)
            if before is None:
                rows[row] = fresh[row]
            else:
                rows[row] = self.memory * before + np.sqrt(1 - self.memory**2) * fresh[row]
            self.values[identity] = rows[row]
        return rows


def perfect(crowd, shuffle_seed=None):
    """Returns the labels as detections by frame, with scores of 1 or random ones."""
    random = None if shuffle_seed is None else np.random.default_rng(shuffle_seed)
    return [
        Boxes(
            boxes,
            types.astype(np.int8),
            scores=np.ones(len(boxes)) if random is None else random.uniform(0.5, 1, len(boxes)),
        )
        for boxes, types in zip(crowd.boxes, crowd.types, strict=True)
    ]


def detect(crowd, detector, seed):
    """Returns the detections of a crowd by frame."""
    random = np.random.default_rng([seed, *crowd.name.encode()])
    visible = _Latent(random, detector.memory, 1)
    errors = _Latent(random, detector.memory, 7)
    fixed = _Latent(random, 1.0, 8)
    flipped, ghosts, found, last = {}, [], [], {}
    identity = np.eye(4)
    for frame in range(len(crowd.times)):
        ids, types, boxes = crowd.ids[frame], crowd.types[frame], crowd.boxes[frame]
        pose = identity if crowd.poses is None else crowd.poses[frame]
        distance = np.minimum(np.hypot(boxes[:, 0], boxes[:, 1]) / RANGE, 1.0)
        constant, changing = fixed.step(ids), errors.step(ids)
        logits = (
            detector.quality
            - detector.fading * distance
            - _DIFFICULTIES[types]
            + detector.object_spread * constant[:, 7]
            + detector.frame_spread * visible.step(ids)[:, 0]
        )
        seen = random.random(len(ids)) < _sigmoid(logits)
        for one in ids[random.random(len(ids)) < detector.flip].tolist():
            flipped[one] = frame + random.geometric(0.3)
        turned = np.array([flipped.get(one, -1) >= frame for one in ids.tolist()], bool)
        # A third of the variance of each kind: constant, slow, new in each frame.
        mixed = (constant[:, :7] + changing + random.normal(size=boxes.shape)) / np.sqrt(3.0)
        spread = np.array([detector.position] * 2 + [0.5 * detector.position] + [detector.size] * 3)
        spread = np.append(spread, detector.heading)
        scale = (_SCALES[types] * (1 + distance))[:, None] * [1, 1, 1, 1, 0.4, 0.4, 1]
        scale[:, 6] = (1 + distance) * np.where(types == ObjectType.PEDESTRIAN, 5.0, 1.0)
        measured = boxes + mixed * spread * scale
        measured[:, 3:6] = np.maximum(measured[:, 3:6], 0.2 * boxes[:, 3:6])
        measured[:, 6] += np.pi * turned
        scores = logits + random.normal(0, 0.7, len(ids))
        speeds = _velocities(crowd, frame, pose, last) + random.normal(0, 0.4, (len(ids), 2))
        rows = [(measured[seen], types[seen], scores[seen], speeds[seen])]

        doubled = seen & (random.random(len(ids)) < detector.doubles)
        shift = random.normal(size=(int(doubled.sum()), 7)) * [0.5, 0.5, 0.1, 0.3, 0.1, 0.1, 0.3]
        near = measured[doubled] + shift * np.maximum(_SCALES[types[doubled]], 0.4)[:, None]
        near[:, 3:6] = np.maximum(near[:, 3:6], 0.1)
        rows.append((near, types[doubled], scores[doubled] - 2.5, speeds[doubled]))

        small = np.isin(types, [ObjectType.PEDESTRIAN, ObjectType.CYCLIST])
        confused = seen & small & (_sigmoid(constant[:, 7] - 1.0) > 0.5)
        confused &= random.random(len(ids)) < 3 * detector.confusion
        other = np.where(types == ObjectType.PEDESTRIAN, ObjectType.CYCLIST, ObjectType.PEDESTRIAN)
        rows.append((measured[confused], other[confused], scores[confused] - 2, speeds[confused]))

        rows.append(_clutter(random, random.poisson(detector.clutter)))
        for box, kind, score, _ in zip(
            *_clutter(random, random.poisson(detector.ghosts)), strict=True
        ):
            trust = 2.0 if random.random() < detector.confident_ghosts else score
            end = frame + random.geometric(1.0 / detector.ghost_frames)
            ghosts.append((transform_boxes(pose, box[None]), kind, trust, end))
        ghosts = [ghost for ghost in ghosts if ghost[3] >= frame]
        for box, kind, trust, _ in ghosts:
            if random.random() < 0.7:
                own = transform_boxes(invert_transform(pose), box)
                own = own + random.normal(size=(1, 7)) * [0.1, 0.1, 0.05, 0.1, 0.1, 0.05, 0.1]
                own[:, 3:6] = np.maximum(own[:, 3:6], 0.1)
                score = np.array([trust + random.normal(0, 0.7)])
                rows.append((own, np.array([kind]), score, random.normal(0, 0.4, (1, 2))))
        boxes, types, scores, speeds = (
            np.concatenate(column) for column in zip(*rows, strict=True)
        )
        slope, bias = CALIBRATIONS[detector.calibration]
        found.append(
            Boxes(
                boxes,
                types.astype(np.int8),
                scores=_sigmoid(slope * scores + bias),
                velocities=speeds if detector.velocities else None,
            )
        )
    return found


def _clutter(random, count):
    """Returns boxes, types, logits and velocities of false positives."""
    kinds = random.choice([int(kind) for kind in SIZES], count, p=[0.4, 0.4, 0.2])
    sizes = np.array([SIZES[ObjectType(int(kind))] for kind in kinds]).reshape(-1, 3)
    places = random.uniform(-60, 60, (count, 2))
    turns = random.uniform(-np.pi, np.pi, count)
    boxes = np.column_stack([places, random.normal(0.9, 0.3, count), sizes, turns])
    boxes[:, 3:6] *= np.exp(random.normal(0, 0.12, (count, 3)))
    return boxes, kinds, random.normal(-1.6, 0.8, count), np.zeros((count, 2))


def _sigmoid(logits):
    return 1.0 / (1.0 + np.exp(-logits))


def _velocities(crowd, frame, pose, last):
    """Returns (N, 2) true velocities in the vehicle frame, from the previous frame."""
    seconds = 0.1 if frame == 0 else (crowd.times[frame] - crowd.times[frame - 1]) / 1e6
    world = transform_boxes(pose, crowd.boxes[frame])[:, :3]
    pairs = zip(crowd.ids[frame].tolist(), world, strict=True)
    moved = np.array([xyz - last.get(one, xyz) for one, xyz in pairs]).reshape(-1, 3)
    last.clear()
    last.update(zip(crowd.ids[frame].tolist(), world, strict=True))
    return (moved / seconds) @ pose[:3, :2]
