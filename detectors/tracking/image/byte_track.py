"""ByteTrack: every detection is matched, the weak ones last.

Source: Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV
2022, and its public code, of which this reproduces the tracks.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.tracking.image.box_filters import (
    correct_height,
    predict_height,
    start_height,
    write_height_box,
)
from waymo_kit.detectors.tracking.image.matching import match_below, overlaps_of
from waymo_kit.detectors.tracking.image.tracks import (
    ACTIVE,
    ENDED,
    LOST,
    TENTATIVE,
    KernelTracker,
    add_track,
    drop_ended,
    report,
)
from waymo_kit.kernels import kernel

_MAX_WEAK_COST, _MAX_TENTATIVE_COST = 0.5, 0.7
_DUPLICATE_OVERLAP = 0.85
_RIM = 1.0
"""The last pixel of a box counts as inside."""


@dataclass(frozen=True)
class ByteTrack:
    """Matches strong detections first, and weak ones with the tracks that are left.

    Attributes:
        strong_score: Detections above this score are strong.
        min_score: Detections between this score and `strong_score` are weak: they prolong tracks
            and start none. Those below it are ignored.
        new_track_score: Minimum score of a strong detection to start a track.
        max_cost: Maximum of 1 - IoU x score of a strong detection and its track.
        max_age: Number of frames without a detection after which a track ends. Defaults to 10,
            which is a second at 10 frames per second.
        min_area: Minimum area of reported boxes in square pixels.
    """

    strong_score: float = 0.6
    min_score: float = 0.1
    new_track_score: float = 0.7
    max_cost: float = 0.9
    max_age: int = 10
    min_area: float = 100.0

    def create_class_tracker(self) -> KernelTracker:
        """Returns a tracker of one class without tracks."""
        return KernelTracker(_step, dataclasses.astuple(self))  # the fields in their order


@kernel
def _step(
    tracks,
    count,
    frame,
    next_id,
    boxes,
    scores,
    strong_score,
    min_score,
    new_track_score,
    max_cost,
    max_age,
    min_area,
):
    strong = np.flatnonzero(scores > strong_score)
    weak = np.flatnonzero((scores > min_score) & (scores < strong_score))
    for row in range(count):
        if tracks.status[row] == LOST:
            tracks.mean[row, 7] = 0.0
        if tracks.status[row] != TENTATIVE:
            predict_height(tracks.mean[row], tracks.covariance[row], tracks.boxes[row])
    is_taken = np.zeros(len(boxes), np.bool_)
    status = tracks.status[:count].copy()
    known = np.flatnonzero(status != TENTATIVE)
    _match(tracks, known, boxes, scores, strong, True, max_cost, frame, is_taken)
    unseen = np.flatnonzero((status == ACTIVE) & (tracks.last_frame[:count] < frame))
    _match(tracks, unseen, boxes, scores, weak, False, _MAX_WEAK_COST, frame, is_taken)
    new = np.flatnonzero(status == TENTATIVE)
    left = strong[~is_taken[strong]]
    _match(tracks, new, boxes, scores, left, True, _MAX_TENTATIVE_COST, frame, is_taken)
    for row in range(count):
        if tracks.last_frame[row] < frame:
            tracks.status[row] = ENDED if status[row] == TENTATIVE else LOST
        if frame - tracks.last_frame[row] > max_age:
            tracks.status[row] = ENDED
    for k in left:
        if not is_taken[k] and scores[k] >= new_track_score:
            first = ACTIVE if frame == 1 else TENTATIVE
            add_track(tracks, count, next_id, frame, boxes[k], k, first)
            start_height(tracks.mean[count], tracks.covariance[count], boxes[k])
            count, next_id = count + 1, next_id + 1
    _end_duplicates(tracks, count)
    count = drop_ended(tracks, count)
    is_reported = tracks.status[:count] == ACTIVE
    for row in range(count):
        is_reported[row] &= tracks.boxes[row, 2] * tracks.boxes[row, 3] > min_area
    return count, next_id, *report(tracks, is_reported, tracks.boxes)


@kernel
def _match(tracks, rows, boxes, scores, chosen, with_scores, max_cost, frame, is_taken):
    """Matches some tracks with some detections and updates them."""
    if len(rows) == 0 or len(chosen) == 0:
        return
    costs = overlaps_of(tracks.boxes[rows], boxes[chosen], _RIM)
    for k in range(len(chosen)):
        costs[:, k] = 1.0 - costs[:, k] * (scores[chosen[k]] if with_scores else 1.0)
    mates = match_below(costs, max_cost)
    for k in range(len(rows)):
        if mates[k] >= 0:
            row, detection = rows[k], chosen[mates[k]]
            is_taken[detection] = True
            correct_height(tracks.mean[row], tracks.covariance[row], boxes[detection])
            write_height_box(tracks.mean[row], tracks.boxes[row])
            tracks.detections[row] = detection
            tracks.status[row] = ACTIVE
            tracks.last_frame[row] = frame


@kernel
def _end_duplicates(tracks, count):
    """Ends the younger one of a lost track and another one that lies in the same place."""
    status = tracks.status[:count].copy()
    seen = np.flatnonzero((status == ACTIVE) | (status == TENTATIVE))
    lost = np.flatnonzero(status == LOST)
    overlaps = overlaps_of(tracks.boxes[seen], tracks.boxes[lost], _RIM)
    for i in range(len(seen)):
        for j in range(len(lost)):
            if overlaps[i, j] > _DUPLICATE_OVERLAP:
                a, b = seen[i], lost[j]
                age = tracks.last_frame[a] - tracks.first_frame[a]
                other_age = tracks.last_frame[b] - tracks.first_frame[b]
                tracks.status[b if age > other_age else a] = ENDED
