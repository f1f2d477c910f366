"""CLEAR MOT of one sequence by the rules of TrackEval and of py-motmetrics.

Both differ from the Waymo evaluator (`clear_mot.py`), and from each other after a gap: a frame in
which a ground-truth object is missed, or not there.

- **TrackEval**, the evaluator of the MOT Challenge, tries to keep a pair only from the frame just
  before (a frame without any ground truth or any prediction does not count as one). Among the pairs
  of sufficient similarity it takes those with the largest sum of similarity, where a pair to keep
  counts 1,000 more.
- **py-motmetrics** keeps the last pair of an object after whatever gap, in the order of the
  objects, even if the prediction has since been matched with another object. It then makes as many
  pairs as it can, with the smallest sum of distances 1 - similarity.

Both count an identity switch for a new pair whose object was last matched with another prediction.
A fragmentation is, for TrackEval, each time that an object is matched again after a frame in which
it was not, whether or not it was there; for py-motmetrics, each time that an object that was
matched is missed before it is matched again. An object is mostly tracked if it is matched in more
than 80 % of its frames for TrackEval, in at least 80 % for py-motmetrics.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.dense_assignment import minimum_cost_assignment

from .clear_mot import MOSTLY_LOST, MOSTLY_TRACKED, ClearMot
from .counts import FIXED_ONE
from .track_graph import SequenceFrame

_KEPT_BONUS = 1000.0
_EPSILON = np.finfo(np.float64).eps


class _Match(NamedTuple):
    """A match of one frame."""

    truth: int
    prediction: int
    similarity: float


class _Tally:
    """Counts that do not depend on the rule, and the matched frames of each object."""

    def __init__(self) -> None:
        self.misses = self.false_positives = self.switches = 0
        self.distance = 0
        self.was_matched: dict[int, list[bool]] = defaultdict(list)

    def add(self, truths: list[int], num_predictions: int, matches: list[_Match]) -> None:
        """Adds a frame."""
        matched = {match.truth for match in matches}
        self.misses += len(truths) - len(matches)
        self.false_positives += num_predictions - len(matches)
        self.distance += sum(int((1 - m.similarity) * FIXED_ONE + 0.5) for m in matches)
        for truth in truths:
            self.was_matched[truth].append(truth in matched)

    def counts(self, fragmentations: int, tracked_needs_more: bool) -> ClearMot:
        """Returns the counts.

        Args:
            fragmentations: Number of fragmentations.
            tracked_needs_more: Whether a track that is matched in just 80 % of its frames is only
                partly tracked.
        """
        shares = np.array([sum(events) / len(events) for events in self.was_matched.values()])
        mostly = (shares > MOSTLY_TRACKED) if tracked_needs_more else (shares >= MOSTLY_TRACKED)
        lost = shares < MOSTLY_LOST
        objects = sum(map(len, self.was_matched.values()))
        values = (
            self.misses,
            self.false_positives,
            self.switches,
            objects - self.misses,
            objects,
            self.distance,
            self.switches,
            fragmentations,
            mostly.sum(),
            (~mostly & ~lost).sum(),
            lost.sum(),
        )
        return ClearMot(*(np.array(value, np.int64) for value in values))


def count_as_track_eval(frames: list[SequenceFrame], threshold: float) -> ClearMot:
    """Counts CLEAR MOT as TrackEval 1.3.0 does.

    Args:
        frames: Frames of one sequence.
        threshold: Lowest similarity of a match, in (0, 1].

    Returns:
        The counts, as arrays of no dimension.
    """
    tally = _Tally()
    last: dict[int, int] = {}  # of each object, the prediction of its last match
    previous: dict[int, int] = {}  # the matches of the frame before
    times_found: dict[int, int] = defaultdict(int)
    for truths, predictions, similarity in frames:
        if not truths or not predictions:
            tally.add(truths, len(predictions), [])
            continue
        kept = np.array([[previous.get(truth) == p for p in predictions] for truth in truths])
        score = _KEPT_BONUS * kept + similarity
        score[similarity < threshold - _EPSILON] = 0
        rows, columns = minimum_cost_assignment(-score)
        chosen = score[rows, columns] > _EPSILON
        matches = _matches(truths, predictions, similarity, rows[chosen], columns[chosen])
        tally.add(truths, len(predictions), matches)
        tally.switches += _switches(last, matches)
        current = {match.truth: match.prediction for match in matches}
        for truth in current.keys() - previous.keys():
            times_found[truth] += 1
        last, previous = last | current, current
    fragmentations = sum(times_found.values()) - len(times_found)
    return tally.counts(fragmentations, tracked_needs_more=True)


def count_as_py_motmetrics(frames: list[SequenceFrame], threshold: float) -> ClearMot:
    """Counts CLEAR MOT as py-motmetrics 1.4.0 does with SciPy, from distances 1 - similarity.

    Args:
        frames: Frames of one sequence.
        threshold: Lowest similarity of a match, in (0, 1].

    Returns:
        The counts, as arrays of no dimension.
    """
    tally = _Tally()
    last: dict[int, int] = {}
    for truths, predictions, similarity in frames:
        distance = np.where(similarity >= threshold, 1 - similarity, np.nan)
        rows, columns = [], []
        for row, truth in enumerate(truths):
            column = predictions.index(last[truth]) if last.get(truth) in predictions else -1
            if column >= 0 and column not in columns and np.isfinite(distance[row, column]):
                rows.append(row)
                columns.append(column)
        kept = _matches(truths, predictions, similarity, rows, columns)
        distance[rows] = np.nan
        distance[:, columns] = np.nan
        found = _matches(truths, predictions, similarity, *_nearest_pairs(distance))
        tally.add(truths, len(predictions), kept + found)
        tally.switches += _switches(last, found)
        last |= {match.truth: match.prediction for match in found}
    fragmentations = sum(
        max([matched for matched, _ in itertools.groupby(events)].count(True) - 1, 0)
        for events in tally.was_matched.values()
    )
    return tally.counts(fragmentations, tracked_needs_more=False)


def _nearest_pairs(
    distance: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns as many pairs as possible, and of these the nearest; NaN keeps two apart."""
    possible = np.isfinite(distance)
    if not possible.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # A pair that is not possible costs more than any choice of possible ones.
    expensive = 2 * min(distance.shape) * (distance[possible].max() + 1) + 1
    rows, columns = minimum_cost_assignment(np.where(possible, distance, expensive))
    chosen = possible[rows, columns]
    return rows[chosen], columns[chosen]


def _matches(
    truths: list[int],
    predictions: list[int],
    similarity: NDArray[np.float64],
    rows: list[int] | NDArray[np.int64],
    columns: list[int] | NDArray[np.int64],
) -> list[_Match]:
    pairs = zip(rows, columns, strict=True)
    return [_Match(truths[g], predictions[p], float(similarity[g, p])) for g, p in pairs]


def _switches(last: dict[int, int], matches: list[_Match]) -> int:
    """Number of matches with another prediction than at the object's last match."""
    return sum(last.get(match.truth, match.prediction) != match.prediction for match in matches)
