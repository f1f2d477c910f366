"""Vision backbones by name: ResNet, attention networks, NASNet, PNASNet, MobileNet and others.

Names are imported when they are first used, as they need Keras.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waymo_kit.detectors.backbones.catalog import (
        BACKBONES,
        create_backbone,
        find_architecture,
        read_weights,
    )
    from waymo_kit.detectors.backbones.pretrained.folded_normalization import unfold_normalization
    from waymo_kit.detectors.backbones.small import SMALL_BACKBONES

_HOMES = {
    "BACKBONES": "catalog",
    "SMALL_BACKBONES": "small",
    "create_backbone": "catalog",
    "find_architecture": "catalog",
    "read_weights": "catalog",
    "unfold_normalization": "pretrained.folded_normalization",
}
"""Name -> module that it is imported from."""

__all__ = [
    "BACKBONES",
    "SMALL_BACKBONES",
    "create_backbone",
    "find_architecture",
    "read_weights",
    "unfold_normalization",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Lists the public names."""
    return __all__
