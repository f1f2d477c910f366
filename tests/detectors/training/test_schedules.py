"""Learning rates against the formula, step by step."""

import math

import keras
import pytest

from waymo_kit.detectors.training.schedules import WarmupCosine, create_schedule
from waymo_kit.detectors.training.settings import TrainingSettings


def rates(schedule, steps):
    return [float(schedule(step)) for step in steps]


def test_rises_in_a_line_and_falls_in_half_a_cosine():
    schedule = WarmupCosine(peak=0.2, steps=110, warmup_steps=10, final=0.1)
    assert rates(schedule, range(10)) == pytest.approx([0.02 * (n + 1) for n in range(10)])
    share = [0.5 * (1 + math.cos(math.pi * n / 100)) for n in range(101)]
    assert rates(schedule, range(10, 111)) == pytest.approx(
        [0.2 * (0.1 + 0.9 * s) for s in share], rel=1e-5
    )
    assert rates(schedule, (60, 110, 500)) == pytest.approx([0.11, 0.02, 0.02], rel=1e-5)


@pytest.mark.parametrize(("steps", "warmup"), [(1, 0), (1, 1), (3, 3)])
def test_short_trainings_have_finite_rates(steps, warmup):
    schedule = WarmupCosine(peak=1.0, steps=steps, warmup_steps=warmup)
    assert all(0 < rate <= 1 for rate in rates(schedule, range(steps)))


def test_settings_make_a_schedule_that_keras_stores():
    settings = TrainingSettings(steps=50, warmup=0.1, learning_rate=0.3, final_learning_rate=0.2)
    schedule = create_schedule(settings)
    same = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(schedule))
    assert rates(same, range(50)) == rates(schedule, range(50))
    assert max(rates(schedule, range(50))) == pytest.approx(0.3)
