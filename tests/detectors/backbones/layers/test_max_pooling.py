import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.backbones.layers import CenteredMaxPooling2D


@pytest.mark.parametrize("size", [(8, 8), (7, 9), (6, 5)])
def test_windows_are_centered_and_the_border_never_wins(size):
    maps = -1 - np.random.default_rng(0).random((2, *size, 3)).astype(np.float32)
    out = keras.ops.convert_to_numpy(CenteredMaxPooling2D(3, 2)(maps))
    assert out.shape == (2, -(-size[0] // 2), -(-size[1] // 2), 3)
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = maps[:, max(0, 2 * i - 1) : 2 * i + 2, max(0, 2 * j - 1) : 2 * j + 2]
            np.testing.assert_array_equal(out[:, i, j], window.max(axis=(1, 2)))
