"""The study of synthesized images of a rare class: what is trained, scored and refused."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.generative.tiny_gan import tiny_images, tiny_recipe
from waymo_kit.detectors.classification.labeled_images import ImageSubset
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.generative.trained_generator import GeneratorConfig, random_generator
from waymo_kit.detectors.study.synthetic_images import (
    AugmentationScore,
    AugmentationStudy,
    JoinedImages,
    augmentation_tables,
    study_synthetic_images,
)
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def generator():
    return random_generator(GeneratorConfig(tiny_recipe(), ("dark", "light")))


def test_joined_images_come_one_after_the_other():
    first, second = tiny_images(5), tiny_images(3, seed=1)
    joined = JoinedImages(first, second)
    np.testing.assert_array_equal(joined.labels, [*first.labels, *second.labels])
    np.testing.assert_array_equal(joined.image(4), first.image(4))
    np.testing.assert_array_equal(joined.image(5), second.image(0))
    assert joined.name(7) == second.name(2)


def test_all_factors_and_seeds_are_scored_and_kept(generator, tmp_path):
    training = TrainingSettings(
        steps=20, batch_size=8, optimizer="sgd", learning_rate=0.05, average_decay=0.5
    )
    recipe = Recipe("cifar_resnet8", image_size=8, crop=Crop.NONE, training=training)
    study = AugmentationStudy("light", (0.0, 2.0), (0, 1), recipe)
    train, test = tiny_images(), tiny_images(30, seed=1)
    places = (train, test, generator, tmp_path)
    scores = study_synthetic_images(study, *places, strategy="cpu")
    assert [(s.factor, s.seed) for s in scores] == [(0, 0), (0, 1), (2, 0), (2, 1)]
    assert all(s.top1 == 1.0 and s.f1 == 1.0 for s in scores if s.factor == 0)
    config = (tmp_path / "factor-2-seed-1" / "recipe.yaml").read_text()
    assert "seed: 1" in config
    assert study_synthetic_images(study, *places, strategy="cpu") == scores
    other = dataclasses.replace(study, factors=(0.0, 1.0))
    with pytest.raises(InvalidInputError, match="holds a study with other settings"):
        study_synthetic_images(other, *places, strategy="cpu")
    with pytest.raises(InvalidInputError, match="with other settings or images"):
        others = tiny_images(seed=2), test, generator, tmp_path
        study_synthetic_images(study, *others, strategy="cpu")


def test_tables_have_means_ranges_and_differences():
    study = AugmentationStudy("cyclist", (0.0, 1.0), (0, 1))
    scores = [
        AugmentationScore(0.0, 0, 0.8, 0.5, 0.5),
        AugmentationScore(0.0, 1, 0.6, 0.3, 0.6),
        AugmentationScore(1.0, 0, 0.9, 0.5, 1.0),
        AugmentationScore(1.0, 1, 0.5, 0.0, 0.0),
    ]
    whole, difference = augmentation_tables(study, scores).values()
    assert whole[0] == [
        "synthesized",
        "top-1",
        "cyclist recall",
        "cyclist precision",
        "cyclist f1",
    ]
    assert whole[1][1] == "0.7000 (0.6000 to 0.8000)"
    assert whole[2][4] == f"{1 / 3:.4f} (0.0000 to {2 / 3:.4f})"
    assert difference[1][1] == "0.0000 (-0.1000 to 0.1000)"


def test_wrong_studies_are_refused(generator, tmp_path):
    images = tiny_images()
    for changes, message in (
        ({"factors": (1.0, 4.0)}, "among them 0"),
        ({"factors": (0.0, -1.0)}, "none below 0"),
        ({"seeds": ()}, "expected different ones"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            AugmentationStudy("light", **changes)
    with pytest.raises(InvalidInputError, match="trained on dark, light, got 'cyclist'"):
        study_synthetic_images(AugmentationStudy("cyclist"), images, images, generator, tmp_path)
    dark = ImageSubset(images, np.flatnonzero(images.labels == 0))
    with pytest.raises(InvalidInputError, match="class light: expected 1 or more images, got 0"):
        study_synthetic_images(AugmentationStudy("light"), dark, images, generator, tmp_path)
