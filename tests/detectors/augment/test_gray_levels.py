import numpy as np
import pytest
from PIL import ImageOps

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.augment.samples import each_by_pillow, images
from waymo_kit.detectors.augment import gray_levels


@pytest.mark.parametrize(
    ("operation", "pillow"),
    [
        (gray_levels.auto_contrast, ImageOps.autocontrast),
        (gray_levels.equalize, ImageOps.equalize),
        (gray_levels.invert, ImageOps.invert),
    ],
)
@pytest.mark.parametrize("size", [(37, 53), (7, 5), (1, 1), (120, 90)])
def test_tables_are_those_of_pillow(operation, pillow, size):
    batch = images(size=size)
    np.testing.assert_array_equal(operation(batch), each_by_pillow(batch, pillow))


def test_posterize_keeps_the_bits_that_pillow_keeps():
    batch = images()
    bits = np.arange(9) % 8 + 1
    expected = each_by_pillow(batch, ImageOps.posterize, bits.tolist())
    np.testing.assert_array_equal(gray_levels.posterize(batch, bits.astype(np.float32)), expected)


@pytest.mark.parametrize(("bits", "used"), [(0, 1), (-3, 1), (11, 8)])
def test_bits_that_no_level_has_are_clipped(bits, used):
    batch = images()[:1]
    expected = each_by_pillow(batch, ImageOps.posterize, [used])
    np.testing.assert_array_equal(gray_levels.posterize(batch, np.float32([bits])), expected)


def test_solarize_inverts_from_pillows_threshold_on():
    batch = images()
    threshold = np.float32([0, 25.5, 64, 127, 128, 200.3, 254, 255, 256])
    expected = each_by_pillow(batch, ImageOps.solarize, threshold.tolist())
    np.testing.assert_array_equal(gray_levels.solarize(batch, threshold), expected)


def test_solarize_add_changes_the_dark_half():
    batch = np.uint8([0, 1, 100, 127, 128, 255] * 3).reshape(1, 1, 6, 3)
    added = np.asarray(gray_levels.solarize_add(batch, np.float32([200])))
    expected = {0: 200, 1: 201, 100: 255, 127: 255, 128: 128, 255: 255}
    assert dict(zip(batch.ravel().tolist(), added.ravel().tolist(), strict=True)) == expected
