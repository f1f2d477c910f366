"""Assignment of rows to columns with the greatest weight, on sparse graphs with integer weights.

An optimum need not be unique: duplicates and boxes turned by pi tie exactly. The solver takes the
one that the official evaluator of boxes takes. It follows from that algorithm (Kuhn-Munkres on the
complete square matrix, rows in order, breadth first, columns in order), in which a pair without
overlap is an edge of weight 0 that occupies a column. The kernel makes the same choices without
that matrix, from three facts:

1. A row of label > 0 can only reach columns along its own edges.
2. A column that no row has taken has label 0. So a row whose label is 0 reaches every free column,
   and the search ends in the first free column found before it, or else in the lowest one.
3. A row without edges takes the lowest free column at once.

The cost of a row is that of its alternating tree along real edges. Weights are integers, so that
ties are exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel


def maximum_weight_assignment(weights: ArrayLike) -> NDArray[np.int64]:
    """Pairs rows with columns so that the sum of the weights is greatest.

    Args:
        weights: (N, M) integers >= 0; a pair of weight 0 is never made.

    Returns:
        (N,) int64 column of each row, -1 for none. Of several optima, it is the one that the
        official evaluator finds.

    Raises:
        InvalidInputError: The weights are not a matrix of integers >= 0.
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


# Rows of the workspace.
_ROW_LABEL, _COLUMN_LABEL, _COLUMN_MATE = 0, 1, 2
_TREE_PARENT, _REACH_PARENT = 3, 4  # of a column: place of a row among the tree's rows, or -1
_TREE_ROWS, _TREE_COLUMNS, _REACH = 5, 6, 7


@kernel
def make_workspace(num_rows: int, num_columns: int) -> NDArray[np.int64]:
    """Allocates the scratch of `assign`, for graphs of up to that many rows and columns."""
    return np.empty((8, max(num_rows, num_columns + 1)), np.int64)


@kernel
def assign(
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.int64],
    num_columns: int,
    workspace: NDArray[np.int64],
    mates: NDArray[np.int64],
) -> None:
    """Solves one sparse problem: the largest sum of weights.

    Args:
        rows: (A,) int64 rows that take part, in ascending order.
        starts: (R + 1,) int64 first edge of each row; the edges of row r are starts[r] to
            starts[r + 1].
        columns: (E,) int64 column of each edge, ascending within a row.
        weights: (E,) int64 weight of each edge, >= 0; a pair without an edge has weight 0.
        num_columns: Number of columns, all of which take part.
        workspace: Scratch from `make_workspace` for at least R rows and `num_columns` columns.
        mates: (R,) int64 array that gets the column of each row that takes part, to which it has an
            edge, or -1.
    """
    assign_with_placeholders(rows, starts, columns, weights, num_columns, workspace, mates)
    for row in rows:
        paired = False
        for edge in range(starts[row], starts[row + 1]):
            paired = paired or columns[edge] == mates[row]
        if not paired:
            mates[row] = -1


@kernel
def assign_with_placeholders(
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.int64],
    num_columns: int,
    workspace: NDArray[np.int64],
    mates: NDArray[np.int64],
) -> None:
    """Assigns like `assign`, but a row may get a column without an edge, which means none."""
    for column in range(num_columns):
        workspace[_COLUMN_LABEL, column] = 0
        workspace[_COLUMN_MATE, column] = -1
        workspace[_TREE_PARENT, column] = -1
        workspace[_REACH_PARENT, column] = -1
    lowest_free = 0
    for row in rows:
        label, tight = 0, -1
        for edge in range(starts[row], starts[row + 1]):
            label = max(label, weights[edge])
        workspace[_ROW_LABEL, row] = label
        while lowest_free < num_columns and workspace[_COLUMN_MATE, lowest_free] >= 0:
            lowest_free += 1
        if label == 0:
            tight = lowest_free
        else:
            for edge in range(starts[row], starts[row + 1]):
                column = columns[edge]
                if label + workspace[_COLUMN_LABEL, column] == weights[edge]:
                    tight = column if workspace[_COLUMN_MATE, column] < 0 else -1
                    break
        if tight == num_columns:
            mates[row] = -1
        elif tight >= 0:
            mates[row], workspace[_COLUMN_MATE, tight] = tight, row
        else:
            mates[row] = -1
            column, parent, num_tree, num_reach = _search(
                row, starts, columns, weights, lowest_free, workspace
            )
            _augment(column, parent, num_columns, workspace, mates)
            for k in range(num_tree):
                workspace[_TREE_PARENT, workspace[_TREE_COLUMNS, k]] = -1
            for k in range(num_reach):
                workspace[_REACH_PARENT, workspace[_REACH, k]] = -1


@kernel
def _augment(
    column: int,
    parent: int,
    num_columns: int,
    workspace: NDArray[np.int64],
    mates: NDArray[np.int64],
) -> None:
    """Turns the path from the root to a free column over; columns beyond the last are padding."""
    while True:
        row = workspace[_TREE_ROWS, parent]
        previous = mates[row]
        mates[row] = column if column < num_columns else -1
        if column < num_columns:
            workspace[_COLUMN_MATE, column] = row
        if parent == 0:
            return
        column, parent = previous, workspace[_TREE_PARENT, previous]


