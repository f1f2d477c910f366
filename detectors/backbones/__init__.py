"""Vision backbones by name: ResNet, BoTNet, HaloNet, attention-augmented, NASNet, PNASNet."""

from .catalog import BACKBONES, create_backbone
from .small import SMALL_BACKBONES

__all__ = ["BACKBONES", "SMALL_BACKBONES", "create_backbone"]
