"""Augmentation: RandAugment for images and their boxes, and varied LiDAR frames.

Names of this package are imported when they are first used: LiDAR frames need no Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waymo_kit.detectors.augment.policy import POLICIES, Policy
    from waymo_kit.detectors.augment.rand_augment import RandAugment

__all__ = ["POLICIES", "Policy", "RandAugment"]


def __getattr__(name: str) -> Any:
    """Imports what images need."""
    if name == "RandAugment":
        from waymo_kit.detectors.augment.rand_augment import RandAugment

        return RandAugment
    if name in ("POLICIES", "Policy"):
        from waymo_kit.detectors.augment import policy

        return getattr(policy, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
