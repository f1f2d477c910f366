"""Assignment of rows to columns with the least cost, on dense matrices of real costs.

The solver finds shortest augmenting paths as in Crouse, "On implementing 2D rectangular assignment
algorithms", IEEE Transactions on Aerospace and Electronic Systems 2016. Of several optima it takes
that of `scipy.optimize`'s `linear_sum_assignment`, which the official evaluator of keypoints calls,
and so do TrackEval and py-motmetrics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel


def minimum_cost_assignment(costs: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs min(N, M) rows and columns so that the sum of their costs is smallest.

    Args:
        costs: (N, M) finite numbers of any sign; negate them to find a largest sum.

    Returns:
        Rows and columns of the pairs, (min(N, M),) int64 each, sorted by row.

    Raises:
        InvalidInputError: The costs are not a matrix of finite numbers.
    """
    matrix = np.array(costs, dtype=np.float64)
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise InvalidInputError(
            f"costs: expected a finite (N, M) matrix, got shape {matrix.shape}"
            + (" with NaN or infinity" if matrix.ndim == 2 else "")
        )
    if matrix.shape[0] <= matrix.shape[1]:
        return np.arange(len(matrix)), assign_dense(matrix)
    mates = assign_dense(np.ascontiguousarray(matrix.T))
    order = np.argsort(mates)
    return mates[order], order


@kernel
def assign_dense(costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Solves one dense problem: the smallest sum of costs.

    Args:
        costs: (N, M) finite costs with N <= M.

    Returns:
        (N,) int64 column of each row.
    """
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
