"""Differences between trainings of the same seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Difference:
    """Difference between two kinds of training, over pairs of the same seed.

    Attributes:
        mean: Mean difference.
        half_width: Half of the width of the 95 % interval of Student's t distribution; infinite for
            one seed.
    """

    mean: float
    half_width: float

    def text(self, form: str = ".4f") -> str:
        """Returns the mean with half of the interval's width, which one seed does not have.

        Args:
            form: Format of the numbers.
        """
        mean = f"{self.mean:+{form}}"
        return f"{mean} ± {self.half_width:{form}}" if math.isfinite(self.half_width) else mean

    @property
    def verdict(self) -> str:
        """Returns whether the interval lies below zero, above zero, or holds it."""
        if math.isinf(self.half_width):
            return "one seed, no interval"
        if abs(self.mean) <= self.half_width:
            return "equal within the interval"
        return "lower" if self.mean < 0 else "higher"


def paired_difference(values: Sequence[float], reference: Sequence[float]) -> Difference:
    """Returns the differences of values from those of a reference, pair by pair.

    Args:
        values: Values by seed, at least one.
        reference: Values of the reference, for the same seeds.
    """
    pairs = np.subtract(values, reference)
    if pairs.size == 1:
        return Difference(float(pairs[0]), math.inf)
    from scipy.stats import t

    error = pairs.std(ddof=1) / math.sqrt(pairs.size)
    return Difference(float(pairs.mean()), float(t.ppf(0.975, pairs.size - 1) * error))


def mean_and_deviation(values: Sequence[float], form: str = ".4f") -> str:
    """Returns the mean and the standard deviation of values, or a single one alone.

    Args:
        values: Values by seed, at least one.
        form: Format of the numbers.
    """
    mean = f"{np.mean(values):{form}}"
    return mean if len(values) == 1 else f"{mean} ± {np.std(values, ddof=1):{form}}"
