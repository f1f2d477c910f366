"""Sparse form of a tracked sequence, which the kernels of all tracking metrics read.

Ground truth and predictions are nodes, frame by frame; two of one frame that overlap share an edge.
A higher score cutoff only takes predictions away, so one graph serves all cutoffs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel

WEIGHT_SCALE = 1_000_000
"""Number of steps to which similarities are rounded before they are summed in an assignment."""


class TrackGraph(NamedTuple):
    """A sequence of F frames with T ground-truth tracks and Q predicted tracks.

    Rows are in the order of the frames. In a frame a ground-truth track has at most one row, and a
    predicted track at most one at any cutoff.

    Attributes:
        truth_start: (F + 1,) int64; frame f holds the ground-truth rows [start[f], start[f + 1]).
        truth_track: (G,) int64 track in [0, T).
        truth_optional: (G,) int64 number of levels, from the first on, that are easier than the
            row: there it counts if it is matched, and is no miss if it is not.
        prediction_start: (F + 1,) int64; frame f holds the predicted rows [start[f], start[f + 1]).
        prediction_track: (P,) int64 track in [0, Q).
        prediction_optional: (P,) bool, whether the row lies in a no-label zone: it counts if it is
            matched, and is no false positive if it is not.
        prediction_first: (P,) int64 first cutoff at which the row is used.
        prediction_last: (P,) int64 cutoff after the last one at which the row is used; not above
            the first for a row that is never used.
        edge_start: (P + 1,) int64; a predicted row p has the edges [start[p], start[p + 1]).
        edge_prediction: (E,) int64 predicted row.
        edge_truth: (E,) int64 ground-truth row, ascending for each predicted row.
        edge_similarity: (E,) float64 similarity in (0, 1].
        edge_weight: (E,) int64 similarity times `WEIGHT_SCALE`; 0 where it is too low to match.
        edge_pair: (E,) int64 pair in [0, K).
        pair_start: (Q + 1,) int64; a predicted track q has the pairs [start[q], start[q + 1]).
        pair_prediction: (K,) int64 predicted track.
        pair_truth: (K,) int64 ground-truth track, ascending for each predicted track.
        num_truth_tracks: Number of ground-truth tracks, T.
        num_levels: Number of difficulty levels.
        num_cutoffs: Number of score cutoffs.
    """

    truth_start: NDArray[np.int64]
    truth_track: NDArray[np.int64]
    truth_optional: NDArray[np.int64]
    prediction_start: NDArray[np.int64]
    prediction_track: NDArray[np.int64]
    prediction_optional: NDArray[np.bool_]
    prediction_first: NDArray[np.int64]
    prediction_last: NDArray[np.int64]
    edge_start: NDArray[np.int64]
    edge_prediction: NDArray[np.int64]
    edge_truth: NDArray[np.int64]
    edge_similarity: NDArray[np.float64]
    edge_weight: NDArray[np.int64]
    edge_pair: NDArray[np.int64]
    pair_start: NDArray[np.int64]
    pair_prediction: NDArray[np.int64]
    pair_truth: NDArray[np.int64]
    num_truth_tracks: int
    num_levels: int
    num_cutoffs: int


def make_track_graph(
    truth_start: NDArray[np.int64],
    truth_id: NDArray[Any],
    truth_optional: NDArray[np.int64],
    prediction_start: NDArray[np.int64],
    prediction_id: NDArray[Any],
    prediction_optional: NDArray[np.bool_],
    prediction_last: NDArray[np.int64],
    edge_prediction: NDArray[np.int64],
    edge_truth: NDArray[np.int64],
    edge_similarity: NDArray[np.float64],
    edge_weight: NDArray[np.int64],
    *,
    num_levels: int = 1,
    num_cutoffs: int = 1,
) -> TrackGraph:
    """Completes a graph: numbers the tracks and pairs, and finds which duplicates are used.

    Of several predictions of one track in one frame the first counts, at each cutoff the first of
    those that reach it; the others are neither matched nor false positives.

    Args:
        truth_start: (F + 1,) int64 first ground-truth row of each frame.
        truth_id: (G,) id of each ground-truth row.
        truth_optional: (G,) int64 number of levels that are easier than the row.
        prediction_start: (F + 1,) int64 first predicted row of each frame.
        prediction_id: (P,) id of each predicted row.
        prediction_optional: (P,) bool, whether the row lies in a no-label zone.
        prediction_last: (P,) int64 number of cutoffs that the score reaches.
        edge_prediction: (E,) int64 predicted row, ascending.
        edge_truth: (E,) int64 ground-truth row, ascending for each predicted row.
        edge_similarity: (E,) float64 similarity in (0, 1].
        edge_weight: (E,) int64 weight of the edge, 0 where it cannot match.
        num_levels: Number of difficulty levels. Defaults to 1.
        num_cutoffs: Number of score cutoffs. Defaults to 1.
    """
    truths, truth_track = np.unique(truth_id, return_inverse=True)
    predictions, prediction_track = np.unique(prediction_id, return_inverse=True)
    truth_track, prediction_track = truth_track.reshape(-1), prediction_track.reshape(-1)
    keys = prediction_track[edge_prediction] * np.int64(len(truths)) + truth_track[edge_truth]
    pairs, edge_pair = np.unique(keys, return_inverse=True)
    pair_prediction, pair_truth = np.divmod(pairs, max(len(truths), 1))
    return TrackGraph(
        truth_start=truth_start,
        truth_track=truth_track,
        truth_optional=truth_optional,
        prediction_start=prediction_start,
        prediction_track=prediction_track,
        prediction_optional=prediction_optional,
        prediction_first=_first_cutoffs(
            prediction_start, prediction_track, prediction_last, len(predictions)
        ),
        prediction_last=prediction_last,
        edge_start=np.searchsorted(edge_prediction, np.arange(len(prediction_id) + 1)),
        edge_prediction=edge_prediction,
        edge_truth=edge_truth,
        edge_similarity=edge_similarity,
        edge_weight=edge_weight,
        edge_pair=edge_pair.reshape(-1),
        pair_start=np.searchsorted(pair_prediction, np.arange(len(predictions) + 1)),
        pair_prediction=pair_prediction,
        pair_truth=pair_truth,
        num_truth_tracks=len(truths),
        num_levels=num_levels,
        num_cutoffs=num_cutoffs,
    )


class SequenceFrame(NamedTuple):
    """One frame of a sequence: tracks by their number and the similarity of each with each.

    Attributes:
        truth_tracks: G numbers of ground-truth tracks.
        prediction_tracks: P numbers of predicted tracks.
        similarity: (G, P) float64 similarities in [0, 1].
    """

    truth_tracks: list[int]
    prediction_tracks: list[int]
    similarity: NDArray[np.float64]


def check_frames(
    truth_ids: Sequence[ArrayLike],
    prediction_ids: Sequence[ArrayLike],
    similarities: Sequence[ArrayLike],
) -> list[SequenceFrame]:
    """Checks a sequence that is given as ids and one matrix per frame, and numbers its tracks.

    Args:
        truth_ids: (G_f,) ids of each frame, integers or strings, all different.
        prediction_ids: (P_f,) ids of each frame, all different.
        similarities: (G_f, P_f) similarities of each frame in [0, 1].

    Raises:
        InvalidInputError: The numbers of frames differ, a matrix has the wrong shape or holds a
            value outside [0, 1], or an id occurs twice in a frame.
    """
    if not len(truth_ids) == len(prediction_ids) == len(similarities):
        raise InvalidInputError(
            "expected as many frames of ground-truth ids, prediction ids and similarities, "
            f"got {len(truth_ids)}, {len(prediction_ids)} and {len(similarities)}"
        )
    truths = _numbered_ids("ground-truth", truth_ids)
    predictions = _numbered_ids("prediction", prediction_ids)
    frames = []
    for frame, values in enumerate(similarities):
        shape = len(truths[frame]), len(predictions[frame])
        matrix = np.asarray(values, dtype=np.float64)
        if matrix.size == 0 and 0 in shape:
            matrix = np.zeros(shape)
        if matrix.shape != shape or not ((matrix >= 0) & (matrix <= 1)).all():
            span = f" with numbers in [{matrix.min()}, {matrix.max()}]" if matrix.size else ""
            raise InvalidInputError(
                f"similarities: expected numbers in [0, 1] of shape {shape} in frame {frame}, got "
                f"shape {matrix.shape}{span}"
            )
        frames.append(SequenceFrame(truths[frame], predictions[frame], matrix))
    return frames


def graph_of_frames(frames: Sequence[SequenceFrame], threshold: float) -> TrackGraph:
    """Makes the graph of a sequence, with one level and one cutoff.

    Args:
        frames: Frames of the sequence.
        threshold: Lowest similarity of a match, in (0, 1].
    """
    truth_start = np.cumsum([0, *(len(frame.truth_tracks) for frame in frames)])
    prediction_start = np.cumsum([0, *(len(frame.prediction_tracks) for frame in frames)])
    truth_track = [track for frame in frames for track in frame.truth_tracks]
    prediction_track = [track for frame in frames for track in frame.prediction_tracks]
    edges = [np.zeros((0, 3))]
    for number, frame in enumerate(frames):
        prediction, truth = np.nonzero(frame.similarity.T)
        rows = (prediction + prediction_start[number], truth + truth_start[number])
        edges.append(np.column_stack([*rows, frame.similarity[truth, prediction]]))
    edge_prediction, edge_truth, similarity = np.concatenate(edges).T
    return make_track_graph(
        truth_start,
        np.array(truth_track, np.int64),
        np.zeros(len(truth_track), np.int64),
        prediction_start,
        np.array(prediction_track, np.int64),
        np.zeros(len(prediction_track), np.bool_),
        np.ones(len(prediction_track), np.int64),
        edge_prediction.astype(np.int64),
        edge_truth.astype(np.int64),
        np.ascontiguousarray(similarity),
        np.where(similarity >= threshold, np.rint(similarity * WEIGHT_SCALE), 0).astype(np.int64),
    )


def _numbered_ids(name: str, frames: Sequence[ArrayLike]) -> list[list[int]]:
    """Numbers the ids of all frames; equal ids have equal numbers, in the order of the ids."""
    columns = [np.asarray(ids) for ids in frames]
    for frame, ids in enumerate(columns):
        if ids.ndim != 1 or len(np.unique(ids)) < len(ids):
            raise InvalidInputError(
                f"{name} ids: expected a column of different ids in frame {frame}, "
                f"got {ids.tolist()}"
            )
    filled = [ids for ids in columns if len(ids)]
    joined = np.concatenate(filled) if filled else np.zeros(0, np.int64)
    _, numbers = np.unique(joined, return_inverse=True)
    edges = np.cumsum([len(ids) for ids in columns])[:-1]
    return [part.tolist() for part in np.split(numbers.reshape(-1), edges)] if columns else []


@kernel
def _first_cutoffs(
    prediction_start: NDArray[np.int64],
    prediction_track: NDArray[np.int64],
    prediction_last: NDArray[np.int64],
    num_tracks: int,
) -> NDArray[np.int64]:
    """Returns the cutoff from which on no earlier row of the same track and frame is used."""
    first = np.zeros(len(prediction_track), np.int64)
    highest = np.zeros(num_tracks, np.int64)
    for frame in range(len(prediction_start) - 1):
        rows = range(prediction_start[frame], prediction_start[frame + 1])
        for p in rows:
            track = prediction_track[p]
            first[p] = highest[track]
            highest[track] = max(highest[track], prediction_last[p])
        for p in rows:
            highest[prediction_track[p]] = 0
    return first


def distinct_cutoffs(graph: TrackGraph) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Finds the cutoffs at which other predictions are used than at the one before.

    Args:
        graph: Sequence with C cutoffs.

    Returns:
        (D,) int64 these cutoffs, from 0 on, and (C,) int64 the one that stands for each cutoff.
    """
    changed = np.zeros(graph.num_cutoffs + 1, np.bool_)
    used = graph.prediction_first < graph.prediction_last
    changed[graph.prediction_first[used]] = True
    changed[graph.prediction_last[used]] = True
    changed[0] = True
    return np.flatnonzero(changed[:-1]), np.cumsum(changed[:-1]) - 1


def required_predictions(graph: TrackGraph) -> NDArray[np.int64]:
    """Counts the predictions that are false positives unless they are matched.

    Args:
        graph: Sequence with C cutoffs.

    Returns:
        Number at each cutoff, (C,) int64.
    """
    used = (graph.prediction_first < graph.prediction_last) & ~graph.prediction_optional
    size = graph.num_cutoffs + 1
    steps = np.bincount(graph.prediction_first[used], minlength=size)
    steps = steps - np.bincount(graph.prediction_last[used], minlength=size)
    return np.cumsum(steps[:-1])


def required_truths(graph: TrackGraph) -> NDArray[np.int64]:
    """Counts the ground-truth rows that are misses unless they are matched.

    Args:
        graph: Sequence with L levels.

    Returns:
        Number at each level, (L,) int64.
    """
    return np.cumsum(np.bincount(graph.truth_optional, minlength=graph.num_levels + 1)[:-1])
