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
    from waymo_kit.detectors.backbones.small import SMALL_BACKBONES

__all__ = [
    "BACKBONES",
    "SMALL_BACKBONES",
    "create_backbone",
    "find_architecture",
    "read_weights",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "catalog": ("BACKBONES", "create_backbone", "find_architecture", "read_weights"),
        "small": ("SMALL_BACKBONES",),
    },
)
