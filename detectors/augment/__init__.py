"""RandAugment for images and their boxes: the paper's 14 operations, and EfficientNet's 16."""

from .policy import POLICIES, Policy
from .rand_augment import RandAugment

__all__ = ["POLICIES", "Policy", "RandAugment"]
