import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.camera.copy_paste import (
    PlacedObjects,
    boxes_of,
    paste_objects,
    place_masks,
)
from waymo_kit.detectors.camera.image_fit import ImageFit
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture

CANVAS = (24, 30)


def placed(rng, count, size=CANVAS):
    masks = np.zeros((count, *CANVAS), bool)
    for mask in masks:
        top, left = rng.integers(0, [size[0] - 2, size[1] - 2])
        mask[top : min(top + rng.integers(2, 12), size[0]), left : left + rng.integers(2, 12)] = 1
        mask[:, size[1] :] = False
    image = rng.integers(0, 256, (*CANVAS, 3)).astype(np.uint8)
    labels = rng.integers(0, 3, count).astype(np.int32)
    return PlacedObjects(image, size, boxes_of(masks), labels, masks)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(0, 4), st.integers(0, 4))
def test_pasted_objects_cover_what_is_behind(seed, count, others):
    rng = np.random.default_rng(seed)
    target, source = placed(rng, count, (20, 26)), placed(rng, others)
    chosen = rng.random(others) < 0.6
    found = paste_objects(target, source, chosen, 0.3)
    expected_masks, expected_labels = [], []
    cover = np.zeros(CANVAS, bool)
    for k in range(others):
        for y in range(20):
            for x in range(26):
                cover[y, x] |= chosen[k] and source.masks[k, y, x]
    for k in range(count):
        left = [
            (y, x) for y, x in zip(*np.nonzero(target.masks[k]), strict=True) if not cover[y, x]
        ]
        if len(left) == target.masks[k].sum() or (
            left and len(left) >= 0.3 * target.masks[k].sum()
        ):
            mask = np.zeros(CANVAS, bool)
            for y, x in left:
                mask[y, x] = True
            expected_masks.append(mask)
            expected_labels.append(target.labels[k])
    for k in range(others):
        inside = source.masks[k].copy()
        inside[20:], inside[:, 26:] = False, False
        if chosen[k] and inside.any():
            expected_masks.append(inside)
            expected_labels.append(source.labels[k])
    assert np.array_equal(found.masks, np.array(expected_masks).reshape(-1, *CANVAS))
    assert found.labels.tolist() == expected_labels
    assert np.array_equal(found.boxes, boxes_of(found.masks))
    assert np.array_equal(found.image[cover], source.image[cover])
    assert np.array_equal(found.image[~cover], target.image[~cover])


def test_placed_masks_lie_on_their_pixels():
    rng = np.random.default_rng(0)
    masks = rng.random((2, 12, 15)) < 0.5
    picture = LabeledPicture(
        b"", "x", np.array([[0, 0, 15, 12]] * 2, float), np.zeros(2, np.int32), masks
    )
    for is_mirrored in (False, True):
        fit = ImageFit(12, 15, (24, 30), CANVAS, (0, 0), is_mirrored)
        image = np.repeat((masks[1] * 255).astype(np.uint8)[..., None], 3, axis=2)
        twice = np.repeat(np.repeat(image, 2, axis=0), 2, axis=1)
        found = place_masks(picture, np.array([1, 0]), fit)
        assert np.array_equal(found[0], fit.place(twice)[..., 0] > 127)
