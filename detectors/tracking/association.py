"""Which detection belongs to which object: by overlap, all pairs at once, or by distance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign, make_workspace
from waymo_kit.geometry.iou import Overlap, candidate_pairs, overlap_of_pairs
from waymo_kit.kernels import kernel

_WEIGHT_STEPS = 1 << 30
"""Integer weights from the threshold of an overlap to its greatest value: ties are exact."""


class Pairs(NamedTuple):
    """Tracked objects and their detections.

    Attributes:
        tracks: (K,) int64 rows of tracked objects, ascending, each once.
        detections: (K,) int64 rows of their detections, each once.
    """

    tracks: NDArray[np.int64]
    detections: NDArray[np.int64]


NO_PAIRS = Pairs(np.empty(0, np.int64), np.empty(0, np.int64))


def pair_by_overlap(
    boxes: NDArray[np.float64],
    types: NDArray[np.int64],
    detected: NDArray[np.float64],
    detected_types: NDArray[np.int64],
    overlap: Overlap,
    min_overlap: NDArray[np.float64],
) -> Pairs:
    """Pairs predicted boxes with detections so that the overlaps beyond the thresholds sum highest.

    The Hungarian method, for which a pair below its threshold is worth as much as no pair: none
    takes the place of a good one.

    Args:
        boxes: (N, 7) predicted boxes of the tracked objects.
        types: (N,) `ObjectType`; only detections of the same type can belong to an object.
        detected: (M, 7) in the same frame.
        detected_types: (M,).
        overlap: IOU_3D or GIOU_3D.
        min_overlap: (5,) by type; a pair needs more.
    """
    if not len(boxes) or not len(detected):
        return NO_PAIRS
    if overlap is Overlap.GIOU_3D:
        pairs = _pairs_within_reach(boxes, types, detected, min_overlap)
    else:
        pairs = candidate_pairs(boxes, detected, overlap)
    pairs = pairs[types[pairs[:, 0]] == detected_types[pairs[:, 1]]]
    least = min_overlap[types[pairs[:, 0]]]
    beyond = (overlap_of_pairs(boxes, detected, pairs, overlap) - least) / (1.0 - least)
    weights = np.rint(_WEIGHT_STEPS * beyond).astype(np.int64)
    kept = weights > 0
    return _assign_pairs(len(boxes), len(detected), pairs[kept], weights[kept])


def _pairs_within_reach(
    boxes: NDArray[np.float64],
    types: NDArray[np.int64],
    detected: NDArray[np.float64],
    min_overlap: NDArray[np.float64],
) -> NDArray[np.int64]:
    """(K, 2) pairs that can have more than the least GIoU; all others cannot.

    Without an intersection GIoU is union / enclosing - 1. The hull around two boxes seen from above
    holds two discs as wide as the narrowest side about their centers, so its area is at least that
    side times the distance, and the enclosing solid is as high as the higher box.
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
) -> Pairs:
    """The pairs of greatest total weight among some, given in lexical order."""
    starts = np.searchsorted(pairs[:, 0], np.arange(tracks + 1))
    mates = np.full(tracks, -1)
    workspace = make_workspace(tracks, detections)
    columns = np.ascontiguousarray(pairs[:, 1])
    assign(np.arange(tracks), starts, columns, weights, detections, workspace, mates)
    rows = np.flatnonzero(mates >= 0)
    return Pairs(rows, mates[rows])


def pair_nearest(
    distances: NDArray[np.float64], most: NDArray[np.float64], order: NDArray[np.int64]
) -> Pairs:
    """Gives each detection in turn the nearest object that is left.

    Args:
        distances: (N, M) of tracked objects and detections; infinite for a pair that cannot be.
        most: (N, M); a pair needs a smaller distance.
        order: (M,) detections, the one that chooses first in front.
    """
    mates = np.full(len(distances), -1)
    _pair_nearest(np.where(distances < most, distances, np.inf), order, mates)
    rows = np.flatnonzero(mates >= 0)
    return Pairs(rows, mates[rows])


@kernel
def _pair_nearest(distances, order, mates):
    """Writes the detection of each row; `mates` is -1 for those that have none yet."""
    for column in order:
        nearest, least = -1, np.inf
        for row in range(len(mates)):
            if mates[row] < 0 and distances[row, column] < least:
                nearest, least = row, distances[row, column]
        if nearest >= 0:
            mates[nearest] = column
