"""Damaged v1 files: refused in one line, or converted right; see `mutation_suite`."""

import pytest

from tests.formats.v1.mutation_suite import MUTATIONS
from tests.hostile.harness import REFUSED, assert_no_fault, run_suite

SUITE = "tests.formats.v1.mutation_suite"
ALL = 500


def check(seeds):
    outcomes = run_suite(SUITE, seeds)
    assert_no_fault(outcomes)
    assert {outcome.ending for outcome in outcomes} == {REFUSED, "converted"}


def test_each_mutation_once():
    check(range(len(MUTATIONS)))


@pytest.mark.heavy
def test_five_hundred_mutations():
    check(range(ALL))
