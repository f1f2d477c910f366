import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Masks

SIDES = st.integers(1, 9)
SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)


def random_masks(rng, count, height, width):
    return rng.random((count, height, width)) < rng.choice(SHARES, (count, 1, 1))


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), SIDES, SIDES, st.integers(0, 3), st.integers(0, 3))
def test_run_lengths_say_the_same_as_pixels(seed, height, width, count, others):
    rng = np.random.default_rng(seed)
    pixels, more = (random_masks(rng, n, height, width) for n in (count, others))
    masks, second = Masks.encode(pixels), Masks.encode(more)
    assert np.array_equal(masks.pixels, pixels)
    assert np.array_equal(masks.areas, pixels.sum(axis=(1, 2)))
    again = Masks.from_texts(masks.texts, height, width)
    assert np.array_equal(again.lengths, masks.lengths)
    assert np.array_equal(again.starts, masks.starts)
    lengths = [part.tolist() for part in np.split(masks.lengths, masks.starts[1:-1])][:count]
    assert np.array_equal(Masks.from_lengths(lengths, height, width).pixels, pixels)
    for mask, box in zip(pixels, masks.boxes, strict=True):
        rows, columns = np.nonzero(mask)
        expected = [0, 0, 0, 0]
        if len(rows):
            expected = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
        assert box.tolist() == expected
    crowd = rng.random(others) < 0.5
    found = masks.overlaps(second, crowd)
    for i, one in enumerate(pixels):
        for j, other in enumerate(more):
            shared = (one & other).sum()
            whole = one.sum() if crowd[j] else (one | other).sum()
            assert found[i, j] == (shared / whole if shared else 0)
    order = rng.permutation(count)
    assert np.array_equal(masks[order].pixels, pixels[order])


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), SIDES, SIDES)
def test_a_window_is_a_part_of_the_image(seed, height, width):
    rng = np.random.default_rng(seed)
    above, left, below, right = rng.integers(0, 3, 4).tolist()
    [part] = random_masks(rng, 1, height, width)
    whole = np.pad(part, ((above, below), (left, right)))
    found = Masks.of_window(part, above, left, *whole.shape)
    assert np.array_equal(found.pixels[0], whole)
    assert np.array_equal(found.lengths, Masks.encode(whole[None]).lengths)


def test_texts_are_those_of_pycocotools():
    coco = pytest.importorskip("pycocotools.mask")
    rng = np.random.default_rng(0)
    for _ in range(50):
        height, width = rng.integers(1, 40, 2)
        pixels = random_masks(rng, 4, height, width)
        theirs = [coco.encode(np.asfortranarray(mask.astype(np.uint8))) for mask in pixels]
        masks = Masks.encode(pixels)
        assert masks.texts == [one["counts"].decode() for one in theirs]
        assert masks.boxes.tolist() == coco.toBbox(theirs).tolist()
        crowd = (rng.random(4) < 0.5).astype(np.uint8)
        assert np.array_equal(masks.overlaps(masks, crowd), coco.iou(theirs, theirs, crowd))


@pytest.mark.parametrize("text", ["", "!", "~~~", "0", "ooooooooooooooooo", "1" * 3, "\x7f"])
def test_other_texts_are_refused(text):
    with pytest.raises(InvalidInputError, match="a file: expected run"):
        Masks.from_texts([text], 2, 2, "a file")


@pytest.mark.parametrize("lengths", [[], [5], [-1, 5], [2.5, "x"], [1 << 70]])
def test_other_lengths_are_refused(lengths):
    with pytest.raises(InvalidInputError, match="a file: expected run"):
        Masks.from_lengths([lengths], 2, 2, "a file")


def test_masks_of_other_images_do_not_overlap():
    with pytest.raises(InvalidInputError, match="2 x 2 pixels, got 2 x 3"):
        Masks.encode(np.ones((1, 2, 2))).overlaps(Masks.encode(np.ones((1, 2, 3))))
