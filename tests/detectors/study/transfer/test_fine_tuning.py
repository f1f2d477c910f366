"""Recipes of the trainings of a study; `tests/cli/test_study_transfer.py` runs some."""

import pytest

from waymo_kit.detectors.study.transfer.features import Pair
from waymo_kit.detectors.study.transfer.fine_tuning import FineTuning, recipe_of
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork, TargetSet
from waymo_kit.errors import InvalidInputError

QUARTER = SourceNetwork("quarter", "quarter.tflite", 39.5, "mobilenet_v1", width_factor=0.25)
FLOWERS = TargetSet("flowers", "flowers")
SETTINGS = FineTuning(backbone_factor=0.1, frozen=("*/stem_*",), batch_size=32)


def recipe(protocol="fine-tuned", images=400, network=QUARTER):
    return recipe_of(Pair(network, FLOWERS), protocol, SETTINGS, 0.01, 1e-4, images)


@pytest.mark.parametrize(("images", "momentum"), [(1, 0.9), (3200, 0.9), (6400, 0.95)])
def test_the_momentum_of_normalization_depends_on_the_steps_of_an_epoch(images, momentum):
    assert recipe(images=images).normalization_momentum == pytest.approx(momentum)


def test_random_weights_are_neither_read_nor_frozen_nor_slow():
    tuned, random = recipe(), recipe("random")
    assert (tuned.weights, random.weights) == ("quarter.tflite", None)
    assert tuned.training.frozen == ("*/stem_*",)
    assert [group.learning_rate_factor for group in tuned.training.groups] == [1.0, 0.1]
    assert random.training.frozen == random.training.groups == ()


def test_a_network_that_runs_as_it_is_cannot_be_trained():
    with pytest.raises(InvalidInputError, match="quarter: expected a backbone to train"):
        recipe(network=SourceNetwork("quarter", "quarter.tflite"))
