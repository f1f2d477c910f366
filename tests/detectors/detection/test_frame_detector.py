import threading
import time

import pytest

from waymo_kit.detectors.detection.frame_detector import StageClock, prefetched


def test_items_come_in_their_order_and_not_too_early():
    made = []

    def numbers():
        for k in range(10):
            made.append(k)
            yield k

    for k in prefetched(numbers(), 3):
        assert k < len(made) <= k + 5
        assert made == list(range(len(made)))
    assert made == list(range(10))


def test_another_thread_works_while_the_caller_holds_an_item():
    third = threading.Event()

    def numbers():
        yield 1
        yield 2
        third.set()
        yield 3

    items = prefetched(numbers(), 2)
    assert next(items) == 1
    assert third.wait(10)
    assert list(items) == [2, 3]


def test_an_error_comes_up_after_the_items_before_it():
    def numbers():
        yield 1
        raise ValueError("damaged")

    items = prefetched(numbers(), 4)
    assert next(items) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(items)


def test_a_caller_who_stops_early_leaves_no_thread():
    before = threading.active_count()
    items = prefetched(iter(range(1000)), 2)
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before


def test_nothing_gives_nothing():
    assert list(prefetched(iter([]), 5)) == []


def test_times_of_a_stage_add_up():
    clock = StageClock()
    for _ in range(2):
        with clock.measure("read"):
            time.sleep(0.01)
    with pytest.raises(ZeroDivisionError), clock.measure("write"):
        raise ZeroDivisionError
    assert list(clock.seconds) == ["read", "write"]
    assert 0.02 <= clock.seconds["read"] < 1.0
    assert clock.seconds["write"] < 0.01
