"""Minimum-cost assignment of a dense rectangular matrix of real costs.

The shortest augmenting path algorithm of Crouse, "On implementing 2D rectangular assignment
algorithms", IEEE Transactions on Aerospace and Electronic Systems 2016. Where several optima exist,
it takes the one that `scipy.optimize.linear_sum_assignment` takes, because the official keypoint
evaluator calls that and ties of keypoint counts are common.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError


def minimum_cost_assignment(costs: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs min(N, M) rows and columns so that the sum of their costs is smallest.

    Args:
        costs: (N, M) finite numbers of any sign; negate them to find a largest sum.

    Returns:
        Rows and columns of the pairs, (min(N, M),) int64 each, sorted by row.

    Raises:
        InvalidInputError: the costs are not a matrix of finite numbers.
    """
    matrix = np.array(costs, dtype=np.float64)
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise InvalidInputError(
            f"costs: expected a finite (N, M) matrix, got shape {matrix.shape}"
            + (" with NaN or infinity" if matrix.ndim == 2 else "")
        )
    if matrix.shape[0] <= matrix.shape[1]:
        return np.arange(len(matrix)), _assign(matrix)
    mates = _assign(np.ascontiguousarray(matrix.T))
    order = np.argsort(mates)
    return mates[order], order


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _assign(costs):
    """Column of each row of an (N, M) matrix with N <= M."""
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    row_mate, column_mate = np.full(rows, -1), np.full(columns, -1)
    distance, parent = np.empty(columns), np.empty(columns, np.int64)
    unseen = np.empty(columns, np.int64)
    for root in range(rows):
        # Dijkstra over columns; the last of `unseen` are those already reached for good.
        for k in range(columns):
            unseen[k] = columns - 1 - k
            distance[k] = np.inf
        row, depth, remaining = root, 0.0, columns
        while True:
            nearest = 0
            for k in range(remaining):
                column = unseen[k]
                reach = depth + costs[row, column] - row_price[row] - column_price[column]
                if reach < distance[column]:
                    distance[column], parent[column] = reach, row
                best = distance[unseen[nearest]]
                if distance[column] < best or (
                    distance[column] == best and column_mate[column] < 0
                ):
                    nearest = k
            column = unseen[nearest]
            depth = distance[column]
            if column_mate[column] < 0:
                break
            row = column_mate[column]
            remaining -= 1
            unseen[nearest], unseen[remaining] = unseen[remaining], column
        # Prices of what the search went through; the sink's own price changes by nothing.
        row_price[root] += depth
        for k in range(remaining, columns):
            column_price[unseen[k]] += distance[unseen[k]] - depth
            row_price[column_mate[unseen[k]]] += depth - distance[unseen[k]]
        while True:
            row = parent[column]
            column_mate[column] = row
            row_mate[row], column = column, row_mate[row]
            if row == root:
                break
    return row_mate
