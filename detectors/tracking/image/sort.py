"""SORT: Kalman filters and the Hungarian method on IoU.

Source: Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016, and its public code, of
which this reproduces the tracks.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.tracking.image.box_filters import (
    area_state,
    correct_area,
    predict_area,
    start_area,
    write_area_box,
)
from waymo_kit.detectors.tracking.image.matching import match_by_overlap, overlaps_of
from waymo_kit.detectors.tracking.image.tracks import (
    ACTIVE,
    ENDED,
    KernelTracker,
    add_track,
    drop_ended,
    report,
)
from waymo_kit.kernels import kernel


@dataclass(frozen=True)
class Sort:
    """Matches predicted boxes with detections by IoU.

    Attributes:
        min_score: Detections with a lower score are ignored. Defaults to 0, since SORT leaves that
            to the detector.
        min_overlap: Minimum IoU of a detection and its track.
        min_hits: Number of detections in a row after the first that an object needs to be reported,
            except in the first `min_hits` frames.
        max_age: Number of frames without a detection after which a track ends.
    """

    min_score: float = 0.0
    min_overlap: float = 0.3
    min_hits: int = 3
    max_age: int = 1

    def create_class_tracker(self) -> KernelTracker:
        """Returns a tracker of one class without tracks."""
        return KernelTracker(_step, dataclasses.astuple(self))  # the fields in their order


@kernel
def _step(tracks, count, frame, next_id, boxes, scores, min_score, min_overlap, min_hits, max_age):
    predict_tracks(tracks, count, frame)
    count = drop_ended(tracks, count)
    chosen = np.flatnonzero(scores >= min_score)
    detected = boxes[chosen]
    overlaps = overlaps_of(tracks.boxes[:count], detected, 0.0)
    mates = match_by_overlap(overlaps, overlaps, min_overlap)
    is_taken = np.zeros(len(detected), np.bool_)
    for row in range(count):
        if mates[row] >= 0:
            is_taken[mates[row]] = True
            _update(tracks, row, detected[mates[row]], chosen[mates[row]], frame)
    for k in range(len(detected)):
        if not is_taken[k]:
            add_track(tracks, count, next_id, frame, detected[k], chosen[k], ACTIVE)
            start_area(tracks.mean[count], tracks.covariance[count], detected[k])
            count, next_id = count + 1, next_id + 1
    is_reported = np.zeros(count, np.bool_)
    for row in range(count):
        is_reported[row] = tracks.last_frame[row] == frame and (
            tracks.streak[row] >= min_hits or frame <= min_hits
        )
        if frame - tracks.last_frame[row] > max_age:
            tracks.status[row] = ENDED
    ids, found, detections = report(tracks, is_reported, tracks.boxes)
    return drop_ended(tracks, count), next_id, ids, found, detections


@kernel
def predict_tracks(tracks, count, frame):
    """Moves all tracks on by a frame; those without a finite box are to be removed."""
    for row in range(count):
        predict_area(tracks.mean[row], tracks.covariance[row], tracks.boxes[row])
        if tracks.last_frame[row] < frame - 1:
            tracks.streak[row] = 0
        if not np.isfinite(tracks.boxes[row].sum()):
            tracks.status[row] = ENDED


@kernel
def _update(tracks, row, box, detection, frame):
    correct_area(tracks.mean[row], tracks.covariance[row], area_state(box))
    write_area_box(tracks.mean[row], tracks.boxes[row])
    tracks.detections[row] = detection
    tracks.streak[row] += 1
    tracks.last_frame[row] = frame
