"""A small real training: samples of two easy classes are told apart, and are no noise."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.generative.tiny_gan import tiny_images
from waymo_kit.detectors.generative.named_recipes import choose_recipe
from waymo_kit.detectors.generative.run import train_gan
from waymo_kit.detectors.generative.trained_generator import load_generator


@pytest.mark.heavy
def test_samples_become_images_of_their_class(tmp_path):
    """Dark images have a mean level of 30 and light ones of 180."""
    images = tiny_images(200)
    recipe = choose_recipe(["steady"], width=0.15, steps=500, seed=0)
    training = dataclasses.replace(
        recipe.training, batch_size=20, learning_rate=1e-3, average_decay=0.9
    )
    train_gan(
        dataclasses.replace(recipe, noise=16, training=training), images, tmp_path, strategy="cpu"
    )
    generator = load_generator(tmp_path)
    dark, light = (generator.samples(0, label, 50).mean((1, 2, 3)) for label in (0, 1))
    assert np.median(dark) < 90
    assert np.median(light) > 120
