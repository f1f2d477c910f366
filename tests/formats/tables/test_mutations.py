"""Damaged component tables: refused in one line, or read right; see `mutation_suite`."""

import pytest

from tests.formats.tables.mutation_suite import MUTATIONS, UNPROTECTED, VALID
from tests.hostile.harness import REFUSED, assert_no_fault, run_suite

SUITE = "tests.formats.tables.mutation_suite"
ALL = 1000


def check(seeds):
    outcomes = run_suite(SUITE, seeds)
    assert_no_fault(outcomes)
    endings = {outcome.ending for outcome in outcomes}
    assert endings <= {REFUSED, "same", "found", VALID, UNPROTECTED}
    assert REFUSED in endings


def test_each_mutation_twice():
    check(range(2 * len(MUTATIONS)))


@pytest.mark.heavy
def test_a_thousand_mutations():
    check(range(ALL))
