"""HOTA, higher order tracking accuracy, as TrackEval computes it.

Frames are matched once, so that the sum of similarity times alignment of the two tracks is
greatest. At each of 19 thresholds alpha = 0.05, 0.1, ... 0.95 the matches that are at least that
similar count:

- **DetA** = TP / (TP + FN + FP): how well objects are detected.
- **AssA**: mean over the matches of TPA / (TPA + FNA + FPA), the share of the two tracks of a match
  that match each other: how well detections are linked over time.
- **HOTA** = sqrt(DetA x AssA), averaged over alpha.
- **LocA**: mean similarity of the matches.

Source: Luiten et al., "HOTA: A Higher Order Metric for Evaluating Multi-Object Tracking",
International Journal of Computer Vision 2021.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .counts import FIXED_ONE
from .frame_assignment import make_frame_assignment
from .hota_counts import ALPHAS, count_matches, make_tallies
from .track_graph import (
    TrackGraph,
    distinct_cutoffs,
    required_predictions,
    required_truths,
)


class Hota(NamedTuple):
    """Counts of HOTA by alpha, such as (levels, cutoffs, 19); they add up over sequences.

    The sums are int64 in units of 1 / `FIXED_ONE`.

    Attributes:
        true_positives: int64 number of matches.
        false_negatives: int64 number of other ground-truth objects that are not optional.
        false_positives: int64 number of other predictions that are not optional.
        similarity: int64 sum of the similarity over the matches.
        association: int64 sum of the association accuracy over the matches.
        association_recall: int64 sum of the share of the ground-truth track that matches.
        association_precision: int64 sum of the share of the predicted track that matches.
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
        hota: NDArray[np.float64] = self.hota_by_alpha.mean(axis=-1)
        return hota

    @property
    def det_a(self) -> NDArray[np.float64]:
        """DetA: TP / (TP + FN + FP), averaged over alpha."""
        det_a: NDArray[np.float64] = self._detection_by_alpha.mean(axis=-1)
        return det_a

    @property
    def det_re(self) -> NDArray[np.float64]:
        """DetRe: TP / (TP + FN), averaged over alpha."""
        whole = self.true_positives + self.false_negatives
        det_re: NDArray[np.float64] = (self.true_positives / np.maximum(1, whole)).mean(axis=-1)
        return det_re

    @property
    def det_pr(self) -> NDArray[np.float64]:
        """DetPr: TP / (TP + FP), averaged over alpha."""
        whole = self.true_positives + self.false_positives
        det_pr: NDArray[np.float64] = (self.true_positives / np.maximum(1, whole)).mean(axis=-1)
        return det_pr

    @property
    def ass_a(self) -> NDArray[np.float64]:
        """AssA, averaged over alpha."""
        ass_a: NDArray[np.float64] = self._mean_by_alpha(self.association).mean(axis=-1)
        return ass_a

    @property
    def ass_re(self) -> NDArray[np.float64]:
        """AssRe, averaged over alpha."""
        ass_re: NDArray[np.float64] = self._mean_by_alpha(self.association_recall).mean(axis=-1)
        return ass_re

    @property
    def ass_pr(self) -> NDArray[np.float64]:
        """AssPr, averaged over alpha."""
        ass_pr: NDArray[np.float64] = self._mean_by_alpha(self.association_precision).mean(axis=-1)
        return ass_pr

    @property
    def loc_a(self) -> NDArray[np.float64]:
        """LocA: mean similarity of the matches, averaged over alpha; 1 where nothing matches."""
        by_alpha = self._mean_by_alpha(self.similarity)
        loc_a: NDArray[np.float64] = np.where(self.true_positives > 0, by_alpha, 1.0).mean(axis=-1)
        return loc_a

    @property
    def _detection_by_alpha(self) -> NDArray[np.float64]:
        whole = self.true_positives + self.false_negatives + self.false_positives
        detection_by_alpha: NDArray[np.float64] = self.true_positives / np.maximum(1, whole)
        return detection_by_alpha

    def _mean_by_alpha(self, total: NDArray[np.int64]) -> NDArray[np.float64]:
        return total / FIXED_ONE / np.maximum(1, self.true_positives)


def count_hota(graph: TrackGraph) -> Hota:
    """Counts HOTA of one sequence at every level and cutoff.

    Args:
        graph: Sequence with L levels and C cutoffs.

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
