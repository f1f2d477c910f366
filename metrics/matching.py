"""Matches predictions with ground truth in a frame: lists the pairs that overlap, then picks some.

All metrics of boxes share these kernels: `list_pairs` measures the pairs of each type once per
frame, `build_graph` picks those of some objects that may match, and a matcher chooses among these.
"""

from __future__ import annotations

import enum
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import make_workspace
from waymo_kit.geometry.iou import measure_iou
from waymo_kit.kernels import kernel
from waymo_kit.schema import ObjectType

from .let import longitudinal_affinity, tolerant_iou
from .score_order import order_by_score

WEIGHT_OF_IOU_1 = 1_000_000
"""Weight of an IoU of 1; weights are rounded to integers."""


class Matcher(enum.IntEnum):
    """Ways to pair predictions with ground truth, with the official numbers."""

    HUNGARIAN = 1
    """Takes the pairs with the largest sum of IoU, whatever the scores."""
    SCORE_FIRST = 2
    """Gives each prediction, by falling score, the label left that it overlaps most, as in COCO."""


_NUM_TYPES = len(ObjectType)
_Number = TypeVar("_Number", bound=np.generic)


class MatchingRules(NamedTuple):
    """Decides which pairs may match; a configuration in the form that the kernels take.

    Attributes:
        kind: `Overlap` to measure.
        matcher: `Matcher` to use.
        thresholds: (5,) float32 lowest IoU of a match by type.
        min_iou: IoU below which pairs are not listed.
        let: (6,) float64 `LongitudinalTolerance.parameters`; the first is 0 without tolerance.
    """

    kind: int
    matcher: int
    thresholds: NDArray[np.float32]
    min_iou: float
    let: NDArray[np.float64]


class BoxesByFrame(NamedTuple):
    """Boxes sorted by frame, in the form that the kernels take.

    Attributes:
        starts: (F + 1,) int64 first row of each frame.
        box: (N, 9) float64 boxes as `prepare_boxes` gives them.
        type: (N,) uint8 `ObjectType`.
        heading: (N,) float32 headings in [-pi, pi).
    """

    starts: NDArray[np.int64]
    box: NDArray[np.float64]
    type: NDArray[np.uint8]
    heading: NDArray[np.float32]


class FramePairs(NamedTuple):
    """Overlapping pairs of one frame; those of prediction p are starts[p] to starts[p + 1].

    Attributes:
        starts: (P + 1,) int64 first pair of each prediction.
        truth: (K,) int32 row of the label in the frame, ascending for each prediction.
        iou: (K,) float32 IoU.
        affinity: (K,) float32 longitudinal affinity, 1 without tolerance.
        weight: (K,) int64 IoU in millionths, times the affinity.
        can_match: (K,) bool, whether the IoU reaches the type's threshold.
    """

    starts: NDArray[np.int64]
    truth: NDArray[np.int32]
    iou: NDArray[np.float32]
    affinity: NDArray[np.float32]
    weight: NDArray[np.int64]
    can_match: NDArray[np.bool_]


class MatchGraph(NamedTuple):
    """Pairs that may match among some predictions (rows) and labels (columns) of a frame.

    Attributes:
        rows: Prediction of each row, ascending.
        columns: Label of each column, ascending.
        column_of: (G,) column of each label of the frame, -1 for those left out.
        starts: First edge of each row.
        column: Column of each edge.
        weight: Weight of each edge.
        pair: Number of each edge among the frame's pairs.
        mates: Column of each row that takes part, set by a matcher.
        workspace: Scratch of `assign`.
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
    """Returns the column, copied if it is read-only, for which numba would compile kernels anew."""
    return np.require(column, requirements=["C", "W"])


@kernel
def heading_accuracy(heading: np.float32, truth_heading: np.float32) -> np.float32:
    """Returns 1 for the same direction, 0 for the opposite one, in float32 as officially."""
    difference = np.float64(abs(np.float32(heading - truth_heading)))
    if difference > np.pi:
        difference = np.float64(np.float32(2.0 * np.pi - difference))
    heading_accuracy: np.float32 = np.float32(1.0 - min(difference / np.pi, 1.0))
    return heading_accuracy


@kernel
def max_pairs(
    prediction_starts: NDArray[np.int64], truth_starts: NDArray[np.int64]
) -> tuple[int, int, int]:
    """Returns the largest numbers of predictions, labels and pairs of the two in any frame."""
    predictions, truths, pairs = 0, 0, 0
    for frame in range(len(prediction_starts) - 1):
        p = prediction_starts[frame + 1] - prediction_starts[frame]
        t = truth_starts[frame + 1] - truth_starts[frame]
        predictions, truths, pairs = max(predictions, p), max(truths, t), max(pairs, p * t)
    return predictions, truths, pairs


@kernel
def make_pairs(num_predictions: int, num_pairs: int) -> FramePairs:
    """Allocates the pairs of a frame."""
    return FramePairs(
        np.zeros(num_predictions + 1, np.int64),
        np.empty(num_pairs, np.int32),
        np.empty(num_pairs, np.float32),
        np.empty(num_pairs, np.float32),
        np.empty(num_pairs, np.int64),
        np.empty(num_pairs, np.bool_),
    )


@kernel
def make_graph(num_predictions: int, num_truths: int, num_pairs: int) -> MatchGraph:
    """Allocates the graph of a group."""
    return MatchGraph(
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


@kernel
def list_pairs(
    rules: MatchingRules,
    predictions: BoxesByFrame,
    truths: BoxesByFrame,
    frame: int,
    pairs: FramePairs,
) -> None:
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


@kernel
def build_graph(pairs: FramePairs, num_rows: int, num_columns: int, graph: MatchGraph) -> None:
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


@kernel
def match_by_score(
    pairs: FramePairs,
    active: NDArray[np.int64],
    score: NDArray[np.float32],
    num_columns: int,
    graph: MatchGraph,
) -> None:
    """Score-first matching, with the official choice among several labels within reach.

    That evaluator compares the overlaps of other objects: it uses places among the active rows and
    columns as if they were places in the frame. With one candidate it makes no difference.

    Args:
        pairs: Pairs of the frame.
        active: (A,) int64 rows that take part, ascending.
        score: (P,) float32 scores of the frame's predictions.
        num_columns: Number of columns.
        graph: Graph that `build_graph` has filled; `mates` gets the column of each active row, -1
            for none.
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


@kernel
def _weight_of(pairs: FramePairs, prediction: int, truth: int) -> int:
    """Returns the weight of two objects of the frame, 0 for a pair that is not listed."""
    for pair in range(pairs.starts[prediction], pairs.starts[prediction + 1]):
        if pairs.truth[pair] == truth:
            weight_of: int = pairs.weight[pair]
            return weight_of
    return 0
