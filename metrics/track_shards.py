"""Turns objects into graphs of their tracks, one for each sequence and shard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel

from .breakdowns import NONE, Breakdown, nearest_speeds, shard_names, shards_of
from .detection import boxes_by_frame
from .matching import BoxesByFrame, MatchingRules, list_pairs, make_pairs, max_pairs
from .objects import Frames, GroundTruth, Objects, Predictions, sort_by_frame
from .track_graph import TrackGraph, make_track_graph

_Table = TypeVar("_Table", bound=Objects)


@dataclass(frozen=True)
class TrackSequences:
    """Objects of whole sequences, sorted by frame; the frames by segment, camera and time.

    Attributes:
        predictions: N predictions.
        prediction_start: (F + 1,) int64 first prediction of each frame.
        truths: M labels.
        truth_start: (F + 1,) int64 first label of each frame.
        frames: F frames.
        sequence_start: (S + 1,) int64 first frame of each sequence: a segment, or one camera of a
            segment.
    """

    predictions: Predictions
    prediction_start: NDArray[np.int64]
    truths: GroundTruth
    truth_start: NDArray[np.int64]
    frames: Frames
    sequence_start: NDArray[np.int64]

    @property
    def names(self) -> list[tuple[str, int]]:
        """Segment and camera of each sequence."""
        first = self.sequence_start[:-1]
        segments, cameras = self.frames.segment[first], self.frames.camera[first]
        return list(zip(segments.tolist(), cameras.tolist(), strict=True))


def sort_tracks(
    predictions: Predictions, ground_truth: GroundTruth, frames: Frames
) -> TrackSequences:
    """Sorts objects into sequences.

    Args:
        predictions: Predictions with tracks.
        ground_truth: Labels with tracks.
        frames: Frames of both.

    Raises:
        InvalidInputError: An object has no track, a ground-truth track occurs twice in a frame, or
            a frame does not exist.
    """
    for name, objects in (("predictions", predictions), ("ground truth", ground_truth)):
        if (objects.track < 0).any():
            row = int((objects.track < 0).argmax())
            raise InvalidInputError(
                f"{name}: expected a track of each object, got {objects.track[row]} in row {row}"
            )
    order = np.lexsort((frames.timestamp_micros, frames.camera, frames.segment))
    predictions, prediction_start = _sorted(predictions, order)
    ground_truth, truth_start = _sorted(ground_truth, order)
    frames = Frames(*(getattr(frames, field.name)[order] for field in dataclasses.fields(frames)))
    _check_once(ground_truth, frames)
    changes = (frames.segment[1:] != frames.segment[:-1]) | (
        frames.camera[1:] != frames.camera[:-1]
    )
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1, [len(frames)]])
    return TrackSequences(
        predictions, prediction_start, ground_truth, truth_start, frames, np.unique(starts)
    )


def shard_graphs(
    objects: TrackSequences,
    rules: MatchingRules,
    breakdowns: tuple[Breakdown, ...],
    levels: NDArray[np.uint8],
    score_cutoffs: NDArray[np.float32],
) -> Iterator[tuple[int, TrackGraph]]:
    """Makes the graph of each sequence and shard that has an object.

    Args:
        objects: Sequences.
        rules: Rules that decide which pairs overlap and which may match.
        breakdowns: Ways to divide the objects; shards are numbered through all of them.
        levels: (L,) ascending difficulties.
        score_cutoffs: (C,) ascending score cutoffs.

    Yields:
        Number of the shard, and its graph.
    """
    predictions, truths = objects.predictions, objects.truths
    if Breakdown.VELOCITY in breakdowns:
        predictions = _with_speeds(objects)
    shards_of_objects, offset = [], 0
    for breakdown in breakdowns:
        prediction_shards = shards_of(breakdown, predictions, objects.frames)
        truth_shards = shards_of(breakdown, truths, objects.frames)
        shards_of_objects.append((offset, prediction_shards, truth_shards))
        offset += len(shard_names(breakdown))
    edges = _list_edges(
        rules,
        boxes_by_frame(predictions, objects.prediction_start),
        boxes_by_frame(truths, objects.truth_start),
    )
    columns = _Columns(
        predictions.track,
        predictions.in_no_label_zone,
        np.searchsorted(score_cutoffs, predictions.score, side="right"),
        truths.track,
        np.searchsorted(levels, truths.tracking_difficulty),
        *edges,
    )
    for first, end in zip(objects.sequence_start[:-1], objects.sequence_start[1:], strict=True):
        prediction_start = objects.prediction_start[first : end + 1]
        truth_start = objects.truth_start[first : end + 1]
        for offset, prediction_shards, truth_shards in shards_of_objects:
            yield from _graphs_of_division(
                columns,
                offset,
                prediction_shards,
                prediction_start,
                truth_shards,
                truth_start,
                len(levels),
                len(score_cutoffs),
            )


@dataclass(frozen=True)
class _Columns:
    """Columns of the predictions (N), the ground truth (M) and their E pairs that graphs need."""

    prediction_track: NDArray[np.int64]
    prediction_optional: NDArray[np.bool_]
    prediction_last: NDArray[np.int64]
    truth_track: NDArray[np.int64]
    truth_optional: NDArray[np.int64]
    edge_prediction: NDArray[np.int64]
    edge_truth: NDArray[np.int64]
    edge_similarity: NDArray[np.float64]
    edge_weight: NDArray[np.int64]


def _graphs_of_division(
    columns: _Columns,
    offset: int,
    prediction_shards: NDArray[np.int16],
    prediction_start: NDArray[np.int64],
    truth_shards: NDArray[np.int16],
    truth_start: NDArray[np.int64],
    num_levels: int,
    num_cutoffs: int,
) -> Iterator[tuple[int, TrackGraph]]:
    """The graphs of one sequence, whose rows start at the first of the starts, by one breakdown."""
    first, end = np.searchsorted(columns.edge_prediction, prediction_start[[0, -1]])
    edge_prediction = columns.edge_prediction[first:end] - prediction_start[0]
    edge_truth = columns.edge_truth[first:end] - truth_start[0]
    mine = prediction_shards[prediction_start[0] : prediction_start[-1]]
    theirs = truth_shards[truth_start[0] : truth_start[-1]]
    same = np.where(mine[edge_prediction] == theirs[edge_truth], mine[edge_prediction], NONE)
    for shard in np.union1d(mine, theirs):
        if shard == NONE:
            continue
        rows, truth_rows = np.flatnonzero(mine == shard), np.flatnonzero(theirs == shard)
        edges = np.flatnonzero(same == shard)
        own, truth_own = rows + prediction_start[0], truth_rows + truth_start[0]
        yield (
            offset + int(shard),
            make_track_graph(
                np.searchsorted(truth_own, truth_start),
                columns.truth_track[truth_own],
                columns.truth_optional[truth_own],
                np.searchsorted(own, prediction_start),
                columns.prediction_track[own],
                columns.prediction_optional[own],
                columns.prediction_last[own],
                np.searchsorted(rows, edge_prediction[edges]),
                np.searchsorted(truth_rows, edge_truth[edges]),
                columns.edge_similarity[first:end][edges],
                columns.edge_weight[first:end][edges],
                num_levels=num_levels,
                num_cutoffs=num_cutoffs,
            ),
        )


def _sorted(objects: _Table, order: NDArray[np.int64]) -> tuple[_Table, NDArray[np.int64]]:
    """Sorts objects by the place of their frame in `order`, as `sort_by_frame` does."""
    sort_by_frame(objects, len(order))  # raises if there is no such frame
    place = np.argsort(order).astype(np.int32)
    return sort_by_frame(dataclasses.replace(objects, frame=place[objects.frame]), len(order))


def _check_once(ground_truth: GroundTruth, frames: Frames) -> None:
    """Raises if a ground-truth track occurs twice in a frame: the official evaluator aborts."""
    order = np.lexsort((ground_truth.track, ground_truth.frame))
    frame, track = ground_truth.frame[order], ground_truth.track[order]
    again = (frame[1:] == frame[:-1]) & (track[1:] == track[:-1])
    if again.any():
        row = order[int(again.argmax())]
        where = ground_truth.frame[row]
        raise InvalidInputError(
            f"ground truth: expected each track once per frame, got {ground_truth.track[row]} "
            f"twice in {frames.segment[where]} at {frames.timestamp_micros[where]}"
        )


def _with_speeds(objects: TrackSequences) -> Predictions:
    """Fills in the speeds of predictions, in sequences that have none, as the official code does.

    There a sequence whose first frame has no prediction is left without: all its predictions count
    as stationary.
    """
    predictions = objects.predictions
    speed = predictions.speed.copy()
    nearest = nearest_speeds(predictions, objects.truths, len(objects.frames))
    used = np.diff(objects.prediction_start) + np.diff(objects.truth_start) > 0
    for first, end in zip(objects.sequence_start[:-1], objects.sequence_start[1:], strict=True):
        first += int(used[first:end].argmax())
        rows = slice(objects.prediction_start[first], objects.prediction_start[end])
        starts = objects.prediction_start[first] < objects.prediction_start[first + 1]
        if starts and not speed[rows].any():
            speed[rows] = nearest[rows]
    return dataclasses.replace(predictions, speed=speed)


@kernel
def _list_edges(
    rules: MatchingRules, predictions: BoxesByFrame, truths: BoxesByFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Lists the overlapping pairs of one type in all frames; weight 0 where they may not match."""
    most = max_pairs(predictions.starts, truths.starts)
    pairs = make_pairs(most[0], most[2])
    room = 2 * len(predictions.type) + most[2]
    prediction, truth = np.empty(room, np.int64), np.empty(room, np.int64)
    weight, similarity = np.empty(room, np.int64), np.empty(room)
    count = 0
    for frame in range(len(predictions.starts) - 1):
        list_pairs(rules, predictions, truths, frame, pairs)
        first, first_truth = predictions.starts[frame], truths.starts[frame]
        added = pairs.starts[predictions.starts[frame + 1] - first]
        if count + added > room:
            room = 2 * room + added
            prediction, truth = _widened(prediction, room), _widened(truth, room)
            weight, similarity = _widened(weight, room), _widened(similarity, room)
        for p in range(first, predictions.starts[frame + 1]):
            for k in range(pairs.starts[p - first], pairs.starts[p - first + 1]):
                prediction[count] = p
                truth[count] = first_truth + pairs.truth[k]
                weight[count] = pairs.weight[k] if pairs.can_match[k] else 0
                similarity[count] = pairs.iou[k]
                count += 1
    return prediction[:count], truth[:count], similarity[:count], weight[:count]


@kernel
def _widened(column: NDArray[Any], room: int) -> NDArray[Any]:
    """A longer copy of a column."""
    longer = np.empty(room, column.dtype)
    for row in range(len(column)):
        longer[row] = column[row]
    return longer
