import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import tracking as naive
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import boxes_by_frame
from waymo_kit.metrics.let import NO_TOLERANCE
from waymo_kit.metrics.matching import Matcher, MatchingRules
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, sort_by_frame
from waymo_kit.metrics.track_shards import _list_edges, shard_graphs, sort_tracks

NUM_FRAMES = 3
THRESHOLDS = (0.7, 0.5, 0.25, 0.5)
RULES = MatchingRules(
    int(Overlap.IOU_3D),
    int(Matcher.HUNGARIAN),
    np.float32([np.inf, *THRESHOLDS]),
    0.0,
    NO_TOLERANCE,
)
# Boxes on a grid, parallel to the axes: overlaps are exact, and often at a threshold.
PLACE, SIDE = st.integers(0, 6).map(lambda n: n / 2), st.integers(1, 4)
BOX = st.tuples(PLACE, PLACE, st.just(0.0), SIDE, SIDE, st.just(1.0), st.just(0.0))
ROWS = st.lists(st.tuples(st.integers(0, NUM_FRAMES - 1), st.integers(0, 4), BOX), max_size=9)


@pytest.mark.kernel
@settings(deadline=None, max_examples=100)
@given(ROWS, ROWS)
def test_lists_the_pairs_that_overlap(found, labels):
    found, labels = (sorted(rows, key=lambda row: row[0]) for rows in (found, labels))
    tables = []
    for rows, table in ((found, Predictions), (labels, GroundTruth)):
        frame, kind = [row[0] for row in rows], [row[1] for row in rows]
        scores = [np.zeros(len(rows))] if table is Predictions else []
        box = np.array([row[2] for row in rows], float).reshape(-1, 7)
        columns = np.array(frame, int), box, np.array(kind, int), *scores
        tables.append(boxes_by_frame(*sort_by_frame(table.from_arrays(*columns), NUM_FRAMES)))
    prediction, truth, similarity, weight = _list_edges(RULES, *tables)
    expected = naive.overlapping_pairs(found, labels, THRESHOLDS)
    assert list(zip(prediction, truth, strict=True)) == [pair[:2] for pair in expected]
    np.testing.assert_allclose(similarity, [pair[2] for pair in expected], atol=1e-7)
    can_match = np.array([pair[3] for pair in expected], bool)
    np.testing.assert_array_equal(weight, np.where(can_match, np.rint(similarity * 1e6), 0))


def test_crowd_of_pairs_finds_room():
    count = 40
    box = np.tile([0.0, 0, 0, 4, 2, 2, 0], (3 * count, 1))
    frame = np.repeat(np.arange(NUM_FRAMES), count)
    predictions = Predictions.from_arrays(frame, box, 1, 0.5)
    truths = GroundTruth.from_arrays(frame, box, 1)
    sides = [boxes_by_frame(*sort_by_frame(table, NUM_FRAMES)) for table in (predictions, truths)]
    prediction, truth, similarity, _ = _list_edges(RULES, *sides)
    assert len(prediction) == len(similarity) == NUM_FRAMES * count**2
    np.testing.assert_array_equal(predictions.frame[prediction], truths.frame[truth])
    assert (similarity > 0.999).all()


def velocity_shards(predictions, truths, frames):
    objects = sort_tracks(predictions, truths, frames)
    graphs = shard_graphs(objects, RULES, (Breakdown.VELOCITY,), np.uint8([2]), np.float32([0.0]))
    return {shard: len(graph.prediction_track) for shard, graph in graphs}


def test_predictions_take_the_speed_of_the_nearest_label_unless_they_have_one_or_start_late():
    box = [[0.0, 0, 0, 4, 2, 2, 0], [30.0, 0, 0, 4, 2, 2, 0]]
    frames = Frames.from_arrays(["a", "a"], [0, 1])
    truths = GroundTruth.from_arrays([0, 1], box, 1, track=[1, 1], speed=[[0.5, 0.0], [20.0, 0.0]])
    early = Predictions.from_arrays([0, 1], box, 1, 0.9, track=[1, 1])
    assert velocity_shards(early, truths, frames) == {1: 1, 4: 1}
    late = Predictions.from_arrays([1], box[1:], 1, 0.9, track=[1])
    assert velocity_shards(late, truths, frames) == {0: 1, 1: 0, 4: 0}
    own = dataclasses.replace(early, speed=np.array([[5.0, 0.0], [0.0, 0.0]]))
    assert velocity_shards(own, truths, frames) == {0: 1, 1: 0, 3: 1, 4: 0}
