"""Vision backbones by name: ResNet, BoTNet, HaloNet, attention-augmented, NASNet, PNASNet."""

from .catalog import BACKBONES, create_backbone

__all__ = ["BACKBONES", "create_backbone"]
