"""Workers that stay from one job to the next."""

import os
import time

import pytest

from waymo_kit.engine import KeptWorkers, LocalEngine, WorkerLostError, run_tasks
from waymo_kit.errors import InvalidInputError


def process_id(item, on_work):
    on_work(item)
    return os.getpid()


def die_on_seven(item, on_work):
    if item == 7:
        os._exit(1)
    return os.getpid()


def sleep_or_fail(item, on_work):
    if item == 0:
        raise ValueError("no")
    time.sleep(60 if item == 1 else 0)
    return os.getpid()


def results(engine, function, items):
    return {done.result for done in run_tasks(engine, function, items)}


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_jobs_share_their_workers_and_report_their_own_work():
    told = []
    with KeptWorkers(LocalEngine(2)) as kept:
        first = results(kept, process_id, [5])
        for _ in run_tasks(kept, process_id, [3, 4], on_progress=told.append):
            pass
        later = set().union(*(results(kept, process_id, range(4)) for _ in range(3)))
        assert first <= later
        assert len(later) <= 2
        assert os.getpid() not in later
    assert told[-1].work == 7
    assert not any(is_running(process) for process in later)


def test_one_worker_is_this_process():
    with KeptWorkers(LocalEngine(1)) as kept:
        assert results(kept, process_id, [1, 2]) == {os.getpid()}


def test_a_worker_that_dies_is_replaced_and_the_next_job_goes_on():
    with KeptWorkers(LocalEngine(2)) as kept:
        before = results(kept, die_on_seven, range(6))
        with pytest.raises(WorkerLostError, match="7: a worker process died 3 times"):
            results(kept, die_on_seven, [7])
        after = results(kept, die_on_seven, range(6))
    assert before
    assert after


def test_a_job_that_is_given_up_ends_what_it_still_does():
    with KeptWorkers(LocalEngine(2)) as kept:
        results(kept, sleep_or_fail, [2, 3])
        began = time.monotonic()
        with pytest.raises(ValueError, match="no"):
            results(kept, sleep_or_fail, [1, 0])
        assert results(kept, sleep_or_fail, [2, 3])
        assert time.monotonic() - began < 40


def test_another_function_is_refused():
    with KeptWorkers(LocalEngine(1)) as kept:
        results(kept, process_id, [1])
        with pytest.raises(InvalidInputError, match="expected the function"):
            results(kept, die_on_seven, [1])
