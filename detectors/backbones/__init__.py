"""Vision backbones by name: ResNet, attention networks, NASNet, PNASNet, MobileNet and others.

Names are imported when they are first used, as they need Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waymo_kit.lazy_names import lazy_names

if TYPE_CHECKING:
    from waymo_kit.detectors.backbones.catalog import (
        BACKBONES,
        create_backbone,
        find_architecture,
        read_weights,
    )
    from waymo_kit.detectors.backbones.pretrained.folded_normalization import unfold_normalization
    from waymo_kit.detectors.backbones.small import SMALL_BACKBONES

__all__ = [
    "BACKBONES",
    "SMALL_BACKBONES",
    "create_backbone",
    "find_architecture",
    "read_weights",
    "unfold_normalization",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "catalog": ("BACKBONES", "create_backbone", "find_architecture", "read_weights"),
        "pretrained.folded_normalization": ("unfold_normalization",),
        "small": ("SMALL_BACKBONES",),
    },
)
