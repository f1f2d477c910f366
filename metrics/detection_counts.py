"""Counts true and false positives and misses at every score cutoff, frame by frame.

Each matching group of a frame (`breakdowns.matching_groups`) is counted by `group_counts.py`, part
by part if that is exact, or else as a whole.

Counts are kept as differences between neighboring cutoffs until the end of the batch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

from .counts import FIXED_ONE
from .group_counts import ALL_SHARDS, NO_SHARD, GroupView, count_graph, count_parts
from .matching import (
    BoxesByFrame,
    FramePairs,
    Matcher,
    MatchingRules,
    build_graph,
    heading_accuracy,
    list_pairs,
    make_graph,
    make_pairs,
    max_pairs,
)

MIN_OVERLAP = 0.01
"""IoU from which on a false positive belongs to the label that it overlaps most.

It matters in breakdowns in which the label decides on the shard.
"""

_SCORE_FIRST = int(Matcher.SCORE_FIRST)


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
        inputs: Columns that counting needs beside those of matching.
        breakdowns: Groups and shards of the objects.
        changes: (shards of all breakdowns, C + 1, FIRST_FN + L) int64 array to which differences
            between neighboring cutoffs are added; the counts are their cumulative sum.
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
        view = GroupView(
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
                if rules.matcher != _SCORE_FIRST and count_parts(
                    pairs, graph, rows, columns, view, links, target
                ):
                    continue
                for row in range(len(rows)):
                    graph.rows[row] = rows[row]
                for column in range(len(columns)):
                    graph.columns[column] = columns[column]
                build_graph(pairs, len(rows), len(columns), graph)
                score = inputs.score[first:end]
                count_graph(
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
    view: GroupView,
    column_of: NDArray[np.int64],
) -> None:
    """Sets the labels of a group, their shards, and where unmatched predictions count."""
    for truth in range(len(truth_shards)):
        column_of[truth] = -1
    for truth in columns:
        column_of[truth] = 0
        view.shard[truth] = truth_shards[truth] - base if by_truth else 0
    for prediction in rows:
        view.false_in[prediction] = ALL_SHARDS
        if in_zone[prediction]:
            view.false_in[prediction] = NO_SHARD
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
        return ALL_SHARDS
    return shard[found] if 0 <= shard[found] < shards else NO_SHARD
