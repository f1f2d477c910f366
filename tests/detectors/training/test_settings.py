"""Settings refuse what makes no sense."""

import pytest

from waymo_kit.configuration import configuration_text, read_configuration
from waymo_kit.detectors.training.settings import (
    InitialWeights,
    ParameterGroup,
    TrainingSettings,
)
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
        ("accumulate", 0, "accumulate: expected at least 1, got 0"),
        ("schedule", "linear", "schedule: expected one of cosine, steps, got 'linear'"),
        ("milestones", (0.5,), "milestones: expected none with schedule cosine"),
        ("milestones", (0.7, 0.5), "milestones: expected increasing shares between 0 and 1"),
        ("betas", (0.9, 1.0), "betas: expected numbers in .0, 1., got"),
    ],
)
def test_wrong_values_are_named(name, value, message):
    with pytest.raises(InvalidInputError, match=message.replace("'", ".")):
        TrainingSettings(**{name: value})


def test_a_group_with_a_wrong_value_is_named():
    with pytest.raises(InvalidInputError, match="learning_rate_factor: expected a number of at"):
        ParameterGroup("*", learning_rate_factor=-1.0)


def test_settings_with_groups_and_initial_weights_read_back(tmp_path):
    settings = TrainingSettings(
        frozen=("stem", "*/bias"),
        groups=(ParameterGroup("head", 10.0, 0.0),),
        init_from=InitialWeights("other/best.npz", "backbone", "backbone/", "resnet50/"),
        schedule="steps",
        milestones=(0.5, 0.75),
    )
    path = tmp_path / "settings.yaml"
    path.write_text(configuration_text(settings))
    assert read_configuration(path, TrainingSettings()) == settings
