"""Track management: start, confirmation, report and end of tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class TrackManagementConfig:
    """Rules for the start, confirmation, report and end of the tracks of a class.

    A track is tentative until it is confirmed; only confirmed tracks are reported.

    Attributes:
        min_score: Detections with a lower score are ignored.
        new_track_score: Minimum score of a detection without a track to start one.
        confirm_score: Minimum score of its first detection that confirms a track at once.
        min_hits: Number of detections that confirm any other track.
        max_tentative_age: A tentative track ends after this time without a detection, seconds.
        max_age: A confirmed track ends after this time without a detection, seconds.
        max_coast: A track is reported at its predicted place for at most this time without a
            detection, seconds, and only while it is likelier there than not (`presence`).
        leave_probability: Probability that an object leaves the detector's view from one frame to
            the next.
        prior_hits: Number of detections with score 0 that are added to a track's own, so that its
            score is low at first.
    """

    min_score: float
    new_track_score: float
    confirm_score: float
    min_hits: int
    max_tentative_age: float
    max_age: float
    max_coast: float
    leave_probability: float
    prior_hits: float

    def __post_init__(self) -> None:
        """Checks the values."""
        for name, value in vars(self).items():
            least = 1 if name == "min_hits" else 0
            if value < least:
                raise InvalidInputError(
                    f"{name}: expected a number of at least {least}, got {value}"
                )


_PRIOR_MISSES, _PRIOR_FRAMES = 0.5, 2.0
"""Numbers added to the counts from which the rate of misses is estimated."""

_MIN_PRESENCE = 0.5
"""Minimum probability of being there with which a track without a detection is reported."""

_SLACK = 1e-3
"""Seconds by which frames may come late."""


class TrackManager:
    """Keeps the ids, hits, scores and ages of all tracks, in the order of their first detections.

    Attributes:
        ids: (N,) int64 ids, ascending.
        types: (N,) int64 `ObjectType`.
        hits: (N,) int64 number of detections.
        score_sums: (N,) float64 sum of their scores.
        misses: (N,) int64 number of frames without a detection, up to the last detection.
        frames_since_update: (N,) int64 number of frames since the last detection.
        seconds_since_update: (N,) float64 time since the last detection.
        is_confirmed: (N,) bool, whether the track is confirmed.
    """

    def __init__(self, config: PerClass[TrackManagementConfig]) -> None:
        """Starts without tracks.

        Args:
            config: Configuration of each class.
        """
        self._new_track_score = config.table(lambda one: one.new_track_score)
        self._confirm_score = config.table(lambda one: one.confirm_score)
        self._min_hits = config.table(lambda one: one.min_hits)
        self._max_tentative_age = config.table(lambda one: one.max_tentative_age)
        self._max_age = config.table(lambda one: one.max_age)
        self._max_coast = config.table(lambda one: one.max_coast)
        self._leave = config.table(lambda one: one.leave_probability)
        self._prior_hits = config.table(lambda one: one.prior_hits)
        self._next_id = 1
        self.ids = np.empty(0, np.int64)
        self.types = np.empty(0, np.int64)
        self.hits = np.empty(0, np.int64)
        self.score_sums = np.empty(0)
        self.misses = np.empty(0, np.int64)
        self.frames_since_update = np.empty(0, np.int64)
        self.seconds_since_update = np.empty(0)
        self.is_confirmed = np.empty(0, bool)

    def advance(self, seconds: float) -> None:
        """Lets time pass until the next frame."""
        self.seconds_since_update += seconds
        self.frames_since_update += 1

    def update(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
        """Counts detections of some tracks, with their scores."""
        self.hits[rows] += 1
        self.score_sums[rows] += scores
        self.misses[rows] += self.frames_since_update[rows] - 1
        self.frames_since_update[rows], self.seconds_since_update[rows] = 0, 0.0
        self.is_confirmed[rows] |= self.hits[rows] >= self._min_hits[self.types[rows]]

    def may_start(self, scores: NDArray[np.float64], types: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which detections without a track start one: (M,) bool."""
        return scores >= self._new_track_score[types]

    def start(self, scores: NDArray[np.float64], types: NDArray[np.int64]) -> None:
        """Adds tracks behind the others, each with one detection."""
        count = len(scores)
        confirmed = (scores >= self._confirm_score[types]) | (self._min_hits[types] <= 1)
        none = np.zeros(count, np.int64)
        self.ids = np.concatenate([self.ids, self._next_id + np.arange(count)])
        self.types = np.concatenate([self.types, types])
        self.hits = np.concatenate([self.hits, np.ones(count, np.int64)])
        self.score_sums = np.concatenate([self.score_sums, scores])
        self.misses = np.concatenate([self.misses, none])
        self.frames_since_update = np.concatenate([self.frames_since_update, none])
        self.seconds_since_update = np.concatenate([self.seconds_since_update, np.zeros(count)])
        self.is_confirmed = np.concatenate([self.is_confirmed, confirmed])
        self._next_id += count

    def alive(self) -> NDArray[np.bool_]:
        """Returns which tracks have not been without a detection for too long: (N,) bool."""
        max_age = np.where(
            self.is_confirmed, self._max_age[self.types], self._max_tentative_age[self.types]
        )
        return self.seconds_since_update <= max_age + _SLACK

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the tracks outside an (N,) mask."""
        self.ids, self.types, self.hits = self.ids[kept], self.types[kept], self.hits[kept]
        self.score_sums, self.is_confirmed = self.score_sums[kept], self.is_confirmed[kept]
        self.misses = self.misses[kept]
        self.frames_since_update = self.frames_since_update[kept]
        self.seconds_since_update = self.seconds_since_update[kept]

    def presence(self) -> NDArray[np.float64]:
        """Returns the probability that each object is still there: (N,) float64, 1 if detected.

        An object that is there is missed as often as so far, and one that has left always: by
        Bayes' rule a miss says little of an object that is often missed, and much of any other.
        """
        miss_rate = (self.misses + _PRIOR_MISSES) / (self.hits + self.misses + _PRIOR_FRAMES)
        leave = self._leave[self.types]
        unseen = (1.0 - leave) * miss_rate
        there = unseen**self.frames_since_update
        gone = leave * (1.0 - there) / (1.0 - unseen)
        return there / (there + gone)

    def reported(self) -> NDArray[np.bool_]:
        """Returns which tracks a frame reports: (N,) bool."""
        coasts = self.seconds_since_update <= self._max_coast[self.types] + _SLACK
        return self.is_confirmed & coasts & (self.presence() >= _MIN_PRESENCE)

    def scores(self) -> NDArray[np.float64]:
        """Returns the mean score of each track's detections, less at first and while unseen."""
        mean = self.score_sums / (self.hits + self._prior_hits[self.types])
        return mean * self.presence()
