"""Folders of samples: the same by seed, resumed, and read by `open_images`."""

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.generative.tiny_gan import tiny_images, tiny_recipe
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.generative.run import train_gan
from waymo_kit.detectors.generative.synthesis import synthesize
from waymo_kit.detectors.generative.trained_generator import (
    GeneratorConfig,
    load_generator,
    random_generator,
)
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gan") / "run"
    train_gan(tiny_recipe(training={"steps": 2}), tiny_images(), folder, strategy="cpu")
    return folder


@pytest.fixture(scope="module")
def generator(run):
    return load_generator(run)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.png")}


def test_the_folder_is_one_of_labeled_images(generator, tmp_path):
    assert synthesize(generator, ["light", "dark"], 3, tmp_path) == 6
    images = open_images(str(tmp_path))
    assert images.class_names == ("dark", "light")
    assert images.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert images.image(4).shape == (32, 32, 3)
    expected = generator.samples(0, 1, 3)
    np.testing.assert_array_equal(images.image(4), expected[1])


def test_a_stopped_call_goes_on_and_more_can_be_added(generator, tmp_path):
    synthesize(generator, ["dark"], 5, tmp_path / "whole", seed=4)
    synthesize(generator, ["dark"], 2, tmp_path / "parts", seed=4)
    (tmp_path / "parts" / "dark" / "000000.png").unlink()
    assert synthesize(generator, ["dark"], 5, tmp_path / "parts", seed=4) == 4
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")
    assert synthesize(generator, ["dark"], 5, tmp_path / "parts", seed=4) == 0


def test_seeds_classes_and_numbers_give_different_noise(generator):
    noise = [
        generator.noise(0, 0, 0, 2),
        generator.noise(1, 0, 0, 2),
        generator.noise(0, 1, 0, 2),
        generator.noise(0, 0, 2, 2),
    ]
    assert len(np.unique(np.concatenate(noise), axis=0)) == 8
    np.testing.assert_array_equal(generator.noise(0, 0, 1, 1), noise[0][1:])


def test_the_averaged_weights_are_loaded(run, generator):
    assert generator.step == 2
    other = random_generator(generator.config)
    assert other.digest() != generator.digest()
    assert load_generator(run / "checkpoints" / "step-000000002.npz").digest() == generator.digest()


def test_wrong_calls_are_refused(generator, tmp_path):
    with pytest.raises(InvalidInputError, match="was trained on dark, light, got 'cyclist'"):
        synthesize(generator, ["cyclist"], 1, tmp_path / "a")
    with pytest.raises(InvalidInputError, match="classes: expected one or more of dark, light"):
        synthesize(generator, [], 1, tmp_path / "a")
    with pytest.raises(InvalidInputError, match="expected each name once"):
        synthesize(generator, ["dark", "dark"], 1, tmp_path / "a")
    with pytest.raises(InvalidInputError, match="seed: expected at least 0, got -1"):
        synthesize(generator, ["dark"], 1, tmp_path / "a", seed=-1)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "synthesis.json").write_text("[1]")
    with pytest.raises(CorruptDataError, match=r"synthesis\.json: expected an object of facts"):
        synthesize(generator, ["dark"], 1, tmp_path / "damaged")
    with pytest.raises(InvalidInputError, match="count: expected at least 1"):
        synthesize(generator, ["dark"], 0, tmp_path / "a")
    assert not (tmp_path / "a").exists()
    synthesize(generator, ["dark"], 1, tmp_path / "b")
    with pytest.raises(InvalidInputError, match="holds images of another seed, 0; got 1"):
        synthesize(generator, ["dark"], 1, tmp_path / "b", seed=1)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "notes.txt").write_text("mine")
    with pytest.raises(InvalidInputError, match="expected an empty folder"):
        synthesize(generator, ["dark"], 1, tmp_path / "c")


@pytest.mark.parametrize("name", ["../dark", "/dark", ".dark", "a/b"])
def test_names_that_are_paths_write_nothing(name, tmp_path):
    generator = random_generator(GeneratorConfig(tiny_recipe(), (name, "light")))
    with pytest.raises(InvalidInputError, match="whose name can be that of a folder"):
        synthesize(generator, [name], 1, tmp_path / "a" / "b")
    assert list(tmp_path.rglob("*")) == []


def test_what_is_no_run_is_refused(run, tmp_path):
    with pytest.raises(NotFoundError, match="expected the run of `waymo-kit train-gan`"):
        load_generator(tmp_path)
    damaged = tmp_path / "step.npz"
    content = (run / "checkpoints" / "step-000000002.npz").read_bytes()
    damaged.write_bytes(content[: len(content) // 2])
    with pytest.raises(CorruptDataError, match=r"step\.npz"):
        load_generator(damaged)


def test_the_checkpoint_of_a_classifier_is_refused(tmp_path):
    from waymo_kit.detectors.classification.recipe import Recipe
    from waymo_kit.detectors.classification.run import train_classifier
    from waymo_kit.detectors.training.settings import TrainingSettings

    recipe = Recipe("cifar_resnet8", training=TrainingSettings(steps=1, batch_size=2))
    train_classifier(recipe, tiny_images(), tmp_path, strategy="cpu")
    with pytest.raises(CorruptDataError, match="expected the checkpoint of an AC-GAN"):
        load_generator(tmp_path)


def test_a_generator_of_no_classes_is_refused():
    with pytest.raises(InvalidInputError, match="one or more classes"):
        random_generator(GeneratorConfig())
