import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.golden.mot_cases import BOX_SEEDS, make_boxes
from tests.metrics.track_sequences import (
    NUM_CUTOFFS,
    NUM_LEVELS,
    SEQUENCES,
    frames_at,
    graph_of,
)
from tests.naive import tracking as naive
from waymo_kit.metrics.counts import FIXED_ONE
from waymo_kit.metrics.hota import Hota, count_hota
from waymo_kit.metrics.hota_counts import ALPHAS
from waymo_kit.metrics.sequences import measure_hota

GOLDEN = json.loads(Path(__file__).with_name("golden_mot.json").read_text())["boxes"]
"""What TrackEval gives for tests/golden/mot_cases.py; made by tests/golden/mot_golden.py."""

NAMES = {
    "HOTA": "hota",
    "DetA": "det_a",
    "AssA": "ass_a",
    "LocA": "loc_a",
    "DetRe": "det_re",
    "DetPr": "det_pr",
    "AssRe": "ass_re",
    "AssPr": "ass_pr",
}


@pytest.mark.kernel
@settings(deadline=None, max_examples=100)
@given(SEQUENCES)
def test_equals_the_naive_count(sequence):
    counts = count_hota(graph_of(sequence))
    for level in range(NUM_LEVELS):
        for cutoff in range(NUM_CUTOFFS):
            frames = frames_at(sequence, level, cutoff)
            for a in (0, 9, 18):
                found = np.array([count[level, cutoff, a] for count in counts])
                expected = np.array(naive.hota(frames, ALPHAS[a]))
                np.testing.assert_array_equal(found[:3], expected[:3])
                np.testing.assert_allclose(found[3:] / FIXED_ONE, expected[3:], atol=1e-9)


@pytest.mark.parametrize("seed", BOX_SEEDS)
def test_equals_trackeval(seed):
    counts, golden = measure_hota(*make_boxes(seed)), GOLDEN[str(seed)]
    np.testing.assert_allclose(counts.hota_by_alpha, golden["hota_by_alpha"], atol=1e-9)
    for name, ours in NAMES.items():
        assert getattr(counts, ours) == pytest.approx(golden["hota"][name], abs=1e-9), name


def test_perfect_tracks():
    counts = measure_hota([[1, 2]] * 3, [["a", "b"]] * 3, [np.eye(2)] * 3)
    assert counts.hota == counts.det_a == counts.ass_a == counts.loc_a == 1.0


def test_track_that_changes_its_name_halfway():
    counts = measure_hota([[1]] * 4, [["a"], ["a"], ["b"], ["b"]], [[[1.0]]] * 4)
    assert counts.det_a == 1.0
    assert counts.ass_a == counts.ass_re == pytest.approx(0.5)
    assert counts.ass_pr == 1.0
    assert counts.hota == pytest.approx(np.sqrt(0.5))


def test_nothing_that_matches():
    counts = measure_hota([[1]], [["a"]], [[[0.0]]])
    assert counts.hota == 0.0
    assert counts.loc_a == 1.0
    assert counts.false_negatives.tolist() == counts.false_positives.tolist() == [1] * 19


def test_sequences_are_weighted_by_their_matches():
    short = measure_hota([[1]], [["a"]], [[[1.0]]])
    long = measure_hota([[1]] * 3, [["a"], ["b"], ["c"]], [[[1.0]]] * 3)
    both = Hota(*np.add(short, long))
    assert both.ass_a == pytest.approx((1.0 + 3 * (1 / 3)) / 4)
