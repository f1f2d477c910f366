"""Feature pyramid networks (Lin et al. 2017) on the maps of a backbone."""

from __future__ import annotations

from collections.abc import Mapping

import keras
from keras import layers

from waymo_kit.detectors.camera.config import PyramidConfig
from waymo_kit.errors import InvalidInputError

_FINEST_COARSE = 5
"""Last level that a backbone may have a map for."""


def feature_pyramid(maps: Mapping[str, keras.KerasTensor], config: PyramidConfig):
    """Builds a pyramid on symbolic maps.

    Args:
        maps: Maps of `create_backbone` without its top: "stride_8" and so on.
        config: Levels and channels.

    Returns:
        Level -> (B, rows, columns, channels).

    Raises:
        InvalidInputError: The backbone has no map of the first level.
    """
    wanted = range(config.min_level, _FINEST_COARSE + 1)
    own = [level for level in wanted if f"stride_{2**level}" in maps]
    if not own or own != list(range(config.min_level, own[-1] + 1)):
        raise InvalidInputError(
            f"backbone: expected maps of stride {2**config.min_level} and coarser, got "
            f"{', '.join(maps)}"
        )
    laterals = {
        level: _convolve(maps[f"stride_{2**level}"], config.channels, 1, name=f"lateral{level}")
        for level in own
    }
    for level in reversed(own[:-1]):
        finer = laterals[level]
        coarser = layers.UpSampling2D(2, name=f"upsample{level + 1}")(laterals[level + 1])
        coarser = coarser[:, : finer.shape[1], : finer.shape[2]]
        laterals[level] = layers.Add(name=f"merge{level}")([finer, coarser])
    levels = {
        level: _convolve(x, config.channels, 3, name=f"smooth{level}")
        for level, x in laterals.items()
    }
    x = levels[own[-1]]
    for level in range(own[-1] + 1, config.max_level + 1):
        if config.coarse == "pool":
            x = layers.MaxPooling2D(1, strides=2, padding="valid", name=f"coarse{level}")(x)
        else:
            if level > own[-1] + 1:
                x = layers.ReLU(name=f"coarse{level}_relu")(x)
            x = _convolve(x, config.channels, 3, stride=2, name=f"coarse{level}")
        levels[level] = x
    if config.normalized:
        levels = {level: normalize(x, name=f"level{level}") for level, x in levels.items()}
    return levels


def normalize(x, *, name: str):
    """Applies batch normalization as TensorFlow's detection models do."""
    return layers.BatchNormalization(momentum=0.997, epsilon=1e-4, name=f"{name}_norm")(x)


def _convolve(x, channels, kernel_size, *, stride=1, name):
    """A convolution with bias and the same border on all sides."""
    if stride > 1:
        x = layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
    return layers.Conv2D(
        channels,
        kernel_size,
        strides=stride,
        padding="same" if stride == 1 else "valid",
        kernel_initializer=keras.initializers.VarianceScaling(1.0, "fan_in", "uniform"),
        name=name,
    )(x)
