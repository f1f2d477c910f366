"""Damaged checkpoints and configurations: refused in one line, or right; see `mutation_suite`."""

import pytest

from tests.hostile.harness import REFUSED, assert_no_fault, run_suite

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.detection.mutation_suite import (
    CHECKPOINT_MUTATIONS,
    SAME,
    VALID,
)

SUITE = "tests.detectors.detection.mutation_suite"
ALL = 400
"""Seeds: 200 of checkpoints, 200 of configurations."""


def check(seeds):
    outcomes = run_suite(SUITE, seeds)
    assert_no_fault(outcomes)
    assert {outcome.ending for outcome in outcomes} <= {REFUSED, SAME, VALID}
    assert sum(outcome.ending == REFUSED for outcome in outcomes) > len(outcomes) // 4


def test_each_mutation():
    check(range(2 * len(CHECKPOINT_MUTATIONS)))


@pytest.mark.heavy
def test_hundreds_of_mutations():
    check(range(ALL))
