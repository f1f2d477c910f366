"""No value of any option or argument ends in a traceback."""

import pytest

from tests.hostile.harness import Limits, assert_no_fault, run_suite

SUITE = "tests.cli.argument_suite"
LIMITS = Limits(seconds=60.0)


def test_random_arguments_end_in_one_line():
    assert_no_fault(run_suite(SUITE, range(60), LIMITS))


@pytest.mark.heavy
def test_many_random_arguments_end_in_one_line():
    assert_no_fault(run_suite(SUITE, range(60, 1060), LIMITS))
