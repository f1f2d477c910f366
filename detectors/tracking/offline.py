"""Tracks of a whole segment, improved by what comes later: for labels and for scores that rank.

A tracker decides frame by frame. When the segment is over, the detections of each track are known:
the filter runs over them again, and its estimates are smoothed backwards (Rauch, Tung and Striebel,
"Maximum Likelihood Estimates of Linear Dynamic Systems", AIAA Journal 1965). Short gaps are filled,
weak short tracks are removed, and each box gets the mean score of its track, as in the
post-processing of AB3DMOT (Weng et al. 2020).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.tracking.ego_motion import VehicleMotion
from waymo_kit.detectors.tracking.kalman import MEASURED, KalmanFilters, MotionNoise
from waymo_kit.detectors.tracking.methods import NOISE
from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.geometry import invert_transform, transform_boxes

_HEADING = 6


class FollowedDetections(NamedTuple):
    """The detections of a frame that belong to tracks.

    Attributes:
        seconds: Time since the frame before.
        timestamp_micros: Time of the frame.
        ids: (M,) int64 ids of the tracks, each once.
        types: (M,) int64 `ObjectType`.
        boxes: (M, 7) float64 detections in the world.
        velocities: (M, 3) float64 velocities of the detector in m/s; NaN where unknown.
        scores: (M,) float64 scores.
        ego: Pose of the vehicle.
    """

    seconds: float
    timestamp_micros: int
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    boxes: NDArray[np.float64]
    velocities: NDArray[np.float64]
    scores: NDArray[np.float64]
    ego: VehicleMotion

    def frozen(self) -> FollowedDetections:
        """Returns the detections with a pose that later frames do not change."""
        return self._replace(ego=copy.copy(self.ego))


@dataclass(frozen=True)
class OfflineConfig:
    """Settings of the improvement of the tracks of a whole segment.

    Attributes:
        max_gap: Maximum time between two detections of a track that is filled with boxes, seconds.
        min_hits: Minimum number of detections of a track whose mean score is low.
        min_score: Mean score from which a track of fewer detections is kept.
        noise: Noise of motion and detections, for the filter of any tracking method.
    """

    max_gap: float = 1.0
    min_hits: int = 3
    min_score: float = 0.7
    noise: PerClass[MotionNoise] = NOISE


class _Step(NamedTuple):
    """Filters of a frame: the tracks, and their states before and after the detections."""

    ids: NDArray[np.int64]
    predicted: NDArray[np.float64]
    predicted_covariance: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


def smooth_tracks(
    frames: list[FollowedDetections], config: OfflineConfig | None = None
) -> list[Boxes]:
    """Returns the improved tracks of a segment by frame, in the vehicle frame.

    Args:
        frames: Detections of all frames that belong to tracks, in order of time.
        config: Settings of the improvement. Defaults to `OfflineConfig()`.
    """
    config = config or OfflineConfig()
    if not frames:
        return []
    ids = np.concatenate([frame.ids for frame in frames])
    number = np.repeat(np.arange(len(frames)), [len(frame.ids) for frame in frames])
    tracks, row = np.unique(ids, return_inverse=True)
    hits = np.bincount(row, minlength=len(tracks))
    scores = np.bincount(row, np.concatenate([f.scores for f in frames]), len(tracks)) / hits
    kinds = np.zeros(len(tracks), np.int64)
    kinds[row] = np.concatenate([frame.types for frame in frames])
    last = np.zeros(len(tracks), np.int64)
    np.maximum.at(last, row, number)
    kept = (hits >= config.min_hits) | (scores >= config.min_score)
    steps = _filter(frames, config.noise, dict(zip(tracks.tolist(), last.tolist(), strict=True)))
    smoothed = _turned_to_most(frames, steps, _smooth(steps, frames))
    clock = np.array([frame.timestamp_micros for frame in frames]) / 1e6
    gaps = _gaps(clock, tracks, row, number)
    found = []
    for k, (frame, step, states) in enumerate(zip(frames, steps, smoothed, strict=True)):
        place = np.searchsorted(tracks, step.ids)
        shown = kept[place] & (gaps[place, k] <= config.max_gap + 1e-3)
        place, states = place[shown], states[shown]
        pose = frame.ego.pose
        boxes = transform_boxes(invert_transform(pose), states[:, :MEASURED])
        velocities = states[:, MEASURED:] @ pose[:3, :2]
        found.append(
            Boxes(
                boxes,
                kinds[place].astype(np.int8),
                ids=tracks[place].astype(np.str_).astype(object),
                scores=scores[place],
                velocities=frame.ego.over_given_ground(velocities, boxes),
                timestamps_micros=np.full(len(place), frame.timestamp_micros),
            )
        )
    return found


def _filter(
    frames: list[FollowedDetections], noise: PerClass[MotionNoise], last: dict[int, int]
) -> list[_Step]:
    """Runs the filters of all tracks from their first to their last detections."""
    motion, ids, steps = KalmanFilters(noise), np.empty(0, np.int64), []
    for k, frame in enumerate(frames):
        motion.predict(frame.seconds)
        going = np.array([last[one] >= k for one in ids.tolist()], np.bool_)
        motion.keep(going)
        ids = ids[going]
        is_new = ~np.isin(frame.ids, ids)
        predicted, covariance = motion.mean.copy(), motion.covariance.copy()
        rows = np.searchsorted(ids, frame.ids[~is_new])
        motion.correct(rows, frame.boxes[~is_new], frame.velocities[~is_new])
        motion.start(frame.boxes[is_new], frame.types[is_new], frame.velocities[is_new])
        new = len(motion.mean) - len(ids)
        predicted = np.concatenate([predicted, motion.mean[len(ids) :]])
        covariance = np.concatenate([covariance, motion.covariance[len(ids) :]])
        ids = np.concatenate([ids, frame.ids[is_new]])
        order = np.argsort(ids, kind="stable")
        if new:
            ids, predicted, covariance = ids[order], predicted[order], covariance[order]
            motion.keep(order)
        steps.append(
            _Step(ids, predicted, covariance, motion.mean.copy(), motion.covariance.copy())
        )
    return steps


def _smooth(steps: list[_Step], frames: list[FollowedDetections]) -> list[NDArray[np.float64]]:
    """Returns the smoothed states of each frame: (N, 10) float64."""
    smoothed = [step.mean.copy() for step in steps]
    for k in range(len(steps) - 2, -1, -1):
        step, after, seconds = steps[k], steps[k + 1], frames[k + 1].seconds
        rows = np.flatnonzero(np.isin(step.ids, after.ids))
        later = np.searchsorted(after.ids, step.ids[rows])
        change = smoothed[k + 1][later] - after.predicted[later]
        # A heading that turned by pi is the same axis.
        change[:, _HEADING] -= np.pi * np.floor(change[:, _HEADING] / np.pi + 0.5)
        state = smoothed[k][rows]
        for axis in range(MEASURED):
            p, q = step.covariance[rows, axis], after.predicted_covariance[later, axis]
            if axis >= 3:
                state[:, axis] += p[:, 0] / q[:, 0] * change[:, axis]
                continue
            # gain = P F' Q^-1 with F = [[1, t], [0, 1]].
            determinant = q[:, 0] * q[:, 2] - q[:, 1] ** 2
            moved = p[:, 0] + seconds * p[:, 1], p[:, 1] + seconds * p[:, 2]
            pull = (
                (q[:, 2] * change[:, axis] - q[:, 1] * change[:, MEASURED + axis]) / determinant,
                (q[:, 0] * change[:, MEASURED + axis] - q[:, 1] * change[:, axis]) / determinant,
            )
            state[:, axis] += moved[0] * pull[0] + p[:, 1] * pull[1]
            state[:, MEASURED + axis] += moved[1] * pull[0] + p[:, 2] * pull[1]
        smoothed[k][rows] = state
    return smoothed


def _turned_to_most(
    frames: list[FollowedDetections], steps: list[_Step], smoothed: list[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Turns each track by pi where most of its detections are turned; headings go on smoothly."""
    before: dict[int, float] = {}
    votes: dict[int, float] = {}
    for frame, step, states in zip(frames, steps, smoothed, strict=True):
        detected = dict(zip(frame.ids.tolist(), frame.boxes[:, _HEADING].tolist(), strict=True))
        for row, one in enumerate(step.ids.tolist()):
            heading = states[row, _HEADING]
            if one in before and np.cos(heading - before[one]) < 0:
                heading += np.pi
            before[one] = states[row, _HEADING] = heading
            if one in detected:
                votes[one] = votes.get(one, 0.0) + np.cos(heading - detected[one])
    for step, states in zip(steps, smoothed, strict=True):
        turned = np.array([votes[one] < 0 for one in step.ids.tolist()], np.bool_)
        heading = states[:, _HEADING] + np.pi * turned
        states[:, _HEADING] = heading - 2 * np.pi * np.floor((heading + np.pi) / (2 * np.pi))
    return smoothed


def _gaps(
    clock: NDArray[np.float64],
    tracks: NDArray[np.int64],
    row: NDArray[np.int64],
    number: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Returns the time between the detections around each frame: (N, F) float64, 0 at detections.

    It is infinite before the first and after the last one.
    """
    is_detected = np.zeros((len(tracks), len(clock)), np.bool_)
    is_detected[row, number] = True
    before = np.maximum.accumulate(np.where(is_detected, clock, -np.inf), axis=1)
    after = np.minimum.accumulate(np.where(is_detected, clock, np.inf)[:, ::-1], axis=1)[:, ::-1]
    return np.where(is_detected, 0.0, after - before)
