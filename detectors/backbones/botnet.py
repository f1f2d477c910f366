"""Bottleneck Transformers (Srinivas et al. 2021): global self-attention in the last stage."""

from dataclasses import dataclass

from keras import layers

from waymo_kit.detectors.backbones.layers import GlobalAttention2D
from waymo_kit.detectors.backbones.resnet import ResNet


@dataclass(frozen=True, kw_only=True)
class BoTNet(ResNet):
    """A ResNet whose last stage attends where it would convolve (figure 1 and table 1).

    A stride of 2 in the last stage becomes average pooling after the attention; the S1 variants
    have stride 1 there (section 4.8).

    Attributes:
        heads: Number of attention heads.
        scale_position: Whether to scale the position term; see `GlobalAttention2D`.
    """

    heads: int = 4
    scale_position: bool = False

    @property
    def divisor(self) -> int:
        """The pooled maps must have even sides."""
        return 8 * self.stem_stride

    def spatial(self, x, filters, *, stage, stride, name):
        """Self-attention in the last stage, else a 3x3 convolution."""
        if stage < len(self.depths):
            return super().spatial(x, filters, stage=stage, stride=stride, name=name)
        x = GlobalAttention2D(
            self.heads,
            filters,
            filters,
            scale_position=self.scale_position,
            name=f"{name}_attention",
        )(x)
        return layers.AveragePooling2D(stride, name=f"{name}_pool")(x) if stride > 1 else x
