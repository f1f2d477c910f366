import time

import pytest

from waymo_kit.detectors.detection.stage_clock import StageClock


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
