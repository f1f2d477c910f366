"""Damaged results of every format end in one line or a right result."""

import pytest

from tests.exchange.mutated_results import FORMATS
from tests.hostile.harness import Limits, assert_no_fault, run_suite

SUITE = "tests.exchange.mutated_results"


def test_damaged_results_end_in_one_line():
    assert_no_fault(run_suite(SUITE, range(3 * len(FORMATS)), Limits(seconds=30.0)))


@pytest.mark.heavy
def test_300_damaged_results_of_each_format():
    seeds = range(3 * len(FORMATS), 303 * len(FORMATS))
    assert_no_fault(run_suite(SUITE, seeds, Limits(seconds=30.0)))
