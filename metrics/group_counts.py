"""Counts of the objects of one matching group of a frame, at every score cutoff.

The pairs of a group that may match form connected parts, each with few objects. A part is matched
on its own, and only at cutoffs where one of its predictions drops out. That is exact as long as
each optimum is the only one. Where one is not, the choice of the official evaluator depends on the
whole group, which is then matched as a whole.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign_with_placeholders, is_unique
from waymo_kit.kernels import kernel
from waymo_kit.schema import Difficulty

from .counts import FIXED_ONE
from .matching import FramePairs, Matcher, MatchGraph, build_graph, match_by_score

TP, FP, HEADING, AFFINITY, FIRST_FN = 0, 1, 2, 3, 4
"""Columns of the counts: sums of heading accuracy and affinity are in units of 1 / FIXED_ONE."""

ALL_SHARDS, NO_SHARD = -1, -2
"""Codes of unmatched predictions that count in all shards of their group, or in none."""

_ALONE = -2
_HUNGARIAN, _SCORE_FIRST = int(Matcher.HUNGARIAN), int(Matcher.SCORE_FIRST)
_NUM_DIFFICULTIES = len(Difficulty)


class GroupView(NamedTuple):
    """Objects of one group of a frame.

    Attributes:
        num_cutoffs: (P,) number of cutoffs that each prediction of the frame reaches.
        false_in: (P,) shard of the group in which an unmatched prediction counts, or `ALL_SHARDS`
            or `NO_SHARD`.
        difficulty: (G,) difficulty of each label of the frame.
        shard: (G,) shard of the group in which the label counts; others are out of range.
        accuracy: Fixed-point heading accuracy of each pair, -1 where a match counts as nothing.
        levels: (L,) levels to count misses for.
    """

    num_cutoffs: NDArray[np.int64]
    false_in: NDArray[np.int64]
    difficulty: NDArray[np.uint8]
    shard: NDArray[np.int64]
    accuracy: NDArray[np.int64]
    levels: NDArray[np.uint8]


# Rows of the links between the objects of a part, indexed by label or prediction.
_ROOT, _NEXT_LABEL, _LAST_LABEL = 0, 1, 2
_FIRST_ROW, _LAST_ROW, _NEXT_ROW = 3, 4, 5


@kernel
def count_parts(
    pairs: FramePairs,
    graph: MatchGraph,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    view: GroupView,
    links: NDArray[np.int64],
    target: NDArray[np.int64],
) -> bool:
    """Counts a group part by part; counts nothing and returns False if an optimum is not unique."""
    counts, no_score = np.zeros_like(target), np.empty(0, np.float32)
    _link_parts(pairs, graph, rows, columns, links)
    last = counts.shape[1] - 1
    for prediction in rows:
        if links[_NEXT_ROW, prediction] == _ALONE:
            for shard in range(counts.shape[0]):
                if view.false_in[prediction] in (ALL_SHARDS, shard):
                    counts[shard, 0, FP] += 1
                    counts[shard, view.num_cutoffs[prediction], FP] -= 1
    for root in columns:
        if links[_ROOT, root] != root:
            continue
        num_rows, prediction = 0, links[_FIRST_ROW, root]
        while prediction >= 0:
            graph.rows[num_rows] = prediction
            num_rows, prediction = num_rows + 1, links[_NEXT_ROW, prediction]
        num_columns, truth = 0, root
        while truth >= 0:
            graph.columns[num_columns] = truth
            num_columns, truth = num_columns + 1, links[_NEXT_LABEL, truth]
        if num_rows == 0:
            for level in range(len(view.levels)):
                is_counted = view.difficulty[root] <= view.levels[level]
                if is_counted and 0 <= view.shard[root] < counts.shape[0]:
                    counts[view.shard[root], 0, FIRST_FN + level] += 1
                    counts[view.shard[root], last, FIRST_FN + level] -= 1
            continue
        build_graph(pairs, num_rows, num_columns, graph)
        if not count_graph(
            _HUNGARIAN, True, pairs, graph, num_rows, num_columns, no_score, view, counts
        ):
            return False
    target += counts
    return True


@kernel
def _link_parts(
    pairs: FramePairs,
    graph: MatchGraph,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    links: NDArray[np.int64],
) -> None:
    """Chains the predictions and labels of each connected part, each in ascending order.

    The root of a part is its first label. A prediction that may match nothing is `_ALONE`.
    """
    for truth in columns:
        links[_ROOT, truth], links[_NEXT_LABEL, truth] = truth, -1
        links[_LAST_LABEL, truth], links[_FIRST_ROW, truth] = truth, -1
    for prediction in rows:
        links[_NEXT_ROW, prediction] = _ALONE
        for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
            if pairs.can_match[pair] and graph.column_of[pairs.truth[pair]] >= 0:
                root = _root(links, pairs.truth[pair])
                if links[_NEXT_ROW, prediction] == _ALONE:
                    links[_NEXT_ROW, prediction] = root
                other = _root(links, links[_NEXT_ROW, prediction])
                links[_ROOT, max(root, other)] = min(root, other)
    for truth in columns:
        root = _root(links, truth)
        if root != truth:
            links[_NEXT_LABEL, links[_LAST_LABEL, root]] = truth
            links[_LAST_LABEL, root] = truth
        links[_ROOT, truth] = root
    for prediction in rows:
        if links[_NEXT_ROW, prediction] != _ALONE:
            root = links[_ROOT, links[_NEXT_ROW, prediction]]
            if links[_FIRST_ROW, root] < 0:
                links[_FIRST_ROW, root] = prediction
            else:
                links[_NEXT_ROW, links[_LAST_ROW, root]] = prediction
            links[_LAST_ROW, root], links[_NEXT_ROW, prediction] = prediction, -1


@kernel
def _root(links: NDArray[np.int64], truth: int) -> int:
    while links[_ROOT, truth] != truth:
        truth = links[_ROOT, truth]
    return truth


@kernel
def count_graph(
    matcher: int,
    unique: bool,
    pairs: FramePairs,
    graph: MatchGraph,
    num_rows: int,
    num_columns: int,
    score: NDArray[np.float32],
    view: GroupView,
    target: NDArray[np.int64],
) -> bool:
    """Adds the counts of a graph's objects at every cutoff; with `unique`, gives up at a tie."""
    shards, last = target.shape[0], target.shape[1] - 1
    labels = np.zeros((shards, _NUM_DIFFICULTIES), np.int64)
    for column in range(num_columns):
        truth = graph.columns[column]
        if 0 <= view.shard[truth] < shards:
            labels[view.shard[truth], view.difficulty[truth]] += 1
    active = np.arange(num_rows)
    values = np.zeros((shards, target.shape[2]), np.int64)
    cutoff, num_active = 0, num_rows
    while cutoff < last:
        following, num_left = last, 0
        for k in range(num_active):
            reached = view.num_cutoffs[graph.rows[active[k]]]
            if reached > cutoff:
                active[num_left] = active[k]
                num_left += 1
                following = min(following, reached)
        num_active = num_left
        some = active[:num_active]
        if matcher == _SCORE_FIRST:
            match_by_score(pairs, some, score, num_columns, graph)
        else:
            assign_with_placeholders(
                some,
                graph.starts,
                graph.column,
                graph.weight,
                num_columns,
                graph.workspace,
                graph.mates,
            )
            if unique and not is_unique(
                some, graph.starts, graph.column, graph.weight, graph.workspace, graph.mates
            ):
                return False
        for shard in range(shards):
            for level in range(len(view.levels)):
                for grade in range(view.levels[level] + 1):
                    values[shard, FIRST_FN + level] += labels[shard, grade]
        for row in some:
            edge = graph.starts[row]
            while edge < graph.starts[row + 1] and graph.column[edge] != graph.mates[row]:
                edge += 1
            if edge == graph.starts[row + 1]:
                for shard in range(shards):
                    if view.false_in[graph.rows[row]] in (ALL_SHARDS, shard):
                        values[shard, FP] += 1
                continue
            truth, pair = graph.columns[graph.column[edge]], graph.pair[edge]
            shard = view.shard[truth]
            if not 0 <= shard < shards:
                continue
            for level in range(len(view.levels)):
                if view.difficulty[truth] <= view.levels[level]:
                    values[shard, FIRST_FN + level] -= 1
            if view.accuracy[pair] >= 0:
                affinity = np.float64(pairs.affinity[pair])
                values[shard, TP] += 1
                values[shard, HEADING] += view.accuracy[pair]
                values[shard, AFFINITY] += int(affinity * FIXED_ONE + 0.5)
        for shard in range(shards):
            for k in range(target.shape[2]):
                target[shard, cutoff, k] += values[shard, k]
                target[shard, following, k] -= values[shard, k]
                values[shard, k] = 0
        cutoff = following
    return True
