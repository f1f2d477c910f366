"""Damaged submissions: problems or one line, in bounded memory; see `mutation_suite`."""

import pytest

from tests.evaluation.submission.mutation_suite import ARCHIVES
from tests.hostile.harness import REFUSED, assert_no_fault, run_suite

SUITE = "tests.evaluation.submission.mutation_suite"


def check(seeds):
    outcomes = run_suite(SUITE, seeds)
    assert_no_fault(outcomes)
    assert {outcome.ending for outcome in outcomes} <= {REFUSED, "problems", "valid", "built"}


def test_each_mutation_of_a_submission_once():
    check(range(len(ARCHIVES) + 2))


@pytest.mark.heavy
def test_three_hundred_mutations_of_submissions():
    check(range(300))
