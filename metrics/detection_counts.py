"""Counts true and false positives and misses at every score cutoff, frame by frame.

In a group (`breakdowns.matching_groups`) the pairs that may match form connected parts, each with
few objects. A part is matched on its own, and only at cutoffs where one of its predictions drops
out. That is exact as long as each optimum is the only one. Where one is not, the choice of the
official evaluator depends on the whole group, which is then matched as a whole (`hungarian.py`).

Counts are kept as differences between neighbouring cutoffs until the end of the batch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign_with_placeholders, is_unique
from waymo_kit.kernels import kernel
from waymo_kit.schema import Difficulty

from .counts import FIXED_ONE
from .matching import (
    BoxesByFrame,
    FramePairs,
    Matcher,
    MatchGraph,
    MatchingRules,
    build_graph,
    heading_accuracy,
    list_pairs,
    make_graph,
    make_pairs,
    match_by_score,
    max_pairs,
)

TP, FP, HEADING, AFFINITY, FIRST_FN = 0, 1, 2, 3, 4
"""Columns of the counts: sums of heading accuracy and affinity are in units of 1 / FIXED_ONE."""

MIN_OVERLAP = 0.01
"""IoU from which on a false positive belongs to the label that it overlaps most.

It matters in breakdowns in which the label decides on the shard.
"""

_ALL_SHARDS, _NO_SHARD = -1, -2
_ALONE = -2
_HUNGARIAN, _SCORE_FIRST = int(Matcher.HUNGARIAN), int(Matcher.SCORE_FIRST)
_NUM_DIFFICULTIES = len(Difficulty)


class BreakdownShards(NamedTuple):
    """Groups and shards of a batch of objects in B breakdowns, in the form that the kernels take.

    Attributes:
        num_groups: (B,) int64 number of matching groups.
        shards_per_group: (B,) int64 number of shards; shard s is in group s // shards_per_group.
        by_truth: (B,) bool, whether the ground truth alone decides on the shard.
        groups: (B, N, 2) int16 groups of each prediction.
        truth_groups: (B, M, 2) int16 groups of each label.
        truth_shards: (B, M) int16 shard of each label.
    """

    num_groups: NDArray[np.int64]
    shards_per_group: NDArray[np.int64]
    by_truth: NDArray[np.bool_]
    groups: NDArray[np.int16]
    truth_groups: NDArray[np.int16]
    truth_shards: NDArray[np.int16]


class CountingInputs(NamedTuple):
    """Columns that counting needs beside those of matching.

    Attributes:
        score: (N,) float32 scores of the predictions.
        num_cutoffs: (N,) int64 number of cutoffs that each prediction reaches.
        in_no_label_zone: (N,) bool, whether each prediction is in a no-label zone.
        difficulty: (M,) uint8 difficulties of the labels.
        levels: (L,) uint8 levels to count misses for.
        min_heading_accuracy: Heading accuracy up to which a match counts as nothing.
    """

    score: NDArray[np.float32]
    num_cutoffs: NDArray[np.int64]
    in_no_label_zone: NDArray[np.bool_]
    difficulty: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    min_heading_accuracy: float


class _View(NamedTuple):
    """Objects of one group of a frame, as counting sees them.

    Attributes:
        num_cutoffs: (P,) number of cutoffs that each prediction of the frame reaches.
        false_in: (P,) shard of the group in which an unmatched prediction counts, or `_ALL_SHARDS`
            or `_NO_SHARD`.
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


@kernel
def count_batch(
    rules: MatchingRules,
    predictions: BoxesByFrame,
    truths: BoxesByFrame,
    inputs: CountingInputs,
    breakdowns: BreakdownShards,
    changes: NDArray[np.int64],
) -> None:
    """Adds the counts of all frames of a batch.

    Args:
        rules: Rules of matching.
        predictions: Predicted boxes.
        truths: Boxes of the labels.
        inputs: Other columns.
        breakdowns: Groups and shards of the objects.
        changes: (shards of all breakdowns, C + 1, FIRST_FN + L) int64 array to which differences
            between neighbouring cutoffs are added; the counts are their cumulative sum.
    """
    sizes = max_pairs(predictions.starts, truths.starts)
    pairs = make_pairs(sizes[0], sizes[2])
    graph = make_graph(*sizes)
    members = np.empty(2 * sizes[0], np.int64)
    truth_members = np.empty(2 * sizes[1], np.int64)
    false_in = np.empty(sizes[0], np.int64)
    shard = np.empty(sizes[1], np.int64)
    accuracy = np.empty(sizes[2], np.int64)
    links = np.empty((6, max(sizes[0], sizes[1])), np.int64)
    for frame in range(len(predictions.starts) - 1):
        first, end = predictions.starts[frame], predictions.starts[frame + 1]
        first_truth, end_truth = truths.starts[frame], truths.starts[frame + 1]
        list_pairs(rules, predictions, truths, frame, pairs)
        _list_accuracies(predictions, truths, frame, pairs, inputs, accuracy)
        view = _View(
            inputs.num_cutoffs[first:end],
            false_in,
            inputs.difficulty[first_truth:end_truth],
            shard,
            accuracy,
            inputs.levels,
        )
        offset = 0
        for b in range(len(breakdowns.num_groups)):
            num_groups, shards = breakdowns.num_groups[b], breakdowns.shards_per_group[b]
            starts = _list_members(breakdowns.groups[b, first:end], num_groups, members)
            truth_starts = _list_members(
                breakdowns.truth_groups[b, first_truth:end_truth], num_groups, truth_members
            )
            for group in range(num_groups):
                rows = members[starts[group] : starts[group + 1]]
                columns = truth_members[truth_starts[group] : truth_starts[group + 1]]
                if len(rows) == 0 and len(columns) == 0:
                    continue
                base = group * shards
                _describe_group(
                    pairs,
                    rows,
                    columns,
                    inputs.in_no_label_zone[first:end],
                    breakdowns.by_truth[b],
                    breakdowns.truth_shards[b, first_truth:end_truth],
                    base,
                    shards,
                    view,
                    graph.column_of,
                )
                target = changes[offset + base : offset + base + shards]
                if rules.matcher != _SCORE_FIRST and _count_parts(
                    pairs, graph, rows, columns, view, links, target
                ):
                    continue
                for row in range(len(rows)):
                    graph.rows[row] = rows[row]
                for column in range(len(columns)):
                    graph.columns[column] = columns[column]
                build_graph(pairs, len(rows), len(columns), graph)
                score = inputs.score[first:end]
                _count(
                    rules.matcher, False, pairs, graph, len(rows), len(columns), score, view, target
                )
            offset += num_groups * shards


