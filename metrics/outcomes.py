"""Tells which objects are true positives, false positives and misses at a score cutoff.

Each type is matched once in each frame, as `detection.py` does for its OBJECT_TYPE rows at that
cutoff, so that the numbers can be traced to objects.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.assignment import assign
from waymo_kit.kernels import kernel
from waymo_kit.schema import Difficulty, ObjectType

from .breakdowns import Breakdown, row_names
from .detection import DetectionConfig, DetectionResult, batches, boxes_by_frame, matching_rules
from .matching import (
    BoxesByFrame,
    Matcher,
    MatchingRules,
    build_graph,
    list_pairs,
    make_graph,
    make_pairs,
    match_by_score,
    max_pairs,
    writable,
)
from .objects import Frames, GroundTruth, Predictions, take_rows

_SCORED_TYPES = tuple(kind for kind in ObjectType if kind != ObjectType.UNKNOWN)
_SCORE_FIRST = int(Matcher.SCORE_FIRST)
_NUM_TYPES = len(ObjectType)


class ObjectOutcome(enum.IntEnum):
    """Outcomes of matching for a prediction or a label."""

    NOT_SCORED = 0
    """A prediction below the cutoff, or an object of type UNKNOWN."""
    TRUE_POSITIVE = 1
    FALSE_POSITIVE = 2
    FALSE_NEGATIVE = 3
    IGNORED = 4
    """A prediction in a no-label zone that matches nothing."""


@dataclass(frozen=True)
class DetectionOutcomes:
    """Outcomes of N predictions and M labels, in the order in which they were given.

    Attributes:
        prediction: (N,) uint8 `ObjectOutcome` of each prediction.
        prediction_match: (N,) int64 row of the matched label, -1 for none.
        prediction_iou: (N,) float32 IoU with the match, or else the largest with a label of the
            same type; 0 for none and for predictions that are not scored.
        truth: (M,) uint8 `ObjectOutcome` of each label.
        truth_match: (M,) int64 row of the matched prediction, -1 for none.
        heading_error: (N,) float64 difference in heading from the match in radians, in [0, pi]; NaN
            where there is none.
    """

    prediction: NDArray[np.uint8]
    prediction_match: NDArray[np.int64]
    prediction_iou: NDArray[np.float32]
    truth: NDArray[np.uint8]
    truth_match: NDArray[np.int64]
    heading_error: NDArray[np.float64]


def detection_outcomes(
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
    config: DetectionConfig,
    score_cutoff: ArrayLike,
) -> DetectionOutcomes:
    """Matches all objects at a score cutoff and returns the outcome of each.

    Args:
        predictions: N predictions.
        ground_truth: M labels.
        frames: Frames of both.
        config: Configuration, of which overlap, thresholds and matcher matter.
        score_cutoff: Score below which predictions are left out: one number, or (4,) for vehicles,
            pedestrians, signs and cyclists, such as `best_cutoffs` returns.

    Raises:
        InvalidInputError: The frame of an object does not exist, or its box has the wrong shape.
    """
    try:
        cutoffs = np.broadcast_to(np.asarray(score_cutoff, np.float32), len(_SCORED_TYPES))
    except ValueError as error:
        raise InvalidInputError(
            f"score_cutoff: expected one number or four, got {score_cutoff!r}"
        ) from error
    order = np.argsort(predictions.frame, kind="stable")
    truth_order = np.argsort(ground_truth.frame, kind="stable")
    rules = matching_rules(config)._replace(min_iou=0.0)
    found, match, iou, truth_match = [], [], [], []
    first, first_truth = 0, 0
    for some, labels, starts, label_starts in batches(
        take_rows(predictions, order), take_rows(ground_truth, truth_order), frames, config
    ):
        scored = (some.type > 0) & (some.score >= np.concatenate([[np.inf], cutoffs])[some.type])
        matched = np.full(len(some), -1)
        label_matched = np.full(len(labels), -1)
        largest = np.zeros(len(some), np.float32)
        _match_batch(
            rules,
            boxes_by_frame(some, starts),
            boxes_by_frame(labels, label_starts),
            scored,
            writable(some.score),
            matched,
            label_matched,
            largest,
        )
        found.append(scored)
        match.append(np.where(matched >= 0, matched + first_truth, -1))
        truth_match.append(np.where(label_matched >= 0, label_matched + first, -1))
        iou.append(largest)
        first, first_truth = first + len(some), first_truth + len(labels)
    return _in_given_order(
        predictions,
        ground_truth,
        order,
        truth_order,
        np.concatenate([np.zeros(0, np.bool_), *found]),
        np.concatenate([np.zeros(0, np.int64), *match]),
        np.concatenate([np.zeros(0, np.float32), *iou]),
        np.concatenate([np.zeros(0, np.int64), *truth_match]),
    )


def best_cutoffs(
    result: DetectionResult, level: Difficulty = Difficulty.LEVEL_2
) -> NDArray[np.float32]:
    """Returns the score cutoffs at which each type's F1 score is greatest, the lowest of equals.

    Args:
        result: Result with rows of `Breakdown.OBJECT_TYPE` at that level.
        level: Difficulty of the misses that count. Defaults to LEVEL_2.

    Returns:
        (4,) float32 cutoffs for vehicles, pedestrians, signs and cyclists.

    Raises:
        InvalidInputError: The result lacks those rows.
    """
    names = row_names([Breakdown.OBJECT_TYPE], [level])
    if not set(names) <= set(result.names):
        raise InvalidInputError(f"best_cutoffs: expected a result with rows {', '.join(names)}")
    rows = [result.names.index(name) for name in names]
    hits = 2.0 * result.true_positives[rows]
    total = hits + result.false_positives[rows] + result.false_negatives[rows]
    f1 = np.divide(hits, total, out=np.zeros_like(hits), where=total > 0)
    best_cutoffs: NDArray[np.float32] = result.score_cutoffs[np.argmax(f1, axis=1)]
    return best_cutoffs


def _in_given_order(
    predictions: Predictions,
    ground_truth: GroundTruth,
    order: NDArray[np.int64],
    truth_order: NDArray[np.int64],
    found: NDArray[np.bool_],
    match: NDArray[np.int64],
    iou: NDArray[np.float32],
    truth_match: NDArray[np.int64],
) -> DetectionOutcomes:
    """Puts the outcomes of sorted objects back into the order of the tables."""
    scored = np.empty(len(order), np.bool_)
    given_match, given_iou = np.full(len(order), -1), np.empty(len(order), np.float32)
    given_truth_match = np.full(len(truth_order), -1)
    scored[order], given_iou[order] = found, iou
    given_match[order] = np.where(match >= 0, np.append(truth_order, -1)[match], -1)
    given_truth_match[truth_order] = np.where(
        truth_match >= 0, np.append(order, -1)[truth_match], -1
    )
    unmatched = np.where(
        predictions.in_no_label_zone, ObjectOutcome.IGNORED, ObjectOutcome.FALSE_POSITIVE
    )
    outcome = np.where(given_match >= 0, ObjectOutcome.TRUE_POSITIVE, unmatched)
    truth = np.where(
        given_truth_match >= 0, ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.FALSE_NEGATIVE
    )
    error = np.full(len(order), np.nan)
    rows = np.flatnonzero(given_match >= 0)
    if len(rows):
        if predictions.box.shape[1] == 7:
            turn = predictions.box[rows, 6] - ground_truth.box[given_match[rows], 6]
            error[rows] = np.abs(np.remainder(turn + np.pi, 2 * np.pi) - np.pi)
        else:
            error[rows] = 0.0
    return DetectionOutcomes(
        prediction=np.where(scored, outcome, ObjectOutcome.NOT_SCORED).astype(np.uint8),
        prediction_match=given_match,
        prediction_iou=given_iou,
        truth=np.where(ground_truth.type > 0, truth, ObjectOutcome.NOT_SCORED).astype(np.uint8),
        truth_match=given_truth_match,
        heading_error=error,
    )


@kernel
def _match_batch(
    rules: MatchingRules,
    predictions: BoxesByFrame,
    truths: BoxesByFrame,
    scored: NDArray[np.bool_],
    score: NDArray[np.float32],
    match: NDArray[np.int64],
    truth_match: NDArray[np.int64],
    iou: NDArray[np.float32],
) -> None:
    """Matches each type in each frame of a batch; rows and matches count from the batch's start."""
    most = max_pairs(predictions.starts, truths.starts)
    pairs = make_pairs(most[0], most[2])
    graph = make_graph(*most)
    rows = np.arange(most[0])
    for frame in range(len(predictions.starts) - 1):
        first, end = predictions.starts[frame], predictions.starts[frame + 1]
        first_truth, end_truth = truths.starts[frame], truths.starts[frame + 1]
        list_pairs(rules, predictions, truths, frame, pairs)
        for kind in range(1, _NUM_TYPES):
            num_rows, num_columns = 0, 0
            for truth in range(end_truth - first_truth):
                graph.column_of[truth] = -1
                if truths.type[first_truth + truth] == kind:
                    graph.columns[num_columns] = truth
                    num_columns += 1
            for prediction in range(end - first):
                if predictions.type[first + prediction] == kind and scored[first + prediction]:
                    graph.rows[num_rows] = prediction
                    num_rows += 1
            build_graph(pairs, num_rows, num_columns, graph)
            some = rows[:num_rows]
            if rules.matcher == _SCORE_FIRST:
                match_by_score(pairs, some, score[first:end], num_columns, graph)
            else:
                assign(
                    some,
                    graph.starts,
                    graph.column,
                    graph.weight,
                    num_columns,
                    graph.workspace,
                    graph.mates,
                )
            for row in some:
                p = graph.rows[row]
                largest = np.float32(0)
                for pair in range(pairs.starts[p], pairs.starts[p + 1]):
                    largest = max(largest, pairs.iou[pair])
                for edge in range(graph.starts[row], graph.starts[row + 1]):
                    if graph.column[edge] == graph.mates[row]:
                        truth = graph.columns[graph.column[edge]]
                        match[first + p] = first_truth + truth
                        truth_match[first_truth + truth] = first + p
                        largest = pairs.iou[graph.pair[edge]]
                iou[first + p] = largest
