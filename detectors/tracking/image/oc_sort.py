"""OC-SORT: SORT that trusts observations more than predictions.

Source: Cao et al., "Observation-Centric SORT: Rethinking SORT for Robust Multi-Object Tracking",
CVPR 2023 (momentum, recovery and re-update by observations), and its public code, of which this
reproduces the tracks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.image.box_filters import (
    area_state,
    correct_area,
    follow_area,
    start_area,
    write_area_box,
)
from waymo_kit.detectors.tracking.image.matching import match_by_overlap, overlaps_of
from waymo_kit.detectors.tracking.image.sort import predict_tracks
from waymo_kit.detectors.tracking.image.tracks import (
    ACTIVE,
    ENDED,
    ClassTracker,
    add_track,
    move_track,
    report,
)
from waymo_kit.kernels import kernel


@dataclass(frozen=True)
class OcSort:
    """Matches by IoU and by the direction in which an object has moved.

    Attributes:
        min_score: Detections up to this score start no tracks and, without `weak_matches`, are
            ignored.
        weak_score: With `weak_matches`, detections between this score and `min_score` are matched
            with the tracks that are left, as ByteTrack does.
        weak_matches: Whether to do so.
        min_overlap: Minimum IoU of a detection and its track.
        min_hits: Number of detections in a row after the first that an object needs to be reported,
            except in the first `min_hits` frames.
        max_age: Number of frames without a detection after which a track ends.
        direction_frames: Number of frames over which the direction of an object is taken.
        direction_weight: Weight of the direction beside the IoU.
    """

    min_score: float = 0.6
    weak_score: float = 0.1
    weak_matches: bool = False
    min_overlap: float = 0.3
    min_hits: int = 3
    max_age: int = 30
    direction_frames: int = 3
    direction_weight: float = 0.2

    def create_class_tracker(self) -> OcSortClassTracker:
        """Returns a tracker of one class without tracks."""
        return OcSortClassTracker(self)


class Observations(NamedTuple):
    """Detections of each track that are kept, without the one that starts it.

    Attributes:
        recent: (C, D, 4) float64 boxes of the last D frames; that of frame f is at f modulo D.
        recent_frame: (C, D) int64 number of the frame of each, 0 for none.
        last: (C, 4) float64 last detected box; zeros where there is none.
        direction: (C, 2) float64 unit vector of the motion between detections; zeros at first.
        mean: (C, 8) float64 state of the filter in the first frame without a detection.
        covariance: (C, 4, 3) float64 covariance of that state.
    """

    recent: NDArray[np.float64]
    recent_frame: NDArray[np.int64]
    last: NDArray[np.float64]
    direction: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @classmethod
    def allocate(cls, capacity: int, frames: int) -> Observations:
        """Returns rows for that many tracks."""
        return cls(
            np.zeros((capacity, frames, 4)),
            np.zeros((capacity, frames), np.int64),
            np.zeros((capacity, 4)),
            np.zeros((capacity, 2)),
            np.zeros((capacity, 8)),
            np.zeros((capacity, 4, 3)),
        )

    def grown(self, capacity: int) -> Observations:
        """Returns the same observations with rows for `capacity` tracks."""
        if capacity == len(self.last):
            return self
        larger = Observations.allocate(capacity, self.recent.shape[1])
        for old, new in zip(self, larger, strict=True):
            new[: len(old)] = old
        return larger


class OcSortClassTracker(ClassTracker):
    """Follows the objects of one class by OC-SORT."""

    def __init__(self, method: OcSort) -> None:
        """Starts without tracks."""
        super().__init__()
        self._method = method
        self._observations = Observations.allocate(16, method.direction_frames)

    def _step(
        self, frame: int, next_id: int, boxes: NDArray[np.float64], scores: NDArray[np.float64]
    ) -> tuple[Any, ...]:
        method = self._method
        self._observations = self._observations.grown(len(self._tracks.ids))
        return _step(
            self._tracks,
            self._observations,
            self._count,
            frame,
            next_id,
            boxes,
            scores,
            method.min_score,
            method.weak_score if method.weak_matches else np.inf,
            method.min_overlap,
            method.min_hits,
            method.max_age,
            method.direction_weight,
        )


@kernel
def _step(
    tracks,
    observations,
    count,
    frame,
    next_id,
    boxes,
    scores,
    min_score,
    weak_score,
    min_overlap,
    min_hits,
    max_age,
    direction_weight,
):
    predict_tracks(tracks, count, frame)
    count = _drop_ended(tracks, observations, count)
    strong = np.flatnonzero(scores > min_score)
    weak = np.flatnonzero((scores > weak_score) & (scores < min_score))
    overlaps = overlaps_of(tracks.boxes[:count], boxes[strong], 0.0)
    gains = overlaps.copy()
    for row in range(count):
        for k in range(len(strong)):
            agreement = _agreement(observations, row, frame, boxes[strong[k]])
            gains[row, k] += direction_weight * agreement * scores[strong[k]]
    mates = match_by_overlap(overlaps, gains, min_overlap)
    is_taken = np.zeros(len(boxes), np.bool_)
    for row in range(count):
        if mates[row] >= 0:
            _update(tracks, observations, row, boxes, strong[mates[row]], frame, is_taken)
    for places, chosen in ((tracks.boxes, weak), (observations.last, strong[~is_taken[strong]])):
        rows = np.flatnonzero(tracks.last_frame[:count] < frame)
        overlaps = overlaps_of(places[rows], boxes[chosen], 0.0)
        mates = match_by_overlap(overlaps, overlaps, min_overlap)
        for k in range(len(rows)):
            if mates[k] >= 0:
                detection = chosen[mates[k]]
                _update(tracks, observations, rows[k], boxes, detection, frame, is_taken)
    for row in range(count):
        if tracks.last_frame[row] == frame - 1:
            observations.mean[row] = tracks.mean[row]
            observations.covariance[row] = tracks.covariance[row]
    for k in range(len(boxes)):
        if scores[k] > min_score and not is_taken[k]:
            add_track(tracks, count, next_id, frame, boxes[k], k, ACTIVE)
            start_area(tracks.mean[count], tracks.covariance[count], boxes[k])
            observations.recent_frame[count] = 0
            observations.last[count] = 0.0
            observations.direction[count] = 0.0
            count, next_id = count + 1, next_id + 1
    is_reported = np.zeros(count, np.bool_)
    reported = tracks.boxes[:count].copy()
    for row in range(count):
        is_reported[row] = tracks.last_frame[row] == frame and (
            tracks.streak[row] >= min_hits or frame <= min_hits
        )
        if _is_observed(observations, row):
            reported[row] = observations.last[row]
        if frame - tracks.last_frame[row] > max_age:
            tracks.status[row] = ENDED
    ids, found, detections = report(tracks, is_reported, reported)
    return _drop_ended(tracks, observations, count), next_id, ids, found, detections


@kernel
def _is_observed(observations, row):
    return observations.last[row, 2] > 0.0


@kernel
def _earlier_box(observations, row, frame):
    """Returns the earliest box of the last D frames before this one, or else the last one."""
    frames = observations.recent.shape[1]
    for earlier in range(frame - frames, frame):
        if earlier > 0 and observations.recent_frame[row, earlier % frames] == earlier:
            return observations.recent[row, earlier % frames]
    return observations.last[row]


@kernel
def _direction(box, other):
    """Returns the unit vector from the center of a box to that of another one."""
    x, y = other[0] - box[0], other[1] - box[1]
    norm = np.sqrt(x * x + y * y) + 1e-6
    return x / norm, y / norm


@kernel
def _agreement(observations, row, frame, box):
    """Returns the agreement of a detection with a track's direction: 0.5 ahead, -0.5 behind."""
    if not _is_observed(observations, row):
        return 0.0
    x, y = _direction(_earlier_box(observations, row, frame), box)
    cosine = x * observations.direction[row, 0] + y * observations.direction[row, 1]
    return 0.5 - np.arccos(min(max(cosine, -1.0), 1.0)) / np.pi


