"""MobileNets of depthwise separable convolutions (Howard et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass

from keras import layers

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.convolution import Padding, padded_convolution

_BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)
"""Channels and stride of each block at width 1 (table 1 of the paper)."""

_STEM_FILTERS = 32


@dataclass(frozen=True, kw_only=True)
class MobileNet(Architecture):
    """MobileNet: a 3x3 convolution, then 13 blocks of a depthwise and a 1x1 convolution.

    Attributes:
        width: Factor of all numbers of channels.
        padding: Zeros around the maps; TensorFlow's weights need "same".
        momentum: Momentum of the moving statistics of batch normalization.
        epsilon: Number that batch normalization adds to variances.
    """

    width: float = 1.0
    padding: Padding = "same"
    momentum: float = 0.99
    epsilon: float = 1e-3

    def features(self, image):
        """See `Architecture.features`."""
        x = self._convolve(image, int(_STEM_FILTERS * self.width), 3, stride=2, name="stem")
        maps, scale = {2: x}, 2
        for number, (filters, stride) in enumerate(_BLOCKS, start=1):
            scale *= stride
            name = f"block{number}"
            x = self._convolve(x, None, 3, stride=stride, name=f"{name}_depthwise")
            x = self._convolve(x, int(filters * self.width), 1, stride=1, name=f"{name}_point")
            maps[scale] = x
        return maps

    def _convolve(self, x, filters, kernel_size, *, stride, name):
        x = padded_convolution(
            x, filters, kernel_size, stride=stride, padding=self.padding, name=name
        )
        x = layers.BatchNormalization(
            momentum=self.momentum, epsilon=self.epsilon, name=f"{name}_norm"
        )(x)
        return layers.ReLU(6.0, name=f"{name}_act")(x)
