"""Maximum-weight assignment on a sparse bipartite graph, with the official evaluator's choices.

An optimum need not be unique: duplicates and boxes turned by pi tie exactly. Which one the
official evaluator takes follows from its algorithm (Kuhn-Munkres on the complete square matrix,
rows in order, breadth first, columns in order), in which a pair without overlap is an edge of
weight 0 that occupies a column. The kernel here makes the same choices without that matrix, from
three facts:

1. A row of label > 0 can only reach columns along its own edges.
2. A column that no row has taken has label 0. So a row whose label is 0 reaches every free column,
   and the search ends in the first free column found before it, or else in the lowest one.
3. A row without edges takes the lowest free column at once.

The cost of a row is that of its alternating tree along real edges. Weights are integers, so that
ties are exact.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError


def maximum_weight_assignment(weights: ArrayLike) -> NDArray[np.int64]:
    """Pairs rows with columns so that the sum of the weights is greatest.

    Args:
        weights: (N, M) integers >= 0; a pair of weight 0 is never made.

    Returns:
        (N,) int64: the column of each row, -1 for none. Of several optima, the one that the
        official evaluator finds.

    Raises:
        InvalidInputError: if the weights are not a matrix of integers >= 0.
    """
    matrix = np.asarray(weights)
    if matrix.ndim != 2 or (matrix.size and matrix.dtype.kind not in "iub"):
        raise InvalidInputError(
            f"weights: expected a matrix of integers, got {matrix.dtype} of shape {matrix.shape}"
        )
    if (matrix < 0).any():
        raise InvalidInputError(f"weights: expected weights >= 0, got {matrix.min()}")
    rows, columns = np.nonzero(matrix)
    starts = np.searchsorted(rows, np.arange(len(matrix) + 1))
    mates = np.full(len(matrix), -1)
    assign(
        np.arange(len(matrix)),
        starts,
        columns,
        matrix[rows, columns].astype(np.int64),
        matrix.shape[1],
        make_workspace(*matrix.shape),
        mates,
    )
    return mates


@numba.njit(cache=True, nogil=True, error_model="numpy")
def make_workspace(num_rows, num_columns):
    """Scratch arrays of `assign`, for graphs of up to that many rows and columns.

    Returns:
        Eight int64 arrays: labels of rows; labels, mates, tree parents and reach parents of
        columns; rows of the alternating tree; its columns; the columns within reach of it.
    """
    return (
        np.empty(num_rows, np.int64),
        np.empty(num_columns, np.int64),
        np.empty(num_columns, np.int64),
        np.empty(num_columns, np.int64),
        np.empty(num_columns, np.int64),
        np.empty(num_columns + 1, np.int64),
        np.empty(num_columns, np.int64),
        np.empty(num_columns, np.int64),
    )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def assign(rows, starts, columns, weights, num_columns, workspace, mates):
    """Solves one assignment problem; see the module docstring.

    Args:
        rows: (A,) int64, the rows that take part, in ascending order.
        starts: (R + 1,) int64; the edges of row r are starts[r] to starts[r + 1].
        columns: (E,) int64 column of each edge, ascending within a row.
        weights: (E,) int64 weight of each edge, >= 0; a pair without an edge has weight 0.
        num_columns: number of columns, all of which take part.
        workspace: what `make_workspace` gives for at least R rows and `num_columns` columns.
        mates: (R,) int64; written for the rows that take part: a column that the row has an edge
            to, else -1.
    """
    row_label, column_label, column_mate, tree_parent, _, tree_rows, _, _ = workspace
    for column in range(num_columns):
        column_label[column], column_mate[column] = 0, -1
    lowest_free = 0
    for row in rows:
        label = 0
        for edge in range(starts[row], starts[row + 1]):
            label = max(label, weights[edge])
        row_label[row] = label
        mates[row] = -1
        while lowest_free < num_columns and column_mate[lowest_free] >= 0:
            lowest_free += 1
        column, parent = lowest_free, 0
        if label > 0:
            column, parent = _search(
                row, starts, columns, weights, num_columns, lowest_free, workspace
            )
        else:
            tree_rows[0] = row
        _augment(column, parent, num_columns, tree_rows, tree_parent, column_mate, mates)
    for row in rows:
        if mates[row] >= 0 and not _has_edge(row, mates[row], starts, columns):
            mates[row] = -1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _has_edge(row, column, starts, columns):
    for edge in range(starts[row], starts[row + 1]):
        if columns[edge] == column:
            return True
    return False


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _augment(column, parent, num_columns, tree_rows, tree_parent, column_mate, mates):
    """Turns the path from the root to a free column over; columns beyond the last are padding."""
    while True:
        row = tree_rows[parent]
        previous = mates[row]
        mates[row] = column if column < num_columns else -1
        if column < num_columns:
            column_mate[column] = row
        if parent == 0:
            return
        column, parent = previous, tree_parent[previous]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _search(root, starts, columns, weights, num_columns, lowest_free, workspace):
    """Grows an alternating tree from a row of label > 0 until it reaches a free column.

    Returns:
        The free column, and the place in the tree of the row that it hangs on.
    """
    row_label, column_label, column_mate, tree_parent, reach_parent, _, _, _ = workspace
    _, _, _, _, _, tree_rows, tree_columns, reach = workspace
    tree_rows[0] = root
    for edge in range(starts[root], starts[root + 1]):
        if row_label[root] + column_label[columns[edge]] == weights[edge]:
            if column_mate[columns[edge]] < 0:
                return columns[edge], 0
            break
    for column in range(num_columns):
        tree_parent[column], reach_parent[column] = -1, -1
    num_rows, num_tree, num_reach, seen, added = 1, 0, 0, 0, 0
    while True:
        while added < num_rows:
            row = tree_rows[added]
            if row_label[row] == 0:
                for k in range(seen, num_reach):
                    if column_mate[reach[k]] < 0:
                        return reach[k], reach_parent[reach[k]]
                return lowest_free, added
            for edge in range(starts[row], starts[row + 1]):
                column = columns[edge]
                if (
                    row_label[row] + column_label[column] == weights[edge]
                    and reach_parent[column] < 0
                ):
                    reach[num_reach], reach_parent[column] = column, added
                    num_reach += 1
            added += 1
        while seen < num_reach and tree_parent[reach[seen]] >= 0:
            seen += 1
        if seen == num_reach:
            _relabel(num_rows, num_tree, starts, columns, weights, workspace)
            for k in range(num_reach):
                reach_parent[reach[k]] = -1
            num_reach, seen, added = 0, 0, 0
            continue
        column = reach[seen]
        if column_mate[column] < 0:
            return column, reach_parent[column]
        tree_columns[num_tree], tree_parent[column] = column, reach_parent[column]
        tree_rows[num_rows] = column_mate[column]
        num_tree, num_rows = num_tree + 1, num_rows + 1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _relabel(num_rows, num_tree, starts, columns, weights, workspace):
    """Lowers the labels of the tree's rows until a column outside of it comes within reach."""
    row_label, column_label, _, tree_parent, _, tree_rows, tree_columns, _ = workspace
    step = row_label[tree_rows[0]]
    for k in range(num_rows):
        row = tree_rows[k]
        step = min(step, row_label[row])
        for edge in range(starts[row], starts[row + 1]):
            column = columns[edge]
            if tree_parent[column] < 0:
                step = min(step, row_label[row] + column_label[column] - weights[edge])
    for k in range(num_rows):
        row_label[tree_rows[k]] -= step
    for k in range(num_tree):
        column_label[tree_columns[k]] += step
