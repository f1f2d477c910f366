"""The order in which the official score-first matcher visits predictions of equal score.

It sorts with the C++ library's `std::sort`, which is not stable, so that the order of equals
follows from the algorithm: quicksort with the median of three as pivot down to 16 elements, then
insertion sort (GNU libstdc++; its heap sort for hostile inputs is left out).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

_INSERTION = 16
"""Runs of at most this many elements are left to insertion sort."""


@kernel
def order_by_score(score: NDArray[np.float32]) -> NDArray[np.int64]:
    """Returns the (N,) int64 order of falling score."""
    order = np.arange(len(score))
    pending = np.empty((len(score) + 1, 2), np.int64)
    pending[0, 0], pending[0, 1] = 0, len(score)
    num_pending = 1
    while num_pending > 0:
        num_pending -= 1
        first, last = pending[num_pending]
        if last - first > _INSERTION:
            _move_median_to_first(order, score, first, last)
            cut = _partition(order, score, first, last)
            pending[num_pending, 0], pending[num_pending, 1] = first, cut
            pending[num_pending + 1, 0], pending[num_pending + 1, 1] = cut, last
            num_pending += 2
    for k in range(1, len(order)):
        element, place = order[k], k
        while place > 0 and score[element] > score[order[place - 1]]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = element
    return order


@kernel
def _move_median_to_first(
    order: NDArray[np.int64], score: NDArray[np.float32], first: int, last: int
) -> None:
    """Swaps the median of the second, middle and last element into the first place."""
    a, b, c = first + 1, first + (last - first) // 2, last - 1
    at_a, at_b, at_c = score[order[a]], score[order[b]], score[order[c]]
    if at_a > at_b:
        median = b if at_b > at_c else c if at_a > at_c else a
    else:
        median = a if at_a > at_c else c if at_b > at_c else b
    order[first], order[median] = order[median], order[first]


@kernel
def _partition(order: NDArray[np.int64], score: NDArray[np.float32], first: int, last: int) -> int:
    """Splits a run around the score of its first element; equals stop both scans."""
    pivot = score[order[first]]
    first += 1
    while True:
        while score[order[first]] > pivot:
            first += 1
        last -= 1
        while pivot > score[order[last]]:
            last -= 1
        if first >= last:
            return first
        order[first], order[last] = order[last], order[first]
        first += 1
