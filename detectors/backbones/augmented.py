"""Attention-augmented ResNets and Wide ResNets (Bello et al. 2019)."""

from dataclasses import dataclass

from waymo_kit.detectors.backbones.layers import AugmentedConv2D
from waymo_kit.detectors.backbones.resnet import ResNet
from waymo_kit.detectors.backbones.wide_resnet import WideResNet


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """Share of attention in a convolution (section 4, "Attention hyperparameters").

    Attributes:
        key_ratio: Ratio kappa of the channels of the keys to those of the convolution's output.
        value_ratio: Ratio upsilon of the channels of the values to those of the convolution's
            output.
        heads: Number of heads; channels are rounded down to multiples of it.
        min_key_depth: Minimum number of channels of a head's keys.
        scale_position: Whether to scale the position term; see `GlobalAttention2D`.
    """

    key_ratio: float = 0.2
    value_ratio: float = 0.1
    heads: int = 8
    min_key_depth: int = 20
    scale_position: bool = True

    def convolve(self, x, filters, *, stride, name):
        """A 3x3 attention-augmented convolution."""
        key_depth = max(int(self.key_ratio * filters) // self.heads, self.min_key_depth)
        value_depth = max(int(self.value_ratio * filters) // self.heads, 1)
        return AugmentedConv2D(
            filters,
            3,
            heads=self.heads,
            key_depth=key_depth * self.heads,
            value_depth=value_depth * self.heads,
            stride=stride,
            scale_position=self.scale_position,
            name=f"{name}_augmented",
        )(x)


@dataclass(frozen=True, kw_only=True)
class AugmentedResNet(ResNet):
    """A ResNet with one augmented convolution a block, from a stage on.

    In a bottleneck it is the 3x3 convolution, in a basic block the first.

    Attributes:
        augmentation: Ratios that say how much of a convolution becomes attention.
        first_stage: First stage that is augmented.
    """

    augmentation: Augmentation = Augmentation()
    first_stage: int = 2

    def spatial(self, x, filters, *, stage, stride, name):
        """An augmented convolution, in the early stages a plain one."""
        if stage < self.first_stage:
            return super().spatial(x, filters, stage=stage, stride=stride, name=name)
        return self.augmentation.convolve(x, filters, stride=stride, name=name)


@dataclass(frozen=True, kw_only=True)
class AugmentedWideResNet(WideResNet):
    """A Wide ResNet whose blocks start with an augmented convolution.

    Attributes:
        augmentation: Ratios that say how much of a convolution becomes attention.
    """

    augmentation: Augmentation = Augmentation()

    def first_convolution(self, x, filters, *, stride, name):
        """An augmented convolution."""
        return self.augmentation.convolve(x, filters, stride=stride, name=name)
