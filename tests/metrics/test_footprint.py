import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.drives import drive, jitter
from tests.naive import coverage as naive
from waymo_kit.metrics.footprint import CIRCLE_DEFICIT, footprint

DISC = np.pi * 75.0**2


def assert_within_bounds(positions, radius):
    found = footprint(positions, radius)
    exact = naive.area_of_discs(positions, radius)
    low = found.geometry.area - found.excess_area
    assert low * (1 - 1e-12) <= exact <= found.geometry.area / (1 - CIRCLE_DEFICIT) * (1 + 1e-12)
    return found


@given(st.integers(0, 2**32), st.sampled_from([20.0, 75.0]), st.sampled_from([1.0, 8.0]))
@settings(deadline=None, max_examples=60)
def test_area_of_exact_discs_is_within_the_bounds(seed, radius, longest):
    assert_within_bounds(drive(np.random.default_rng(seed), longest=longest), radius)


@given(st.integers(0, 2**32), st.sampled_from([0.0, 1e-4, 1e-3, 0.05, 0.5]))
@settings(deadline=None, max_examples=40)
def test_so_it_is_where_the_vehicle_stands(seed, noise):
    rng = np.random.default_rng(seed)
    before, stand = drive(rng, steps=5), jitter(rng, 60, noise)
    positions = np.concatenate([before, before[-1] + stand, before[-1] + stand[-1] + before])
    found = assert_within_bounds(positions, 75.0)
    assert len(shapely.get_coordinates(found.geometry)) < 100 * len(positions)  # no folds


def test_noise_of_a_millimeter_does_not_fold_the_path():
    positions = jitter(np.random.default_rng(0), 200, 1e-3)
    started = time.perf_counter()
    footprint(positions, 75.0)
    assert time.perf_counter() - started < 2.0  # the buffer of the path takes 17 s


def test_long_arcs_keep_both_edges():
    # Buffers of paths can lose shallow curves; the area of a strip along an arc is known.
    angle = np.linspace(0, 0.75, 200)
    for radius_of_arc in (80.0, 200.0, 1000.0):
        arc = radius_of_arc * np.column_stack([np.sin(angle), 1 - np.cos(angle)])
        exact = 150 * radius_of_arc * 0.75 + DISC
        assert footprint(arc, 75.0).geometry.area == pytest.approx(exact, rel=2e-4)


@pytest.mark.parametrize("poses", [1, 2, 4, 5, 6, 200])
def test_standing_vehicle_covers_a_disc(poses):
    found = footprint(np.full((poses, 2), 5.0), 75.0)
    assert found.geometry.area == pytest.approx(DISC, rel=1.1e-4)
    assert found.excess_area == 0


def test_poses_far_apart_are_not_joined():
    found = footprint(np.array([[0.0, 0], [1000, 0]]), 75.0)
    assert found.geometry.area == pytest.approx(2 * DISC, rel=1.1e-4)
    assert found.excess_area == 0


def test_slivers_between_two_poses_are_bounded_exactly():
    found = footprint(np.array([[0.0, 0], [7, 0]]), 75.0)
    exact = naive.area_of_discs([(0, 0), (7, 0)], 75.0)
    assert found.excess_area == pytest.approx(7**3 / (12 * 75), rel=1e-3)
    assert found.geometry.area - found.excess_area == pytest.approx(exact, rel=1.1e-4)
