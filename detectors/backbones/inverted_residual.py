"""Networks of inverted residuals: MobileNet v2 (Sandler et al. 2018) and EfficientNet-Lite."""

from __future__ import annotations

import math
from dataclasses import dataclass

from keras import layers

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.convolution import Padding, padded_convolution
from waymo_kit.detectors.backbones.layers import DropPath


@dataclass(frozen=True)
class BlockStage:
    """Blocks of one shape, before width and depth are scaled.

    Attributes:
        filters: Number of output channels.
        repeats: Number of blocks.
        stride: Stride of the first block.
        expansion: Ratio of the channels inside a block to those of its input.
        kernel_size: Side of the depthwise kernel.
    """

    filters: int
    repeats: int
    stride: int
    expansion: int = 6
    kernel_size: int = 3


MOBILENET_V2_STAGES = (
    BlockStage(16, 1, 1, expansion=1),
    BlockStage(24, 2, 2),
    BlockStage(32, 3, 2),
    BlockStage(64, 4, 2),
    BlockStage(96, 3, 1),
    BlockStage(160, 3, 2),
    BlockStage(320, 1, 1),
)
"""Table 2 of Sandler et al. 2018."""

EFFICIENTNET_STAGES = (
    BlockStage(16, 1, 1, expansion=1),
    BlockStage(24, 2, 2),
    BlockStage(40, 2, 2, kernel_size=5),
    BlockStage(80, 3, 2),
    BlockStage(112, 3, 1, kernel_size=5),
    BlockStage(192, 4, 2, kernel_size=5),
    BlockStage(320, 1, 1),
)
"""Table 1 of Tan and Le 2019."""


@dataclass(frozen=True, kw_only=True)
class InvertedResidualNet(Architecture):
    """A network of inverted residuals without squeeze-and-excitation, with ReLU6.

    Attributes:
        stages: Blocks between stem and head.
        width: Factor of the numbers of channels, which are rounded to multiples of 8.
        depth: Factor of the numbers of blocks, rounded up.
        fixed_ends: Whether stem, head, and the depth of the first and the last stage are not
            scaled, as in EfficientNet-Lite. Otherwise only heads are not made narrower.
        drop_path: Probability of dropping the last block's branch; it grows linearly from the
            first block on.
        padding: Zeros around the maps: "same" as TensorFlow's weights need, "symmetric" as
            PyTorch's do.
        momentum: Momentum of the moving statistics of batch normalization.
        epsilon: Number that batch normalization adds to variances.
    """

    stages: tuple[BlockStage, ...] = MOBILENET_V2_STAGES
    width: float = 1.0
    depth: float = 1.0
    fixed_ends: bool = False
    drop_path: float = 0.0
    padding: Padding = "same"
    momentum: float = 0.99
    epsilon: float = 1e-3

    def features(self, image):
        """See `Architecture.features`. The head is the map of the last stride."""
        stem = 32 if self.fixed_ends else self._channels(32)
        x = self._convolve(image, stem, 3, stride=2, name="stem")
        depths = self._depths()
        maps, scale, index = {2: x}, 2, 0
        for number, (stage, depth) in enumerate(zip(self.stages, depths, strict=True), start=1):
            scale *= stage.stride
            for block in range(1, depth + 1):
                stride = stage.stride if block == 1 else 1
                rate = self.drop_path * index / sum(depths)
                x = self._block(x, stage, stride, rate, f"stage{number}_block{block}")
                index += 1
            maps[scale] = x
        head = 1280 if self.fixed_ends else self._channels(1280, max(self.width, 1.0))
        maps[scale] = self._convolve(x, head, 1, name="head")
        return maps

    def _depths(self) -> tuple[int, ...]:
        last = len(self.stages) - 1
        return tuple(
            stage.repeats
            if self.fixed_ends and number in (0, last)
            else math.ceil(self.depth * stage.repeats)
            for number, stage in enumerate(self.stages)
        )

    def _channels(self, filters: int, width: float | None = None) -> int:
        """Returns scaled channels: the nearest multiple of 8 that is not below nine tenths."""
        scaled = filters * (self.width if width is None else width)
        rounded = max(8, int(scaled + 4) // 8 * 8)
        return rounded + 8 if rounded < 0.9 * scaled else rounded

    def _block(self, x, stage, stride, drop_rate, name):
        branch, inside = x, x.shape[-1] * stage.expansion
        filters = self._channels(stage.filters)
        if stage.expansion > 1:
            branch = self._convolve(branch, inside, 1, name=f"{name}_expand")
        branch = self._convolve(
            branch, None, stage.kernel_size, stride=stride, name=f"{name}_depthwise"
        )
        branch = self._convolve(branch, filters, 1, is_active=False, name=f"{name}_project")
        if stride > 1 or x.shape[-1] != filters:
            return branch
        if drop_rate:
            branch = DropPath(1 - drop_rate, name=f"{name}_drop")(branch)
        return layers.Add(name=f"{name}_add")([x, branch])

    def _convolve(self, x, filters, kernel_size, *, stride=1, is_active=True, name):
        x = padded_convolution(
            x, filters, kernel_size, stride=stride, padding=self.padding, name=name
        )
        x = layers.BatchNormalization(
            momentum=self.momentum, epsilon=self.epsilon, name=f"{name}_norm"
        )(x)
        return layers.ReLU(6.0, name=f"{name}_act")(x) if is_active else x
