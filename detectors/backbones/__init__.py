"""Vision backbones by name: ResNet, BoTNet, HaloNet, attention-augmented, NASNet, PNASNet."""

from waymo_kit.detectors.backbones.catalog import BACKBONES, create_backbone, find_architecture
from waymo_kit.detectors.backbones.small import SMALL_BACKBONES

__all__ = ["BACKBONES", "SMALL_BACKBONES", "create_backbone", "find_architecture"]
