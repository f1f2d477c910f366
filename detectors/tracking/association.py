"""Association: matches tracks with detections, by overlap at once or by distance in turn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign, make_workspace
from waymo_kit.geometry.iou import Overlap, candidate_pairs, overlap_of_pairs
from waymo_kit.kernels import kernel

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


def match_nearest(
    distances: NDArray[np.float64], max_distances: NDArray[np.float64], order: NDArray[np.int64]
) -> Matches:
    """Gives each detection in turn the nearest track that is left.

    Args:
        distances: (N, M) distances of tracks and detections; infinite for impossible pairs.
        max_distances: (N, M) distance that a match stays below.
        order: (M,) detections in the order in which they choose.
    """
    mates = np.full(len(distances), -1)
    _match_nearest(np.where(distances < max_distances, distances, np.inf), order, mates)
    rows = np.flatnonzero(mates >= 0)
    return Matches(rows, mates[rows])


@kernel
def _match_nearest(distances, order, mates):
    """Writes the detection of each row; `mates` is -1 for rows without one."""
    for column in order:
        nearest, shortest = -1, np.inf
        for row in range(len(mates)):
            if mates[row] < 0 and distances[row, column] < shortest:
                nearest, shortest = row, distances[row, column]
        if nearest >= 0:
            mates[nearest] = column
