"""Matching of predictions with ground truth inside a frame: pairs that overlap, then a matcher.

The kernels here are shared by the metrics: `list_pairs` measures each pair of one type once a
frame; `build_graph` picks those that may match among some objects, for a matcher to choose from.
"""

from __future__ import annotations

import enum
from typing import NamedTuple, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.iou import measure_iou
from waymo_kit.schema import ObjectType

from .hungarian import make_workspace
from .let import longitudinal_affinity, tolerant_iou
from .score_order import order_by_score

WEIGHT_OF_IOU_1 = 1_000_000
"""Weights are IoUs in millionths, rounded to integers."""

FIXED_POINT = 2**36
"""Heading accuracies and affinities are summed as integers, in units of 1 / FIXED_POINT."""


class Matcher(enum.IntEnum):
    """How predictions are paired with ground truth, with the official numbers."""

    HUNGARIAN = 1
    """The pairs of the greatest sum of IoU, whatever the scores."""
    SCORE_FIRST = 2
    """By falling score, each the best overlap left, as in COCO."""


_NUM_TYPES = len(ObjectType)
_Number = TypeVar("_Number", bound=np.generic)


class Rules(NamedTuple):
    """What decides whether a pair may match; the kernels' form of a configuration.

    Attributes:
        kind: an `Overlap`.
        matcher: a `Matcher`.
        thresholds: (5,) float32 least IoU by type.
        min_iou: pairs below it are not listed.
        let: (6,) float64, see `LongitudinalTolerance.parameters`; its first number 0 for none.
    """

    kind: int
    matcher: int
    thresholds: NDArray[np.float32]
    min_iou: float
    let: NDArray[np.float64]


class Side(NamedTuple):
    """Predictions or ground truth as the kernels read them, sorted by frame.

    Attributes:
        starts: (F + 1,) int64 first row of each frame.
        box: (N, 9) float64, see `prepare_boxes`.
        type: (N,) uint8.
        heading: (N,) float32, in [-pi, pi).
    """

    starts: NDArray[np.int64]
    box: NDArray[np.float64]
    type: NDArray[np.uint8]
    heading: NDArray[np.float32]


class Pairs(NamedTuple):
    """Overlapping pairs of one frame; those of prediction p are starts[p] to starts[p + 1].

    Attributes:
        starts: (P + 1,) int64.
        truth: row of the ground truth in the frame, ascending for a prediction.
        iou: float32.
        affinity: float32 longitudinal affinity, 1 without tolerance.
        weight: int64 IoU in millionths, times the affinity.
        can_match: whether the IoU reaches the type's threshold.
    """

    starts: NDArray[np.int64]
    truth: NDArray[np.int32]
    iou: NDArray[np.float32]
    affinity: NDArray[np.float32]
    weight: NDArray[np.int64]
    can_match: NDArray[np.bool_]


