"""Trainings from beginning to end, with everything that a recipe has."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.classification.made_images import colored_images
from tests.detectors.training.stopping import Stop, StopError
from waymo_kit.configuration import read_configuration, stored_configuration
from waymo_kit.detectors.classification.evaluation import answer, top_accuracy
from waymo_kit.detectors.classification.named_recipes import NAMED_RECIPES
from waymo_kit.detectors.classification.recipe import (
    RandomOperations,
    Recipe,
    SoftCalibration,
)
from waymo_kit.detectors.classification.run import RECIPE, train_classifier
from waymo_kit.detectors.classification.trained_classifier import ClassifierConfig, load_classifier
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.errors import CorruptDataError, InvalidInputError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""

TRAINING = dataclasses.replace(
    NAMED_RECIPES["cifar"].training, steps=6, batch_size=8, log_every=1, checkpoint_every=2, seed=3
)
FULL = Recipe(
    "cifar_resnet8",
    image_size=16,
    drop_path=0.2,
    crop=Crop.PAD,
    operations=RandomOperations(1, 5.0),
    label_smoothing=0.1,
    mixup=0.2,
    calibration=SoftCalibration(beta=0.5),
    training=TRAINING,
)


def last_checkpoint(folder):
    return folder / "checkpoints" / "step-000000006.npz"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a whole run."""
    folder = tmp_path_factory.mktemp("whole")
    train_classifier(FULL, colored_images(), folder)
    return folder


def test_a_resumed_run_ends_where_a_whole_one_does(finished, tmp_path):
    with pytest.raises(StopError):
        train_classifier(FULL, colored_images(), tmp_path, observers=[Stop(4)])
    result = train_classifier(FULL, colored_images(), tmp_path, resume=True)
    assert result.step == 6
    one, other = (read_checkpoint(last_checkpoint(folder)) for folder in (finished, tmp_path))
    for group in ("model", "optimizer", "averages"):
        ours, theirs = (getattr(each.players["model"], group) for each in (one, other))
        assert list(ours) == list(theirs)
        for path, value in ours.items():
            np.testing.assert_array_equal(value, theirs[path], path)
    assert read_configuration(tmp_path / RECIPE, Recipe(calibration=SoftCalibration())) == FULL


def test_another_recipe_does_not_go_on_with_a_run(finished):
    other = dataclasses.replace(FULL, label_smoothing=0.2)
    with pytest.raises(InvalidInputError, match=r"another recipe.label_smoothing, 0.1; got 0.2"):
        train_classifier(other, colored_images(), finished, resume=True)
    with pytest.raises(InvalidInputError, match="another class_names, "):
        train_classifier(FULL, colored_images(classes=2), finished, resume=True)
    with pytest.raises(InvalidInputError, match="another images_digest, "):
        train_classifier(FULL, colored_images(seed=1), finished, resume=True)
    with pytest.raises(InvalidInputError, match="expected a new folder"):
        train_classifier(FULL, colored_images(), finished)


def test_a_checkpoint_of_something_else_is_refused():
    with pytest.raises(CorruptDataError, match="expected the checkpoint of a classifier"):
        stored_configuration("grid: 3", ClassifierConfig(), "c.npz", "a classifier")


@pytest.mark.parametrize(
    "text", ["[", "3", "class_names: 3", "class_names: [a]\nrecipe: {mixup: -1}", "[" * 9000]
)
def test_a_configuration_of_something_else_is_one_line(text):
    with pytest.raises(CorruptDataError, match="expected the checkpoint of a classifier") as info:
        stored_configuration(text, ClassifierConfig(), "c.npz", "a classifier")
    assert "\n" not in str(info.value)


def test_a_run_of_an_earlier_version_is_read_and_goes_on(finished, tmp_path):
    run = read_checkpoint(last_checkpoint(finished))
    lines = [line for line in run.config.splitlines() if not line.startswith("images_digest")]
    assert len(lines) == len(run.config.splitlines()) - 1
    CheckpointFolder(tmp_path / "checkpoints").save(
        dataclasses.replace(run, config="\n".join(lines))
    )
    assert load_classifier(last_checkpoint(tmp_path)).config.images_digest == ""
    assert train_classifier(FULL, colored_images(), tmp_path, resume=True).step == 6


def test_a_run_is_lengthened_and_its_recipe_says_so(tmp_path):
    recipe = dataclasses.replace(FULL, training=dataclasses.replace(TRAINING, steps=2))
    train_classifier(recipe, colored_images(), tmp_path)
    result = train_classifier(FULL, colored_images(), tmp_path, resume=True)
    assert result.step == 6
    assert read_configuration(tmp_path / RECIPE, Recipe(calibration=SoftCalibration())) == FULL


def test_colors_are_learned_and_the_loaded_classifier_knows_them(tmp_path):
    recipe = Recipe(
        "cifar_resnet8",
        image_size=8,
        crop=Crop.PAD,
        training=dataclasses.replace(
            TRAINING, steps=25, learning_rate=0.05, checkpoint_every=25, average_decay=0.8
        ),
    )
    images, held_out = colored_images(side=8), colored_images(60, side=8, seed=1)
    result = train_classifier(recipe, images, tmp_path, validation=held_out)
    assert result.metrics["top1"] > 0.9
    loaded = load_classifier(tmp_path / "checkpoints" / "step-000000025.npz")
    assert loaded.config.class_names == ("red", "green", "blue")
    answers = answer(loaded.model, held_out, loaded.config.recipe.crop)
    assert top_accuracy(answers.logits, answers.labels, 1) == result.metrics["top1"]
