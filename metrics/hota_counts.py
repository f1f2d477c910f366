"""Kernels of HOTA: alignment of tracks, matches, and their association at each alpha.

The two loops over the frames are those of TrackEval. Two tracks that ever overlap are a pair, so
that the cost grows with the number of overlaps and not with the number of tracks squared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

from .counts import FIXED_ONE, to_fixed
from .frame_assignment import FrameAssignment, forget_matches, list_active, match_free
from .track_graph import TrackGraph

if TYPE_CHECKING:
    from .hota import Hota

ALPHAS = np.arange(0.05, 0.99, 0.05)
"""(19,) similarity thresholds, equal to those of TrackEval to the last bit."""

_LOWEST = ALPHAS - np.finfo(np.float64).eps
_SCORE_ONE = float(2**40)


class Tallies(NamedTuple):
    """Counts at one cutoff.

    Attributes:
        truth_sum: (G,) sum of the similarities of a ground-truth row.
        prediction_sum: (P,) sum of the similarities of a predicted row.
        alignment: (K,) number of frames that two tracks share, weighted by similarity; then their
            share of all frames of the two.
        weight: (E,) int64 weights of the assignment.
        truth_length: (T,) number of rows of a ground-truth track.
        truth_required: (L, T) number of these that are misses unless they are matched.
        prediction_length: (Q,) number of rows of a predicted track that are used.
        prediction_required: (Q,) number of these that are false positives unless they are matched.
        edge_rank: (E,) int64 number of alphas that the similarity reaches, less 1.
        best_edge: (G,) heaviest edge to a prediction that meets this row only; -1 between frames.
        pair_matches: (K, 19) number of matches of two tracks by rank; then by alpha.
        pairs: (K,) pairs that match.
        pair_listed: (K,) bool, whether `pairs` lists the pair.
        edge_fixed: (E,) int64 similarity in fixed point.
        truth_optional: (T, L, 19) number of optional rows of a ground-truth track that match, by
            alpha.
        prediction_optional: (Q, 19) number of optional rows of a predicted track that match, by
            alpha.
        associations: (3, 19) sums of accuracy, recall and precision by alpha.
    """

    truth_sum: NDArray[np.float64]
    prediction_sum: NDArray[np.float64]
    alignment: NDArray[np.float64]
    weight: NDArray[np.int64]
    truth_length: NDArray[np.int64]
    truth_required: NDArray[np.int64]
    prediction_length: NDArray[np.int64]
    prediction_required: NDArray[np.int64]
    edge_rank: NDArray[np.int64]
    best_edge: NDArray[np.int64]
    pair_matches: NDArray[np.int64]
    pairs: NDArray[np.int64]
    pair_listed: NDArray[np.bool_]
    edge_fixed: NDArray[np.int64]
    truth_optional: NDArray[np.int64]
    prediction_optional: NDArray[np.int64]
    associations: NDArray[np.float64]


def make_tallies(graph: TrackGraph) -> Tallies:
    """Allocates the tallies and counts the ground truth, which does not change with the cutoff."""
    truths, predictions = graph.num_truth_tracks, len(graph.pair_start) - 1
    pairs, levels, alphas = len(graph.pair_truth), graph.num_levels, len(ALPHAS)
    required = [
        np.bincount(graph.truth_track[graph.truth_optional <= level], minlength=truths)
        for level in range(levels)
    ]
    return Tallies(
        truth_sum=np.empty(len(graph.truth_track)),
        prediction_sum=np.empty(len(graph.prediction_track)),
        alignment=np.empty(pairs),
        weight=np.empty(len(graph.edge_truth), np.int64),
        truth_length=np.bincount(graph.truth_track, minlength=truths),
        truth_required=np.array(required),
        prediction_length=np.empty(predictions, np.int64),
        prediction_required=np.empty(predictions, np.int64),
        edge_rank=np.searchsorted(_LOWEST, graph.edge_similarity, side="right") - 1,
        best_edge=np.full(len(graph.truth_track), -1),
        pair_matches=np.zeros((pairs, alphas), np.int64),
        pairs=np.empty(pairs, np.int64),
        pair_listed=np.zeros(pairs, np.bool_),
        edge_fixed=np.floor(graph.edge_similarity * FIXED_ONE + 0.5).astype(np.int64),
        truth_optional=np.zeros((truths, levels, alphas), np.int64),
        prediction_optional=np.zeros((predictions, alphas), np.int64),
        associations=np.empty((3, alphas)),
    )


@kernel
def count_matches(
    graph: TrackGraph,
    cutoffs: NDArray[np.int64],
    assignment: FrameAssignment,
    tallies: Tallies,
    counts: Hota,
) -> None:
    """Counts everything that follows from the matches at some cutoffs.

    The similarity is summed by rank: a match that counts at the first n alphas has the rank n - 1.
    The false negatives and false positives get the matches that are optional. What does not depend
    on the level is counted at the first one.

    Args:
        graph: Sequence.
        cutoffs: (D,) int64 numbers of the cutoffs.
        assignment: Arrays for all edges.
        tallies: Tallies from `make_tallies`.
        counts: (L, D, 19) zeros, to which the counts are written.
    """
    for c in range(len(cutoffs)):
        list_active(graph, cutoffs[c], assignment)
        _measure_predictions(graph, cutoffs[c], tallies)
        _align_tracks(graph, assignment, tallies)
        num_pairs = 0
        for frame in range(len(graph.truth_start) - 1):
            free = _list_contenders(graph, frame, assignment, tallies)
            matched = match_free(
                graph, frame, cutoffs[c], free, tallies.weight, 0, False, assignment
            )
            for match in range(matched):
                edge = assignment.matched[match]
                num_pairs = _count_match(graph, c, edge, num_pairs, tallies, counts)
            forget_matches(graph, matched, assignment)
        _accumulate_alphas(c, num_pairs, tallies, counts)
        for level in range(graph.num_levels):
            _count_associations(graph, level, c, num_pairs, tallies, counts)
        _forget_pairs(graph, num_pairs, tallies)


@kernel
def _measure_predictions(graph: TrackGraph, cutoff: int, tallies: Tallies) -> None:
    """Counts the rows of predicted tracks."""
    tallies.prediction_length.fill(0)
    tallies.prediction_required.fill(0)
    for p in range(len(graph.prediction_track)):
        if graph.prediction_first[p] <= cutoff < graph.prediction_last[p]:
            track = graph.prediction_track[p]
            tallies.prediction_length[track] += 1
            tallies.prediction_required[track] += not graph.prediction_optional[p]


@kernel
def _align_tracks(graph: TrackGraph, assignment: FrameAssignment, tallies: Tallies) -> None:
    """Weighs the similarity of two rows by how much of their tracks is near each other."""
    tallies.truth_sum.fill(0.0)
    tallies.alignment.fill(0.0)
    num_active = assignment.active_start[-1]
    for k in range(num_active):
        p = assignment.active[k]
        tallies.prediction_sum[p] = 0.0
        for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
            tallies.truth_sum[graph.edge_truth[e]] += graph.edge_similarity[e]
            tallies.prediction_sum[p] += graph.edge_similarity[e]
    for k in range(num_active):
        p = assignment.active[k]
        for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
            similarity = graph.edge_similarity[e]
            both = tallies.truth_sum[graph.edge_truth[e]] + tallies.prediction_sum[p]
            tallies.alignment[graph.edge_pair[e]] += similarity / (both - similarity)
    for k in range(len(tallies.alignment)):
        shared = tallies.alignment[k]
        if shared > 0.0:
            truth = tallies.truth_length[graph.pair_truth[k]]
            prediction = tallies.prediction_length[graph.pair_prediction[k]]
            tallies.alignment[k] = shared / (truth + prediction - shared)
    for k in range(num_active):
        p = assignment.active[k]
        for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
            score = tallies.alignment[graph.edge_pair[e]] * graph.edge_similarity[e]
            tallies.weight[e] = int(score * _SCORE_ONE + 0.5)


@kernel
def _list_contenders(
    graph: TrackGraph, frame: int, assignment: FrameAssignment, tallies: Tallies
) -> int:
    """Lists the predictions to assign: of those that meet one object only, its best.

    Returns:
        The number of these predictions.
    """
    for k in range(assignment.active_start[frame], assignment.active_start[frame + 1]):
        e = graph.edge_start[assignment.active[k]]
        if graph.edge_start[assignment.active[k] + 1] == e + 1:
            best = tallies.best_edge[graph.edge_truth[e]]
            if best < 0 or tallies.weight[e] > tallies.weight[best]:
                tallies.best_edge[graph.edge_truth[e]] = e
    count = 0
    for k in range(assignment.active_start[frame], assignment.active_start[frame + 1]):
        p = assignment.active[k]
        e = graph.edge_start[p]
        if graph.edge_start[p + 1] == e + 1:
            if tallies.best_edge[graph.edge_truth[e]] != e:
                continue
            tallies.best_edge[graph.edge_truth[e]] = -1
        assignment.free[count] = p
        count += 1
    return count


@kernel
def _count_match(
    graph: TrackGraph, c: int, edge: int, num_pairs: int, tallies: Tallies, counts: Hota
) -> int:
    """Counts a match, and returns the number of pairs that match so far."""
    rank = tallies.edge_rank[edge]
    if rank < 0:
        return num_pairs
    g, p, pair = graph.edge_truth[edge], graph.edge_prediction[edge], graph.edge_pair[edge]
    if not tallies.pair_listed[pair]:
        tallies.pair_listed[pair] = True
        tallies.pairs[num_pairs] = pair
        num_pairs += 1
    tallies.pair_matches[pair, rank] += 1
    counts.similarity[0, c, rank] += tallies.edge_fixed[edge]
    if graph.prediction_optional[p]:
        for a in range(rank + 1):
            tallies.prediction_optional[graph.prediction_track[p], a] += 1
            counts.false_positives[0, c, a] += 1
    for level in range(graph.truth_optional[g]):
        for a in range(rank + 1):
            tallies.truth_optional[graph.truth_track[g], level, a] += 1
            counts.false_negatives[level, c, a] += 1
    return num_pairs


@kernel
def _accumulate_alphas(c: int, num_pairs: int, tallies: Tallies, counts: Hota) -> None:
    """Turns the matches of pairs by rank into matches by alpha, and sums them."""
    for k in range(num_pairs):
        pair = tallies.pairs[k]
        for a in range(len(_LOWEST) - 2, -1, -1):
            tallies.pair_matches[pair, a] += tallies.pair_matches[pair, a + 1]
        for a in range(len(_LOWEST)):
            counts.true_positives[0, c, a] += tallies.pair_matches[pair, a]


@kernel
def _count_associations(
    graph: TrackGraph, level: int, c: int, num_pairs: int, tallies: Tallies, counts: Hota
) -> None:
    """Sums over the matches how well their two tracks are associated, at each alpha."""
    tallies.associations.fill(0.0)
    for k in range(num_pairs):
        pair = tallies.pairs[k]
        t, q = graph.pair_truth[pair], graph.pair_prediction[pair]
        for a in range(len(_LOWEST)):
            matches = tallies.pair_matches[pair, a]
            if matches == 0:
                break
            truth = tallies.truth_required[level, t] + tallies.truth_optional[t, level, a]
            prediction = tallies.prediction_required[q] + tallies.prediction_optional[q, a]
            tallies.associations[0, a] += matches * (matches / (truth + prediction - matches))
            tallies.associations[1, a] += matches * (matches / truth)
            tallies.associations[2, a] += matches * (matches / prediction)
    for a in range(len(_LOWEST)):
        counts.association[level, c, a] = to_fixed(tallies.associations[0, a])
        counts.association_recall[level, c, a] = to_fixed(tallies.associations[1, a])
        counts.association_precision[level, c, a] = to_fixed(tallies.associations[2, a])


@kernel
def _forget_pairs(graph: TrackGraph, num_pairs: int, tallies: Tallies) -> None:
    """Sets back to 0 what the pairs that match have counted."""
    for k in range(num_pairs):
        pair = tallies.pairs[k]
        tallies.pair_listed[pair] = False
        t, q = graph.pair_truth[pair], graph.pair_prediction[pair]
        for a in range(len(_LOWEST)):
            tallies.pair_matches[pair, a] = 0
            tallies.prediction_optional[q, a] = 0
            for level in range(graph.num_levels):
                tallies.truth_optional[t, level, a] = 0