@kernel
def _describe_group(
    pairs: FramePairs,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    in_zone: NDArray[np.bool_],
    by_truth: bool,
    truth_shards: NDArray[np.int16],
    base: int,
    shards: int,
    view: _View,
    column_of: NDArray[np.int64],
) -> None:
    """Sets the labels of a group, their shards, and where unmatched predictions count."""
    for truth in range(len(truth_shards)):
        column_of[truth] = -1
    for truth in columns:
        column_of[truth] = 0
        view.shard[truth] = truth_shards[truth] - base if by_truth else 0
    for prediction in rows:
        view.false_in[prediction] = _ALL_SHARDS
        if in_zone[prediction]:
            view.false_in[prediction] = _NO_SHARD
        elif by_truth:
            view.false_in[prediction] = _shard_overlapped(
                pairs, prediction, column_of, view.shard, shards
            )


@kernel
def _list_accuracies(
    predictions: BoxesByFrame,
    truths: BoxesByFrame,
    frame: int,
    pairs: FramePairs,
    inputs: CountingInputs,
    accuracy: NDArray[np.int64],
) -> None:
    """Lists the fixed-point heading accuracy of pairs that may match, -1 where it is too low."""
    first, first_truth = predictions.starts[frame], truths.starts[frame]
    for p in range(predictions.starts[frame + 1] - first):
        for pair in range(pairs.starts[p], pairs.starts[p + 1]):
            if pairs.can_match[pair]:
                value = heading_accuracy(
                    predictions.heading[first + p],
                    truths.heading[first_truth + pairs.truth[pair]],
                )
                counts = value > inputs.min_heading_accuracy
                accuracy[pair] = int(np.float64(value) * FIXED_ONE + 0.5) if counts else -1


@kernel
def _list_members(
    groups: NDArray[np.int16], num_groups: int, members: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sorts objects by group, keeping their order; returns where each group starts in `members`."""
    starts = np.zeros(num_groups + 2, np.int64)
    for i in range(len(groups)):
        for k in range(2):
            if groups[i, k] >= 0:
                starts[groups[i, k] + 2] += 1
    for group in range(num_groups):
        starts[group + 2] += starts[group + 1]
    for i in range(len(groups)):
        for k in range(2):
            group = groups[i, k]
            if group >= 0:
                members[starts[group + 1]] = i
                starts[group + 1] += 1
    return starts[: num_groups + 1]


@kernel
def _shard_overlapped(
    pairs: FramePairs,
    prediction: int,
    column_of: NDArray[np.int64],
    shard: NDArray[np.int64],
    shards: int,
) -> int:
    """Returns the shard of the label that a prediction overlaps most, the last of equals."""
    largest, found = MIN_OVERLAP, -1
    for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
        truth = pairs.truth[pair]
        if column_of[truth] >= 0 and np.float64(pairs.iou[pair]) >= largest:
            largest, found = np.float64(pairs.iou[pair]), truth
    if found < 0:
        return _ALL_SHARDS
    return shard[found] if 0 <= shard[found] < shards else _NO_SHARD


# Rows of the links between the objects of a part, indexed by label or prediction.
_ROOT, _NEXT_LABEL, _LAST_LABEL = 0, 1, 2
_FIRST_ROW, _LAST_ROW, _NEXT_ROW = 3, 4, 5


@kernel
def _count_parts(
    pairs: FramePairs,
    graph: MatchGraph,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    view: _View,
    links: NDArray[np.int64],
    target: NDArray[np.int64],
) -> bool:
    """Counts a group part by part; counts nothing and returns False if an optimum is not unique."""
    counts = np.zeros_like(target)
    _link_parts(pairs, graph, rows, columns, links)
    last = counts.shape[1] - 1
    for prediction in rows:
        if links[_NEXT_ROW, prediction] == _ALONE:
            for shard in range(counts.shape[0]):
                if view.false_in[prediction] in (_ALL_SHARDS, shard):
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
        score = np.empty(0, np.float32)
        if not _count(_HUNGARIAN, True, pairs, graph, num_rows, num_columns, score, view, counts):
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
def _count(
    matcher: int,
    unique: bool,
    pairs: FramePairs,
    graph: MatchGraph,
    num_rows: int,
    num_columns: int,
    score: NDArray[np.float32],
    view: _View,
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
                    if view.false_in[graph.rows[row]] in (_ALL_SHARDS, shard):
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
