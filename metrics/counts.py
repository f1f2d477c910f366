"""Arithmetic of counts: sums of fractions that do not depend on their order, and ratios.

A fraction is rounded once to a multiple of 2**-36 and then summed as an integer, so that sums that
are merged in any order agree to the last digit. Float32 numbers above 2**-12 are exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.kernels import kernel

FIXED_ONE = 2**36
"""Number that stands for 1.0 in fixed point; int64 holds sums up to 2**27 = 1.3e8."""


@kernel
def to_fixed(value: float) -> int:
    """Rounds a float in [0, 2**27) to fixed point, halves up."""
    return int(value * FIXED_ONE + 0.5)


def ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Divides counts.

    Args:
        part: Numbers of any shape.
        whole: Numbers of the same shape.

    Returns:
        Quotients, float64 of that shape; NaN where the whole is 0.
    """
    divisor = np.asarray(whole, dtype=np.float64)
    quotient = np.full(divisor.shape, np.nan)
    ratio: NDArray[np.float64] = np.divide(part, divisor, out=quotient, where=divisor != 0)
    return ratio
