"""Assignments of rows to columns, by trying or by plain algorithms."""

import itertools

import numpy as np


def smallest_assignment(costs):
    """The smallest sum of costs over all ways to pair every row, or every column if fewer."""
    rows, columns = len(costs), len(costs[0]) if len(costs) else 0
    if rows > columns:
        return smallest_assignment([list(column) for column in zip(*costs, strict=True)])
    ways = itertools.permutations(range(columns), rows)
    return min(sum(costs[r][c] for r, c in enumerate(way)) for way in ways)


def maximum_weight_assignment(weights):
    """Kuhn-Munkres on the square matrix padded with zeros: rows in order, breadth first."""
    size = max(weights.shape)
    square = np.zeros((size, size), int)
    square[: weights.shape[0], : weights.shape[1]] = weights
    row_label, column_label = square.max(axis=1, initial=0), np.zeros(size, int)
    row_of, column_of = {}, {}
    for root in range(size):
        tree_rows, tree = [root], {}
        reached = tight_columns(square, row_label, column_label, tree_rows, {})
        while True:
            if set(reached) == set(tree):
                outside = [column for column in range(size) if column not in tree]
                slack = row_label[:, None] + column_label - square
                step = slack[np.ix_(tree_rows, outside)].min()
                row_label[tree_rows] -= step
                column_label[list(tree)] += step
                reached = tight_columns(square, row_label, column_label, tree_rows, {})
            column = next(column for column in reached if column not in tree)
            tree[column] = reached[column]
            if column not in row_of:
                break
            tree_rows.append(row_of[column])
            reached = tight_columns(square, row_label, column_label, tree_rows[-1:], reached)
        while column is not None:
            row = tree[column]
            row_of[column] = row
            column_of[row], column = column, column_of.get(row)
    mates = np.full(weights.shape[0], -1)
    for row in range(weights.shape[0]):
        if square[row, column_of[row]] > 0:
            mates[row] = column_of[row]
    return mates


def tight_columns(square, row_label, column_label, rows, known):
    """Columns within reach of rows, each with the row that reached it first, in that order."""
    reached = dict(known)
    for row in rows:
        for column in range(len(square)):
            if row_label[row] + column_label[column] == square[row, column]:
                reached.setdefault(column, row)
    return reached


def best_assignments(weights):
    """Every assignment of greatest weight, as tuples of columns (-1 for none), by trying all."""
    best, found = -1, []
    for choice in itertools.product(range(-1, weights.shape[1]), repeat=weights.shape[0]):
        taken = [(row, column) for row, column in enumerate(choice) if column >= 0]
        if len({column for _, column in taken}) < len(taken) or any(weights[p] == 0 for p in taken):
            continue
        total = sum(weights[pair] for pair in taken)
        if total > best:
            best, found = total, []
        if total == best:
            found.append(choice)
    return found


def best_pairs(values, least):
    """Greatest sum of value - least[row] over any choice of pairs, each row and column once."""
    if len(values) == 0:
        return 0.0
    rest = best_pairs(values[1:], least[1:])
    for column, value in enumerate(values[0]):
        if value > least[0]:
            others = np.delete(values[1:], column, axis=1)
            rest = max(rest, value - least[0] + best_pairs(others, least[1:]))
    return rest


def nearest_pairs(costs):
    """The cheapest pair of all that are left, again and again."""
    pairs = []
    while True:
        left = [
            (costs[row, column], row, column)
            for row in range(costs.shape[0])
            for column in range(costs.shape[1])
            if np.isfinite(costs[row, column]) and all(row != r and column != c for r, c in pairs)
        ]
        if not left:
            return sorted(pairs)
        pairs.append(min(left)[1:])
