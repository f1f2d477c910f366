"""Bird's-eye-view networks: pseudo-image in, one map at the head's stride out."""

from __future__ import annotations

import math

import keras
from keras import layers

from waymo_kit.detectors.backbones import BACKBONES, create_backbone
from waymo_kit.detectors.detection.layers import convolve, deconvolve, is_synchronized
from waymo_kit.detectors.lidar.config import NetworkConfig
from waymo_kit.errors import InvalidInputError


def bird_eye_features(image, network: NetworkConfig):
    """Builds the network that `network.backbone` names on a pseudo-image.

    "second" is the network of Yan et al. 2018 ("SECOND") as in Lang et al. 2019, section 2.2:
    stages of 3x3 convolutions, the first of which is strided, each stage brought to the head's
    stride by a convolution or transposed convolution without overlap, and concatenated. The maps of
    a vision backbone are brought to the head's stride by a 1x1 convolution and repetition.

    Args:
        image: Symbolic (B, rows, columns, C).
        network: Configuration of the network.

    Returns:
        Symbolic (B, rows / head_stride, columns / head_stride, joined_channels * maps).

    Raises:
        InvalidInputError: There is no such backbone, or a stride does not divide the sides.
    """
    if network.backbone == "second":
        maps = _stages(image, network)
    else:
        maps = _backbone_maps(image, network)
    _check_strides(image, [network.head_stride, *(stride for stride, _ in maps)])
    joined = [
        _at_head_stride(x, stride, network, name=f"join{number}")
        for number, (stride, x) in enumerate(maps, start=1)
    ]
    return layers.Concatenate(name="joined")(joined) if len(joined) > 1 else joined[0]


def _stages(image, network):
    """Stride and last map of each stage."""
    maps, x, scale = [], image, 1
    settings = (network.stage_layers, network.stage_channels, network.stage_strides)
    for stage, (depth, channels, stride) in enumerate(zip(*settings, strict=True), start=1):
        scale *= stride
        for number in range(1, depth + 1):
            x = convolve(
                x, channels, stride=stride if number == 1 else 1, name=f"stage{stage}_{number}"
            )
        maps.append((scale, x))
    return maps


def _backbone_maps(image, network):
    """Stride and map of each stage of a vision backbone, normalized over all replicas."""
    if network.backbone not in BACKBONES:
        raise InvalidInputError(
            f"backbone: expected second or one of {', '.join(BACKBONES)}, got {network.backbone}"
        )
    backbone = create_backbone(
        network.backbone, include_top=False, input_shape=tuple(image.shape[1:])
    )
    for layer in backbone.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.synchronized = is_synchronized()
    return [(int(name.rpartition("_")[2]), x) for name, x in backbone(image).items()]


def _check_strides(image, strides):
    rows, columns = image.shape[1:3]
    needed = math.lcm(*strides)
    if rows % needed or columns % needed:
        raise InvalidInputError(
            f"grid: expected rows and columns that are multiples of {needed}, the network's "
            f"strides, got {rows} x {columns}"
        )


def _at_head_stride(x, stride, network, *, name):
    """Brings a map to the head's stride and `joined_channels`."""
    channels, head = network.joined_channels, network.head_stride
    if stride <= head:
        return convolve(x, channels, head // stride, stride=head // stride, name=name)
    factor = stride // head
    if network.backbone == "second":
        return deconvolve(x, channels, stride=factor, name=name)
    x = convolve(x, channels, 1, name=name)
    return layers.UpSampling2D(factor, name=f"{name}_repeat")(x)
