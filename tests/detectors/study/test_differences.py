"""Differences between trainings of the same seeds."""

import numpy as np
import pytest
from scipy import stats

from waymo_kit.detectors.study.differences import mean_and_deviation, paired_difference


def test_the_interval_is_that_of_the_paired_t_test():
    values, reference = np.random.default_rng(0).normal(size=(2, 5))
    found = paired_difference(values, reference)
    interval = stats.ttest_rel(values, reference).confidence_interval(0.95)
    assert found.mean - found.half_width == pytest.approx(interval.low)
    assert found.mean + found.half_width == pytest.approx(interval.high)


def test_one_pair_tells_nothing_for_sure():
    found = paired_difference([3.0], [1.0])
    assert (found.mean, found.half_width) == (2.0, np.inf)
    assert found.verdict == "one seed, no interval"
    assert found.text() == "+2.0000"


def test_a_difference_is_shown_with_its_interval():
    found = paired_difference([1.0, 2.0, 3.0], [0.5, 2.5, 3.0])
    assert found.verdict == "equal within the interval"
    assert found.text(".1f") == "+0.0 ± 1.2"


def test_values_are_shown_with_their_spread():
    assert mean_and_deviation([1.0, 2.0, 3.0], ".1f") == "2.0 ± 1.0"
    assert mean_and_deviation([0.5]) == "0.5000"