class Graph(NamedTuple):
    """The pairs that may match among some predictions (rows) and labels (columns) of a frame.

    Attributes:
        rows: prediction of each row, ascending.
        columns: label of each column, ascending.
        column_of: (G,) column of each label of the frame, -1 for those left out.
        starts: first edge of each row.
        column: column of each edge.
        weight: weight of each edge.
        pair: which of the frame's pairs each edge is.
        mates: column of each row that takes part, set by a matcher.
        workspace: scratch of `assign`.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    column_of: NDArray[np.int64]
    starts: NDArray[np.int64]
    column: NDArray[np.int64]
    weight: NDArray[np.int64]
    pair: NDArray[np.int64]
    mates: NDArray[np.int64]
    workspace: NDArray[np.int64]


def official_headings(heading: NDArray[np.float64]) -> NDArray[np.float32]:
    """Wraps angles into [-pi, pi) as the official evaluator does, to the last bit."""
    shifted = heading + np.pi
    rest = shifted - np.trunc(shifted * (1 / (2 * np.pi))) * (2 * np.pi)
    above = np.where(2 * np.pi + rest >= 2 * np.pi, 0.0, 2 * np.pi + rest)
    return (np.where(rest >= 0, rest, above) - np.pi).astype(np.float32)


def writable(column: NDArray[_Number]) -> NDArray[_Number]:
    """The column, copied if it is read-only: numba would compile every kernel once more for it."""
    return np.require(column, requirements=["C", "W"])


@numba.njit(cache=True, nogil=True, error_model="numpy")
def heading_accuracy(heading, truth_heading):
    """1 for the same direction, 0 for the opposite one; float32 as in the official evaluator."""
    difference = np.float64(abs(np.float32(heading - truth_heading)))
    if difference > np.pi:
        difference = np.float64(np.float32(2.0 * np.pi - difference))
    return np.float32(1.0 - min(difference / np.pi, 1.0))


@numba.njit(cache=True, nogil=True, error_model="numpy")
def max_pairs(prediction_starts, truth_starts):
    """Returns the largest numbers of predictions, labels and pairs of the two in any frame."""
    predictions, truths, pairs = 0, 0, 0
    for frame in range(len(prediction_starts) - 1):
        p = prediction_starts[frame + 1] - prediction_starts[frame]
        t = truth_starts[frame + 1] - truth_starts[frame]
        predictions, truths, pairs = max(predictions, p), max(truths, t), max(pairs, p * t)
    return predictions, truths, pairs


@numba.njit(cache=True, nogil=True, error_model="numpy")
def make_pairs(num_predictions, num_pairs):
    """Room for the pairs of a frame."""
    return Pairs(
        np.zeros(num_predictions + 1, np.int64),
        np.empty(num_pairs, np.int32),
        np.empty(num_pairs, np.float32),
        np.empty(num_pairs, np.float32),
        np.empty(num_pairs, np.int64),
        np.empty(num_pairs, np.bool_),
    )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def make_graph(num_predictions, num_truths, num_pairs):
    """Room for the graph of a group."""
    return Graph(
        np.empty(num_predictions, np.int64),
        np.empty(num_truths, np.int64),
        np.empty(num_truths, np.int64),
        np.empty(num_predictions + 1, np.int64),
        np.empty(num_pairs, np.int64),
        np.empty(num_pairs, np.int64),
        np.empty(num_pairs, np.int64),
        np.empty(num_predictions, np.int64),
        make_workspace(num_predictions, num_truths),
    )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def list_pairs(rules, predictions, truths, frame, pairs):
    """Measures the pairs of one type in a frame and lists those of at least `rules.min_iou`."""
    first, first_truth = predictions.starts[frame], truths.starts[frame]
    end, end_truth = predictions.starts[frame + 1], truths.starts[frame + 1]
    of_type = np.empty((_NUM_TYPES, end_truth - first_truth), np.int32)
    num_of_type = np.zeros(_NUM_TYPES, np.int32)
    for t in range(first_truth, end_truth):
        kind = truths.type[t]
        of_type[kind, num_of_type[kind]] = t - first_truth
        num_of_type[kind] += 1
    scratch = np.empty((2, 9))
    count = 0
    for p in range(first, end):
        pairs.starts[p - first] = count
        box, kind = predictions.box[p], predictions.type[p]
        for k in range(num_of_type[kind] if kind > 0 else 0):
            truth = of_type[kind, k]
            if rules.let[0] == 0.0:
                dx = truths.box[first_truth + truth, 0] - predictions.box[p, 0]
                dy = truths.box[first_truth + truth, 1] - predictions.box[p, 1]
                reach = truths.box[first_truth + truth, 8] + predictions.box[p, 8]
                if dx * dx + dy * dy > reach * reach:
                    continue
            truth_box = truths.box[first_truth + truth]
            affinity = np.float32(1)
            if rules.let[0] > 0.0:
                affinity = np.float32(longitudinal_affinity(rules.let, box, truth_box))
                overlap = tolerant_iou(
                    rules.let, rules.kind, box, truth_box, scratch[0], scratch[1]
                )
            else:
                overlap = measure_iou(rules.kind, box, truth_box)
            iou = np.float32(overlap)
            if iou < rules.min_iou or iou == 0:
                continue
            weight = np.float32(np.float32(iou * affinity) * np.float32(WEIGHT_OF_IOU_1))
            pairs.truth[count], pairs.iou[count], pairs.affinity[count] = truth, iou, affinity
            pairs.weight[count] = int(np.floor(np.float64(weight) + 0.5))
            pairs.can_match[count] = affinity > 0 and iou >= rules.thresholds[kind]
            count += 1
    pairs.starts[end - first] = count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def build_graph(pairs, num_rows, num_columns, graph):
    """Fills the edges of a graph whose `rows` and `columns` are set.

    In `column_of` the labels that are left out must be -1.
    """
    for column in range(num_columns):
        graph.column_of[graph.columns[column]] = column
    count = 0
    for row in range(num_rows):
        graph.starts[row] = count
        prediction = graph.rows[row]
        for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
            column = graph.column_of[pairs.truth[pair]]
            if column >= 0 and pairs.can_match[pair]:
                graph.column[count], graph.pair[count] = column, pair
                graph.weight[count] = pairs.weight[pair]
                count += 1
    graph.starts[num_rows] = count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def match_by_score(pairs, active, score, num_columns, graph):
    """Score-first matching, with the official choice among several labels within reach.

    That evaluator compares the overlaps of other objects: it uses places among the active rows and
    columns as if they were places in the frame. With one candidate it makes no difference.

    Args:
        pairs: the frame's pairs.
        active: (A,) int64 rows that take part, ascending.
        score: (P,) float32 of the frame's predictions.
        num_columns: number of columns.
        graph: see `build_graph`; `mates` gets the column of each active row, -1 for none.
    """
    order = order_by_score(score[graph.rows[active]])
    taken = np.zeros(num_columns, np.bool_)
    for place in order:
        row = active[place]
        best, best_weight = -1, -1
        for edge in range(graph.starts[row], graph.starts[row + 1]):
            column = graph.column[edge]
            if not taken[column]:
                weight = _weight_of(pairs, place, column)
                if weight > best_weight:
                    best, best_weight = column, weight
        graph.mates[row] = best
        if best >= 0:
            taken[best] = True


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _weight_of(pairs, prediction, truth):
    """Weight of two objects of the frame, 0 for a pair that is not listed."""
    for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
        if pairs.truth[pair] == truth:
            return pairs.weight[pair]
    return 0
