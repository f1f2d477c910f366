"""HaloNets (Vaswani et al. 2021): blocked local self-attention in every block."""

import math
from dataclasses import dataclass

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.layers import HaloAttention2D
from waymo_kit.detectors.backbones.resnet import ResNet, convolve, normalize


@dataclass(frozen=True, kw_only=True)
class HaloNet(ResNet):
    """A ResNet that attends where it would convolve, in all stages (sections 3.1 and 4).

    `expansion` is the paper's r_b, the output channels of a block over those it works on.

    Attributes:
        heads: Number of attention heads of each stage.
        block_size: Side b of a block of queries.
        halo: Width h of the border around the block that its queries see.
        value_expansion: Ratio r_v of the channels of the values to those of the queries.
        final_filters: Number of channels d_f of a last 1x1 convolution before the classifier; 0 for
            none.
        scale_position: Whether to scale the position term; see `HaloAttention2D`.
        mask_padding: Whether to mask the halo outside the map; see `HaloAttention2D`.
    """

    heads: tuple[int, ...] = (4, 8, 8, 8)
    block_size: int = 8
    halo: int = 3
    value_expansion: float = 1.0
    final_filters: int = 0
    activation: str = "silu"
    scale_position: bool = False
    mask_padding: bool = False

    @property
    def divisor(self) -> int:
        """The last map must divide into blocks."""
        return self.stem_stride * math.prod(self.strides) * self.block_size

    def spatial(self, x, filters, *, stage, stride, name):
        """Halo attention; a stride subsamples the queries."""
        return HaloAttention2D(
            self.heads[stage - 1],
            filters,
            int(filters * self.value_expansion),
            block=self.block_size,
            halo=self.halo,
            stride=stride,
            scale_position=self.scale_position,
            mask_padding=self.mask_padding,
            name=f"{name}_attention",
        )(x)

    def pooled(self, x):
        """See `Architecture.pooled`; with the last convolution in front."""
        if self.final_filters:
            x = convolve(x, self.final_filters, 1, name="final")
            x = normalize(x, self.activation, name="final")
        return Architecture.pooled(self, x)
