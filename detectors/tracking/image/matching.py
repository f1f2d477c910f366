"""Overlaps of boxes in images, and the ways in which trackers match them."""

from __future__ import annotations

import numpy as np

from waymo_kit.geometry.dense_assignment import assign_dense
from waymo_kit.kernels import kernel


@kernel
def overlaps_of(boxes, others, rim):
    """Returns (N, M) IoUs of boxes given by center and size.

    Args:
        boxes: (N, 4) boxes.
        others: (M, 4) boxes.
        rim: Pixels by which both sides grow: 1 where the last pixel counts as inside, else 0.
    """
    found = np.zeros((len(boxes), len(others)))
    for i in range(len(boxes)):
        for j in range(len(others)):
            a, b = boxes[i], others[j]
            left = max(a[0] - 0.5 * a[2], b[0] - 0.5 * b[2])
            right = min(a[0] + 0.5 * a[2], b[0] + 0.5 * b[2])
            top = max(a[1] - 0.5 * a[3], b[1] - 0.5 * b[3])
            bottom = min(a[1] + 0.5 * a[3], b[1] + 0.5 * b[3])
            length, width = right - left + rim, bottom - top + rim
            if length > 0.0 and width > 0.0:
                shared = length * width
                area = (a[2] + rim) * (a[3] + rim) + (b[2] + rim) * (b[3] + rim)
                found[i, j] = shared / (area - shared)
    return found


@kernel
def least_cost(costs):
    """Pairs min(N, M) rows and columns; returns the (N,) column of each row, -1 for none."""
    rows, columns = costs.shape
    if rows <= columns:
        return assign_dense(costs)
    mates = np.full(rows, -1)
    rows_of_columns = assign_dense(np.ascontiguousarray(costs.T))
    for column in range(columns):
        mates[rows_of_columns[column]] = column
    return mates


@kernel
def match_by_overlap(overlaps, gains, min_overlap):
    """Matches as SORT does: by the largest sum of gains, without pairs that overlap too little.

    Such pairs take part in the sum and are dropped from the result. Where no box has two partners
    that overlap enough, these partners are the matches.

    Args:
        overlaps: (N, M) IoUs of tracks and detections.
        gains: (N, M) finite numbers whose sum is to be largest.
        min_overlap: Minimum IoU of a match.

    Returns:
        (N,) int64 detection of each track, -1 for none.
    """
    rows, columns = overlaps.shape
    mates, partners = np.full(rows, -1), np.zeros(columns, np.int64)
    is_clear, count = True, 0
    for i in range(rows):
        for j in range(columns):
            if overlaps[i, j] > min_overlap:
                is_clear &= mates[i] < 0 and partners[j] == 0
                mates[i] = j
                partners[j] += 1
                count += 1
    if count == 0 or is_clear:
        return mates
    mates = least_cost(-gains)
    for i in range(rows):
        if mates[i] >= 0 and overlaps[i, mates[i]] < min_overlap:
            mates[i] = -1
    return mates


@kernel
def match_below(costs, max_cost):
    """Matches so that the sum of `max_cost` - cost is largest; a match costs less than `max_cost`.

    Args:
        costs: (N, M) costs of tracks and detections.
        max_cost: Cost of a pair that is worth as much as none.

    Returns:
        (N,) int64 detection of each track, -1 for none.
    """
    if costs.size == 0:
        return np.full(costs.shape[0], -1)
    mates = least_cost(np.minimum(costs - max_cost, 0.0))
    for i in range(len(mates)):
        if mates[i] >= 0 and costs[i, mates[i]] >= max_cost:
            mates[i] = -1
    return mates
