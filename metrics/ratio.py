"""Ratios of counts."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def ratio(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Divides counts; NaN where the whole is 0.

    Args:
        part: numbers of any shape.
        whole: numbers of that shape.

    Returns:
        float64 of that shape.
    """
    divisor = np.asarray(whole, dtype=np.float64)
    quotient = np.full(divisor.shape, np.nan)
    return np.divide(part, divisor, out=quotient, where=divisor != 0)
