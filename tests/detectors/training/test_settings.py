"""Settings refuse what makes no sense."""

import pytest

from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("optimizer", "adam", "optimizer: expected one of adamw, sgd, got 'adam'"),
        ("precision", "float16", "precision: expected one of auto, float32, bfloat16"),
        ("steps", 0, "steps: expected at least 1, got 0"),
        ("evaluate_every", 0, "evaluate_every: expected at least 1, got 0"),
        ("clip_norm", 0.0, "clip_norm: expected a positive number, got 0.0"),
        ("learning_rate", float("inf"), "learning_rate: expected a positive number, got inf"),
        ("warmup", 1.5, "warmup: expected a number from 0 to 1, got 1.5"),
        ("weight_decay", -1.0, "weight_decay: expected a number of at least 0, got -1.0"),
        ("seed", -1, "seed: expected at least 0, got -1"),
    ],
)
def test_wrong_values_are_named(name, value, message):
    with pytest.raises(InvalidInputError, match=message.replace("'", ".")):
        TrainingSettings(**{name: value})


def test_warmup_is_a_share_of_the_steps():
    assert TrainingSettings(steps=200, warmup=0.05).warmup_steps == 10
    assert TrainingSettings(steps=200, warmup=0.0).warmup_steps == 0
