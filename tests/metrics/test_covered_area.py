"""Areas along lines agree with the areas of faces."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import coverage as naive
from waymo_kit.metrics import covered_area
from waymo_kit.metrics.coverage import CoverageMetric
from waymo_kit.metrics.covered_area import area_by_count, coverage_grid


@pytest.mark.kernel
@given(st.integers(0, 2**32), st.integers(2, 6))
@settings(deadline=None, max_examples=30)
def test_areas_are_those_of_the_faces(seed, count):
    random = np.random.default_rng(seed)
    centers = shapely.points(random.uniform(0, 60, (count, 2)))
    discs = shapely.buffer(centers, random.uniform(5, 30, count))
    holes = shapely.buffer(shapely.points(random.uniform(0, 60, (count, 2))), 8)
    polygons = shapely.difference(discs, holes)  # some have a hole, some are in several parts
    found = area_by_count(polygons, 0.02)
    expected = naive.area_by_count(polygons)
    np.testing.assert_allclose(found, expected, atol=1e-4 * sum(expected) + 1e-9)


@pytest.mark.kernel
@given(st.integers(0, 2**32), st.integers(1, 5))
@settings(deadline=None, max_examples=20)
def test_a_grid_counts_the_polygons_over_each_center(seed, count):
    random = np.random.default_rng(seed)
    discs = shapely.buffer(
        shapely.points(random.uniform(-10, 70, (count, 2))), random.uniform(5, 30, count)
    )
    polygons = shapely.difference(discs, shapely.Point(30, 30).buffer(6))
    found = coverage_grid(polygons, (3.0, -4.0), 1.7, (30, 35))
    assert found.tolist() == naive.coverage_grid(polygons, (3.0, -4.0), 1.7, (30, 35))


def test_one_polygon_has_its_own_area():
    square = shapely.box(0, 0, 3, 2)
    assert area_by_count(np.array([square]), 0.1).tolist() == [0, 6]
    assert area_by_count(np.array([square, square]), 0.1) == pytest.approx([0, 0, 6])
    assert area_by_count(np.array([shapely.Polygon(), square]), 0.1) == pytest.approx([0, 6, 0])
    assert area_by_count(np.empty(0, object), 0.1).tolist() == [0]


def test_fewer_lines_bound_the_work_and_cost_little(monkeypatch):
    random = np.random.default_rng(0)
    discs = shapely.buffer(shapely.points(random.uniform(0, 2000, (300, 2))), 75)
    exact = area_by_count(discs, 0.075)
    monkeypatch.setattr(covered_area, "MAX_CROSSINGS", 50_000)
    coarse = area_by_count(discs, 0.075)
    assert coarse.sum() == pytest.approx(exact.sum(), rel=1e-3)
    assert coarse.sum() != exact.sum()


@pytest.mark.heavy
@pytest.mark.parametrize("side", [2_000.0, 20_000.0, 200_000.0])
@pytest.mark.parametrize("poses_per_segment", [1, 20_000])
def test_twenty_thousand_scattered_poses_take_seconds(side, poses_per_segment):
    poses = np.random.default_rng(0).uniform(0, side, (20_000, 2))
    survey = CoverageMetric()
    start = time.process_time()
    for first in range(0, len(poses), poses_per_segment):
        survey.update(str(first), "a", poses[first : first + poses_per_segment])
    coverage, growth = survey.result(), survey.growth()
    assert time.process_time() - start < 60
    assert growth.area_km2[-1] == pytest.approx(coverage.area_km2, rel=1e-4)
