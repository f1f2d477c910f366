"""Learning rates against the formula, step by step."""

import math

import keras
import pytest

from waymo_kit.detectors.training.schedules import WarmupCosine, WarmupSteps, create_schedule
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
    schedule = create_schedule(settings, settings.steps)
    same = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(schedule))
    assert rates(same, range(50)) == rates(schedule, range(50))
    assert max(rates(schedule, range(50))) == pytest.approx(0.3)


def test_steps_lower_the_rate_at_milestones():
    settings = TrainingSettings(
        steps=40,
        warmup=0.1,
        learning_rate=0.2,
        schedule="steps",
        milestones=(0.5, 0.75),
        milestone_factor=0.1,
    )
    schedule = create_schedule(settings, settings.steps)
    expected = [0.05, 0.1, 0.15, *[0.2] * 17, *[0.02] * 10, *[0.002] * 12]
    assert rates(schedule, range(42)) == pytest.approx(expected, rel=1e-5)
    same = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(schedule))
    assert isinstance(same, WarmupSteps)
    assert rates(same, range(42)) == rates(schedule, range(42))


def test_warmup_is_a_share_of_the_steps():
    for warmup, steps in ((0.05, 10), (0.0, 0)):
        schedule = create_schedule(TrainingSettings(warmup=warmup), 200)
        assert schedule.warmup_steps == steps
