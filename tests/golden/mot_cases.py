"""Makes small random sequences for metrics that other tools compute too. Needs numpy only.

A sequence depends on its seed alone (`RandomState`, whose stream never changes).
"""

from typing import NamedTuple

import numpy as np

BOX_SEEDS = tuple(range(8))
POINT_SEEDS = (0, 2, 4)
GAP_SEEDS = tuple(range(300))
REACH = 2.0
"""Minimum distance at which two points do not match, in meters."""


class BoxSequence(NamedTuple):
    """Holds identities of ground truth and predictions, and their pairwise IoU, per frame."""

    truth_ids: list[np.ndarray]
    prediction_ids: list[np.ndarray]
    similarities: list[np.ndarray]


class PointSequence(NamedTuple):
    """Holds rows of identity, x, y and, for predictions, score (0.3, ..., 0.9), per frame."""

    truths: list[np.ndarray]
    predictions: list[np.ndarray]


def make_boxes(seed: int) -> BoxSequence:
    """Makes tracks that move, pause and cross, and predictions with misses, noise and switches."""
    random = np.random.RandomState(seed)
    tracks, frames = 5 + seed, 25
    start, speed = random.uniform(0, 40, (tracks, 2)), random.uniform(-1, 1, (tracks, 2))
    size = random.uniform(4, 9, (tracks, 2))
    named = np.arange(tracks) + 100
    sequence = BoxSequence([], [], [])
    for frame in range(frames):
        if random.rand() < 0.3:
            named[random.randint(tracks)] = 200 + frame
        if random.rand() < 0.15:
            named[:2] = named[:2][::-1]
        seen = np.flatnonzero(random.rand(tracks) < 0.9)
        found = np.flatnonzero(random.rand(tracks) < 0.8)
        if frame == 12:
            seen = found = seen[:0]
        corner = start + speed * frame
        jitter = random.uniform(-1.2, 1.2, (len(found), 2))
        invented = random.randint(0, 3)
        places = np.concatenate([corner[found] + jitter, random.uniform(0, 40, (invented, 2))])
        sizes = np.concatenate([size[found], random.uniform(4, 9, (invented, 2))])
        sequence.truth_ids.append(seen)
        sequence.prediction_ids.append(np.concatenate([named[found], 500 + np.arange(invented)]))
        sequence.similarities.append(_iou(corner[seen], size[seen], places, sizes))
    return sequence


def make_gaps(seed: int) -> BoxSequence:
    """Makes up to seven frames with gaps, crossings and, for even seeds, ties."""
    random = np.random.RandomState(1000 + seed)
    tracks, names = random.randint(1, 5), random.randint(1, 6)
    sequence = BoxSequence([], [], [])
    for _ in range(random.choice([2, 3, 4, 5, 5, 6, 7])):
        seen = np.flatnonzero(random.rand(tracks) < 0.85)
        found = random.permutation(np.flatnonzero(random.rand(names) < 0.75))
        shape = len(seen), len(found)
        if seed % 2:
            similarity = np.where(random.rand(*shape) < 0.6, random.rand(*shape), 0.0)
        else:
            similarity = random.choice([0.0, 0.1, 0.5, 0.6, 0.8], shape)
        sequence.truth_ids.append(seen)
        sequence.prediction_ids.append(10 + found)
        sequence.similarities.append(similarity)
    return sequence


def make_points(seed: int) -> PointSequence:
    """Makes tracks with constant scores, without crossings or switches."""
    random = np.random.RandomState(seed)
    start, speed = 10.0 * np.arange(14), random.uniform(-0.3, 0.3, 14)
    score = 0.3 + 0.1 * (np.arange(14) % 7)
    sequence = PointSequence([], [])
    for frame in range(20):
        place = np.column_stack([np.arange(14), start + speed * frame, np.zeros(14)])
        place = place[random.rand(14) < 0.9]
        found = np.column_stack([place, score[place[:, 0].astype(int)]])
        found[:, 1:3] += random.uniform(-0.7, 0.7, (len(found), 2))
        found = found[random.rand(len(found)) < 0.85]
        count = random.randint(0, 4)
        invented = np.column_stack(
            [
                50 + np.arange(count),
                random.uniform(0, 90, count),
                np.full(count, 30.0),
                random.choice(score[:7], count),
            ]
        )
        sequence.truths.append(place)
        sequence.predictions.append(np.concatenate([found, invented]))
    return sequence


def _iou(corners, sizes, other_corners, other_sizes):
    """Returns the pairwise IoU of axis-aligned boxes."""
    low = np.maximum(corners[:, None], other_corners[None])
    high = np.minimum((corners + sizes)[:, None], (other_corners + other_sizes)[None])
    shared = np.maximum(high - low, 0).prod(axis=2)
    return shared / (sizes.prod(axis=1)[:, None] + other_sizes.prod(axis=1)[None] - shared)
