"""CLEAR MOT by the rules of the official Waymo evaluator.

The evaluator keeps a one-to-one mapping M from ground-truth to predicted tracks. In each frame:

1. A pair of M is matched again if both are there and overlap enough, after whatever gap.
2. The rest is matched so that the sum of similarities is greatest, whether or not more pairs could
   be made. The official code lists the rest in the order of a hash table, which differs from run to
   run, and takes one of several optima by that order; here the rest keeps its order.
3. A new pair (g, p) is a mismatch if M had another p for g, and once more if M had another g for p
   that is not in the frame at all (one that is there is a miss already).
4. M takes the new pairs over and forgets what contradicts them.

`mot_rules.py` has the rules of two other evaluators. Source: Bernardin and Stiefelhagen,
"Evaluating Multiple Object Tracking Performance: The CLEAR MOT Metrics", EURASIP Journal on Image
and Video Processing 2008.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

from .counts import FIXED_ONE, ratio, to_fixed
from .frame_assignment import (
    FrameAssignment,
    forget_matches,
    list_active,
    make_frame_assignment,
    match_free,
    take_match,
)
from .track_graph import (
    TrackGraph,
    distinct_cutoffs,
    required_predictions,
    required_truths,
)

MOSTLY_TRACKED = 0.8
"""Share of its objects from which on a track is mostly tracked."""

MOSTLY_LOST = 0.2
"""Share of its objects below which a track is mostly lost."""


class ClearMot(NamedTuple):
    """Counts of CLEAR MOT, of any one shape, such as (levels, cutoffs); they add up over sequences.

    Attributes:
        misses: int64 number of ground-truth objects without a match (FN).
        false_positives: int64 number of predictions without a match (FP).
        mismatches: int64 number of changes of identity as the official evaluator counts them.
        matches: int64 number of matched pairs (TP).
        objects: int64 number of misses and matches; an object that is harder than the level counts
            if it is matched.
        distance: int64 sum of 1 - similarity over the matches, in units of 1 / `FIXED_ONE`.
        id_switches: int64 number of matches of a track with another prediction than at its last
            match (IDSW).
        fragmentations: int64 number of times that a track is missed between two of its matches.
        mostly_tracked: int64 number of tracks with at least 80 % of their objects matched.
        partly_tracked: int64 number of tracks between the two.
        mostly_lost: int64 number of tracks with less than 20 % of their objects matched.
    """

    misses: NDArray[np.int64]
    false_positives: NDArray[np.int64]
    mismatches: NDArray[np.int64]
    matches: NDArray[np.int64]
    objects: NDArray[np.int64]
    distance: NDArray[np.int64]
    id_switches: NDArray[np.int64]
    fragmentations: NDArray[np.int64]
    mostly_tracked: NDArray[np.int64]
    partly_tracked: NDArray[np.int64]
    mostly_lost: NDArray[np.int64]

    @property
    def mota(self) -> NDArray[np.float64]:
        """1 - (misses + false positives + mismatches) / objects; NaN without objects."""
        errors = self.misses + self.false_positives + self.mismatches
        return 1.0 - ratio(errors, self.objects)

    @property
    def mota_mot_challenge(self) -> NDArray[np.float64]:
        """MOTA by `id_switches` in place of mismatches.

        It is the MOTA of TrackEval or of py-motmetrics if the counts follow that rule, see
        `ClearMotRule`; on the matches of the Waymo evaluator it may differ from both.
        """
        errors = self.misses + self.false_positives + self.id_switches
        return 1.0 - ratio(errors, self.objects)

    @property
    def motp(self) -> NDArray[np.float64]:
        """Mean of 1 - similarity over the matches, 0 is best; NaN without matches."""
        return ratio(self.distance / FIXED_ONE, self.matches)

    @property
    def recall(self) -> NDArray[np.float64]:
        """Matches / objects; NaN without objects."""
        return ratio(self.matches, self.objects)

    @property
    def precision(self) -> NDArray[np.float64]:
        """Matches / (matches + false positives); NaN without either."""
        return ratio(self.matches, self.matches + self.false_positives)


def count_clear_mot(graph: TrackGraph) -> ClearMot:
    """Counts CLEAR MOT of one sequence at every level and cutoff.

    Args:
        graph: Sequence with L levels and C cutoffs.

    Returns:
        The counts, (L, C) int64 each.
    """
    cutoffs, which = distinct_cutoffs(graph)
    counts = ClearMot(*np.zeros((len(ClearMot._fields), graph.num_levels, len(cutoffs)), np.int64))
    counts.misses[:] = required_truths(graph)[:, None]
    counts.false_positives[:] = required_predictions(graph)[cutoffs]
    assignment = make_frame_assignment(graph, graph.edge_weight > 0)
    _count(graph, cutoffs, assignment, _make_memory(graph), counts)
    for count in (counts.matches, counts.distance, counts.mismatches, counts.id_switches):
        count[1:] = count[0]
    counts.false_positives[1:] = counts.false_positives[0]
    counts.objects[:] = counts.misses + counts.matches
    return ClearMot(*(count[:, which] for count in counts))


class _Memory(NamedTuple):
    """State of the tracks at one cutoff up to one frame; the last three are of the whole sequence.

    Attributes:
        mapped_prediction: (T,) predicted track that M has for a ground-truth track, -1 for none.
        mapped_truth: (Q,) ground-truth track that M has for a predicted track, -1 for none.
        last_prediction: (T,) predicted track at the last match, -1 for none.
        last_row: (T,) ground-truth row at the last match, -1 for none.
        matches: (T,) number of matches.
        optional_matches: (L, T) number of matches of objects that would not be misses.
        row: (F, T) ground-truth row of a track in a frame, -1 for none.
        required: (L, T) number of objects of a track that are misses unless they are matched.
        rank: (L, G) number of these that come before a row.
    """

    mapped_prediction: NDArray[np.int64]
    mapped_truth: NDArray[np.int64]
    last_prediction: NDArray[np.int64]
    last_row: NDArray[np.int64]
    matches: NDArray[np.int64]
    optional_matches: NDArray[np.int64]
    row: NDArray[np.int64]
    required: NDArray[np.int64]
    rank: NDArray[np.int64]


def _make_memory(graph: TrackGraph) -> _Memory:
    """Allocates the memory and fills in what does not change with the cutoff."""
    truths, levels, frames = graph.num_truth_tracks, graph.num_levels, len(graph.truth_start) - 1
    memory = _Memory(
        mapped_prediction=np.empty(truths, np.int64),
        mapped_truth=np.empty(len(graph.pair_start) - 1, np.int64),
        last_prediction=np.empty(truths, np.int64),
        last_row=np.empty(truths, np.int64),
        matches=np.empty(truths, np.int64),
        optional_matches=np.empty((levels, truths), np.int64),
        row=np.full((frames, truths), -1),
        required=np.zeros((levels, truths), np.int64),
        rank=np.empty((levels, len(graph.truth_track)), np.int64),
    )
    _place_rows(graph, memory)
    return memory


@kernel
def _place_rows(graph: TrackGraph, memory: _Memory) -> None:
    """Finds the rows of each track and how many required ones come before each."""
    for frame in range(len(graph.truth_start) - 1):
        for g in range(graph.truth_start[frame], graph.truth_start[frame + 1]):
            track = graph.truth_track[g]
            memory.row[frame, track] = g
            for level in range(graph.num_levels):
                memory.rank[level, g] = memory.required[level, track]
                if level >= graph.truth_optional[g]:
                    memory.required[level, track] += 1


@kernel
def _count(
    graph: TrackGraph,
    cutoffs: NDArray[np.int64],
    assignment: FrameAssignment,
    memory: _Memory,
    counts: ClearMot,
) -> None:
    """Counts at each of some cutoffs, from all objects being missed and all predictions false."""
    for k in range(len(cutoffs)):
        memory.mapped_prediction.fill(-1)
        memory.mapped_truth.fill(-1)
        memory.last_prediction.fill(-1)
        memory.last_row.fill(-1)
        memory.matches.fill(0)
        memory.optional_matches.fill(0)
        list_active(graph, cutoffs[k], assignment)
        for frame in range(len(graph.truth_start) - 1):
            carried, free = _carry_over(graph, frame, assignment, memory)
            matched = match_free(
                graph, frame, cutoffs[k], free, graph.edge_weight, carried, True, assignment
            )
            for match in range(matched):
                edge = assignment.matched[match]
                _count_match(graph, frame, k, edge, memory, counts)
            _update_mapping(graph, carried, matched, assignment, memory)
            forget_matches(graph, matched, assignment)
        _count_tracks(graph, k, memory, counts)


@kernel
def _carry_over(
    graph: TrackGraph, frame: int, assignment: FrameAssignment, memory: _Memory
) -> tuple[int, int]:
    """Matches the pairs of M that are in the frame and overlap enough.

    Returns:
        Number of these matches, and of the candidates that remain free.
    """
    carried, free = 0, 0
    for k in range(assignment.active_start[frame], assignment.active_start[frame + 1]):
        p = assignment.active[k]
        truth = memory.mapped_truth[graph.prediction_track[p]]
        row = memory.row[frame, truth] if truth >= 0 else -1
        if row >= 0:
            for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
                if graph.edge_truth[e] == row and graph.edge_weight[e] > 0:
                    carried = take_match(graph, e, carried, assignment)
        if assignment.prediction_match[p] < 0:
            assignment.free[free] = p
            free += 1
    return carried, free


@kernel
def _count_match(
    graph: TrackGraph, frame: int, k: int, edge: int, memory: _Memory, counts: ClearMot
) -> None:
    """Counts a match and compares it with what came before the frame.

    What does not depend on the level is counted at the first one.
    """
    g, p = graph.edge_truth[edge], graph.edge_prediction[edge]
    truth, prediction = graph.truth_track[g], graph.prediction_track[p]
    mapped, rival = memory.mapped_prediction[truth], memory.mapped_truth[prediction]
    mismatches = 0
    if mapped != prediction:
        if mapped >= 0:
            mismatches += 1
        if rival >= 0 and memory.row[frame, rival] < 0:
            mismatches += 1
    last, row = memory.last_prediction[truth], memory.last_row[truth]
    counts.matches[0, k] += 1
    counts.distance[0, k] += to_fixed(1.0 - graph.edge_similarity[edge])
    counts.mismatches[0, k] += mismatches
    counts.id_switches[0, k] += last >= 0 and last != prediction
    counts.false_positives[0, k] -= not graph.prediction_optional[p]
    for level in range(graph.num_levels):
        if level < graph.truth_optional[g]:
            memory.optional_matches[level, truth] += 1
        else:
            counts.misses[level, k] -= 1
        if row >= 0:
            missed = memory.rank[level, g] - memory.rank[level, row]
            if level >= graph.truth_optional[row]:
                missed -= 1
            counts.fragmentations[level, k] += missed > 0
    memory.matches[truth] += 1
    memory.last_prediction[truth] = prediction
    memory.last_row[truth] = g


@kernel
def _update_mapping(
    graph: TrackGraph, carried: int, matched: int, assignment: FrameAssignment, memory: _Memory
) -> None:
    """Puts the new pairs of a frame into M, once all that contradicts them is out."""
    for step in range(2):
        for match in range(carried, matched):
            edge = assignment.matched[match]
            truth = graph.truth_track[graph.edge_truth[edge]]
            prediction = graph.prediction_track[graph.edge_prediction[edge]]
            mapped, rival = memory.mapped_prediction[truth], memory.mapped_truth[prediction]
            if step == 1:
                memory.mapped_prediction[truth] = prediction
                memory.mapped_truth[prediction] = truth
                continue
            if mapped >= 0:
                memory.mapped_truth[mapped] = -1
            if rival >= 0:
                memory.mapped_prediction[rival] = -1


@kernel
def _count_tracks(graph: TrackGraph, k: int, memory: _Memory, counts: ClearMot) -> None:
    """Classes the tracks by how much of them is matched."""
    for level in range(graph.num_levels):
        for track in range(graph.num_truth_tracks):
            length = memory.required[level, track] + memory.optional_matches[level, track]
            if length == 0:
                continue
            share = memory.matches[track] / length
            if share >= MOSTLY_TRACKED:
                counts.mostly_tracked[level, k] += 1
            elif share >= MOSTLY_LOST:
                counts.partly_tracked[level, k] += 1
            else:
                counts.mostly_lost[level, k] += 1
