import collections
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import pillars as naive
from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.detectors.lidar.pillars import make_pillars
from waymo_kit.errors import InvalidInputError

GRID = Grid(x_min=-2.0, y_min=-1.0, columns=4, rows=3, pillar_size=0.5, z_min=-1.0, z_max=2.0)
# On a coarse lattice points often lie on the edges of cells.
NUMBERS = st.integers(-10, 10).map(lambda n: n / 4) | st.sampled_from([np.nan, np.inf, -np.inf])
POINTS = hnp.arrays(
    np.float32, st.tuples(st.integers(0, 40), st.just(4)), elements=NUMBERS.map(np.float32)
)

AGES = st.none() | hnp.arrays(
    np.float32, 40, elements=st.sampled_from([0.0, 0.1, 0.2]).map(np.float32)
)


@pytest.mark.kernel
@settings(deadline=None)
@given(POINTS, AGES, st.integers(1, 40), st.integers(1, 12), st.integers(0, 2**40))
def test_pillars_are_those_of_single_points(points, ages, max_points, max_pillars, seed):
    if ages is not None:
        points = np.column_stack([points, points[:, 3], ages[: len(points)]])
    made = make_pillars(points, GRID, max_points, max_pillars, seed)
    numbers = np.random.default_rng(seed).random
    rows, cells, occupied = naive.pillars(points, GRID, max_points, max_pillars, numbers)
    count = len(rows)
    np.testing.assert_array_equal(made.points[:count], points[rows])
    np.testing.assert_array_equal(made.pillar_cell[: len(occupied)], occupied)
    np.testing.assert_array_equal(made.pillar_cell[made.point_pillar[:count]], cells)
    assert np.all(made.points[count:] == 0)
    assert np.all(made.point_pillar[count:] == max_pillars)
    assert np.all(made.pillar_cell[len(occupied) :] == 12)
    assert set(made.point_pillar[:count]) == set(range(len(occupied)))


def test_shapes_and_types_are_those_of_the_maxima():
    made = make_pillars(np.zeros((0, 6), np.float32), GRID, 7, 5)
    assert [(a.shape, a.dtype) for a in made] == [
        ((7, 6), np.float32),
        ((7,), np.int32),
        ((5,), np.int32),
    ]


def test_every_subset_of_points_is_equally_likely():
    points = np.zeros((5, 3), np.float32)
    points[:, 0] = np.arange(5) * 0.1 - 1.9
    counts = collections.Counter(
        tuple(make_pillars(points, GRID, 2, 5, seed).points[:, 0].tolist()) for seed in range(3000)
    )
    assert len(counts) == math.comb(5, 2)
    # 300 each: 75 is 4.6 standard deviations.
    assert max(abs(count - 300) for count in counts.values()) < 75


def test_every_subset_of_pillars_is_equally_likely():
    points = np.zeros((4, 3), np.float32)
    points[:, 0] = np.arange(4) * 0.5 - 2.0
    counts = collections.Counter(
        tuple(make_pillars(points, GRID, 4, 2, seed).pillar_cell.tolist()) for seed in range(3000)
    )
    assert len(counts) == math.comb(4, 2)
    # 500 each: 95 is 4.7 standard deviations.
    assert max(abs(count - 500) for count in counts.values()) < 95


def test_the_oldest_points_are_dropped_first():
    points = np.zeros((9, 6), np.float32)
    points[:, 0] = -1.0
    points[:, 5] = [0.2, 0.0, 0.1, 0.0, 0.2, 0.1, 0.1, 0.0, 0.2]
    kept = {tuple(make_pillars(points, GRID, 5, 5, seed).points[:, 5]) for seed in range(50)}
    assert {tuple(sorted(ages)) for ages in kept} == {tuple(np.float32([0, 0, 0, 0.1, 0.1]))}
    assert len(kept) > 1


@pytest.mark.parametrize(
    ("points", "maxima", "message"),
    [
        (np.zeros((3, 2), np.float32), (1, 1), r"points: expected .*got \(3, 2\) float32"),
        (np.zeros((3, 4)), (1, 1), "got .* float64"),
        (np.zeros((3, 4), np.float32), (0, 1), "expected at least 1, got 0, 1"),
    ],
)
def test_wrong_input_is_an_error(points, maxima, message):
    with pytest.raises(InvalidInputError, match=message):
        make_pillars(points, GRID, *maxima)
