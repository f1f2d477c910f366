"""Matches against all possible ones."""

import itertools

import numpy as np
import pytest

from tests.detectors.tracking.image import naive
from waymo_kit.detectors.tracking.image.matching import (
    least_cost,
    match_below,
    match_by_overlap,
    overlaps_of,
)

pytestmark = pytest.mark.kernel


def matchings(rows, columns):
    """Every way to give each row another column, or none."""
    for mates in itertools.product(range(-1, columns), repeat=rows):
        taken = [mate for mate in mates if mate >= 0]
        if len(taken) == len(set(taken)):
            yield mates


def pairs_of(mates):
    return [(row, column) for row, column in enumerate(mates) if column >= 0]


@pytest.mark.parametrize("rim", [0.0, 1.0])
def test_overlaps_equal_the_definition(rim):
    rng = np.random.default_rng(1)
    boxes, others = rng.uniform(1, 20, (7, 4)), rng.uniform(1, 20, (5, 4))
    wanted = [[naive.overlap(box, other, rim) for other in others] for box in boxes]
    np.testing.assert_allclose(overlaps_of(boxes, others, rim), wanted, rtol=1e-12, atol=0)


@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (4, 2), (1, 3), (0, 2), (2, 0)])
def test_matches_are_the_best_of_all(shape):
    rng = np.random.default_rng(sum(shape))
    for _ in range(30):
        costs = rng.uniform(-1, 1, shape)
        complete = [m for m in matchings(*shape) if len(pairs_of(m)) == min(shape)]
        best = min(sum(costs[pair] for pair in pairs_of(mates)) for mates in complete)
        found = pairs_of(least_cost(costs)) if costs.size else []
        assert len(found) == min(shape)
        assert sum(costs[pair] for pair in found) == pytest.approx(best)
        limit = 0.2
        best = max(sum(limit - costs[pair] for pair in pairs_of(m)) for m in matchings(*shape))
        found = pairs_of(match_below(costs, limit))
        assert sum(limit - costs[pair] for pair in found) == pytest.approx(best)
        assert all(costs[pair] < limit for pair in found)


def test_clear_overlaps_need_no_sum():
    """Row 0 overlaps only column 0 enough, though the crossed pairs have the larger sum."""
    overlaps = np.array([[0.4, 0.29], [0.29, 0.0]])
    assert match_by_overlap(overlaps, overlaps, 0.3).tolist() == [0, -1]
    gains = np.array([[0.4, 0.9], [0.9, 0.0]])
    assert match_by_overlap(overlaps, gains, 0.3).tolist() == [0, -1]


def test_pairs_that_overlap_too_little_are_dropped_last():
    overlaps = np.array([[0.5, 0.45], [0.4, 0.1]])
    assert match_by_overlap(overlaps, overlaps, 0.3).tolist() == [1, 0]
    assert match_by_overlap(overlaps, overlaps, 0.42).tolist() == [1, -1]
