"""Counts true and false positives and misses at every score cutoff, frame by frame.

In a group (docstring of `breakdowns.matching_groups`) a cutoff only matters where a prediction
drops out, so the matching is solved once for each distinct set of predictions and stands for the
cutoffs up to the next one. Counts are kept as differences between neighbouring cutoffs until the
end of the batch.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema import Difficulty

from .matching import (
    FIXED_POINT,
    build_graph,
    heading_accuracy,
    list_pairs,
    make_graph,
    make_pairs,
    match_group,
    most_pairs,
)

TP, FP, HEADING, AFFINITY, FIRST_FN = 0, 1, 2, 3, 4
"""Columns of the counts: sums of heading accuracy and affinity are in units of 1 / FIXED_POINT."""

ALL_SHARDS = -1
NO_SHARD = -2
"""Where an unmatched prediction counts as a false positive, beside a shard of its group."""

LEAST_OVERLAP = 0.01
"""In a ground-truth-only breakdown a false positive belongs to the label that it overlaps most."""

_NUM_DIFFICULTIES = len(Difficulty)


class Divisions(NamedTuple):
    """B breakdowns as the kernels read them, for a batch of objects.

    Attributes:
        num_groups: (B,) int64 matching groups.
        shards_per_group: (B,) int64; shard s is in group s // shards_per_group.
        by_truth: (B,) bool, whether the ground truth alone says the shard.
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


class Extras(NamedTuple):
    """The columns that counting needs beside those of matching.

    Attributes:
        score: (N,) float32.
        num_cutoffs: (N,) int64 cutoffs that each prediction reaches.
        in_no_label_zone: (N,) bool.
        difficulty: (M,) uint8 of the labels.
        levels: (L,) uint8 levels to count misses for.
        least_heading_accuracy: a match of this accuracy or less counts as nothing.
    """

    score: NDArray[np.float32]
    num_cutoffs: NDArray[np.int64]
    in_no_label_zone: NDArray[np.bool_]
    difficulty: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    least_heading_accuracy: float


