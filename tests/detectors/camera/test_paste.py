import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera import naive
from waymo_kit.detectors.camera.mask_rcnn.paste import paste_masks
from waymo_kit.detectors.camera.mask_rcnn.targets import crop_masks
from waymo_kit.errors import InvalidInputError


@pytest.mark.kernel
@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_pasted_masks_equal_the_naive_ones(seed):
    rng = np.random.default_rng(seed)
    masks = rng.random((3, 4, 4)).astype(np.float32)
    low = rng.uniform(-8, 12, (3, 2))
    boxes = np.concatenate([low, low + rng.uniform(0, 15, (3, 2))], axis=1).astype(np.float32)
    found = paste_masks(masks, boxes, 14, 18).pixels
    for k in range(3):
        expected = naive.paste(masks[k], boxes[k].astype(float), 14, 18)
        is_clear = np.abs(expected - 0.5) > 1e-4
        assert np.array_equal(found[k][is_clear], (expected >= 0.5)[is_clear])


def test_no_masks_are_no_error():
    assert paste_masks(np.zeros((0, 28, 28)), np.zeros((0, 4)), 5, 6).pixels.shape == (0, 5, 6)


@pytest.mark.parametrize(
    ("masks", "boxes", "height", "message"),
    [
        (np.zeros((1, 4, 5)), np.zeros((1, 4)), 5, "squares|masks"),
        (np.zeros((2, 4, 4)), np.zeros((1, 4)), 5, "masks"),
        (np.full((1, 4, 4), np.nan), np.zeros((1, 4)), 5, "finite"),
        (np.zeros((1, 4, 4)), np.zeros((1, 4)), 0, "pixels"),
    ],
)
def test_bad_input_is_refused(masks, boxes, height, message):
    with pytest.raises(InvalidInputError, match=message):
        paste_masks(masks, boxes, height, 6)


def test_masks_are_resampled_as_roi_align_reads_maps():
    rng = np.random.default_rng(0)
    masks = rng.integers(0, 2, (1, 2, 8, 8)).astype(np.uint8)
    windows = np.array([[[10, 20, 26, 52], [0, 0, 8, 8]]], np.float32)
    found = np.asarray(crop_masks(masks, windows, windows, 4))
    expected = [naive.roi_align(mask[..., None], (0, 0, 8, 8), 4, 2)[..., 0] for mask in masks[0]]
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


def test_outside_of_a_window_there_is_no_object():
    masks = np.ones((1, 1, 8, 8), np.uint8)
    windows = np.array([[[0, 0, 8, 8]]], np.float32)
    regions = np.array([[[0, 0, 16, 8]]], np.float32)
    found = np.asarray(crop_masks(masks, windows, regions, 4))[0, 0]
    assert (found[:, :2] == 1).all()
    assert (found[:, 3] == 0).all()
