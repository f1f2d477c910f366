import pytest

from tests.hostile.harness import (
    CRASH,
    HANG,
    MEMORY,
    REFUSED,
    SIGNAL,
    SILENT,
    Limits,
    assert_no_fault,
    run_suite,
)
from tests.hostile.made_faults import ENDINGS

SUITE = "tests.hostile.made_faults"


@pytest.fixture(scope="module")
def outcomes():
    return run_suite(SUITE, range(len(ENDINGS)), Limits(seconds=3, peak_bytes=300 << 20))


def test_each_ending_is_told_apart(outcomes):
    found = [outcome.ending for outcome in outcomes]
    expected = ["same", REFUSED, CRASH, SILENT, CRASH, SIGNAL, SIGNAL, HANG, MEMORY, CRASH]
    assert found == expected


def test_details_name_the_cause(outcomes):
    details = [outcome.detail for outcome in outcomes]
    assert details[1].endswith("row 3: expected a number")
    assert "0.5 for 0.6" in details[3]
    assert "KeyError" in details[4]
    assert details[5] == "SIGSEGV"
    assert details[6] == "exit status 7"
    assert "MemoryError" in details[9]


def test_faults_fail_with_their_seeds(outcomes):
    assert_no_fault(outcomes[:2])
    with pytest.raises(AssertionError, match="seed 5: signal: SIGSEGV"):
        assert_no_fault(outcomes)
