import numpy as np
import pytest
from hypothesis import given, settings

from tests.metrics.track_sequences import (
    NUM_CUTOFFS,
    NUM_LEVELS,
    SEQUENCES,
    frames_at,
    graph_of,
)
from waymo_kit.metrics.track_graph import (
    check_frames,
    distinct_cutoffs,
    graph_of_frames,
    required_predictions,
    required_truths,
)


@pytest.mark.kernel
@settings(deadline=None, max_examples=100)
@given(SEQUENCES)
def test_says_which_predictions_a_cutoff_uses(sequence):
    graph = graph_of(sequence)
    cutoffs, which = distinct_cutoffs(graph)
    used = []
    for cutoff in range(NUM_CUTOFFS):
        frames = frames_at(sequence, 0, cutoff)
        rows = (graph.prediction_first <= cutoff) & (cutoff < graph.prediction_last)
        used.append(rows.tolist())
        assert rows.sum() == sum(len(frame[2]) for frame in frames)
        required = sum(len(frame[2]) - len(frame[3]) for frame in frames)
        assert required_predictions(graph)[cutoff] == required
        assert used[cutoffs[which[cutoff]]] == used[cutoff]
    for level in range(NUM_LEVELS):
        frames = frames_at(sequence, level, 0)
        required = sum(len(frame[0]) - len(frame[1]) for frame in frames)
        assert required_truths(graph)[level] == required


def test_frames_of_named_tracks():
    frames = check_frames(
        [["x", "y"], [], ["y"]], [["a"], ["b"], ["b", "a"]], [[[0.4], [0.9]], [], [[0.0, 0.6]]]
    )
    graph = graph_of_frames(frames, 0.5)
    assert graph.truth_start.tolist() == [0, 2, 2, 3]
    assert graph.prediction_track.tolist() == [0, 1, 1, 0]
    assert graph.edge_prediction.tolist() == [0, 0, 3]
    assert graph.edge_truth.tolist() == [0, 1, 2]
    assert graph.edge_weight.tolist() == [0, 900_000, 600_000]
    assert graph.edge_pair.tolist() == [0, 1, 1]
    assert np.column_stack([graph.pair_prediction, graph.pair_truth]).tolist() == [[0, 0], [0, 1]]
