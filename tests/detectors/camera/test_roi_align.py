import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera import naive
from waymo_kit.detectors.camera.roi_align import (
    align_boxes,
    align_pyramid,
    pyramid_level,
)
from waymo_kit.errors import InvalidInputError


@settings(deadline=None, max_examples=6)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 3]))
def test_both_forms_equal_the_naive_one(seed, samples):
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((2, 6, 8, 3)).astype(np.float32)
    low = rng.uniform(-3, 8, (2, 4, 2))
    boxes = np.concatenate([low, low + rng.uniform(0, 8, (2, 4, 2))], axis=-1).astype(np.float32)
    expected = [
        [naive.roi_align(features[k], box, 3, samples) for box in boxes[k]] for k in range(2)
    ]
    for form in ("gather", "einsum"):
        found = align_boxes(features, boxes, 3, samples=samples, form=form)
        np.testing.assert_allclose(np.asarray(found), expected, atol=2e-5)


def test_both_forms_read_the_same_levels():
    rng = np.random.default_rng(0)
    levels = {
        level: rng.standard_normal((2, 512 >> level, 768 >> level, 2)).astype(np.float32)
        for level in (2, 3, 4, 5)
    }
    low = rng.uniform(0, 300, (2, 12, 2))
    sides = 2 ** rng.uniform(2, 9, (2, 12, 1))
    boxes = np.concatenate([low, low + sides], axis=-1).astype(np.float32)
    assert set(np.asarray(pyramid_level(boxes, 2, 5)).ravel()) == {2, 3, 4, 5}
    one, other = (align_pyramid(levels, boxes, 7, form=form) for form in ("gather", "einsum"))
    np.testing.assert_allclose(np.asarray(one), np.asarray(other), atol=1e-4)


def test_a_box_of_224_pixels_is_on_level_4():
    sides = np.array([0, 10, 111, 112, 224, 447, 448, 5000], np.float32)
    boxes = np.stack([sides * 0, sides * 0, sides, sides], axis=-1)
    assert np.asarray(pyramid_level(boxes, 2, 5)).tolist() == [2, 2, 2, 3, 4, 4, 5, 5]


def test_there_are_two_forms():
    with pytest.raises(InvalidInputError, match="form: expected one of gather, einsum"):
        align_boxes(np.zeros((1, 2, 2, 1)), np.zeros((1, 1, 4)), 2, form="crop")
