"""Damaged files of predictions: refused in one line, or scored right; see `mutation_suite`."""

import pytest

from tests.hostile.harness import REFUSED, assert_no_fault, run_suite
from tests.predictions.mutation_suite import MUTATIONS

SUITE = "tests.predictions.mutation_suite"
ALL = 1000


def check(seeds):
    outcomes = run_suite(SUITE, seeds)
    assert_no_fault(outcomes)
    endings = {outcome.ending for outcome in outcomes}
    assert endings <= {REFUSED, "same", "named", "listed"}
    assert {REFUSED, "same"} <= endings


def test_each_mutation_once():
    check(range(len(MUTATIONS)))


@pytest.mark.heavy
def test_a_thousand_mutations():
    check(range(ALL))
