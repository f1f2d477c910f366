import numpy as np
import pytest
from PIL import ImageEnhance

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.augment.samples import each_by_pillow, images
from waymo_kit.detectors.augment import enhancement


@pytest.mark.parametrize("name", ["brightness", "contrast", "color", "sharpness"])
@pytest.mark.parametrize("size", [(37, 53), (2, 3), (1, 1), (120, 90)])
@pytest.mark.parametrize(
    "factors",
    [
        [0.0, 0.1, 0.19, 0.5, 0.999, 1.0, 1.3, 1.72, 1.9],
        [0.05, 0.28, 0.73, 0.91, 1.01, 1.45, 2.0, 3.7, 5.14],
    ],
)
def test_blends_are_those_of_pillow(name, size, factors):
    batch = images(size=size)
    enhancer = getattr(ImageEnhance, name.capitalize())
    expected = each_by_pillow(batch, lambda x, factor: enhancer(x).enhance(factor), factors)
    result = np.asarray(getattr(enhancement, name)(batch, np.float32(factors)))
    np.testing.assert_array_equal(result, expected)
