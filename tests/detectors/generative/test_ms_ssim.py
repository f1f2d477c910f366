"""MS-SSIM against the numpy program of the paper, and against TensorFlow's."""

import numpy as np
import pytest
from scipy import ndimage, signal

from waymo_kit.detectors.generative import ms_ssim as module
from waymo_kit.detectors.generative.ms_ssim import batch_ms_ssim, class_diversity, ms_ssim
from waymo_kit.errors import InvalidInputError

WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]


def pairs(side, channels=3, count=3, noise=25.0):
    """Smooth images beside noisy copies of them, whose contrast terms are positive."""
    random = np.random.default_rng(side)
    first = ndimage.gaussian_filter(random.normal(size=(count, side, side, channels)), (0, 3, 3, 0))
    first = 127 + 500 * first
    second = first + random.normal(size=first.shape) * noise
    return tuple(np.clip(images, 0, 255).astype(np.uint8) for images in (first, second))


def gaussian(size, sigma):
    radius, offset = size // 2, 0.0
    start, stop = -radius, radius + 1
    if size % 2 == 0:
        offset, stop = 0.5, stop - 1
    x, y = np.mgrid[offset + start : stop, offset + start : stop]
    window = np.exp(-((x**2 + y**2) / (2.0 * sigma**2)))
    return window / window.sum()


def one_scale(one, other):
    """SSIM and contrast of one scale, by two-dimensional convolutions."""
    size = min(11, *one.shape[1:3])
    window = gaussian(size, size * 1.5 / 11).reshape(1, size, size, 1)

    def blurred(values):
        return signal.convolve(values, window, mode="valid", method="direct")

    mean_1, mean_2 = blurred(one), blurred(other)
    variance_1 = blurred(one * one) - mean_1**2
    variance_2 = blurred(other * other) - mean_2**2
    covariance = blurred(one * other) - mean_1 * mean_2
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    v1, v2 = 2 * covariance + c2, variance_1 + variance_2 + c2
    light = (2 * mean_1 * mean_2 + c1) / (mean_1**2 + mean_2**2 + c1)
    return np.mean(light * v1 / v2), np.mean(v1 / v2)


def numpy_program(one, other):
    """models/research/compression/image_encoder/msssim.py: maps are averaged over the batch."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    similarities, contrasts = [], []
    for _ in WEIGHTS:
        similarity, contrast = one_scale(one, other)
        similarities.append(similarity)
        contrasts.append(contrast)
        filtered = [
            ndimage.convolve(x, np.ones((1, 2, 2, 1)) / 4, mode="reflect") for x in (one, other)
        ]
        one, other = (x[:, ::2, ::2, :] for x in filtered)
    powers = np.array(contrasts[:-1]) ** np.array(WEIGHTS[:-1])
    return np.prod(powers) * similarities[-1] ** WEIGHTS[-1]


@pytest.mark.parametrize("side", [32, 45, 64, 128, 160])
def test_it_equals_the_numpy_program(side):
    first, second = pairs(side, count=2)
    assert batch_ms_ssim(first, second) == pytest.approx(numpy_program(first, second), abs=1e-10)
    each = [numpy_program(first[k : k + 1], second[k : k + 1]) for k in range(2)]
    np.testing.assert_allclose(ms_ssim(first, second), each, atol=1e-10)
    assert 0.2 < each[0] < 0.98


def test_it_equals_tensorflow_at_192_pixels():
    tf = pytest.importorskip("tensorflow")
    first, second = pairs(192)
    theirs = tf.image.ssim_multiscale(first, second, 255).numpy()
    ours = [ms_ssim(first[..., k : k + 1], second[..., k : k + 1]) for k in range(3)]
    np.testing.assert_allclose(np.mean(ours, 0), theirs, atol=2e-5)


def test_equal_images_have_one_and_opposite_ones_nothing():
    first, _ = pairs(32)
    np.testing.assert_allclose(ms_ssim(first, first), 1.0)
    np.testing.assert_array_equal(ms_ssim(first, 255 - first), 0.0)


def test_a_collapsed_class_is_less_diverse_than_a_varied_one():
    varied, _ = pairs(32, count=20)
    random = np.random.default_rng(0)
    noise = random.integers(0, 8, varied.shape)
    collapsed = np.clip(varied[:1].astype(int) + noise, 0, 255).astype(np.uint8)
    assert class_diversity(collapsed, "cat") > 0.95
    assert class_diversity(varied, "cat") < 0.3
    assert class_diversity(varied, "cat", seed=1) == class_diversity(varied, "cat", seed=1)


def test_bad_input_is_refused():
    one = np.zeros((1, 32, 32, 3), np.uint8)
    with pytest.raises(InvalidInputError, match="class cat: expected two or more images"):
        class_diversity(one, "cat")
    with pytest.raises(InvalidInputError, match="sides of 16 pixels or more"):
        ms_ssim(one[:, :8, :8], one[:, :8, :8])
    with pytest.raises(InvalidInputError, match="of one shape"):
        ms_ssim(one, one[:, :16])


def test_pairs_are_compared_in_parts(monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (9, 16, 16, 3)).astype(np.uint8)
    whole = class_diversity(images, "noise", pairs=20)
    monkeypatch.setattr(module, "_PAIRS", 7)
    assert class_diversity(images, "noise", pairs=20) == pytest.approx(whole, rel=1e-12)
