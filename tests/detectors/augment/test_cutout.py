import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.augment.cutout import cut_out


@pytest.mark.parametrize("half", [0, 1, 4, 30])
def test_square_is_centered_and_clipped(half):
    batch = np.zeros((4, 11, 17, 3), np.uint8)
    centers = np.float32([[0.0, 0.0], [0.5, 0.5], [0.99, 0.1], [0.3, 0.999]])
    covered = np.asarray(cut_out(batch, np.full(4, half, np.float32), centers, (1, 2, 3)))
    for image, (y, x) in zip(covered, centers, strict=True):
        row, column = int(y * 11), int(x * 17)
        expected = np.zeros((11, 17, 3), np.uint8)
        rows = slice(max(row - half, 0), max(row + half, 0))
        expected[rows, max(column - half, 0) : max(column + half, 0)] = [1, 2, 3]
        np.testing.assert_array_equal(image, expected)
