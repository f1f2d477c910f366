"""The layers that Keras lacks: attention over feature maps, and paths dropped in training."""

from waymo_kit.detectors.backbones.layers.augmented_conv import AugmentedConv2D
from waymo_kit.detectors.backbones.layers.drop_path import (
    DropPath,
    ProgressCounter,
    ScheduledDropPath,
)
from waymo_kit.detectors.backbones.layers.global_attention import GlobalAttention2D
from waymo_kit.detectors.backbones.layers.halo_attention import HaloAttention2D, neighborhoods
from waymo_kit.detectors.backbones.layers.max_pooling import CenteredMaxPooling2D
from waymo_kit.detectors.backbones.layers.relative_position import (
    RelativePosition2D,
    resize_relative_table,
)

__all__ = [
    "AugmentedConv2D",
    "CenteredMaxPooling2D",
    "DropPath",
    "GlobalAttention2D",
    "HaloAttention2D",
    "ProgressCounter",
    "RelativePosition2D",
    "ScheduledDropPath",
    "neighborhoods",
    "resize_relative_table",
]
