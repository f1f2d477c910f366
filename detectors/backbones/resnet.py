"""Residual networks (He et al. 2016), version 1.5: the stride lies on the 3x3 convolution."""

from dataclasses import dataclass
from typing import Literal

import keras
from keras import layers

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.layers import CenteredMaxPooling2D, DropPath


@dataclass(frozen=True, kw_only=True)
class ResNet(Architecture):
    """A ResNet, and the frame of the families that replace its spatial convolution.

    Attributes:
        depths: Number of blocks of each of the four stages.
        width: Number of channels of the stem; a block of stage s works on width * 2^(s - 1)
            channels.
        block: "bottleneck" (1x1, 3x3, 1x1) or "basic" (3x3, 3x3).
        expansion: Ratio of the output channels of a bottleneck to those that it works on.
        strides: Stride of the first block of each stage.
        activation: Name of the activation function.
        squeeze_ratio: Width of squeeze-and-excitation in a block, as a share of its output
            channels; 0 for none (Hu et al. 2018).
        drop_path: Probability of dropping the last block's branch; it grows linearly from the
            first block on (Huang et al. 2016).
        small_images: Whether the stem is a 3x3 convolution of stride 1 without pooling, so that
            stage 1 has stride 1 (He et al. 2016, section 4.2).
    """

    depths: tuple[int, ...]
    width: int = 64
    block: Literal["bottleneck", "basic"] = "bottleneck"
    expansion: float = 4.0
    strides: tuple[int, ...] = (1, 2, 2, 2)
    activation: str = "relu"
    squeeze_ratio: float = 0.0
    drop_path: float = 0.0
    small_images: bool = False

    @property
    def stem_stride(self) -> int:
        """Returns the stride of the feature map that the stages work on."""
        return 1 if self.small_images else 4

    def features(self, image):
        """See `Architecture.features`."""
        x = self._stem(image)
        residual = self._bottleneck if self.block == "bottleneck" else self._basic
        maps, scale, index = {}, self.stem_stride, 0
        for stage, depth in enumerate(self.depths, start=1):
            scale *= self.strides[stage - 1]
            for number in range(1, depth + 1):
                stride = self.strides[stage - 1] if number == 1 else 1
                x = residual(x, stage, stride, index, f"stage{stage}_block{number}")
                index += 1
            maps[scale] = x
        return maps

    def spatial(self, x, filters, *, stage, stride, name):
        """The operation of a block that sees more than one position: a 3x3 convolution."""
        del stage
        return convolve(x, filters, 3, stride=stride, name=name)

    def _stem(self, image):
        size, stride = (3, 1) if self.small_images else (7, 2)
        x = convolve(image, self.width, size, stride=stride, name="stem")
        x = normalize(x, self.activation, name="stem")
        return x if self.small_images else CenteredMaxPooling2D(3, 2, name="stem_pool")(x)

    def _bottleneck(self, x, stage, stride, index, name):
        filters = self.width * 2 ** (stage - 1)
        branch = convolve(x, filters, 1, name=f"{name}_1")
        branch = normalize(branch, self.activation, name=f"{name}_1")
        branch = self.spatial(branch, filters, stage=stage, stride=stride, name=f"{name}_2")
        branch = normalize(branch, self.activation, name=f"{name}_2")
        branch = convolve(branch, int(filters * self.expansion), 1, name=f"{name}_3")
        branch = normalize(branch, None, gamma="zeros", name=f"{name}_3")
        return self._join(x, branch, stride, index, name)

    def _basic(self, x, stage, stride, index, name):
        filters = self.width * 2 ** (stage - 1)
        branch = self.spatial(x, filters, stage=stage, stride=stride, name=f"{name}_1")
        branch = normalize(branch, self.activation, name=f"{name}_1")
        branch = convolve(branch, filters, 3, name=f"{name}_2")
        branch = normalize(branch, None, gamma="zeros", name=f"{name}_2")
        return self._join(x, branch, stride, index, name)

    def _join(self, x, branch, stride, index, name):
        """Adds the branch to its input, projected where their shapes differ."""
        filters = branch.shape[-1]
        if self.squeeze_ratio:
            branch = squeeze_and_excite(
                branch, max(1, int(filters * self.squeeze_ratio)), name=f"{name}_squeeze"
            )
        rate = self.drop_path * (index + 1) / sum(self.depths)
        if rate:
            branch = DropPath(1 - rate, name=f"{name}_drop")(branch)
        if stride > 1 or x.shape[-1] != filters:
            x = convolve(x, filters, 1, stride=stride, name=f"{name}_shortcut")
            x = normalize(x, None, name=f"{name}_shortcut")
        joined = layers.Add(name=f"{name}_add")([branch, x])
        return layers.Activation(self.activation, name=f"{name}_out")(joined)


def convolve(x, filters: int, kernel_size: int, *, stride: int = 1, name: str):
    """Convolution without bias, with the same border of zeros on all sides."""
    if stride > 1 and kernel_size > 1:
        x = layers.ZeroPadding2D(kernel_size // 2, name=f"{name}_pad")(x)
    return layers.Conv2D(
        filters,
        kernel_size,
        strides=stride,
        padding="same" if stride == 1 else "valid",
        use_bias=False,
        kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out"),
        name=f"{name}_conv",
    )(x)


def normalize(x, activation: str | None, *, gamma: str = "ones", name: str):
    """Batch normalization, then the activation if one is named."""
    x = layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, gamma_initializer=gamma, name=f"{name}_norm"
    )(x)
    return layers.Activation(activation, name=f"{name}_act")(x) if activation else x


def squeeze_and_excite(x, width: int, *, name: str):
    """Scales each channel by a number in (0, 1) worked out from the mean of all (Hu et al.)."""
    mean = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_mean")(x)
    hidden = layers.Dense(width, activation="relu", name=f"{name}_hidden")(mean)
    gate = layers.Dense(x.shape[-1], activation="sigmoid", name=f"{name}_gate")(hidden)
    return layers.Multiply(name=name)([x, gate])
