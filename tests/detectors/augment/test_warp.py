import numpy as np
import pytest
from PIL import Image

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.augment.samples import each_by_pillow, images
from waymo_kit.detectors.augment import warp

FILL = (128, 100, 7)
PILLOW_MAPS = {
    "horizontal_shear": lambda v, w, h: (1, v, 0, 0, 1, 0),
    "vertical_shear": lambda v, w, h: (1, 0, 0, v, 1, 0),
    "horizontal_shift": lambda v, w, h: (1, 0, v, 0, 1, 0),
    "vertical_shift": lambda v, w, h: (1, 0, 0, 0, 1, v),
    "relative_horizontal_shift": lambda v, w, h: (1, 0, v * w, 0, 1, 0),
    "relative_vertical_shift": lambda v, w, h: (1, 0, 0, 0, 1, v * h),
}
AMOUNTS = np.float32([-0.4, -0.27, -0.1, -0.03, 0.0, 0.02, 0.15, 0.27, 0.45])
SIZES = [(37, 53), (90, 120), (1, 1), (224, 64)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PILLOW_MAPS)
def test_pixels_are_those_that_pillow_samples(name, size):
    batch = images(size=size)
    amounts = 10 * AMOUNTS if name in ("horizontal_shift", "vertical_shift") else AMOUNTS

    def moved(image, amount):
        data = PILLOW_MAPS[name](amount, *image.size)
        return image.transform(image.size, Image.Transform.AFFINE, data, fillcolor=FILL)

    expected = each_by_pillow(batch, moved, amounts.tolist())
    maps = getattr(warp, name)(amounts, *size)
    np.testing.assert_array_equal(warp.warp(batch, maps, FILL), expected)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 0.31, -2.8])
def test_rotation_is_pillows(size, scale):
    batch = images(size=size)
    degrees = np.float32(scale * np.linspace(-30, 30, len(batch)))
    expected = each_by_pillow(batch, lambda x, d: x.rotate(d, fillcolor=FILL), degrees.tolist())
    turned = warp.warp(batch, warp.rotation(degrees, *size), FILL)
    np.testing.assert_array_equal(turned, expected)
