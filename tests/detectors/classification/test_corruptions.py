"""Corruptions: properties that each must have, and plain versions of those that are exact."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.corruptions import (
    CORRUPTIONS,
    SEVERITIES,
    CorruptedImages,
    corrupt,
)
from waymo_kit.errors import InvalidInputError

pytest.importorskip("scipy")

BY_NAME = {corruption.name: corruption for corruption in CORRUPTIONS}
UNIFORM = {"gaussian_noise", "shot_noise", "impulse_noise", "snow", "fog", "brightness"}
"""Corruptions that change an image of one color."""


def photo(height=32, width=32, seed=0):
    """A smooth image with edges."""
    small = np.random.default_rng(seed).integers(0, 256, (9, 9, 3), np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def changed(image, name, severity, seed=0):
    return corrupt(image, BY_NAME[name], severity, np.random.default_rng(seed))


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("shape", [(32, 32), (20, 47), (64, 33)])
def test_every_severity_changes_images_of_any_shape(name, shape):
    image = photo(*shape)
    for severity in SEVERITIES:
        after = changed(image, name, severity)
        assert after.shape == image.shape
        assert after.dtype == np.uint8
        assert not np.array_equal(after, image)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_strongest_severity_changes_more_than_the_mildest(name):
    images = [photo(seed=seed) for seed in range(8)]

    def distance(severity):
        pairs = [(image, changed(image, name, severity, k)) for k, image in enumerate(images)]
        return np.mean([np.abs(a.astype(float) - b).mean() for a, b in pairs])

    assert distance(5) > 1.3 * distance(1)


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - UNIFORM))
def test_one_color_stays_as_it_is(name):
    image = np.full((32, 32, 3), (40, 130, 222), np.uint8)
    assert np.abs(changed(image, name, 3).astype(int) - image).max() <= 1


def test_exact_ones_equal_their_plain_definitions():
    image = photo()
    levels = image / 255
    for severity, kept in zip(SEVERITIES, (0.75, 0.5, 0.4, 0.3, 0.15), strict=True):
        mean = levels.mean(axis=(0, 1))
        plain = np.clip(kept * levels + (1 - kept) * mean, 0, 1) * 255
        assert np.abs(changed(image, "contrast", severity) - plain).max() <= 1
    for severity, quality in zip(SEVERITIES, (80, 65, 58, 50, 40), strict=True):
        file = io.BytesIO()
        Image.fromarray(image).save(file, "JPEG", quality=quality)
        assert np.array_equal(changed(image, "jpeg", severity), np.asarray(Image.open(file)))


def test_brightness_equals_the_standard_library_in_hsv():
    import colorsys

    image = photo(8, 8)
    image = np.concatenate([image, np.zeros((1, 8, 3), np.uint8)])
    after = changed(image, "brightness", 4)
    for pixel, got in zip(image.reshape(-1, 3), after.reshape(-1, 3), strict=True):
        hue, saturation, value = colorsys.rgb_to_hsv(*(pixel / 255))
        wanted = 255 * np.array(colorsys.hsv_to_rgb(hue, saturation, min(value + 0.2, 1)))
        assert np.abs(got - wanted).max() <= 1


def test_noise_has_the_stated_strength():
    gray = np.full((200, 200, 3), 128, np.uint8)
    for severity, deviation in zip(SEVERITIES, (0.04, 0.06, 0.08, 0.09, 0.1), strict=True):
        noise = (changed(gray, "gaussian_noise", severity) - 128.0) / 255
        assert noise.std() == pytest.approx(deviation, rel=0.02)
    for severity, photons in zip(SEVERITIES, (500, 250, 100, 75, 50), strict=True):
        noise = (changed(gray, "shot_noise", severity) - 128.0) / 255
        assert noise.std() == pytest.approx(np.sqrt(128 / 255 / photons), rel=0.03)
    for severity, share in zip(SEVERITIES, (0.01, 0.02, 0.03, 0.05, 0.07), strict=True):
        after = changed(gray, "impulse_noise", severity)
        assert set(np.unique(after)) == {0, 128, 255}
        assert (after != 128).mean() == pytest.approx(share, rel=0.05)


def test_blurs_keep_the_mean_of_a_dot_in_the_middle():
    image = np.zeros((65, 65, 3), np.uint8)
    image[28:37, 28:37] = 200
    for severity in SEVERITIES:
        after = changed(image, "defocus_blur", severity)
        assert after.mean() == pytest.approx(image.mean(), rel=0.02)
        along = changed(image, "motion_blur", severity)
        assert along.mean() == pytest.approx(image.mean(), rel=0.03)


def test_images_are_always_corrupted_in_the_same_way():
    images = colored_images()
    one = CorruptedImages(images, BY_NAME["fog"], 2, seed=1)
    again = CorruptedImages(images, BY_NAME["fog"], 2, seed=1)
    other = CorruptedImages(images, BY_NAME["fog"], 2, seed=2)
    assert np.array_equal(one.image(5), again.image(5))
    assert not np.array_equal(one.image(5), other.image(5))
    fields = [one.image(k).astype(float) - images.image(k) for k in (0, 3)]
    assert not np.allclose(*fields)
    assert one.name(3) == images.name(3)
    assert np.array_equal(one.labels, images.labels)


def test_a_severity_that_is_none_is_refused():
    with pytest.raises(InvalidInputError, match="severity: expected 1 to 5, got 6"):
        changed(photo(), "fog", 6)
