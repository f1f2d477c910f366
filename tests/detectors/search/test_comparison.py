"""How many models strategies need: figures that can be worked out by hand."""

import numpy as np
import pytest

from waymo_kit.detectors.search.comparison import (
    compare_runs,
    mean_of_best,
    models_to_reach,
    run_ends,
)
from waymo_kit.detectors.search.report import compare_searches
from waymo_kit.detectors.search.settings import SearchSettings
from waymo_kit.errors import InvalidInputError


def test_the_mean_of_the_best_after_each_model():
    curve = mean_of_best([0.1, 0.5, 0.3, 0.7], 2)
    assert curve[0] == -np.inf
    assert curve[1:] == pytest.approx([0.3, 0.4, 0.6])


def test_models_until_a_value_is_reached():
    curve = mean_of_best([0.1, 0.5, 0.3, 0.7], 1)
    assert models_to_reach(curve, 0.5) == 2
    assert models_to_reach(curve, 0.6) == 4
    assert models_to_reach(curve, 0.8) == np.inf


def test_the_factor_is_the_median_of_models_over_the_models_of_the_reference():
    reference = [[0.2, 0.6], [0.1, 0.6], [0.6, 0.3]]
    strategy = [[0.1] * 5 + [0.7], [0.1] * 9 + [0.6], [0.1] * 20]
    factor = compare_runs(run_ends(reference, 1), strategy, top=1, resamples=500)
    assert (factor.target, factor.reference_models, factor.models) == (0.6, 2, 10)
    assert factor.factor == 5
    assert factor.reached == pytest.approx(2 / 3)
    assert factor.low == 3
    assert factor.high == np.inf


@pytest.mark.parametrize(
    ("needed", "median"), [((4, 8), 6), ((4, None), 4), ((None, None), np.inf)]
)
def test_a_factor_is_infinite_if_fewer_than_half_of_the_runs_reach_the_target(needed, median):
    runs = [[0.1] * 9 if one is None else [0.1] * (one - 1) + [0.6] for one in needed]
    factor = compare_runs(run_ends([[0.2, 0.6]], 1), runs, top=1, resamples=10)
    assert factor.models == median
    assert factor.factor == median / 2


def searches():
    return [
        (SearchSettings(strategy=strategy, space="nas-bench-201", table="t", seed=seed), run)
        for strategy, run in (("pnas", [0.1] * 6 + [0.9]), ("random", [0.1] * 13 + [0.9]))
        for seed in (0, 1)
    ]


def test_searches_are_compared_by_strategy():
    report = compare_searches(searches(), resamples=10)
    assert [comparison.top for comparison in report.comparisons] == [1, 5]
    first = report.comparisons[0]
    assert (first.reference, first.target, first.models) == ("pnas K=256", 0.9, 7)
    assert first.factors["random"].factor == 2
    assert report.values()["runs"] == {"pnas K=256": 2, "random": 2}


def test_searches_that_do_not_compare_are_refused():
    some = searches()
    with pytest.raises(InvalidInputError, match="expected searches by pnas and by another"):
        compare_searches(some[:2])
    with pytest.raises(InvalidInputError, match="seed 0 is there twice"):
        compare_searches([some[0], *some])
    other = SearchSettings(strategy="random", space="nas-bench-macro", table="t")
    with pytest.raises(InvalidInputError, match="differ in space"):
        compare_searches([some[0], (other, [0.5])])