@kernel
def _search(
    root: int,
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.int64],
    lowest_free: int,
    workspace: NDArray[np.int64],
) -> tuple[int, int, int, int]:
    """Grows an alternating tree from a row of label > 0 until it reaches a free column.

    Returns:
        The free column, the place in the tree of the row that it hangs on, and how many columns
        are in the tree and within reach of it.
    """
    workspace[_TREE_ROWS, 0] = root
    num_rows, num_tree, num_reach, seen, added = 1, 0, 0, 0, 0
    while True:
        while added < num_rows:
            row = workspace[_TREE_ROWS, added]
            label = workspace[_ROW_LABEL, row]
            if label == 0:
                for k in range(seen, num_reach):
                    column = workspace[_REACH, k]
                    if workspace[_COLUMN_MATE, column] < 0:
                        return column, workspace[_REACH_PARENT, column], num_tree, num_reach
                return lowest_free, added, num_tree, num_reach
            for edge in range(starts[row], starts[row + 1]):
                column = columns[edge]
                if (
                    label + workspace[_COLUMN_LABEL, column] == weights[edge]
                    and workspace[_REACH_PARENT, column] < 0
                ):
                    workspace[_REACH, num_reach] = column
                    workspace[_REACH_PARENT, column] = added
                    num_reach += 1
            added += 1
        while seen < num_reach and workspace[_TREE_PARENT, workspace[_REACH, seen]] >= 0:
            seen += 1
        if seen == num_reach:
            _relabel(num_rows, num_tree, starts, columns, weights, workspace)
            for k in range(num_reach):
                workspace[_REACH_PARENT, workspace[_REACH, k]] = -1
            num_reach, seen, added = 0, 0, 0
            continue
        column = workspace[_REACH, seen]
        parent = workspace[_REACH_PARENT, column]
        if workspace[_COLUMN_MATE, column] < 0:
            return column, parent, num_tree, num_reach
        workspace[_TREE_COLUMNS, num_tree] = column
        workspace[_TREE_PARENT, column] = parent
        workspace[_TREE_ROWS, num_rows] = workspace[_COLUMN_MATE, column]
        num_tree, num_rows = num_tree + 1, num_rows + 1


@kernel
def _relabel(
    num_rows: int,
    num_tree: int,
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.int64],
    workspace: NDArray[np.int64],
) -> None:
    """Lowers the labels of the tree's rows until a column outside of it comes within reach."""
    step = workspace[_ROW_LABEL, workspace[_TREE_ROWS, 0]]
    for k in range(num_rows):
        row = workspace[_TREE_ROWS, k]
        label = workspace[_ROW_LABEL, row]
        step = min(step, label)
        for edge in range(starts[row], starts[row + 1]):
            column = columns[edge]
            if workspace[_TREE_PARENT, column] < 0:
                step = min(step, label + workspace[_COLUMN_LABEL, column] - weights[edge])
    for k in range(num_rows):
        workspace[_ROW_LABEL, workspace[_TREE_ROWS, k]] -= step
    for k in range(num_tree):
        workspace[_COLUMN_LABEL, workspace[_TREE_COLUMNS, k]] += step


@kernel
def is_unique(
    rows: NDArray[np.int64],
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.int64],
    workspace: NDArray[np.int64],
    mates: NDArray[np.int64],
) -> bool:
    """Tells whether the assignment just found is the only optimum.

    Another optimum differs along tight edges (label of row + label of column = weight): rows that
    take each other's columns in turn, in a cycle or from a row or column that may become paired or
    unpaired to another. With a hub that stands for "unpaired" both are cycles of a graph of rows,
    and there is none if rows without a way on can be taken away until nothing is left.

    Args:
        rows: (A,) int64 rows that took part.
        starts: (R + 1,) int64 first edge of each row.
        columns: (E,) int64 column of each edge.
        weights: (E,) int64 weight of each edge.
        workspace: Scratch as `assign` left it.
        mates: (R,) int64 columns as `assign_with_placeholders` left them.
    """
    for row in rows:
        workspace[_TREE_ROWS, row] = 1
    hub, changed, left = True, True, len(rows)
    while changed and left > 0:
        changed, hub_leads_on = False, False
        for row in rows:
            if workspace[_TREE_ROWS, row] == 0:
                continue
            leads_on, paired = False, False
            for edge in range(starts[row], starts[row + 1]):
                column = columns[edge]
                own = column == mates[row]
                tight = (
                    workspace[_ROW_LABEL, row] + workspace[_COLUMN_LABEL, column] == weights[edge]
                )
                paired = paired or own
                if own and workspace[_COLUMN_LABEL, column] == 0:
                    hub_leads_on = True
                elif tight and not own:
                    other = workspace[_COLUMN_MATE, column]
                    if other >= 0 and _has_edge(other, column, starts, columns):
                        leads_on = leads_on or workspace[_TREE_ROWS, other] == 1
                    else:
                        leads_on = leads_on or hub
            if paired and workspace[_ROW_LABEL, row] == 0:
                leads_on = leads_on or hub
            hub_leads_on = hub_leads_on or not paired
            if not leads_on:
                workspace[_TREE_ROWS, row] = 0
                changed, left = True, left - 1
        if hub and not hub_leads_on:
            hub, changed = False, True
    return left == 0


@kernel
def _has_edge(row: int, column: int, starts: NDArray[np.int64], columns: NDArray[np.int64]) -> bool:
    for edge in range(starts[row], starts[row + 1]):  # noqa: SIM110 (numba has no such any)
        if columns[edge] == column:
            return True
    return False
