"""Identity metrics: IDF1, IDP and IDR.

Ground-truth tracks are assigned to predicted tracks once for a whole sequence, each to at most one,
so that as many objects as possible are matched by the track that theirs is assigned to (IDTP). The
other ground-truth objects are IDFN, the other predictions IDFP. A tracker that renames an object
halfway thus explains only half of it, however well each half is tracked.

Source: Ristani et al., "Performance Measures and a Data Set for Multi-Target, Multi-Camera
Tracking", ECCV Workshops 2016, section 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign, make_workspace
from waymo_kit.kernels import kernel

from .counts import ratio
from .track_graph import (
    TrackGraph,
    distinct_cutoffs,
    required_predictions,
    required_truths,
)


class Identity(NamedTuple):
    """Counts of identity, of any one shape, such as (levels, cutoffs); they add up over sequences.

    Attributes:
        true_positives: int64 number of objects matched by the track assigned to theirs (IDTP).
        false_negatives: int64 number of other ground-truth objects that are not optional (IDFN).
        false_positives: int64 number of other predictions that are not optional (IDFP).
    """

    true_positives: NDArray[np.int64]
    false_negatives: NDArray[np.int64]
    false_positives: NDArray[np.int64]

    @property
    def idf1(self) -> NDArray[np.float64]:
        """IDTP / (IDTP + IDFN / 2 + IDFP / 2); NaN where there is nothing."""
        errors = self.false_negatives + self.false_positives
        return ratio(2 * self.true_positives, 2 * self.true_positives + errors)

    @property
    def idp(self) -> NDArray[np.float64]:
        """IDTP / (IDTP + IDFP), the precision; NaN without predictions."""
        return ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def idr(self) -> NDArray[np.float64]:
        """IDTP / (IDTP + IDFN), the recall; NaN without ground truth."""
        return ratio(self.true_positives, self.true_positives + self.false_negatives)


def count_identity(graph: TrackGraph) -> Identity:
    """Counts identity of one sequence at every level and cutoff.

    Args:
        graph: Sequence with L levels and C cutoffs.

    Returns:
        The counts, (L, C) int64 each.
    """
    cutoffs, which = distinct_cutoffs(graph)
    counts = Identity(*np.zeros((len(Identity._fields), graph.num_levels, len(cutoffs)), np.int64))
    counts.false_negatives[:] = required_truths(graph)[:, None]
    counts.false_positives[:] = required_predictions(graph)[cutoffs]
    _count(graph, cutoffs, _make_tallies(graph), counts)
    return Identity(*(count[:, which] for count in counts))


class _Tallies(NamedTuple):
    """Counts at one cutoff, and the problem of assigning the tracks.

    Attributes:
        matches: (K,) number of frames in which two tracks could be matched.
        optional_predictions: (K,) number of these in which the prediction is optional.
        optional_truths: (L, K) number of these in which the ground truth is optional.
        rows: (Q,) predicted tracks that could match.
        starts: (Q + 1,) first edge of each predicted track.
        columns: (K,) ground-truth track of each edge.
        weights: (K,) weight of each edge.
        pairs: (K,) pair of each edge.
        mates: (Q,) assigned ground-truth track, -1 for none.
        workspace: Scratch of the Hungarian algorithm.
    """

    matches: NDArray[np.int64]
    optional_predictions: NDArray[np.int64]
    optional_truths: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: NDArray[np.int64]
    pairs: NDArray[np.int64]
    mates: NDArray[np.int64]
    workspace: NDArray[np.int64]


def _make_tallies(graph: TrackGraph) -> _Tallies:
    pairs, predictions = len(graph.pair_truth), len(graph.pair_start) - 1
    return _Tallies(
        matches=np.empty(pairs, np.int64),
        optional_predictions=np.empty(pairs, np.int64),
        optional_truths=np.empty((graph.num_levels, pairs), np.int64),
        rows=np.empty(predictions, np.int64),
        starts=np.empty(predictions + 1, np.int64),
        columns=np.empty(pairs, np.int64),
        weights=np.empty(pairs, np.int64),
        pairs=np.empty(pairs, np.int64),
        mates=np.empty(predictions, np.int64),
        workspace=make_workspace(predictions, graph.num_truth_tracks),
    )


@kernel
def _count(
    graph: TrackGraph, cutoffs: NDArray[np.int64], tallies: _Tallies, counts: Identity
) -> None:
    """Counts at each of some cutoffs, from all objects being missed and all predictions false."""
    for c in range(len(cutoffs)):
        _count_pairs(graph, cutoffs[c], tallies)
        rows = tallies.rows[: _fill(graph, tallies)]
        assign(
            rows,
            tallies.starts,
            tallies.columns,
            tallies.weights,
            graph.num_truth_tracks,
            tallies.workspace,
            tallies.mates,
        )
        for prediction in rows:
            for edge in range(tallies.starts[prediction], tallies.starts[prediction + 1]):
                if tallies.columns[edge] != tallies.mates[prediction]:
                    continue
                k = tallies.pairs[edge]
                for level in range(graph.num_levels):
                    required = tallies.matches[k] - tallies.optional_truths[level, k]
                    counts.true_positives[level, c] += tallies.matches[k]
                    counts.false_negatives[level, c] -= required
                    required = tallies.matches[k] - tallies.optional_predictions[k]
                    counts.false_positives[level, c] -= required


@kernel
def _count_pairs(graph: TrackGraph, cutoff: int, tallies: _Tallies) -> None:
    tallies.matches.fill(0)
    tallies.optional_predictions.fill(0)
    tallies.optional_truths.fill(0)
    for e in range(len(graph.edge_truth)):
        p, g, k = graph.edge_prediction[e], graph.edge_truth[e], graph.edge_pair[e]
        used = graph.prediction_first[p] <= cutoff < graph.prediction_last[p]
        if used and graph.edge_weight[e] > 0:
            tallies.matches[k] += 1
            tallies.optional_predictions[k] += graph.prediction_optional[p]
            for level in range(graph.truth_optional[g]):
                tallies.optional_truths[level, k] += 1


@kernel
def _fill(graph: TrackGraph, tallies: _Tallies) -> int:
    """Sets the problem: assign tracks so that the number of matches is greatest.

    Returns:
        The number of predicted tracks that could match any other, which `rows` then starts with.
    """
    edge, row = 0, 0
    for prediction in range(len(graph.pair_start) - 1):
        tallies.starts[prediction] = edge
        for k in range(graph.pair_start[prediction], graph.pair_start[prediction + 1]):
            if tallies.matches[k] > 0:
                tallies.columns[edge] = graph.pair_truth[k]
                tallies.weights[edge] = tallies.matches[k]
                tallies.pairs[edge] = k
                edge += 1
        if edge > tallies.starts[prediction]:
            tallies.rows[row] = prediction
            row += 1
    tallies.starts[len(graph.pair_start) - 1] = edge
    return row
