import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests import naive
from tests.golden.mot_cases import BOX_SEEDS, make_boxes
from tests.metrics.track_sequences import (
    LEAST,
    NUM_CUTOFFS,
    NUM_LEVELS,
    SEQUENCES,
    frames_at,
    graph_of,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.clear_mot import ClearMot, count_clear_mot, measure_clear_mot
from waymo_kit.metrics.fixed_point import FIXED_ONE

GOLDEN = json.loads(Path(__file__).with_name("golden_mot.json").read_text())["boxes"]
"""What py-motmetrics gives for tests/golden/mot_cases.py; made by tests/golden/mot_golden.py."""


def counts_of(**frames):
    return {name: int(count) for name, count in measure_clear_mot(**frames)._asdict().items()}


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(SEQUENCES)
def test_equals_the_naive_procedure(sequence):
    counts = count_clear_mot(graph_of(sequence))
    for level in range(NUM_LEVELS):
        for cutoff in range(NUM_CUTOFFS):
            found = ClearMot(*(count[level, cutoff] for count in counts))
            expected = ClearMot(*naive.clear_mot(frames_at(sequence, level, cutoff), LEAST))
            assert found == expected._replace(distance=expected.distance * FIXED_ONE)


@pytest.mark.parametrize("seed", BOX_SEEDS)
def test_equals_motmetrics(seed):
    counts = measure_clear_mot(*make_boxes(seed))
    for name, expected in GOLDEN[str(seed)]["clear"].items():
        assert getattr(counts, name) == pytest.approx(expected, abs=1e-9), name


def test_switch_of_two_tracks_is_two_mismatches():
    stay, swap = [[0.8, 0.0], [0.0, 0.8]], [[0.0, 0.8], [0.8, 0.0]]
    counts = measure_clear_mot([[1, 2]] * 3, [["a", "b"]] * 3, [stay, swap, swap])
    assert (counts.mismatches, counts.id_switches, counts.matches) == (2, 2, 6)
    assert counts.mota == pytest.approx(1 - 2 / 6)
    assert counts.motp == pytest.approx(0.2)


def test_track_that_lost_its_prediction_and_left_counts_once_more():
    similarity = [[[0.8, 0.0], [0.0, 0.8]], [[0.8]]]
    counts = measure_clear_mot([[1, 2], [1]], [["a", "b"], ["b"]], similarity)
    assert (counts.mismatches, counts.id_switches, counts.misses) == (2, 1, 0)


def test_track_that_lost_its_prediction_and_is_there_is_a_miss():
    similarity = [[[0.8, 0.0], [0.0, 0.8]], [[0.8], [0.0]]]
    counts = measure_clear_mot([[1, 2], [1, 2]], [["a", "b"], ["b"]], similarity)
    assert (counts.mismatches, counts.misses) == (1, 1)


def test_pair_is_carried_over_a_gap_although_another_overlaps_more():
    similarity = [[[0.8]], np.zeros((1, 0)), [[0.6, 0.9]]]
    counts = measure_clear_mot([[1]] * 3, [["a"], [], ["a", "b"]], similarity)
    assert (counts.mismatches, counts.misses, counts.false_positives) == (0, 1, 1)
    assert counts.fragmentations == 1


def test_gap_of_the_ground_truth_is_no_fragmentation():
    counts = measure_clear_mot([[1], [], [1]], [["a"]] * 3, [[[0.8]], np.zeros((0, 1)), [[0.8]]])
    assert (counts.fragmentations, counts.false_positives) == (0, 1)


def test_counts_of_sequences_add_up():
    both = ClearMot(*np.add(measure_clear_mot(*make_boxes(0)), measure_clear_mot(*make_boxes(1))))
    assert both.objects == both.matches + both.misses
    assert both.mota == pytest.approx(
        1 - (both.misses + both.false_positives + both.mismatches) / both.objects
    )


def test_empty_sequence_has_no_score():
    counts = measure_clear_mot([], [], [])
    assert counts_of(truth_ids=[], prediction_ids=[], similarities=[]) == dict.fromkeys(
        ClearMot._fields, 0
    )
    assert np.isnan(counts.mota)
    assert np.isnan(counts.motp)
    assert np.isnan(counts.recall)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        (([[1]], [[1]], []), "as many frames"),
        (([[1, 1]], [[1]], [[[0.5], [0.5]]]), "ground-truth ids: .* in frame 0"),
        (([[1]], [[1, 1]], [[[0.5, 0.5]]]), "prediction ids: .* in frame 0"),
        (([[1]], [[1]], [[[1.5]]]), r"numbers in \[0, 1\] .* in frame 0"),
        (([[1]], [[1]], [[[np.nan]]]), r"numbers in \[0, 1\]"),
        (([[1]], [[1]], [[[0.5, 0.5]]]), r"shape \(1, 1\)"),
    ],
)
def test_frames_that_do_not_fit_are_named(frames, message):
    with pytest.raises(InvalidInputError, match=message):
        measure_clear_mot(*frames)


def test_threshold_must_be_above_zero():
    with pytest.raises(InvalidInputError, match="threshold"):
        measure_clear_mot([], [], [], threshold=0.0)
