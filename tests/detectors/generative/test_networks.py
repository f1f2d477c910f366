"""Shapes and numbers of weights of both networks, and spectral normalization."""

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")
import keras

from waymo_kit.detectors.generative.discriminator import create_discriminator
from waymo_kit.detectors.generative.generator import create_generator
from waymo_kit.detectors.generative.recipe import (
    Conditioning,
    GanRecipe,
    Normalization,
    SourceObjective,
    Upsampling,
)
from waymo_kit.detectors.generative.spectral import SpectralConv2D
from waymo_kit.errors import InvalidInputError


@pytest.mark.parametrize(
    ("size", "width", "generator", "discriminator"),
    [(32, 1.0, 2_994_339, 1_666_859), (32, 0.5, 921_171, 440_603)],
)
def test_weights_are_as_many_as_in_the_reference_build(size, width, generator, discriminator):
    recipe = GanRecipe(size=size, width=width)
    assert create_generator(recipe, 10).count_params() == generator
    assert create_discriminator(recipe, 10).count_params() == discriminator


@pytest.mark.parametrize("size", [32, 64, 128])
@pytest.mark.parametrize("conditioning", Conditioning)
def test_all_sizes_have_images_and_logits(size, conditioning):
    recipe = GanRecipe(size=size, width=0.05, noise=4, conditioning=conditioning)
    generator, discriminator = create_generator(recipe, 3), create_discriminator(recipe, 3)
    noise = np.random.default_rng(0).normal(size=(2, 4)).astype(np.float32)
    images = generator([noise, np.array([0, 2])], training=True)
    assert images.shape == (2, size, size, 3)
    assert float(keras.ops.max(keras.ops.abs(images))) <= 1
    source, kinds = discriminator(images, training=True)
    assert (source.shape, kinds.shape) == ((2,), (2, 3))


@pytest.mark.parametrize("size", [32, 64, 128])
def test_resizing_leaves_no_checkerboard(size):
    """Levels of a flat array: between the stem and the levels nothing depends on the position."""
    roughness = {}
    for upsampling in Upsampling:
        keras.utils.set_random_seed(0)
        recipe = GanRecipe(size=size, width=0.05, noise=4, upsampling=upsampling)
        generator = create_generator(recipe, 3)
        body = keras.Model(generator.get_layer("stem_relu").output, generator.output)
        flat = np.ones((1, *body.input_shape[1:]), np.float32)
        inner = body(flat).numpy()[0, size // 2 - 2 : size // 2 + 2, size // 2 - 2 : size // 2 + 2]
        assert inner.shape == (4, 4, 3)
        roughness[upsampling] = np.ptp(inner, axis=(0, 1)).max() / np.abs(inner).max()
    assert roughness[Upsampling.NEAREST] < 1e-4
    assert roughness[Upsampling.TRANSPOSED] > 0.1


@pytest.mark.parametrize("conditioning", Conditioning)
def test_the_class_changes_the_image(conditioning):
    keras.utils.set_random_seed(0)
    generator = create_generator(GanRecipe(width=0.1, noise=8, conditioning=conditioning), 3)
    noise = np.ones((2, 8), np.float32)
    one, other = generator([noise, np.array([0, 1])], training=True).numpy()
    assert np.abs(one - other).max() > 1e-4


def test_the_wide_kernel_of_a_spectral_convolution_has_norm_one():
    layer = SpectralConv2D(5, 3, padding="same")
    values = np.random.default_rng(0).normal(size=(1, 6, 6, 4)).astype(np.float32)
    for _ in range(200):  # each call is one step of the power iteration
        layer(values, training=True)
    before = layer.kernel.numpy()
    found = layer(values, training=False).numpy()
    np.testing.assert_array_equal(layer.kernel.numpy(), before)
    largest = np.linalg.svd(before.reshape(-1, 5), compute_uv=False)[0]
    plain = keras.layers.Conv2D(5, 3, padding="same")
    plain.build(values.shape)
    plain.set_weights([before / largest, np.zeros(5)])
    np.testing.assert_allclose(found, plain(values).numpy(), atol=1e-5)


def test_a_spectral_discriminator_has_no_batch_normalization():
    recipe = GanRecipe(width=0.1, normalization=Normalization.SPECTRAL)
    names = {type(layer).__name__ for layer in create_discriminator(recipe, 2).layers}
    assert "SpectralConv2D" in names
    assert not names & {"BatchNormalization", "Conv2D"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": 48}, "size: expected one of 32, 64, 128, got 48"),
        ({"width": 0.0}, "width: expected a positive number"),
        ({"noise": 0}, "noise: expected at least 1"),
        ({"dropout": 1.0}, "dropout: expected a number in"),
        ({"activation_noise": -0.1}, "activation_noise: expected a number of at least 0"),
        ({"soft_labels": 0.5}, "soft_labels: expected a number in"),
        ({"soft_labels": 0.1, "objective": SourceObjective.HINGE}, "expected 0 with the hinge"),
    ],
)
def test_wrong_recipes_are_refused(values, message):
    with pytest.raises(InvalidInputError, match=message):
        GanRecipe(**values)
