import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.augment.counter_random import uniform


def numbers(seed, first, count=4096, draws=8):
    return np.asarray(uniform(seed, np.arange(first, first + count), draws))


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**64 - 1])
@pytest.mark.parametrize("first", [0, 10**6, 2**32 - 2048, 2**40])
def test_numbers_are_uniform_and_uncorrelated(seed, first):
    drawn = numbers(seed, first)
    assert drawn.shape == (4096, 8)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    for bins in (2, 14, 16):
        counts = np.stack([np.bincount((c * bins).astype(int), minlength=bins) for c in drawn.T])
        expected = len(drawn) / bins
        chi_square = ((counts - expected) ** 2 / expected).sum(axis=1)
        # Five standard deviations of the statistic.
        assert np.all(chi_square < bins - 1 + 5 * np.sqrt(2 * (bins - 1)))
    shifted = np.concatenate([drawn[:-1], drawn[1:]], axis=1)
    correlation = np.corrcoef(shifted.T) - np.eye(16)
    assert np.abs(correlation).max() < 5 / np.sqrt(len(drawn))


def test_number_depends_on_seed_index_and_position_alone():
    whole = numbers(7, 0)
    np.testing.assert_array_equal(numbers(7, 100, count=5, draws=3), whole[100:105, :3])
    np.testing.assert_array_equal(uniform(7, np.array([9, 2], np.int32), 8), whole[[9, 2]])
    for other in (numbers(8, 0), numbers(7 + 2**32, 0), numbers(7, 2**32)):
        assert np.mean(other == whole) < 1e-3