@kernel
def _update(tracks, observations, row, boxes, detection, frame, is_taken):
    box = boxes[detection]
    is_taken[detection] = True
    if _is_observed(observations, row):
        x, y = _direction(_earlier_box(observations, row, frame), box)
        observations.direction[row, 0], observations.direction[row, 1] = x, y
        gap = frame - tracks.last_frame[row]
        if gap > 1:
            tracks.mean[row] = observations.mean[row]
            tracks.covariance[row] = observations.covariance[row]
            last = observations.last[row]
            follow_area(tracks.mean[row], tracks.covariance[row], last, box, gap)
    correct_area(tracks.mean[row], tracks.covariance[row], area_state(box))
    write_area_box(tracks.mean[row], tracks.boxes[row])
    frames = observations.recent.shape[1]
    observations.recent[row, frame % frames] = box
    observations.recent_frame[row, frame % frames] = frame
    observations.last[row] = box
    tracks.detections[row] = detection
    tracks.streak[row] += 1
    tracks.last_frame[row] = frame


@kernel
def _drop_ended(tracks, observations, count):
    """Moves the tracks that go on to the front and returns their number."""
    kept = 0
    for row in range(count):
        if tracks.status[row] != ENDED:
            if kept != row:
                move_track(tracks, row, kept)
                observations.recent[kept] = observations.recent[row]
                observations.recent_frame[kept] = observations.recent_frame[row]
                observations.last[kept] = observations.last[row]
                observations.direction[kept] = observations.direction[row]
                observations.mean[kept] = observations.mean[row]
                observations.covariance[kept] = observations.covariance[row]
            kept += 1
    return kept
