"""Vision backbones by name: ResNet, attention networks, NASNet, PNASNet, MobileNet and others."""

from waymo_kit.detectors.backbones.catalog import (
    BACKBONES,
    create_backbone,
    find_architecture,
    read_weights,
)
from waymo_kit.detectors.backbones.small import SMALL_BACKBONES

__all__ = ["BACKBONES", "SMALL_BACKBONES", "create_backbone", "find_architecture", "read_weights"]
