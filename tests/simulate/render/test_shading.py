"""How colors become the bytes of an image."""

import numpy as np

from waymo_kit.simulate.render.shading import encode_row


def test_codes_are_those_of_srgb():
    linear = np.linspace(0.0, 1.2, 4000).astype(np.float32)
    lit = np.zeros((6, len(linear)), dtype=np.float32)
    lit[0], lit[1], lit[2] = linear, linear[::-1], 0.5
    pixels = np.empty(len(linear), dtype="<i4")
    encode_row(lit, pixels)
    codes = pixels.view(np.uint8).reshape(-1, 4).astype(float)
    curve = np.where(linear < 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    expected = 255 * np.minimum(curve, 1.0)
    assert np.abs(codes[:, 0] - expected).max() < 2
    assert np.abs(codes[::-1, 1] - expected).max() < 2
    assert np.ptp(codes[:, 2]) == 0
