import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.camera.made_boxes import random_boxes
from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.image_fit import decode_for, fit_image
from waymo_kit.errors import InvalidInputError
from waymo_kit.formats.image import encode_jpeg

CANVAS = (64, 96)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.integers(1, 300))
def test_boxes_come_back_from_the_canvas(seed, height, width):
    rng = np.random.default_rng(seed)
    fit = ImageAugmentation(min_scale=0.3, max_scale=2).draw_fit(height, width, CANVAS, rng)
    limit = [width, height, width, height]
    boxes = np.clip(random_boxes(rng, 4, 300).astype(np.float64), 0, limit)
    np.testing.assert_allclose(fit.restore(fit.move(boxes)), boxes, atol=1e-8)
    assert all(1 <= side <= room for side, room in zip(fit.size, CANVAS, strict=True))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_boxes_stay_with_their_objects(seed):
    rng = np.random.default_rng(seed)
    image = np.zeros((50, 70, 3), np.uint8)
    image[10:30, 20:44] = 255
    fit = ImageAugmentation(min_scale=0.5, max_scale=1.6).draw_fit(50, 70, CANVAS, rng)
    canvas = fit.place(image)
    box = np.clip(fit.move([[20, 10, 44, 30]])[0], 0, np.array([96, 64, 96, 64]))
    y, x = np.nonzero(canvas[..., 0] > 127)
    if len(x):
        found = [x.min(), y.min(), x.max() + 1, y.max() + 1]
        np.testing.assert_allclose(found, box, atol=1.5)


def test_images_fill_the_canvas_from_the_top_left():
    fit = fit_image(128, 96, CANVAS)
    assert (fit.resized, fit.size, fit.offset) == ((64, 48), (64, 48), (0, 0))
    canvas = fit.place(np.full((128, 96, 3), 9, np.uint8))
    assert (canvas[:, :48] == 9).all()
    assert (canvas[:, 48:] == 0).all()
    assert fit_image(1, 1000, CANVAS).resized == (1, 96)


def test_a_large_jpeg_is_decoded_at_a_lower_resolution():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (8, 12, 3)).astype(np.uint8).repeat(64, 0).repeat(64, 1)
    data = encode_jpeg(image)
    pixels = decode_for(data, "image", fit_image(512, 768, CANVAS))
    assert pixels.shape == (64, 96, 3)
    pixels = decode_for(data, "image", fit_image(512, 768, (200, 300)))
    assert pixels.shape == (256, 384, 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mirrored": 1.5}, "mirrored"),
        ({"min_scale": 0}, "min_scale"),
        ({"min_scale": 2, "max_scale": 1}, "min_scale"),
        ({"operations": -1}, "operations"),
        ({"magnitude": 31}, "operations"),
    ],
)
def test_wrong_augmentation_is_refused(changes, message):
    with pytest.raises(InvalidInputError, match=message):
        ImageAugmentation(**changes)
