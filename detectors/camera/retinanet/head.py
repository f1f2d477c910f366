"""The head of RetinaNet: two towers of convolutions that all levels share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
from keras import layers

from waymo_kit.detectors.camera.feature_pyramid import normalize
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig


class RetinaNetOutputs(NamedTuple):
    """Outputs of the head for the anchors of all levels, float32.

    Attributes:
        logits: (B, A, classes) logits of each class.
        residuals: (B, A, 4) residuals of the boxes, see `BoxCoder`.
    """

    logits: Any
    residuals: Any


def retinanet_head(
    levels: Mapping[int, keras.KerasTensor], config: RetinaNetConfig
) -> RetinaNetOutputs:
    """Builds the head on the symbolic maps of a pyramid."""
    prior = -math.log((1 - config.prior) / config.prior)
    anchors = config.anchors.per_cell
    logits = _tower(levels, config, "class", anchors, len(config.classes), prior)
    residuals = _tower(levels, config, "box", anchors, 4, 0.0)
    return RetinaNetOutputs(logits, residuals)


def _tower(levels, config, name, anchors, depth, bias):
    """Outputs (B, A, depth) of a tower."""
    convolutions = [
        _convolution(config.pyramid.channels, 0.01, f"{name}_conv{number}")
        for number in range(1, config.head_layers + 1)
    ]
    last = _convolution(
        anchors * depth, config.output_deviation, f"{name}_out", bias=bias, dtype="float32"
    )
    found = []
    for level, x in levels.items():
        for number, convolution in enumerate(convolutions, start=1):
            x = convolution(x)
            if config.head_normalized:
                x = normalize(x, name=f"{name}_conv{number}_level{level}")
            x = layers.ReLU(name=f"{name}_conv{number}_level{level}_relu")(x)
        x = last(x)
        cells = x.shape[1] * x.shape[2] * anchors
        found.append(layers.Reshape((cells, depth), name=f"{name}_level{level}")(x))
    return layers.Concatenate(axis=1, name=name, dtype="float32")(found)


def _convolution(channels, deviation, name, bias=0.0, dtype=None):
    return layers.Conv2D(
        channels,
        3,
        padding="same",
        kernel_initializer=keras.initializers.RandomNormal(stddev=deviation),
        bias_initializer=keras.initializers.Constant(bias),
        dtype=dtype,
        name=name,
    )
