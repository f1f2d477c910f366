"""Mirroring and scale jitter: image, boxes and masks against slow twins, and in step."""

import dataclasses
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera.test_learning import MadePictures
from tests.detectors.camera.tiny import TINY
from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.copy_paste import boxes_of, place_masks
from waymo_kit.detectors.camera.image_fit import ImageFit
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.detectors.camera.source import CameraSource, visible_boxes

CANVAS = (20, 30)
ANY = ImageAugmentation(min_scale=0.3, max_scale=3)
SEEDS = st.integers(0, 2**32 - 1)


def made_picture(rng, height, width, count=3):
    """A picture with rectangles as objects, whose masks fill their boxes."""
    low = rng.integers(0, [width, height], (count, 2))
    high = rng.integers(low + 1, [width + 1, height + 1])
    masks = np.zeros((count, height, width), bool)
    for mask, (left, top), (right, bottom) in zip(masks, low, high, strict=True):
        mask[top:bottom, left:right] = True
    boxes = np.concatenate([low, high], axis=1).astype(float)
    return LabeledPicture(b"", "x", boxes, np.arange(count, dtype=np.int32), masks)


def mirrored(picture, width):
    """The picture with left and right exchanged."""
    boxes = picture.boxes.copy()
    boxes[:, 0], boxes[:, 2] = width - picture.boxes[:, 2], width - picture.boxes[:, 0]
    return dataclasses.replace(picture, boxes=boxes, masks=picture.masks[:, :, ::-1])


def drawn(seed, augmentation=ANY):
    """A random picture, its fit, and its pixels as decoded for that fit."""
    rng = np.random.default_rng(seed)
    height, width = (int(side) for side in rng.integers(1, 40, 2))
    picture = made_picture(rng, height, width)
    fit = augmentation.draw_fit(height, width, CANVAS, rng)
    return picture, fit, rng.integers(0, 256, (*fit.resized, 3)).astype(np.uint8)


def naive_source(place, offset, side, resized):
    """The pixel of an image that has the center of a pixel of the canvas in it."""
    return floor((place + offset + Fraction(1, 2)) * side / resized)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_images_and_masks_equal_slow_twins(seed):
    picture, fit, pixels = drawn(seed)
    image, masks = fit.place(pixels), place_masks(picture, np.arange(3), fit)
    for y in range(CANVAS[0]):
        for x in range(CANVAS[1]):
            row, column = y + fit.offset[0], x + fit.offset[1]
            if row >= fit.resized[0] or column >= fit.resized[1]:
                assert not image[y, x].any()
                assert not masks[:, y, x].any()
                continue
            shown = fit.resized[1] - 1 - column if fit.is_mirrored else column
            assert image[y, x].tolist() == pixels[row, shown].tolist()
            v = naive_source(y, fit.offset[0], fit.height, fit.resized[0])
            u = naive_source(x, fit.offset[1], fit.width, fit.resized[1])
            u = fit.width - 1 - u if fit.is_mirrored else u
            assert masks[:, y, x].tolist() == picture.masks[:, v, u].tolist()


@settings(deadline=None, max_examples=100)
@given(SEEDS, st.sampled_from([0.0, 0.25, 0.9]))
def test_boxes_equal_a_slow_twin(seed, min_visible):
    picture, fit, _ = drawn(seed)
    found, kept = visible_boxes(fit.move(picture.boxes), fit.size, min_visible)
    expected = []
    for row, box in enumerate(picture.boxes.tolist()):
        x0, y0, x1, y1 = map(Fraction, box)
        if fit.is_mirrored:
            x0, x1 = fit.width - x1, fit.width - x0
        ratio_y, ratio_x = (
            Fraction(a, b) for a, b in zip(fit.resized, (fit.height, fit.width), strict=True)
        )
        x0, x1 = (x * ratio_x - fit.offset[1] for x in (x0, x1))
        y0, y1 = (y * ratio_y - fit.offset[0] for y in (y0, y1))
        left, right = (min(max(x, 0), fit.size[1]) for x in (x0, x1))
        top, bottom = (min(max(y, 0), fit.size[0]) for y in (y0, y1))
        share = (right - left) * (bottom - top) / ((x1 - x0) * (y1 - y0))
        if abs(float(share) - min_visible) < 1e-9 and min_visible:
            return  # rounding decides
        if share > 0 and share >= min_visible:
            expected.append((row, *map(float, (left, top, right, bottom))))
    assert kept.tolist() == [row for row, *_ in expected]
    np.testing.assert_allclose(found, np.array([box for _, *box in expected]).reshape(-1, 4))


