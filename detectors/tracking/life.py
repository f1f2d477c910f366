"""Birth, life and death of tracked objects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .by_type import ByType


@dataclass(frozen=True)
class LifeRules:
    """When an object of a type begins, is reported, and ends.

    Attributes:
        min_score: detections with a lower score are ignored.
        birth_score: a detection that belongs to no object begins one from this score on.
        trust_score: an object is reported at once if its first detection has this score.
        trust_hits: else it is reported from this number of detections on.
        trial_seconds: an object not reported yet ends when unseen for longer.
        memory_seconds: any other object ends when unseen for longer.
        coast_seconds: an object is reported at its predicted place while unseen for at most this,
            if it is likelier there than not (`Lives.presence`).
        leave_chance: of an object to leave the detector's view from one frame to the next.
        doubt_hits: number of detections with score 0 that are added to an object's own, so that
            its score is low at first.
    """

    min_score: float
    birth_score: float
    trust_score: float
    trust_hits: int
    trial_seconds: float
    memory_seconds: float
    coast_seconds: float
    leave_chance: float
    doubt_hits: float


_PRIOR_MISSES, _PRIOR_FRAMES = 0.5, 2.0
"""What is added to the counts that tell how often an object is missed."""

_LEAST_PRESENCE = 0.5
"""An unseen object is reported while it is there with this chance."""

_SLACK = 1e-3
"""Seconds by which frames may come late."""


class Lives:
    """What is known of all tracked objects beside their motion, in the same order.

    Attributes:
        ids: (N,) int64, ascending.
        types: (N,) int64 `ObjectType`.
        hits: (N,) int64, number of detections.
        score_sums: (N,) float64, sum of their scores.
        misses: (N,) int64, number of frames without one up to the last of them.
        unseen_frames: (N,) int64, number of frames since then.
        unseen_seconds: (N,) float64, time since then.
        trusted: (N,) bool, whether they are reported.
    """

    def __init__(self, rules: ByType[LifeRules]) -> None:
        """Starts without objects."""
        self._birth_score = rules.table(lambda one: one.birth_score)
        self._trust_score = rules.table(lambda one: one.trust_score)
        self._trust_hits = rules.table(lambda one: one.trust_hits)
        self._trial = rules.table(lambda one: one.trial_seconds)
        self._memory = rules.table(lambda one: one.memory_seconds)
        self._coast = rules.table(lambda one: one.coast_seconds)
        self._leave = rules.table(lambda one: one.leave_chance)
        self._doubt = rules.table(lambda one: one.doubt_hits)
        self._next_id = 1
        self.ids = np.empty(0, np.int64)
        self.types = np.empty(0, np.int64)
        self.hits = np.empty(0, np.int64)
        self.score_sums = np.empty(0)
        self.misses = np.empty(0, np.int64)
        self.unseen_frames = np.empty(0, np.int64)
        self.unseen_seconds = np.empty(0)
        self.trusted = np.empty(0, bool)

    def wait(self, seconds: float) -> None:
        """Lets time pass until the next frame."""
        self.unseen_seconds += seconds
        self.unseen_frames += 1

    def see(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
        """Counts detections of some objects, with their scores."""
        self.hits[rows] += 1
        self.score_sums[rows] += scores
        self.misses[rows] += self.unseen_frames[rows] - 1
        self.unseen_frames[rows], self.unseen_seconds[rows] = 0, 0.0
        self.trusted[rows] |= self.hits[rows] >= self._trust_hits[self.types[rows]]

    def may_start(self, scores: NDArray[np.float64], types: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which detections without an object begin one: (M,) bool."""
        return scores >= self._birth_score[types]

    def start(self, scores: NDArray[np.float64], types: NDArray[np.int64]) -> None:
        """Adds objects behind the others, each with one detection."""
        count = len(scores)
        trusted = (scores >= self._trust_score[types]) | (self._trust_hits[types] <= 1)
        self.ids = np.concatenate([self.ids, self._next_id + np.arange(count)])
        self.types = np.concatenate([self.types, types])
        self.hits = np.concatenate([self.hits, np.ones(count, np.int64)])
        self.score_sums = np.concatenate([self.score_sums, scores])
        self.misses = np.concatenate([self.misses, np.zeros(count, np.int64)])
        self.unseen_frames = np.concatenate([self.unseen_frames, np.zeros(count, np.int64)])
        self.unseen_seconds = np.concatenate([self.unseen_seconds, np.zeros(count)])
        self.trusted = np.concatenate([self.trusted, trusted])
        self._next_id += count

    def alive(self) -> NDArray[np.bool_]:
        """Which objects have not been unseen for too long: (N,) bool."""
        memory = np.where(self.trusted, self._memory[self.types], self._trial[self.types])
        return self.unseen_seconds <= memory + _SLACK

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drops the objects that are not in the (N,) mask."""
        self.ids, self.types, self.hits = self.ids[kept], self.types[kept], self.hits[kept]
        self.score_sums, self.trusted = self.score_sums[kept], self.trusted[kept]
        self.misses, self.unseen_frames = self.misses[kept], self.unseen_frames[kept]
        self.unseen_seconds = self.unseen_seconds[kept]

    def presence(self) -> NDArray[np.float64]:
        """Chance that each object is still there: (N,) float64, 1 for those in this frame.

        An object that is there is missed as often as so far, and one that has left always: by
        Bayes' rule a miss says little of an object that is often missed, and much of any other.
        """
        miss_rate = (self.misses + _PRIOR_MISSES) / (self.hits + self.misses + _PRIOR_FRAMES)
        leave = self._leave[self.types]
        unseen = (1.0 - leave) * miss_rate
        there = unseen**self.unseen_frames
        gone = leave * (1.0 - there) / (1.0 - unseen)
        return there / (there + gone)

    def reported(self) -> NDArray[np.bool_]:
        """Which objects a frame reports: (N,) bool."""
        shown = self.unseen_seconds <= self._coast[self.types] + _SLACK
        return self.trusted & shown & (self.presence() >= _LEAST_PRESENCE)

    def scores(self) -> NDArray[np.float64]:
        """Mean score of each object's detections, less at first and while unseen: (N,) float64."""
        mean = self.score_sums / (self.hits + self._doubt[self.types])
        return mean * self.presence()
