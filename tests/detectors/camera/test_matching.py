import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera import naive
from tests.detectors.camera.made_boxes import random_boxes
from waymo_kit.detectors.camera.config import AnchorMatching
from waymo_kit.detectors.camera.matching import match_boxes, take_rows
from waymo_kit.detectors.camera.sampling import sample_balanced


@settings(deadline=None, max_examples=10)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 4),
    st.sampled_from(["all_best", "one_best", "none"]),
    st.booleans(),
)
def test_matches_equal_the_naive_ones(seed, count, forced, whole):
    rng = np.random.default_rng(seed)
    anchors = random_boxes(rng, 20, whole=whole)
    boxes = random_boxes(rng, 4, whole=whole)
    is_box = np.arange(4) < count
    matching = AnchorMatching(0.5, 0.3, forced)
    found = [
        np.asarray(v)[0] for v in match_boxes(anchors[None], boxes[None], is_box[None], matching)
    ]
    box, is_positive, is_negative = found
    expected = naive.match(anchors, boxes[:count], 0.5, 0.3, forced)
    assert (np.where(is_positive, 1, np.where(is_negative, 0, -1))).tolist() == [
        s for _, s in expected
    ]
    assert np.where(is_positive, box, -1).tolist() == [b if s == 1 else -1 for b, s in expected]


def test_rows_are_taken_of_each_image():
    values = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    found = np.asarray(take_rows(values, np.array([[2, 0], [1, 1]])))
    assert found.tolist() == [[[4, 5], [0, 1]], [[8, 9], [8, 9]]]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_samples_are_balanced(seed, count, share):
    rng = np.random.default_rng(seed)
    state = rng.integers(-1, 2, (2, 20))
    noise = rng.random((2, 20), dtype=np.float32)
    sample = sample_balanced(state == 1, state == 0, noise, count, share)
    rows, is_positive, is_real = (np.asarray(v) for v in sample)
    for k in range(2):
        objects, ground = (np.flatnonzero(state[k] == s) for s in (1, 0))
        own = sorted(objects, key=lambda row: noise[k, row])[: int(count * share)]
        rest = sorted(ground, key=lambda row: noise[k, row])[: count - len(own)]
        assert rows[k][is_positive[k]].tolist() == own
        assert rows[k][is_real[k]].tolist() == own + rest
        assert (rows[k][~is_real[k]] == 0).all()
