import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.golden.mot_cases import BOX_SEEDS, GAP_SEEDS, make_boxes, make_gaps
from tests.metrics.track_sequences import (
    LEAST,
    NUM_CUTOFFS,
    NUM_LEVELS,
    SEQUENCES,
    frames_at,
    graph_of,
)
from tests.naive import tracking as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import ClearMot, ClearMotRule, measure_clear_mot
from waymo_kit.metrics.clear_mot import count_clear_mot
from waymo_kit.metrics.counts import FIXED_ONE

GOLDEN = json.loads(Path(__file__).with_name("golden_mot.json").read_text())["boxes"]
"""What py-motmetrics gives for tests/golden/mot_cases.py; made by tests/golden/mot_golden.py."""


GAPS = json.loads(Path(__file__).with_name("golden_clear_mot.json").read_text())
"""Counts of TrackEval and py-motmetrics, made by tests/golden/clear_mot_golden.py."""

FIELDS = (
    "misses",
    "false_positives",
    "id_switches",
    "matches",
    "fragmentations",
    "mostly_tracked",
    "partly_tracked",
    "mostly_lost",
)
"""Columns of these counts."""


def measure_waymo(*frames, **options):
    return measure_clear_mot(*frames, **options, rule=ClearMotRule.WAYMO)


def counted(frames, rule):
    counts = measure_clear_mot(*frames, rule=rule)
    return [int(getattr(counts, name)) for name in FIELDS]


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


@pytest.mark.parametrize("rule", [ClearMotRule.PY_MOTMETRICS, ClearMotRule.WAYMO])
@pytest.mark.parametrize("seed", BOX_SEEDS)
def test_equals_motmetrics(seed, rule):
    counts = measure_clear_mot(*make_boxes(seed), rule=rule)
    for name, expected in GOLDEN[str(seed)]["clear"].items():
        assert getattr(counts, name) == pytest.approx(expected, abs=1e-9), name


def test_switch_of_two_tracks_is_two_mismatches():
    stay, swap = [[0.8, 0.0], [0.0, 0.8]], [[0.0, 0.8], [0.8, 0.0]]
    counts = measure_waymo([[1, 2]] * 3, [["a", "b"]] * 3, [stay, swap, swap])
    assert (counts.mismatches, counts.id_switches, counts.matches) == (2, 2, 6)
    assert counts.mota == pytest.approx(1 - 2 / 6)
    assert counts.motp == pytest.approx(0.2)


def test_track_that_lost_its_prediction_and_left_counts_once_more():
    similarity = [[[0.8, 0.0], [0.0, 0.8]], [[0.8]]]
    counts = measure_waymo([[1, 2], [1]], [["a", "b"], ["b"]], similarity)
    assert (counts.mismatches, counts.id_switches, counts.misses) == (2, 1, 0)


def test_track_that_lost_its_prediction_and_is_there_is_a_miss():
    similarity = [[[0.8, 0.0], [0.0, 0.8]], [[0.8], [0.0]]]
    counts = measure_waymo([[1, 2], [1, 2]], [["a", "b"], ["b"]], similarity)
    assert (counts.mismatches, counts.misses) == (1, 1)


def test_pair_is_carried_over_a_gap_although_another_overlaps_more():
    similarity = [[[0.8]], np.zeros((1, 0)), [[0.6, 0.9]]]
    counts = measure_waymo([[1]] * 3, [["a"], [], ["a", "b"]], similarity)
    assert (counts.mismatches, counts.misses, counts.false_positives) == (0, 1, 1)
    assert counts.fragmentations == 1


def test_gap_of_the_ground_truth_is_no_fragmentation():
    counts = measure_waymo([[1], [], [1]], [["a"]] * 3, [[[0.8]], np.zeros((0, 1)), [[0.8]]])
    assert (counts.fragmentations, counts.false_positives) == (0, 1)


def test_counts_of_sequences_add_up():
    both = ClearMot(*np.add(measure_waymo(*make_boxes(0)), measure_waymo(*make_boxes(1))))
    assert both.objects == both.matches + both.misses
    assert both.mota == pytest.approx(
        1 - (both.misses + both.false_positives + both.mismatches) / both.objects
    )


@pytest.mark.parametrize("rule", ClearMotRule)
def test_empty_sequence_has_no_score(rule):
    counts = measure_clear_mot([], [], [], rule=rule)
    assert [int(count) for count in counts] == [0] * len(ClearMot._fields)
    assert np.isnan(counts.mota)
    assert np.isnan(counts.motp)
    assert np.isnan(counts.recall)


@pytest.mark.parametrize("rule", [ClearMotRule.TRACK_EVAL, ClearMotRule.PY_MOTMETRICS])
def test_each_rule_counts_what_its_own_code_counts_after_gaps(rule):
    differ = [
        seed for seed in GAP_SEEDS if counted(make_gaps(seed), rule) != GAPS[rule.value][seed]
    ]
    assert differ == []


def test_the_golden_sequences_tell_the_rules_apart():
    switches, fragmentations = FIELDS.index("id_switches"), FIELDS.index("fragmentations")
    pairs = list(zip(GAPS["TrackEval"], GAPS["py-motmetrics"], strict=True))
    assert sum(one[switches] != other[switches] for one, other in pairs) > 20
    assert sum(one[fragmentations] != other[fragmentations] for one, other in pairs) > 20
    assert sum(one[5] != other[5] for one, other in pairs) > 5


def test_the_pair_after_a_gap_is_the_rule_s_choice():
    similarity = [[[0.9]], [[0.1]], [[0.6, 0.8]], [[0.6, 0.8]]]
    frames = [["A"]] * 4, [["X"], ["X"], ["X", "Y"], ["X", "Y"]], similarity
    track_eval = measure_clear_mot(*frames)
    assert (track_eval.id_switches, track_eval.mota_mot_challenge) == (1, -0.25)
    for rule in (ClearMotRule.PY_MOTMETRICS, ClearMotRule.WAYMO):
        counts = measure_clear_mot(*frames, rule=rule)
        assert (counts.id_switches, counts.mota_mot_challenge) == (0, 0.0)


def test_a_track_matched_in_just_four_of_five_frames_is_the_rule_s_choice():
    frames = [["A"]] * 5, [["X"]] * 5, [[[0.9]]] * 4 + [[[0.1]]]
    found = [measure_clear_mot(*frames, rule=rule) for rule in ClearMotRule]
    assert [int(counts.mostly_tracked) for counts in found] == [0, 1, 1]
    assert [int(counts.partly_tracked) for counts in found] == [1, 0, 0]


def test_an_object_that_leaves_and_returns_is_a_fragmentation_for_track_eval_only():
    frames = [["A"], ["B"], ["A"]], [["X"]] * 3, [[[0.9]], [[0.0]], [[0.9]]]
    found = [measure_clear_mot(*frames, rule=rule) for rule in ClearMotRule]
    assert [int(counts.fragmentations) for counts in found] == [1, 0, 0]


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
