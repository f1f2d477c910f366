import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.drives import drive
from tests.naive import coverage as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.coverage import CoverageMetric, coverage_overlap
from waymo_kit.metrics.footprint import footprint


def surveyed(drives, radius=75.0, city="a"):
    survey = CoverageMetric(radius)
    for name, positions in drives.items():
        survey.update(name, city, positions)
    return survey


@given(st.integers(0, 2**32), st.sampled_from([20.0, 75.0]))
@settings(deadline=None, max_examples=60)
def test_area_of_exact_discs_is_within_the_bounds(seed, radius):
    rng = np.random.default_rng(seed)
    drives = {f"s{i}": drive(rng) for i in range(3)}
    coverage = surveyed(drives, radius).result()
    exact = naive.area_of_discs(np.concatenate(list(drives.values())), radius) / 1e6
    low, high = coverage.bounds_km2
    assert low * (1 - 1e-12) <= exact <= high * (1 + 1e-12)
    assert high - low < 1.5e-3 * exact
    assert coverage.area_km2 == pytest.approx(exact, rel=5e-4)


def test_real_speeds_give_an_error_of_a_ten_thousandth():
    rng = np.random.default_rng(1)
    positions = drive(rng, steps=200, longest=3.0)[:, ::-1]
    coverage = surveyed({"s": positions}).result()
    exact = naive.area_of_discs(positions, 75.0) / 1e6
    assert coverage.area_km2 == pytest.approx(exact, rel=1.1e-4)


def test_area_agrees_with_random_points():
    rng = np.random.default_rng(2)
    drives = {f"s{i}": drive(rng) for i in range(5)}
    poses = np.concatenate(list(drives.values()))
    low, high = poses.min(axis=0) - 75, poses.max(axis=0) + 75
    points = rng.uniform(low, high, (20_000, 2))
    hit = (np.linalg.norm(points[:, None] - poses, axis=-1) < 75).any(axis=1).mean()
    expected = hit * np.prod(high - low) / 1e6
    assert surveyed(drives).result().area_km2 == pytest.approx(expected, rel=0.03)


def test_cities_do_not_overlap_and_merging_adds():
    square, far = np.array([[0.0, 0], [5, 0]]), np.array([[2.0, 0], [3, 9]])
    whole = surveyed({"s0": square, "s1": far})
    whole.update("s0", "b", square)
    parts = surveyed({"s1": far})
    other = surveyed({"s0": square})
    other.update("s0", "b", square)
    parts.merge(other)
    mine, its = whole.result(), parts.result()
    assert [city.city for city in mine.cities] == ["a", "b"]
    assert (mine.segments, mine.poses) == (3, 6)
    assert mine.area_km2 == its.area_km2
    assert mine.bounds_km2 == its.bounds_km2
    assert mine.cities[0].area_km2 < mine.cities[0].footprint_sum_km2
    assert mine.area_km2 == sum(city.area_km2 for city in mine.cities)
    whole.reset()
    assert whole.result().cities == ()
    assert whole.result().area_km2 == 0


def test_growth_is_the_mean_over_all_choices():
    rng = np.random.default_rng(3)
    drives = {f"s{i}": drive(rng, steps=10, extent=60) for i in range(5)}
    survey = surveyed(drives)
    footprints = [footprint(positions, 75.0).geometry for positions in drives.values()]
    growth = survey.growth()
    assert growth.segments.tolist() == [0, 1, 2, 3, 4, 5]
    for count, area in zip(growth.segments, growth.area_km2, strict=True):
        choices = itertools.combinations(footprints, count)
        expected = np.mean([shapely.union_all(choice).area for choice in choices]) / 1e6
        assert area == pytest.approx(expected, rel=1e-4)
    survey.update("s0", "b", drives["s0"] + 5)
    both = survey.growth()
    assert both.area_km2[-1] == pytest.approx(survey.result().area_km2, rel=1e-4)
    assert survey.growth("b").area_km2.tolist() == pytest.approx(
        [0, footprints[0].area / 1e6], rel=1e-4
    )


def test_segments_driven_twice_add_nothing():
    positions = drive(np.random.default_rng(4))
    growth = surveyed({"s0": positions, "s1": positions, "s2": positions}).growth()
    assert growth.area_km2[1:] == pytest.approx(growth.area_km2[1], rel=1e-12)


def test_empty_survey_does_not_grow():
    growth = CoverageMetric().growth()
    assert (growth.segments.tolist(), growth.area_km2.tolist()) == ([0], [0])


def test_overlap_of_two_datasets():
    rng = np.random.default_rng(5)
    first, second = ({f"s{i}": drive(rng, extent=150) for i in range(4)} for _ in range(2))
    train, validation = surveyed(first), surveyed(second)
    validation.update("s0", "only there", first["s0"])
    shared, alone = coverage_overlap(train.result(), validation.result())
    exact = [
        naive.area_of_discs(np.concatenate(list(drives.values())), 75.0) / 1e6
        for drives in (first, second, {**first, **{f"t{k}": v for k, v in second.items()}})
    ]
    assert shared.city == "a"
    assert shared.first_km2 == pytest.approx(exact[0], rel=5e-4)
    assert shared.second_km2 == pytest.approx(exact[1], rel=5e-4)
    assert shared.shared_km2 == pytest.approx(exact[0] + exact[1] - exact[2], rel=5e-3)
    assert shared.geometry.area == pytest.approx(shared.shared_km2 * 1e6)
    assert (alone.city, alone.first_km2, alone.shared_km2) == ("only there", 0, 0)
    assert alone.second_km2 > 0


def test_positions_relative_to_each_start_are_noticed():
    rng = np.random.default_rng(6)
    drives = {f"s{i}": drive(rng) for i in range(4)}
    assert not surveyed(drives).result().cities[0].shares_start
    relative = {name: positions - positions[0] for name, positions in drives.items()}
    assert surveyed(relative).result().cities[0].shares_start
    assert not surveyed({"s": relative["s0"]}).result().cities[0].shares_start


def test_bad_input_is_named():
    survey = surveyed({"s0": [[0, 0]]})
    with pytest.raises(InvalidInputError, match="segment s0: expected once in 'a'"):
        survey.update("s0", "a", [[1, 1]])
    with pytest.raises(InvalidInputError, match="segment s1: expected finite positions, got none"):
        survey.update("s1", "a", np.zeros((0, 2)))
    with pytest.raises(InvalidInputError, match=r"segment s1: .* got \[ 1. nan\]"):
        survey.update("s1", "a", [[0, 0], [1, np.nan]])
    with pytest.raises(InvalidInputError, match="segment s1: expected shape"):
        survey.update("s1", "a", [[0, 0, 0]])
    with pytest.raises(InvalidInputError, match="positive radius"):
        CoverageMetric(-1)
    with pytest.raises(InvalidInputError, match="merge"):
        survey.merge(CoverageMetric(10))
    with pytest.raises(InvalidInputError, match="one radius"):
        coverage_overlap(survey.result(), CoverageMetric(10).result())
    with pytest.raises(InvalidInputError, match="got 'b'"):
        survey.growth("b")