@numba.njit(cache=True, nogil=True, error_model="numpy")
def count_batch(rules, predictions, truths, extras, divisions, changes):
    """Adds the counts of all frames of a batch.

    Args:
        rules: `Rules`.
        predictions: `Side`.
        truths: `Side`.
        extras: `Extras`.
        divisions: `Divisions`.
        changes: (shards of all divisions, C + 1, FIRST_FN + L) int64; the cumulative sum along the
            cutoffs is what is counted.
    """
    most = most_pairs(predictions.starts, truths.starts)
    pairs = make_pairs(most[0], most[2])
    graph = make_graph(*most)
    members = np.empty(2 * most[0], np.int64)
    truth_members = np.empty(2 * most[1], np.int64)
    accuracy = np.empty(most[2], np.int64)
    for frame in range(len(predictions.starts) - 1):
        list_pairs(rules, predictions, truths, frame, pairs)
        first, end = predictions.starts[frame], predictions.starts[frame + 1]
        first_truth, end_truth = truths.starts[frame], truths.starts[frame + 1]
        score = extras.score[first:end]
        _list_accuracies(predictions, truths, frame, pairs, extras, accuracy)
        offset = 0
        for b in range(len(divisions.num_groups)):
            num_groups, shards = divisions.num_groups[b], divisions.shards_per_group[b]
            starts = _list_members(divisions.groups[b, first:end], num_groups, members)
            truth_starts = _list_members(
                divisions.truth_groups[b, first_truth:end_truth], num_groups, truth_members
            )
            for group in range(num_groups):
                num_rows = starts[group + 1] - starts[group]
                num_columns = truth_starts[group + 1] - truth_starts[group]
                if num_rows == 0 and num_columns == 0:
                    continue
                for row in range(num_rows):
                    graph.rows[row] = members[starts[group] + row]
                for column in range(num_columns):
                    graph.columns[column] = truth_members[truth_starts[group] + column]
                build_graph(pairs, num_rows, num_columns, end_truth - first_truth, graph)
                base = group * shards
                _count_group(
                    rules.matcher,
                    pairs,
                    graph,
                    num_rows,
                    num_columns,
                    score,
                    extras.num_cutoffs[first:end],
                    extras.in_no_label_zone[first:end],
                    extras.difficulty[first_truth:end_truth],
                    extras.levels,
                    accuracy,
                    divisions.by_truth[b],
                    base,
                    divisions.truth_shards[b, first_truth:end_truth],
                    changes[offset + base : offset + base + shards],
                )
            offset += num_groups * shards


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _list_accuracies(predictions, truths, frame, pairs, extras, accuracy):
    """Fixed-point heading accuracy of each pair that may match; -1 where the match counts nothing."""
    first, first_truth = predictions.starts[frame], truths.starts[frame]
    for p in range(predictions.starts[frame + 1] - first):
        for pair in range(pairs.starts[p], pairs.starts[p + 1]):
            if pairs.can_match[pair]:
                value = heading_accuracy(
                    predictions.heading[first + p],
                    truths.heading[first_truth + pairs.truth[pair]],
                )
                counts = value > extras.least_heading_accuracy
                accuracy[pair] = int(np.round(np.float64(value) * FIXED_POINT)) if counts else -1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _list_members(groups, num_groups, members):
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _count_group(
    matcher,
    pairs,
    graph,
    num_rows,
    num_columns,
    score,
    num_cutoffs,
    in_no_label_zone,
    difficulty,
    levels,
    accuracy,
    by_truth,
    base,
    truth_shards,
    changes,
):
    """Adds the counts of one group of a frame to its shards' rows of `changes`."""
    shards, last = changes.shape[0], changes.shape[1] - 1
    shard_of_column = np.zeros(num_columns, np.int64)
    labels = np.zeros((shards, _NUM_DIFFICULTIES), np.int64)
    for column in range(num_columns):
        if by_truth:
            shard_of_column[column] = truth_shards[graph.columns[column]] - base
        if 0 <= shard_of_column[column] < shards:
            labels[shard_of_column[column], difficulty[graph.columns[column]]] += 1
    false_in = np.full(num_rows, ALL_SHARDS)
    for row in range(num_rows):
        prediction = graph.rows[row]
        if in_no_label_zone[prediction]:
            false_in[row] = NO_SHARD
        elif by_truth:
            false_in[row] = _shard_overlapped(
                pairs, prediction, graph.column_of, shard_of_column, shards
            )
    active = np.empty(num_rows, np.int64)
    values = np.empty((shards, changes.shape[2]), np.int64)
    matched = np.empty((shards, _NUM_DIFFICULTIES), np.int64)
    cutoff = 0
    while cutoff < last:
        following, num_active = last, 0
        for row in range(num_rows):
            reached = num_cutoffs[graph.rows[row]]
            if reached > cutoff:
                active[num_active] = row
                num_active += 1
                following = min(following, reached)
        match_group(matcher, pairs, active[:num_active], score, num_columns, graph)
        values[:], matched[:] = 0, 0
        for k in range(num_active):
            row = active[k]
            column = graph.mates[row]
            if column < 0:
                for shard in range(shards):
                    if false_in[row] == ALL_SHARDS or false_in[row] == shard:
                        values[shard, FP] += 1
                continue
            shard = shard_of_column[column]
            if not 0 <= shard < shards:
                continue
            matched[shard, difficulty[graph.columns[column]]] += 1
            for edge in range(graph.starts[row], graph.starts[row + 1]):
                if graph.column[edge] == column and accuracy[graph.pair[edge]] >= 0:
                    affinity = np.float64(pairs.affinity[graph.pair[edge]])
                    values[shard, TP] += 1
                    values[shard, HEADING] += accuracy[graph.pair[edge]]
                    values[shard, AFFINITY] += int(np.round(affinity * FIXED_POINT))
        for shard in range(shards):
            for level in range(len(levels)):
                for grade in range(levels[level] + 1):
                    missed = labels[shard, grade] - matched[shard, grade]
                    values[shard, FIRST_FN + level] += missed
            for k in range(changes.shape[2]):
                changes[shard, cutoff, k] += values[shard, k]
                changes[shard, following, k] -= values[shard, k]
        cutoff = following


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _shard_overlapped(pairs, prediction, column_of, shard_of_column, shards):
    """Shard of the label that a prediction overlaps most, the last of equals."""
    most, found = LEAST_OVERLAP, -1
    for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
        column = column_of[pairs.truth[pair]]
        if column >= 0 and np.float64(pairs.iou[pair]) >= most:
            most, found = np.float64(pairs.iou[pair]), column
    if found < 0:
        return ALL_SHARDS
    shard = shard_of_column[found]
    return shard if 0 <= shard < shards else NO_SHARD
