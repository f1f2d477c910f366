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
        least_score: detections with a lower score are ignored.
        birth_score: a detection that belongs to no object begins one from this score on.
        trust_score: an object is reported at once if its first detection has this score.
        trust_hits: else it is reported from this number of detections on.
        trial_seconds: an object not reported yet ends when unseen for longer.
        memory_seconds: any other object ends when unseen for longer.
        coast_seconds: an object is reported at its predicted place while unseen for at most this.
        fading_seconds: the score of an object falls to a half when it is unseen for this long.
        doubt_hits: number of detections with score 0 that are added to an object's own, so that
            its score is low at first.
    """

    least_score: float
    birth_score: float
    trust_score: float
    trust_hits: int
    trial_seconds: float
    memory_seconds: float
    coast_seconds: float
    fading_seconds: float
    doubt_hits: float


_SLACK = 1e-3
"""Seconds by which frames may come late."""


class Lives:
    """What is known of all tracked objects beside their motion, in the same order.

    Attributes:
        ids: (N,) int64, ascending.
        types: (N,) int64 `ObjectType`.
        hits: (N,) int64, number of detections.
        score_sums: (N,) float64, sum of their scores.
        unseen_seconds: (N,) float64, time since the last of them.
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
        self._fading = rules.table(lambda one: one.fading_seconds)
        self._doubt = rules.table(lambda one: one.doubt_hits)
        self._next_id = 1
        self.ids = np.empty(0, np.int64)
        self.types = np.empty(0, np.int64)
        self.hits = np.empty(0, np.int64)
        self.score_sums = np.empty(0)
        self.unseen_seconds = np.empty(0)
        self.trusted = np.empty(0, bool)

    def wait(self, seconds: float) -> None:
        """Lets time pass."""
        self.unseen_seconds += seconds

    def see(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> None:
        """Counts detections of some objects, with their scores."""
        self.hits[rows] += 1
        self.score_sums[rows] += scores
        self.unseen_seconds[rows] = 0.0
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
        self.unseen_seconds = self.unseen_seconds[kept]

    def reported(self) -> NDArray[np.bool_]:
        """Which objects a frame reports: (N,) bool."""
        return self.trusted & (self.unseen_seconds <= self._coast[self.types] + _SLACK)

    def scores(self) -> NDArray[np.float64]:
        """Mean score of each object's detections, less at first and while unseen: (N,) float64."""
        faded = 0.5 ** (self.unseen_seconds / self._fading[self.types])
        return self.score_sums / (self.hits + self._doubt[self.types]) * faded
