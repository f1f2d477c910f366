"""HOTA: higher order tracking accuracy (Luiten et al. 2021), as TrackEval computes it.

Frames are matched once, so that the sum of similarity times alignment of the two tracks is
greatest; at each of 19 thresholds alpha the matches that are at least that similar count. DetA is
the share of the detections that match; AssA is the share of the two tracks of a match that match
each other, averaged over the matches. HOTA is their geometric mean, averaged over alpha.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .fixed_point import FIXED_ONE, to_fixed
from .frame_assignment import clear_frame, make_frame_assignment, match_frame
from .track_graph import (
    TrackGraph,
    distinct_cutoffs,
    graph_of_frames,
    required_predictions,
    required_truths,
)

ALPHAS = np.arange(0.05, 0.99, 0.05)
"""(19,) similarity thresholds, to the last bit those of TrackEval."""

_LOWEST = ALPHAS - np.finfo(np.float64).eps
_SCORE_ONE = float(2**40)


class Hota(NamedTuple):
    """Counts of HOTA by alpha, such as (levels, cutoffs, 19); they add up over sequences.

    The sums are int64 in units of 1 / `FIXED_ONE`.

    Attributes:
        true_positives: int64, matches.
        false_negatives: int64, other ground-truth objects, without those that are optional.
        false_positives: int64, other predictions, without those that are optional.
        similarity: sum of the similarity over the matches.
        association: sum of the association accuracy over the matches.
        association_recall: sum of its recall: the share of the ground-truth track.
        association_precision: sum of its precision: the share of the predicted track.
    """

    true_positives: NDArray[np.int64]
    false_negatives: NDArray[np.int64]
    false_positives: NDArray[np.int64]
    similarity: NDArray[np.int64]
    association: NDArray[np.int64]
    association_recall: NDArray[np.int64]
    association_precision: NDArray[np.int64]

    @property
    def hota_by_alpha(self) -> NDArray[np.float64]:
        """(..., 19) geometric mean of detection and association accuracy."""
        return np.sqrt(self._detection_by_alpha * self._mean_by_alpha(self.association))

    @property
    def hota(self) -> NDArray[np.float64]:
        """HOTA averaged over alpha; like the others 0 where nothing matches, as in TrackEval."""
        return self.hota_by_alpha.mean(axis=-1)

    @property
    def det_a(self) -> NDArray[np.float64]:
        """DetA: TP / (TP + FN + FP), averaged over alpha."""
        return self._detection_by_alpha.mean(axis=-1)

    @property
    def det_re(self) -> NDArray[np.float64]:
        """DetRe: TP / (TP + FN), averaged over alpha."""
        whole = self.true_positives + self.false_negatives
        return (self.true_positives / np.maximum(1, whole)).mean(axis=-1)

    @property
    def det_pr(self) -> NDArray[np.float64]:
        """DetPr: TP / (TP + FP), averaged over alpha."""
        whole = self.true_positives + self.false_positives
        return (self.true_positives / np.maximum(1, whole)).mean(axis=-1)

    @property
    def ass_a(self) -> NDArray[np.float64]:
        """AssA, averaged over alpha."""
        return self._mean_by_alpha(self.association).mean(axis=-1)

    @property
    def ass_re(self) -> NDArray[np.float64]:
        """AssRe, averaged over alpha."""
        return self._mean_by_alpha(self.association_recall).mean(axis=-1)

    @property
    def ass_pr(self) -> NDArray[np.float64]:
        """AssPr, averaged over alpha."""
        return self._mean_by_alpha(self.association_precision).mean(axis=-1)

    @property
    def loc_a(self) -> NDArray[np.float64]:
        """LocA: mean similarity of the matches, averaged over alpha; 1 where nothing matches."""
        by_alpha = self._mean_by_alpha(self.similarity)
        return np.where(self.true_positives > 0, by_alpha, 1.0).mean(axis=-1)

    @property
    def _detection_by_alpha(self) -> NDArray[np.float64]:
        whole = self.true_positives + self.false_negatives + self.false_positives
        return self.true_positives / np.maximum(1, whole)

    def _mean_by_alpha(self, total: NDArray[np.int64]) -> NDArray[np.float64]:
        return total / FIXED_ONE / np.maximum(1, self.true_positives)


def hota(
    truth_ids: Sequence[ArrayLike],
    prediction_ids: Sequence[ArrayLike],
    similarities: Sequence[ArrayLike],
) -> Hota:
    """Counts HOTA of one sequence from similarities.

    Args:
        truth_ids: for each frame (G_f,) identities of the ground truth, integers or strings.
        prediction_ids: for each frame (P_f,) identities of the predictions.
        similarities: for each frame (G_f, P_f), such as IoU, in [0, 1].

    Returns:
        The counts, (19,) each.

    Raises:
        InvalidInputError: if the frames do not fit together, an identity occurs twice in a frame,
            or a similarity is out of range.
    """
    counts = count_hota(graph_of_frames(truth_ids, prediction_ids, similarities, 1.0))
    return Hota(*(count[0, 0] for count in counts))


def count_hota(graph: TrackGraph) -> Hota:
    """Counts HOTA of one sequence at every level and cutoff.

    Args:
        graph: the sequence, with L levels and C cutoffs.

    Returns:
        The counts, (L, C, 19) int64 each.
    """
    cutoffs, which = distinct_cutoffs(graph)
    shape = (len(Hota._fields), graph.num_levels, len(cutoffs), len(ALPHAS))
    counts = Hota(*np.zeros(shape, np.int64))
    _count(graph, cutoffs, make_frame_assignment(graph), _make_tallies(graph), counts)
    for by_rank in counts[:4]:
        by_rank[:] = np.cumsum(by_rank[..., ::-1], axis=-1)[..., ::-1]
    np.subtract(required_truths(graph)[:, None, None], counts[1], out=counts[1])
    np.subtract(required_predictions(graph)[cutoffs, None], counts[2], out=counts[2])
    return Hota(*(count[:, which] for count in counts))


class _Tallies(NamedTuple):
    """What is counted at one cutoff. A match has the rank n - 1 if it counts at the first n alphas.

    Attributes:
        truth_sum: (G,) sum of the similarities of a ground-truth row.
        prediction_sum: (P,) sum of the similarities of a predicted row.
        alignment: (K,) frames that two tracks share, weighted by similarity.
        weight: (E,) int64 weights of the assignment.
        truth_length: (T,) rows of a ground-truth track.
        truth_required: (L, T) those of them that are misses unless they are matched.
        prediction_length: (Q,) rows of a predicted track that are used.
        prediction_required: (Q,) those of them that are false positives unless they are matched.
        pair_matches: (19, K) matches of two tracks by rank.
        truth_optional: (L, 19, T) optional rows of a ground-truth track that are matched, by rank.
        prediction_optional: (19, Q) optional rows of a predicted track that are matched, by rank.
    """

    truth_sum: NDArray[np.float64]
    prediction_sum: NDArray[np.float64]
    alignment: NDArray[np.float64]
    weight: NDArray[np.int64]
    truth_length: NDArray[np.int64]
    truth_required: NDArray[np.int64]
    prediction_length: NDArray[np.int64]
    prediction_required: NDArray[np.int64]
    pair_matches: NDArray[np.int64]
    truth_optional: NDArray[np.int64]
    prediction_optional: NDArray[np.int64]


def _make_tallies(graph: TrackGraph) -> _Tallies:
    """Allocates the tallies and counts the ground truth, which does not change with the cutoff."""
    truths, predictions = graph.num_truth_tracks, len(graph.pair_start) - 1
    levels, alphas = graph.num_levels, len(ALPHAS)
    required = [
        np.bincount(graph.truth_track[graph.truth_optional <= level], minlength=truths)
        for level in range(levels)
    ]
    return _Tallies(
        truth_sum=np.empty(len(graph.truth_track)),
        prediction_sum=np.empty(len(graph.prediction_track)),
        alignment=np.empty(len(graph.pair_truth)),
        weight=np.empty(len(graph.edge_truth), np.int64),
        truth_length=np.bincount(graph.truth_track, minlength=truths),
        truth_required=np.array(required),
        prediction_length=np.empty(predictions, np.int64),
        prediction_required=np.empty(predictions, np.int64),
        pair_matches=np.empty((alphas, len(graph.pair_truth)), np.int64),
        truth_optional=np.empty((levels, alphas, truths), np.int64),
        prediction_optional=np.empty((alphas, predictions), np.int64),
    )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _count(graph, cutoffs, assignment, tallies, counts):
    """Counts at some cutoffs: matches by rank, associations by alpha.

    `counts.false_negatives` and `counts.false_positives` take the matches that are not optional.
    """
    for c in range(len(cutoffs)):
        _align_tracks(graph, cutoffs[c], tallies)
        _weigh_edges(graph, tallies)
        tallies.pair_matches.fill(0)
        tallies.truth_optional.fill(0)
        tallies.prediction_optional.fill(0)
        for frame in range(len(graph.truth_start) - 1):
            clear_frame(graph, frame, assignment)
            match_frame(graph, frame, cutoffs[c], tallies.weight, assignment)
            for g in range(graph.truth_start[frame], graph.truth_start[frame + 1]):
                if assignment.truth_match[g] >= 0:
                    _count_match(graph, c, assignment.truth_match[g], tallies, counts)
        _accumulate_alphas(graph, tallies)
        for level in range(graph.num_levels):
            _count_associations(graph, level, c, tallies, counts)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _align_tracks(graph, cutoff, tallies):
    """Counts the lengths of predicted tracks, and the frames that two tracks share."""
    tallies.truth_sum.fill(0.0)
    tallies.prediction_sum.fill(0.0)
    tallies.alignment.fill(0.0)
    tallies.prediction_length.fill(0)
    tallies.prediction_required.fill(0)
    for p in range(len(graph.prediction_track)):
        if graph.prediction_first[p] <= cutoff < graph.prediction_last[p]:
            track = graph.prediction_track[p]
            tallies.prediction_length[track] += 1
            tallies.prediction_required[track] += not graph.prediction_optional[p]
            for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
                tallies.truth_sum[graph.edge_truth[e]] += graph.edge_similarity[e]
                tallies.prediction_sum[p] += graph.edge_similarity[e]
    for e in range(len(graph.edge_truth)):
        p, similarity = graph.edge_prediction[e], graph.edge_similarity[e]
        if graph.prediction_first[p] <= cutoff < graph.prediction_last[p]:
            both = tallies.truth_sum[graph.edge_truth[e]] + tallies.prediction_sum[p]
            tallies.alignment[graph.edge_pair[e]] += similarity / (both - similarity)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _weigh_edges(graph, tallies):
    """Weighs the similarity of two rows by the alignment of their tracks."""
    for k in range(len(tallies.alignment)):
        shared = tallies.alignment[k]
        if shared > 0.0:
            truth = tallies.truth_length[graph.pair_truth[k]]
            prediction = tallies.prediction_length[graph.pair_prediction[k]]
            tallies.alignment[k] = shared / (truth + prediction - shared)
    for e in range(len(tallies.weight)):
        score = tallies.alignment[graph.edge_pair[e]] * graph.edge_similarity[e]
        tallies.weight[e] = int(score * _SCORE_ONE + 0.5)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _count_match(graph, c, edge, tallies, counts):
    similarity = graph.edge_similarity[edge]
    rank = -1
    while rank + 1 < len(_LOWEST) and similarity >= _LOWEST[rank + 1]:
        rank += 1
    if rank < 0:
        return
    g, p = graph.edge_truth[edge], graph.edge_prediction[edge]
    tallies.pair_matches[rank, graph.edge_pair[edge]] += 1
    if graph.prediction_optional[p]:
        tallies.prediction_optional[rank, graph.prediction_track[p]] += 1
    for level in range(graph.num_levels):
        counts.true_positives[level, c, rank] += 1
        counts.similarity[level, c, rank] += to_fixed(similarity)
        counts.false_positives[level, c, rank] += not graph.prediction_optional[p]
        if level < graph.truth_optional[g]:
            tallies.truth_optional[level, rank, graph.truth_track[g]] += 1
        else:
            counts.false_negatives[level, c, rank] += 1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _accumulate_alphas(graph, tallies):
    """Turns tallies by rank into tallies by alpha."""
    for a in range(len(_LOWEST) - 2, -1, -1):
        for k in range(len(graph.pair_truth)):
            tallies.pair_matches[a, k] += tallies.pair_matches[a + 1, k]
        for q in range(len(tallies.prediction_length)):
            tallies.prediction_optional[a, q] += tallies.prediction_optional[a + 1, q]
        for level in range(graph.num_levels):
            for t in range(graph.num_truth_tracks):
                tallies.truth_optional[level, a, t] += tallies.truth_optional[level, a + 1, t]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _count_associations(graph, level, c, tallies, counts):
    """Sums over the matches how well their two tracks are associated, at each alpha."""
    for a in range(len(_LOWEST)):
        accuracy, recall, precision = 0.0, 0.0, 0.0
        for k in range(len(graph.pair_truth)):
            matches = tallies.pair_matches[a, k]
            if matches == 0:
                continue
            t, q = graph.pair_truth[k], graph.pair_prediction[k]
            truth = tallies.truth_required[level, t] + tallies.truth_optional[level, a, t]
            prediction = tallies.prediction_required[q] + tallies.prediction_optional[a, q]
            accuracy += matches * (matches / (truth + prediction - matches))
            recall += matches * (matches / truth)
            precision += matches * (matches / prediction)
        counts.association[level, c, a] = to_fixed(accuracy)
        counts.association_recall[level, c, a] = to_fixed(recall)
        counts.association_precision[level, c, a] = to_fixed(precision)