@settings(deadline=None, max_examples=100)
@given(SEEDS)
def test_masks_stay_in_their_boxes(seed):
    picture, fit, _ = drawn(seed)
    boxes, kept = visible_boxes(fit.move(picture.boxes), fit.size, 0.0)
    masks = place_masks(picture, kept, fit)
    # A pixel belongs to a mask if its center does, so a mask ends within half a pixel of its box.
    seen = masks.any(axis=(1, 2))
    assert (np.abs(boxes_of(masks) - boxes)[seen] <= 0.5 + 1e-9).all()
    assert (((boxes[:, 2:] - boxes[:, :2]).min(axis=1) <= 1) | seen).all()


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 3), st.booleans())
def test_image_and_masks_move_together(seed, scale, is_mirrored):
    rng = np.random.default_rng(seed)
    height, width = (int(side) for side in rng.integers(3, 25, 2))
    picture = made_picture(rng, height, width)
    resized = scale * height, scale * width
    offset = tuple(
        int(rng.integers(max(side - room, 0) + 1))
        for side, room in zip(resized, CANVAS, strict=True)
    )
    fit = ImageFit(height, width, resized, CANVAS, offset, is_mirrored)
    bits = (picture.masks * np.array([1, 2, 4])[:, None, None]).sum(axis=0).astype(np.uint8)
    pixels = np.repeat(np.repeat(bits, scale, axis=0), scale, axis=1)
    image = fit.place(np.repeat(pixels[..., None], 3, axis=2))[..., 0]
    masks = place_masks(picture, np.arange(3), fit)
    assert np.array_equal(image, (masks * np.array([1, 2, 4])[:, None, None]).sum(axis=0))


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_twice_mirrored_is_the_same(seed):
    picture, fit, pixels = drawn(seed)
    turned = mirrored(picture, fit.width)
    again = dataclasses.replace(fit, is_mirrored=not fit.is_mirrored)
    assert np.array_equal(again.place(pixels[:, ::-1]), fit.place(pixels))
    np.testing.assert_allclose(again.move(turned.boxes), fit.move(picture.boxes), atol=1e-9)
    rows = np.arange(3)
    assert np.array_equal(place_masks(turned, rows, again), place_masks(picture, rows, fit))


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_scale_jitter_keeps_proportions(seed):
    rng = np.random.default_rng(seed)
    height, width = (int(side) for side in rng.integers(20, 400, 2))
    fit = ImageAugmentation(min_scale=0.5, max_scale=2).draw_fit(height, width, CANVAS, rng)
    whole = min(CANVAS[0] / height, CANVAS[1] / width)
    for side, resized, first, room in zip(
        (height, width), fit.resized, fit.offset, CANVAS, strict=True
    ):
        assert max(1, 0.5 * whole * side - 0.5) <= resized <= max(1, 2 * whole * side + 0.5)
        assert 0 <= first <= max(resized - room, 0)
    first, other = (r / s for r, s in zip(fit.resized, (height, width), strict=True))
    assert abs(first - other) <= 0.5 / height + 0.5 / width + 1e-9 or 1 in fit.resized


def test_shares_and_ranges_are_those_asked_for():
    rng = np.random.default_rng(0)
    jitter = ImageAugmentation(mirrored=0.3, min_scale=0.5, max_scale=2)
    fits = [jitter.draw_fit(1000, 1500, (1000, 1500), rng) for _ in range(2000)]
    assert np.mean([fit.is_mirrored for fit in fits]) == pytest.approx(0.3, abs=0.04)
    scales = np.array([fit.resized[0] / 1000 for fit in fits])
    assert scales.min() < 0.51
    assert scales.max() > 1.98
    assert scales.mean() == pytest.approx(1.25, abs=0.04)
    for share in (0.0, 1.0):
        drawn_ones = [ImageAugmentation(share).draw_fit(9, 9, CANVAS, rng) for _ in range(20)]
        assert {fit.is_mirrored for fit in drawn_ones} == {bool(share)}


@pytest.mark.parametrize("epoch", range(6))
def test_examples_show_their_objects_where_masks_say(epoch):
    pictures = MadePictures()
    jitter = ImageAugmentation(min_scale=0.7, max_scale=2, min_visible=0.3)
    source = CameraSource(pictures, TINY["mask-rcnn"], augmentation=jitter)
    seen = 0
    for index, (_, truth, _) in enumerate(pictures.made):
        example = source.load(index, epoch)
        count = int((example.labels >= 0).sum())
        assert count <= len(truth)
        for label, box, mask in zip(
            example.labels[:count], example.boxes[:count], example.masks[:count], strict=True
        ):
            y, x = np.nonzero(mask)
            left, top, right, bottom = box
            columns = (left + (x + 0.5) / mask.shape[1] * (right - left)).astype(int)
            rows = (top + (y + 0.5) / mask.shape[0] * (bottom - top)).astype(int)
            colors = example.image[rows, columns].astype(int)
            # Objects are squares of one bright channel; their masks are the circles inside.
            assert (colors.argmax(axis=1) == label).mean() > 0.97
            assert (colors[:, label] > 110).mean() > 0.97
            seen += 1
    assert seen > 8
