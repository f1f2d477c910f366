import os
import signal

import pytest

from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.evaluation.workers import map_segments

NAMES = [f"segment-{number}" for number in range(9)]


def results(*arguments):
    return (completion.result for completion in map_segments(*arguments))


def name_and_process(segment):
    return segment, os.getpid()


def fail_at_five(segment):
    if segment.endswith("5"):
        raise InvalidInputError(f"{segment} is wrong")
    return segment


def die_at_five(segment):
    if segment.endswith("5"):
        os.kill(os.getpid(), signal.SIGKILL)
    return segment


def test_results_come_in_order_from_other_processes(importing_workers):
    found = list(results(name_and_process, NAMES, 2))
    assert [name for name, _ in found] == NAMES
    assert os.getpid() not in {process for _, process in found}


def test_one_worker_is_this_process():
    assert list(results(name_and_process, NAMES, 1)) == [(n, os.getpid()) for n in NAMES]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_reaches_the_caller(workers, importing_workers):
    found = []
    with pytest.raises(InvalidInputError, match="segment-5 is wrong"):
        found.extend(results(fail_at_five, NAMES, workers))
    assert found == NAMES[:5]


def test_a_worker_that_dies_is_an_error_with_advice(importing_workers):
    found = []
    with pytest.raises(WaymoKitError, match=r"a worker process died .* use fewer --workers"):
        found.extend(results(die_at_five, NAMES, 2))
    assert found == NAMES[: len(found)]
    assert len(found) <= 5


def test_no_segments():
    assert list(results(name_and_process, [], 2)) == []
