"""The assignment problem of one frame of a sequence: ground truth to predictions."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from .hungarian import assign, make_workspace
from .track_graph import TrackGraph


class FrameAssignment(NamedTuple):
    """Arrays that `match_frame` writes, for any frame of one graph.

    Attributes:
        truth_match: (G,) int64, edge that matches the ground-truth row, -1 for none.
        prediction_match: (P,) int64, edge that matches the predicted row, -1 for none.
        rows: 0, 1, 2, ...: the rows of the problem.
        starts: first edge of each row.
        columns: column of each edge.
        weights: weight of each edge.
        edges: edge of the graph for each edge.
        truth_column: (G,) column of each ground-truth row.
        mates: column of each row in the solution.
        workspace: scratch of the Hungarian algorithm.
    """

    truth_match: NDArray[np.int64]
    prediction_match: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    weights: NDArray[np.int64]
    edges: NDArray[np.int64]
    truth_column: NDArray[np.int64]
    mates: NDArray[np.int64]
    workspace: NDArray[np.int64]


def make_frame_assignment(graph: TrackGraph) -> FrameAssignment:
    """Allocates the arrays, large enough for the largest frame of the graph."""

    def empty(count: int) -> NDArray[np.int64]:
        return np.empty(count, np.int64)

    rows = int(np.diff(graph.prediction_start).max(initial=0))
    columns = int(np.diff(graph.truth_start).max(initial=0))
    edges = int(np.diff(graph.edge_start[graph.prediction_start]).max(initial=0))
    return FrameAssignment(
        truth_match=empty(len(graph.truth_track)),
        prediction_match=empty(len(graph.prediction_track)),
        rows=np.arange(rows),
        starts=empty(rows + 1),
        columns=empty(edges),
        weights=empty(edges),
        edges=empty(edges),
        truth_column=empty(len(graph.truth_track)),
        mates=empty(rows),
        workspace=make_workspace(rows, columns),
    )


@numba.njit(cache=True, nogil=True, error_model="numpy")
def clear_frame(graph: Any, frame: int, assignment: Any) -> None:
    """Forgets the matches of a frame."""
    for g in range(graph.truth_start[frame], graph.truth_start[frame + 1]):
        assignment.truth_match[g] = -1
    for p in range(graph.prediction_start[frame], graph.prediction_start[frame + 1]):
        assignment.prediction_match[p] = -1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def match_frame(
    graph: Any, frame: int, cutoff: int, edge_weight: NDArray[np.int64], assignment: Any
) -> None:
    """Matches what is not matched yet in a frame so that the sum of weights is greatest.

    Args:
        graph: a `TrackGraph`.
        frame: the frame.
        cutoff: the score cutoff that says which predictions are used.
        edge_weight: (E,) int64 weights; an edge of weight 0 is never taken.
        assignment: what `make_frame_assignment` gives; its matches are extended.
    """
    num_rows, num_columns, num_edges = _fill(graph, frame, cutoff, edge_weight, assignment)
    if num_edges == 0:
        return
    assign(
        assignment.rows[:num_rows],
        assignment.starts,
        assignment.columns,
        assignment.weights,
        num_columns,
        assignment.workspace,
        assignment.mates,
    )
    for row in range(num_rows):
        for k in range(assignment.starts[row], assignment.starts[row + 1]):
            if assignment.columns[k] == assignment.mates[row]:
                e = assignment.edges[k]
                assignment.truth_match[graph.edge_truth[e]] = e
                assignment.prediction_match[graph.edge_prediction[e]] = e


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _fill(graph, frame, cutoff, edge_weight, assignment):
    """Sets the problem: rows are the free predictions, columns the free ground truth, in order.

    Returns:
        Numbers of rows, columns and edges.
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
    return num_rows, num_columns, num_edges
