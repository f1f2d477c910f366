"""Solves the assignment problem of one frame of a sequence: predictions to ground truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.assignment import assign_with_placeholders, is_unique, make_workspace
from waymo_kit.kernels import kernel

from .track_graph import TrackGraph


class FrameAssignment(NamedTuple):
    """Arrays for the assignment problems of all frames of a graph.

    Attributes:
        candidate: Predicted rows that could match at some cutoff, ascending.
        candidate_start: (F + 1,) int64 first candidate of each frame.
        active: Candidates that one cutoff uses.
        active_start: (F + 1,) int64 first active candidate of each frame.
        free: Predicted rows of a frame that are to be matched.
        truth_match: (G,) int64 edge that matches the ground-truth row, -1 for none.
        prediction_match: (P,) int64 edge that matches the predicted row, -1 for none.
        matched: Edges of the frame that match.
        rows: Rows of the problem: 0, 1, 2, ...
        starts: First edge of each row.
        columns: Column of each edge.
        weights: Weight of each edge.
        edges: Edge of the graph for each edge of the problem.
        truth_column: (G,) column of each ground-truth row.
        mates: Column of each row in the solution.
        workspace: Scratch of the Hungarian algorithm.
    """

    candidate: NDArray[np.int64]
    candidate_start: NDArray[np.int64]
    active: NDArray[np.int64]
    active_start: NDArray[np.int64]
    free: NDArray[np.int64]
    truth_match: NDArray[np.int64]
    prediction_match: NDArray[np.int64]
    matched: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: NDArray[np.int64]
    edges: NDArray[np.int64]
    truth_column: NDArray[np.int64]
    mates: NDArray[np.int64]
    workspace: NDArray[np.int64]


def make_frame_assignment(graph: TrackGraph, usable: NDArray[np.bool_]) -> FrameAssignment:
    """Allocates the arrays, large enough for the largest frame of the graph.

    Args:
        graph: Sequence.
        usable: (E,) bool, whether each edge could match.

    Returns:
        The arrays, without matches.
    """

    def empty(count: int) -> NDArray[np.int64]:
        return np.empty(count, np.int64)

    candidate = np.unique(graph.edge_prediction[usable])
    rows = int(np.diff(graph.prediction_start).max(initial=0))
    columns = int(np.diff(graph.truth_start).max(initial=0))
    edges = int(np.diff(graph.edge_start[graph.prediction_start]).max(initial=0))
    return FrameAssignment(
        candidate=candidate,
        candidate_start=np.searchsorted(candidate, graph.prediction_start),
        active=empty(len(candidate)),
        active_start=empty(len(graph.prediction_start)),
        free=empty(rows),
        truth_match=np.full(len(graph.truth_track), -1),
        prediction_match=np.full(len(graph.prediction_track), -1),
        matched=empty(columns),
        rows=np.arange(rows),
        starts=empty(rows + 1),
        columns=empty(edges),
        weights=empty(edges),
        edges=empty(edges),
        truth_column=empty(len(graph.truth_track)),
        mates=empty(rows),
        workspace=make_workspace(rows, columns),
    )


@kernel
def list_active(graph: TrackGraph, cutoff: int, assignment: FrameAssignment) -> None:
    """Lists the candidates that a cutoff uses."""
    count = 0
    for frame in range(len(assignment.active_start) - 1):
        assignment.active_start[frame] = count
        for k in range(assignment.candidate_start[frame], assignment.candidate_start[frame + 1]):
            p = assignment.candidate[k]
            if graph.prediction_first[p] <= cutoff < graph.prediction_last[p]:
                assignment.active[count] = p
                count += 1
    assignment.active_start[-1] = count


@kernel
def take_match(graph: TrackGraph, edge: int, num_matched: int, assignment: FrameAssignment) -> int:
    """Adds an edge to the matches of a frame, and returns their number."""
    assignment.truth_match[graph.edge_truth[edge]] = edge
    assignment.prediction_match[graph.edge_prediction[edge]] = edge
    assignment.matched[num_matched] = edge
    return num_matched + 1


@kernel
def forget_matches(graph: TrackGraph, num_matched: int, assignment: FrameAssignment) -> None:
    """Takes the matches of a frame back."""
    for k in range(num_matched):
        edge = assignment.matched[k]
        assignment.truth_match[graph.edge_truth[edge]] = -1
        assignment.prediction_match[graph.edge_prediction[edge]] = -1


@kernel
def match_free(
    graph: TrackGraph,
    frame: int,
    cutoff: int,
    num_free: int,
    edge_weight: NDArray[np.int64],
    num_matched: int,
    in_order: bool,
    assignment: FrameAssignment,
) -> int:
    """Matches the free predictions of a frame so that the sum of weights is greatest.

    Args:
        graph: Sequence.
        frame: Number of the frame.
        cutoff: Number of the score cutoff.
        num_free: Number of rows in `assignment.free`: candidates that are used and not matched.
        edge_weight: (E,) int64 weights; an edge of weight 0 is never taken.
        num_matched: Number of matches that the frame has.
        in_order: Whether to take, of several optima, the one that the official algorithm finds if
            it gets all objects in their order. Predictions that meet nothing matter for that: they
            take up ground truth on the way.
        assignment: Arrays from `make_frame_assignment`; their matches are extended.

    Returns:
        Number of matches that the frame then has.
    """
    num_rows = _list_edges(graph, frame, num_free, edge_weight, assignment)
    if num_rows == 0:
        return num_matched
    num_columns = graph.truth_start[frame + 1] - graph.truth_start[frame]
    _assign(num_rows, num_columns, assignment)
    if in_order and not is_unique(
        assignment.rows[:num_rows],
        assignment.starts,
        assignment.columns,
        assignment.weights,
        assignment.workspace,
        assignment.mates,
    ):
        num_rows, num_columns = _list_all_edges(graph, frame, cutoff, edge_weight, assignment)
        _assign(num_rows, num_columns, assignment)
    for row in range(num_rows):
        for k in range(assignment.starts[row], assignment.starts[row + 1]):
            if assignment.columns[k] == assignment.mates[row]:
                num_matched = take_match(graph, assignment.edges[k], num_matched, assignment)
    return num_matched


@kernel
def _assign(num_rows: int, num_columns: int, assignment: FrameAssignment) -> None:
    assign_with_placeholders(
        assignment.rows[:num_rows],
        assignment.starts,
        assignment.columns,
        assignment.weights,
        num_columns,
        assignment.workspace,
        assignment.mates,
    )


@kernel
def _list_edges(
    graph: TrackGraph,
    frame: int,
    num_free: int,
    edge_weight: NDArray[np.int64],
    assignment: FrameAssignment,
) -> int:
    """Sets the problem of the free predictions that have an edge; returns their number."""
    num_rows, num_edges = 0, 0
    for k in range(num_free):
        p = assignment.free[k]
        assignment.starts[num_rows] = num_edges
        for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
            g = graph.edge_truth[e]
            if edge_weight[e] > 0 and assignment.truth_match[g] < 0:
                assignment.columns[num_edges] = g - graph.truth_start[frame]
                assignment.weights[num_edges] = edge_weight[e]
                assignment.edges[num_edges] = e
                num_edges += 1
        if num_edges > assignment.starts[num_rows]:
            num_rows += 1
    assignment.starts[num_rows] = num_edges
    return num_rows


@kernel
def _list_all_edges(
    graph: TrackGraph,
    frame: int,
    cutoff: int,
    edge_weight: NDArray[np.int64],
    assignment: FrameAssignment,
) -> tuple[int, int]:
    """Sets the problem of all predictions and all ground truth without a match.

    Returns:
        Numbers of rows and of columns.
    """
    num_rows, num_columns, num_edges = 0, 0, 0
    for g in range(graph.truth_start[frame], graph.truth_start[frame + 1]):
        if assignment.truth_match[g] < 0:
            assignment.truth_column[g] = num_columns
            num_columns += 1
    for p in range(graph.prediction_start[frame], graph.prediction_start[frame + 1]):
        used = graph.prediction_first[p] <= cutoff < graph.prediction_last[p]
        if not used or assignment.prediction_match[p] >= 0:
            continue
        assignment.starts[num_rows] = num_edges
        num_rows += 1
        for e in range(graph.edge_start[p], graph.edge_start[p + 1]):
            g = graph.edge_truth[e]
            if edge_weight[e] > 0 and assignment.truth_match[g] < 0:
                assignment.columns[num_edges] = assignment.truth_column[g]
                assignment.weights[num_edges] = edge_weight[e]
                assignment.edges[num_edges] = e
                num_edges += 1
    assignment.starts[num_rows] = num_edges
    return num_rows, num_columns
