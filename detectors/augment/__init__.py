"""Augmentation: RandAugment for images and their boxes, and varied LiDAR frames.

Names of this package are imported when they are first used: LiDAR frames need no Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waymo_kit.lazy_names import lazy_names

if TYPE_CHECKING:
    from waymo_kit.detectors.augment.policy import POLICIES, Policy
    from waymo_kit.detectors.augment.rand_augment import RandAugment

__all__ = ["POLICIES", "Policy", "RandAugment"]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "policy": ("POLICIES", "Policy"),
        "rand_augment": ("RandAugment",),
    },
)
