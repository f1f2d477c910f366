"""The discriminator: an image to its source and its class."""

from __future__ import annotations

import keras

from waymo_kit.detectors.generative.generator import initializer, scaled_channels
from waymo_kit.detectors.generative.recipe import GanRecipe, Normalization
from waymo_kit.detectors.generative.spectral import SpectralConv2D
from waymo_kit.errors import InvalidInputError

_CHANNELS = (16, 32, 64, 128, 256, 512)
_SLOPE = 0.2


def create_discriminator(recipe: GanRecipe, classes: int) -> keras.Model:
    """Builds the discriminator of a recipe with random weights (Odena et al. 2017, tables 1, 2).

    Args:
        recipe: Recipe with size, width, normalization, dropout and activation noise.
        classes: Number of classes.

    Returns:
        A model of images (batch, S, S, 3) in [-1, 1] that returns the logits of being real (batch,)
        and of the classes (batch, classes), both float32.

    Raises:
        InvalidInputError: There is no class.
    """
    if classes < 1:
        raise InvalidInputError(f"expected one or more classes, got {classes}")
    is_spectral = recipe.normalization is Normalization.SPECTRAL
    convolution = SpectralConv2D if is_spectral else keras.layers.Conv2D
    image = keras.Input((recipe.size, recipe.size, 3), name="image")
    values = image
    for number, channels in enumerate(_CHANNELS):
        name = f"conv{number + 1}"
        values = convolution(
            scaled_channels(channels, recipe.width),
            3,
            2 - number % 2,
            "same",
            kernel_initializer=initializer(),
            name=name,
        )(values)
        if number and not is_spectral:
            values = keras.layers.BatchNormalization(name=f"{name}_norm")(values)
        values = keras.layers.LeakyReLU(_SLOPE, name=f"{name}_relu")(values)
        if recipe.activation_noise:
            noise = keras.layers.GaussianNoise(recipe.activation_noise, name=f"{name}_noise")
            values = noise(values)
        if recipe.dropout:
            values = keras.layers.Dropout(recipe.dropout, name=f"{name}_dropout")(values)
    values = keras.layers.Flatten(name="features")(values)
    source = keras.layers.Dense(
        1, kernel_initializer=initializer(), dtype=keras.config.floatx(), name="source_logit"
    )(values)
    source = keras.layers.Reshape((), dtype=keras.config.floatx(), name="source")(source)
    kind = keras.layers.Dense(
        classes, kernel_initializer=initializer(), dtype=keras.config.floatx(), name="class"
    )(values)
    return keras.Model(image, [source, kind], name="discriminator")
