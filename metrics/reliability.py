"""Reliability curves, which compare scores with the share of right answers, and their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError

Binning = Literal["equal_width", "equal_mass"]
"""Kind of bins: of equal width in score, or of equal numbers of samples."""

REFINEMENT = 64
"""Number of cells per bin of a `ScoreHistogram`, a power of two, so that cells nest exactly."""


@dataclass(frozen=True)
class ReliabilityCurve:
    """Confidence and accuracy per score bin (Guo et al. 2017, section 2).

    A bin holds the scores in (lower, upper]; the first one also holds its lower edge.

    Attributes:
        lower: (B,) float64, lower edges.
        upper: (B,) float64, upper edges.
        count: (B,) int64, samples in the bin.
        confidence: (B,) float64, mean score of the bin, NaN where it is empty.
        accuracy: (B,) float64, share of the samples that are right, NaN where it is empty.
    """

    lower: np.ndarray
    upper: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray

    @property
    def gap(self) -> np.ndarray:
        """(B,) float64, confidence minus accuracy: positive is overconfident, NaN is empty."""
        gap: np.ndarray = self.confidence - self.accuracy
        return gap

    @property
    def expected_error(self) -> float:
        """Mean absolute gap weighted by count (ECE, Naeini et al. 2015); NaN without samples."""
        total = self.count.sum()
        if total == 0:
            return float("nan")
        filled = self.count > 0
        return float(self.count[filled] @ np.abs(self.gap[filled]) / total)

    @property
    def maximum_error(self) -> float:
        """Largest absolute gap of a bin that holds a sample (MCE); NaN without samples."""
        filled = self.count > 0
        return float(np.abs(self.gap[filled]).max()) if filled.any() else float("nan")


def reliability_curve(
    scores: ArrayLike, correct: ArrayLike, *, bins: int = 15, binning: Binning = "equal_width"
) -> ReliabilityCurve:
    """Bins scores and compares each bin's mean score with its share of right answers.

    Equal-mass bins cut the sorted scores into runs whose sizes differ by at most one, as far as
    ties allow: equal scores stay in one bin, so that the samples' order does not matter.

    Args:
        scores: (N,) in [0, 1].
        correct: (N,) bool or 0/1, whether each answer is right.
        bins: Number of bins; ties can leave fewer equal-mass ones.
        binning: `equal_width` or `equal_mass`.

    Raises:
        InvalidInputError: Shapes differ, a score is not in [0, 1], or there is no bin.
    """
    values, right = checked_scores(scores, correct)
    _check_bins(bins, binning)
    if binning == "equal_width":
        index = _equal_width_index(values, bins)
        edges = np.arange(bins + 1) / bins
    else:
        inner = np.unique(np.sort(values)[_cuts(len(values), bins) - 1])
        inner = inner[inner < values.max(initial=0.0)]
        index = np.searchsorted(inner, values, side="left")
        edges = np.concatenate([[0.0], inner, [1.0]])
    size = len(edges) - 1
    return _curve(
        edges,
        np.bincount(index, minlength=size),
        np.bincount(index, weights=values, minlength=size),
        np.bincount(index, weights=right, minlength=size),
    )


class ScoreHistogram:
    """Fine histograms of scores, one a group: the additive state behind reliability curves.

    Each of the `bins` equal-width bins is divided into `REFINEMENT` cells that hold a count, a sum
    of scores and a count of right answers. Equal-width curves from it are exact. Equal-mass curves
    are exact for their own edges, which are rounded up to a cell's: an edge moves by at most
    1 / (bins * REFINEMENT) in score, 0.00104 with 15 bins.
    """

    def __init__(self, groups: int, bins: int = 15) -> None:
        """Starts empty, with `groups` histograms."""
        _check_bins(bins, "equal_width")
        self.bins = bins
        shape = (groups, bins * REFINEMENT)
        self.count = np.zeros(shape, np.int64)
        self.correct = np.zeros(shape, np.int64)
        self.score_sum = np.zeros(shape, np.float64)

    def update(self, group: np.ndarray, scores: np.ndarray, correct: np.ndarray) -> None:
        """Adds (N,) checked scores and bools to the histograms that `group` (N,) int names."""
        cells = self.count.shape[1]
        flat = group * cells + _equal_width_index(scores, cells)
        size = self.count.size
        self.count += np.bincount(flat, minlength=size).reshape(self.count.shape)
        self.correct += np.bincount(flat[correct], minlength=size).reshape(self.count.shape)
        self.score_sum += np.bincount(flat, scores, size).reshape(self.count.shape)

    def merge(self, other: ScoreHistogram) -> None:
        """Adds another histogram of the same shape.

        Raises:
            InvalidInputError: The groups or the bins differ.
        """
        if other.count.shape != self.count.shape:
            raise InvalidInputError(
                f"expected to merge {self.count.shape[0]} groups of {self.bins} bins,"
                f" got {other.count.shape[0]} groups of {other.bins} bins"
            )
        self.count += other.count
        self.correct += other.correct
        self.score_sum += other.score_sum

    def curve(self, groups: int | np.ndarray, binning: Binning = "equal_width") -> ReliabilityCurve:
        """The reliability curve of one group, or of an array of groups taken together."""
        _check_bins(self.bins, binning)
        count, correct, score_sum = (
            np.atleast_2d(cells[groups]).sum(axis=0)
            for cells in (self.count, self.correct, self.score_sum)
        )
        cells = len(count)
        if binning == "equal_width":
            starts = np.arange(self.bins) * REFINEMENT
        else:
            running = np.cumsum(count)
            ends = np.searchsorted(running, _cuts(int(running[-1]), self.bins), side="left") + 1
            starts = np.unique(np.append(0, ends[running[ends - 1] < running[-1]]))
        edges = np.append(starts, cells) / cells
        return _curve(edges, *(np.add.reduceat(a, starts) for a in (count, score_sum, correct)))


def checked_scores(scores: ArrayLike, correct: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Returns (N,) float64 scores and (N,) bool answers.

    Raises:
        InvalidInputError: Shapes differ, a score is not in [0, 1], or an answer is not 0 or 1.
    """
    values = np.asarray(scores, dtype=np.float64)
    right = np.asarray(correct)
    if values.ndim != 1 or right.shape != values.shape:
        raise InvalidInputError(
            f"expected scores and answers of one shape (N,), got {values.shape} and {right.shape}"
        )
    bad = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if bad.size:
        raise InvalidInputError(f"expected scores in [0, 1], got {values[bad[0]]} in row {bad[0]}")
    if right.dtype != np.bool_:
        bad = np.flatnonzero((right != 0) & (right != 1))
        if bad.size:
            raise InvalidInputError(
                f"expected answers that are 0 or 1, got {right[bad[0]]} in row {bad[0]}"
            )
        right = right.astype(bool)
    return values, right


def _check_bins(bins: int, binning: str) -> None:
    if bins < 1:
        raise InvalidInputError(f"expected at least one bin, got {bins}")
    if binning not in ("equal_width", "equal_mass"):
        raise InvalidInputError(f"expected binning equal_width or equal_mass, got {binning!r}")


def _equal_width_index(scores: np.ndarray, bins: int) -> np.ndarray:
    """Bin m holds (m / bins, (m + 1) / bins], with the product score * bins rounded to float64."""
    equal_width_index: np.ndarray = np.maximum(np.ceil(scores * bins).astype(np.int64) - 1, 0)
    return equal_width_index


def _cuts(samples: int, bins: int) -> np.ndarray:
    """Counts the sorted samples before each inner edge of equal-mass bins; no empty first bin."""
    cuts = np.arange(1, bins) * samples // bins
    return cuts[cuts > 0]


def _curve(
    edges: np.ndarray, count: np.ndarray, score_sum: np.ndarray, correct: np.ndarray
) -> ReliabilityCurve:
    filled = np.where(count > 0, count, np.nan)
    return ReliabilityCurve(edges[:-1], edges[1:], count, score_sum / filled, correct / filled)
