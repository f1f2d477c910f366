"""Association: matches tracks with detections, by overlap at once or by distance in turn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.kalman import KalmanFilters
from waymo_kit.detectors.tracking.sorted_detections import SortedDetections
from waymo_kit.geometry.assignment import assign, make_workspace
from waymo_kit.geometry.iou import Overlap, candidate_pairs, overlap_of_pairs
from waymo_kit.kernels import kernel

_GATE = 4.0
"""Squared distance in standard deviations within which a detection is where it is expected."""

_WEIGHT_STEPS = 1 << 30
"""Steps from the threshold of an overlap to its maximum: with integer weights, ties are exact."""


class Matches(NamedTuple):
    """Tracks and the detections that belong to them.

    Attributes:
        tracks: (K,) int64 rows of tracks, ascending, each once.
        detections: (K,) int64 row of each track's detection, each once.
    """

    tracks: NDArray[np.int64]
    detections: NDArray[np.int64]


NO_MATCHES = Matches(np.empty(0, np.int64), np.empty(0, np.int64))


def match_by_overlap(
    boxes: NDArray[np.float64],
    types: NDArray[np.int64],
    detected: NDArray[np.float64],
    detected_types: NDArray[np.int64],
    overlap: Overlap,
    min_overlap: NDArray[np.float64],
) -> Matches:
    """Matches predicted boxes with detections so that overlaps beyond the thresholds sum highest.

    This is the Hungarian method with a pair below its threshold worth as much as no pair, so that
    none takes the place of a good one.

    Args:
        boxes: (N, 7) predicted boxes of the tracks.
        types: (N,) `ObjectType`; only detections of the same type can belong to a track.
        detected: (M, 7) detected boxes in the same frame of reference.
        detected_types: (M,) `ObjectType` of the detections.
        overlap: IOU_3D or GIOU_3D.
        min_overlap: (5,) overlap by type that a match exceeds.
    """
    if not len(boxes) or not len(detected):
        return NO_MATCHES
    if overlap is Overlap.GIOU_3D:
        pairs = _pairs_within_reach(boxes, types, detected, min_overlap)
    else:
        pairs = candidate_pairs(boxes, detected, overlap)
    pairs = pairs[types[pairs[:, 0]] == detected_types[pairs[:, 1]]]
    limits = min_overlap[types[pairs[:, 0]]]
    beyond = (overlap_of_pairs(boxes, detected, pairs, overlap) - limits) / (1.0 - limits)
    weights = np.rint(_WEIGHT_STEPS * beyond).astype(np.int64)
    kept = weights > 0
    return _assign_pairs(len(boxes), len(detected), pairs[kept], weights[kept])


def _pairs_within_reach(
    boxes: NDArray[np.float64],
    types: NDArray[np.int64],
    detected: NDArray[np.float64],
    min_overlap: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Returns the (K, 2) pairs that can exceed the minimum GIoU; no other pair can.

    Without an intersection GIoU is union / enclosing - 1. In bird's-eye view the hull around two
    boxes holds two discs as wide as the narrowest side about their centers, so its area is at least
    that side times the distance, and the enclosing solid is as high as the higher box.
    """
    volume, other_volume = boxes[:, 3:6].prod(axis=1), detected[:, 3:6].prod(axis=1)
    side, other_side = boxes[:, 3:5].min(axis=1), detected[:, 3:5].min(axis=1)
    radius = np.hypot(boxes[:, 3], boxes[:, 4]) / 2
    other_radius = np.hypot(detected[:, 3], detected[:, 4]) / 2
    max_enclosing = (volume[:, None] + other_volume) / (1.0 + min_overlap[types, None])
    narrowest = np.minimum(side[:, None], other_side)
    height = np.maximum(boxes[:, 5, None], detected[:, 5])
    gaps = boxes[:, None, :2] - detected[None, :, :2]
    distance = np.hypot(gaps[..., 0], gaps[..., 1])
    near = distance * narrowest * height <= max_enclosing
    return np.argwhere(near | (distance <= radius[:, None] + other_radius))


def _assign_pairs(
    tracks: int, detections: int, pairs: NDArray[np.int64], weights: NDArray[np.int64]
) -> Matches:
    """Returns the matches of maximum total weight among pairs in lexical order."""
    starts = np.searchsorted(pairs[:, 0], np.arange(tracks + 1))
    mates = np.full(tracks, -1)
    workspace = make_workspace(tracks, detections)
    columns = np.ascontiguousarray(pairs[:, 1])
    assign(np.arange(tracks), starts, columns, weights, detections, workspace, mates)
    rows = np.flatnonzero(mates >= 0)
    return Matches(rows, mates[rows])


def match_nearest(costs: NDArray[np.float64]) -> Matches:
    """Matches the pair of the lowest cost, then the lowest of those that are left, and so on.

    So no detection takes a track that is nearer to another one.

    Args:
        costs: (N, M) costs of tracks and detections; infinite for impossible pairs. Of equal costs
            the first in order of tracks, then of detections, is taken.
    """
    rows, columns = np.nonzero(np.isfinite(costs))
    order = np.argsort(costs[rows, columns], kind="stable")
    mates = np.full(costs.shape[0], -1)
    _match_in_order(rows[order], columns[order], np.zeros(costs.shape[1], np.bool_), mates)
    matched = np.flatnonzero(mates >= 0)
    return Matches(matched, mates[matched])


@kernel
def _match_in_order(rows, columns, is_taken, mates):
    """Writes the detection of each row; `mates` is -1 for rows without one."""
    for k in range(len(rows)):
        if mates[rows[k]] < 0 and not is_taken[columns[k]]:
            mates[rows[k]] = columns[k]
            is_taken[columns[k]] = True


def match_by_likelihood(
    motion: KalmanFilters,
    tracks: NDArray[np.int64],
    detections: SortedDetections,
    rows: NDArray[np.int64],
) -> Matches:
    """Matches tracks with detections where the filters expect them, the likeliest pairs first.

    The expected place has a normal distribution in the ground plane whose variance is that of the
    filter and of the measurement (Bar-Shalom et al., "Estimation with Applications to Tracking and
    Navigation", 2001, validation region). A track whose velocity is unknown finds its detection far
    away; one that is known well is likelier than it where both could be meant.

    Args:
        motion: Filters of all tracks.
        tracks: (N,) tracks that have no detection yet.
        detections: Detections of the frame in the world.
        rows: (M,) detections that belong to no track yet.
    """
    if not len(tracks) or not len(rows):
        return NO_MATCHES
    gaps = motion.boxes[tracks, None, :2] - detections.boxes[None, rows, :2]
    variance = motion.expected_variance(tracks)[:, None]
    squares = np.square(gaps).sum(axis=2) / variance
    same = motion.types[tracks, None] == detections.types[rows]
    possible = same & (squares < _GATE)
    found = match_nearest(np.where(possible, squares + 2.0 * np.log(variance), np.inf))
    return Matches(tracks[found.tracks], rows[found.detections])
