"""The generator: noise and a class to an image."""

from __future__ import annotations

import keras

from waymo_kit.detectors.generative.recipe import Conditioning, GanRecipe, Upsampling
from waymo_kit.errors import InvalidInputError

STEM_SIDE = 4
"""Side of the array that the dense layer fills."""

_STEM = {32: 384, 64: 768, 128: 768}
_STAGES = {32: (192, 96), 64: (384, 256, 192), 128: (384, 256, 192, 64)}
"""Channels of the dense layer and of the transposed convolutions before the last, by size (Odena et
al. 2017, tables 1 and 2; at 128 px with the stage of 64 channels of a port, so that all sizes begin
with 4 x 4)."""

INITIAL_DEVIATION = 0.02
"""Standard deviation of initial kernels."""


def create_generator(recipe: GanRecipe, classes: int) -> keras.Model:
    """Builds the generator of a recipe with random weights.

    Args:
        recipe: Recipe with size, width, noise, conditioning and upsampling.
        classes: Number of classes.

    Returns:
        A model of noise (batch, Z) float32 and classes (batch,) int32 that returns images
        (batch, S, S, 3) float32 in [-1, 1].

    Raises:
        InvalidInputError: There is no class.
    """
    if classes < 1:
        raise InvalidInputError(f"expected one or more classes, got {classes}")
    noise = keras.Input((recipe.noise,), name="noise")
    label = keras.Input((), dtype="int32", name="label")
    if recipe.conditioning is Conditioning.ONE_HOT:
        one_hot = keras.layers.CategoryEncoding(classes, output_mode="one_hot", name="one_hot")
        encoded = one_hot(keras.layers.Reshape((1,), name="column")(label))
        values = keras.layers.Concatenate(name="conditioned")([noise, encoded])
    else:
        embedding = keras.layers.Embedding(
            classes, recipe.noise, embeddings_initializer="glorot_normal", name="embedding"
        )
        values = keras.layers.Multiply(name="conditioned")([noise, embedding(label)])
    channels = scaled_channels(_STEM[recipe.size], recipe.width)
    values = keras.layers.Dense(
        STEM_SIDE * STEM_SIDE * channels, kernel_initializer=initializer(), name="stem"
    )(values)
    values = keras.layers.Reshape((STEM_SIDE, STEM_SIDE, channels), name="stem_image")(values)
    values = keras.layers.ReLU(name="stem_relu")(values)
    for number, width in enumerate(_STAGES[recipe.size], 1):
        name = f"stage{number}"
        channels = scaled_channels(width, recipe.width)
        values = _doubled(values, channels, recipe.upsampling, name, use_bias=False)
        values = keras.layers.BatchNormalization(name=f"{name}_norm")(values)
        values = keras.layers.ReLU(name=f"{name}_relu")(values)
    values = _doubled(values, 3, recipe.upsampling, "levels", use_bias=True)
    levels = keras.layers.Activation("tanh", dtype=keras.config.floatx(), name="levels")(values)
    return keras.Model([noise, label], levels, name="generator")


def _doubled(
    values: keras.KerasTensor, channels: int, upsampling: Upsampling, name: str, *, use_bias: bool
) -> keras.KerasTensor:
    """Returns an array of twice the side."""
    settings = {
        "use_bias": use_bias,
        "kernel_initializer": initializer(),
        "name": f"{name}_conv",
    }
    if upsampling is Upsampling.TRANSPOSED:
        return keras.layers.Conv2DTranspose(channels, 5, 2, "same", **settings)(values)
    values = keras.layers.UpSampling2D(interpolation="nearest", name=f"{name}_resized")(values)
    return keras.layers.Conv2D(channels, 3, 1, "same", **settings)(values)


def scaled_channels(channels: int, width: float) -> int:
    """Returns a number of channels times the width of a recipe, at least one."""
    return max(1, round(channels * width))


def initializer() -> keras.Initializer:
    """Returns the initializer of kernels."""
    return keras.initializers.RandomNormal(stddev=INITIAL_DEVIATION)
