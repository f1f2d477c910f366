import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.golden.mot_cases import BOX_SEEDS, make_boxes
from tests.metrics.track_sequences import (
    LEAST,
    NUM_CUTOFFS,
    NUM_LEVELS,
    SEQUENCES,
    frames_at,
    graph_of,
)
from tests.naive import tracking as naive
from waymo_kit.metrics.identity import Identity, count_identity
from waymo_kit.metrics.sequences import measure_identity

GOLDEN = json.loads(Path(__file__).with_name("golden_mot.json").read_text())["boxes"]
"""What TrackEval gives for tests/golden/mot_cases.py; made by tests/golden/mot_golden.py."""


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(SEQUENCES)
def test_equals_the_naive_count(sequence):
    counts = count_identity(graph_of(sequence))
    for level in range(NUM_LEVELS):
        for cutoff in range(NUM_CUTOFFS):
            found = Identity(*(count[level, cutoff] for count in counts))
            assert found == naive.identity(frames_at(sequence, level, cutoff), LEAST)


@pytest.mark.parametrize("seed", BOX_SEEDS)
def test_equals_trackeval(seed):
    assert measure_identity(*make_boxes(seed))._asdict() == GOLDEN[str(seed)]["identity"]


def test_one_assignment_stands_for_the_whole_sequence():
    counts = measure_identity([[1]] * 5, [["a"], ["a"], ["a"], ["b"], ["b"]], [[[0.8]]] * 5)
    assert counts == (3, 2, 2)
    assert counts.idf1 == counts.idp == counts.idr == pytest.approx(0.6)


def test_nothing_at_all_has_no_score():
    counts = measure_identity([], [], [])
    assert np.isnan(counts.idf1)
    assert np.isnan(counts.idp)
    assert np.isnan(counts.idr)
