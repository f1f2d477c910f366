"""HOTA: higher order tracking accuracy (Luiten et al. 2021), as TrackEval computes it.

Frames are matched once, so that the sum of similarity times alignment of the two tracks is
greatest; at each of 19 thresholds alpha the matches that are at least that similar count. DetA is
the share of the detections that match; AssA is the share of the two tracks of a match that match
each other, averaged over the matches. HOTA is their geometric mean, averaged over alpha.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .fixed_point import FIXED_ONE
from .frame_assignment import make_frame_assignment
from .hota_counts import ALPHAS, count_matches, make_tallies
from .track_graph import (
    TrackGraph,
    distinct_cutoffs,
    graph_of_frames,
    required_predictions,
    required_truths,
)


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


def measure_hota(
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
    assignment = make_frame_assignment(graph, np.ones(len(graph.edge_truth), np.bool_))
    count_matches(graph, cutoffs, assignment, make_tallies(graph), counts)
    for count in (counts.true_positives, counts.similarity, counts.false_positives):
        count[1:] = count[0]
    counts.similarity[:] = np.cumsum(counts.similarity[..., ::-1], axis=-1)[..., ::-1]
    counts.false_negatives[:] += required_truths(graph)[:, None, None] - counts.true_positives
    counts.false_positives[:] += required_predictions(graph)[cutoffs, None] - counts.true_positives
    return Hota(*(count[:, which] for count in counts))
