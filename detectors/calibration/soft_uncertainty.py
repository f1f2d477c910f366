"""Accuracy versus uncertainty with a soft threshold, so that it has a gradient: S-AvUC.

Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021, section 4.2,
after Krishnan and Tickoo, "Improving model calibration with accuracy versus uncertainty
optimization", NeurIPS 2020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.detectors.calibration.soft_bins import unit_column, weight_column
from waymo_kit.errors import InvalidInputError

COUNT_FLOOR = 1e-12
"""Share of answers that is added above and below, so that the ratio is finite."""


@dataclass(frozen=True)
class SoftThreshold:
    """A threshold on the entropy, in units of the largest one, whose edge is soft.

    An answer of relative entropy u is uncertain in a degree of
    sigmoid((ln(u / (1 - u)) - ln(value / (1 - value))) / temperature).

    Attributes:
        value: Relative entropy in (0, 1) that counts as half uncertain (kappa).
        temperature: Softness of the threshold.
    """

    value: float = 0.5
    temperature: float = 1.0

    def __post_init__(self) -> None:
        """Checks the values."""
        if not (0 < self.value < 1):
            raise InvalidInputError(
                f"soft threshold: expected a value between 0 and 1, got {self.value}"
            )
        if not (0 < self.temperature < math.inf):
            raise InvalidInputError(
                f"soft threshold: expected a temperature above 0, got {self.temperature}"
            )

    @property
    def logit(self) -> float:
        """ln(value / (1 - value))."""
        return math.log(self.value) - math.log1p(-self.value)


DEFAULT_THRESHOLD = SoftThreshold()


def soft_avuc(
    entropy: ArrayLike,
    correct: ArrayLike,
    classes: int,
    threshold: SoftThreshold = DEFAULT_THRESHOLD,
    weights: ArrayLike | None = None,
) -> float:
    """S-AvUC: low where right answers are certain and wrong ones uncertain.

    ln(1 + (n_AU + n_IC) / (n_AC + n_IU)) over accurate and inaccurate, certain and uncertain
    answers. Uncertain ones weigh t tanh(H), certain ones (1 - t) (1 - tanh(H)), where H is the
    entropy and t the degree of uncertainty.

    Args:
        entropy: (N,) entropies of the predicted distributions in nats, 0 to ln(classes).
        correct: (N,) in [0, 1], whether each answer is right, or its share of right cases.
        classes: Number of classes, at least 2.
        threshold: Soft threshold of uncertainty.
        weights: (N,) weights of the answers. Defaults to 1 for each.

    Returns:
        The objective, NaN without answers.

    Raises:
        InvalidInputError: The shapes differ or a value is out of its range.
    """
    if classes < 2:
        raise InvalidInputError(f"expected at least two classes, got {classes}")
    nats = np.asarray(entropy, dtype=np.float64)
    most = math.log(classes)
    rounded = np.where(nats <= most * (1 + 1e-6), np.minimum(nats, most), nats)
    relative = unit_column("entropy / ln(classes)", rounded / most)
    right = unit_column("correct", correct, len(relative))
    counts = weight_column(weights, len(relative))
    total = counts.sum()
    if total == 0:
        return float("nan")
    with np.errstate(divide="ignore", over="ignore"):
        odds = np.log(relative) - np.log1p(-relative) - threshold.logit
        degree = 1 / (1 + np.exp(-odds / threshold.temperature))
    uncertain = counts * degree * np.tanh(nats) / total
    certain = counts * (1 - degree) * (1 - np.tanh(nats)) / total
    against = right @ uncertain + (1 - right) @ certain
    favored = right @ certain + (1 - right) @ uncertain
    return float(np.log((against + favored + COUNT_FLOOR) / (favored + COUNT_FLOOR)))
