"""Expected calibration error with soft bins, so that it has a gradient: SB-ECE.

Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021, section 4.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError

_CHUNK = 1 << 16
"""Confidences that are binned at a time, which bounds the memory."""


@dataclass(frozen=True)
class SoftBins:
    """Bins of confidence whose edges are soft.

    A confidence c belongs to bin i with a share of softmax_i(-(c - center_i)^2 / temperature).

    Attributes:
        count: Number of bins M, of equal width; the centers are (2 i + 1) / (2 M).
        temperature: Softness of the edges, in squared confidence.
        norm: 1 or 2, the power in which the gaps between confidence and accuracy count.
    """

    count: int = 15
    temperature: float = 0.01
    norm: int = 2

    def __post_init__(self) -> None:
        """Checks the values."""
        if self.count < 1:
            raise InvalidInputError(f"soft bins: expected a count of at least 1, got {self.count}")
        if not (0 < self.temperature < math.inf):
            raise InvalidInputError(
                f"soft bins: expected a temperature above 0, got {self.temperature}"
            )
        if self.norm not in (1, 2):
            raise InvalidInputError(f"soft bins: expected norm 1 or 2, got {self.norm}")

    @classmethod
    def from_decay(cls, decay: float, count: int = 15, norm: int = 2) -> SoftBins:
        """Bins of temperature 1 / (ln(decay) count^2).

        Args:
            decay: Decay above 1: a confidence at a bin's center belongs to that bin `decay` times
                as much as to the next one.
            count: Number of bins.
            norm: 1 or 2.
        """
        if not (1 < decay < math.inf):
            raise InvalidInputError(f"soft bins: expected a decay above 1, got {decay}")
        return cls(count, 1 / (math.log(decay) * count**2), norm)

    @property
    def centers(self) -> NDArray[np.float64]:
        """(M,) middles of the bins."""
        return (2 * np.arange(self.count) + 1) / (2 * self.count)


DEFAULT_BINS = SoftBins()


def soft_calibration_error(
    confidence: ArrayLike,
    correct: ArrayLike,
    bins: SoftBins = DEFAULT_BINS,
    weights: ArrayLike | None = None,
) -> float:
    """SB-ECE: (sum over bins of share * |mean confidence - mean accuracy|^p)^(1/p).

    Args:
        confidence: (N,) confidences in [0, 1].
        correct: (N,) in [0, 1], whether each answer is right, or its share of right cases.
        bins: Soft bins and the norm p.
        weights: (N,) weights of the answers. Defaults to 1 for each.

    Returns:
        The error, NaN without answers.

    Raises:
        InvalidInputError: The shapes differ or a value is out of its range.
    """
    values = unit_column("confidence", confidence)
    right = unit_column("correct", correct, len(values))
    counts = weight_column(weights, len(values))
    total = counts.sum()
    if total == 0:
        return float("nan")
    share, gap = np.zeros(bins.count), np.zeros(bins.count)
    for first in range(0, len(values), _CHUNK):
        part = slice(first, first + _CHUNK)
        square = -((values[part, None] - bins.centers) ** 2) / bins.temperature
        member = np.exp(square - square.max(axis=1, keepdims=True))
        member *= (counts[part] / member.sum(axis=1))[:, None]
        share += member.sum(axis=0)
        gap += (values[part] - right[part]) @ member
    if bins.norm == 1:
        return float(np.abs(gap).sum() / total)
    filled = share > 0
    return float(np.sqrt((gap[filled] ** 2 / share[filled]).sum() / total))


def unit_column(name: str, values: ArrayLike, count: int | None = None) -> NDArray[np.float64]:
    """(N,) float64 values in [0, 1].

    Raises:
        InvalidInputError: The shape or a value is wrong.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or count not in (None, len(array)):
        wanted = "N" if count is None else count
        raise InvalidInputError(f"{name}: expected shape ({wanted},), got {array.shape}")
    bad = np.flatnonzero(~((array >= 0) & (array <= 1)))
    if bad.size:
        raise InvalidInputError(
            f"{name}: expected numbers from 0 to 1, got {array[bad[0]]} in row {bad[0]}"
        )
    return array


def weight_column(weights: ArrayLike | None, count: int) -> NDArray[np.float64]:
    """(N,) float64 weights, ones where none are given.

    Raises:
        InvalidInputError: The shape is wrong, or a weight is negative or not finite.
    """
    if weights is None:
        return np.ones(count)
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (count,) or not (np.isfinite(array) & (array >= 0)).all():
        raise InvalidInputError(
            f"weights: expected {count} finite numbers of at least 0, got shape {array.shape}"
        )
    return array
