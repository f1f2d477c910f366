"""Random numbers that depend on nothing but their keys.

A street block looks the same in whichever segment and order it is built, so every draw comes from a
generator seeded with the names of what is drawn. Only uniform doubles are taken from NumPy, whose
stream for them is fixed; everything else is made from those here.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from waymo_kit.kernels import kernel

Item = TypeVar("Item")


class Dice:
    """A source of random numbers for one named purpose."""

    def __init__(self, *keys: int | str) -> None:
        """Seeds the source; equal keys give equal draws on every machine."""
        text = "/".join(str(key) for key in keys)
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")
        self._generator = np.random.Generator(np.random.PCG64(seed))

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """Returns a number in [low, high)."""
        return low + (high - low) * float(self._generator.random())

    def chance(self, probability: float) -> bool:
        """Returns True with the given probability."""
        return self.uniform() < probability

    def integer(self, low: int, high: int) -> int:
        """Returns an integer in [low, high)."""
        return low + int(self.uniform() * (high - low))

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Returns a normally distributed number (Box-Muller)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.uniform()))
        return mean + deviation * radius * math.cos(2.0 * math.pi * self.uniform())

    def pick(self, items: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
        """Returns one of the items, with probability in proportion to its weight."""
        if weights is None:
            return items[self.integer(0, len(items))]
        mark = self.uniform() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Returns the items in random order."""
        marks = [self.uniform() for _ in items]
        return [items[i] for i in sorted(range(len(items)), key=marks.__getitem__)]


@kernel
def hash_noise(a, b, c):
    """Returns a hash of three integers below 2^31 as a number in [0, 1)."""
    h = (int(a) * 0x9E3779B1) & 0xFFFFFFFF
    h ^= (int(b) * 0x85EBCA77) & 0xFFFFFFFF
    h ^= (int(c) * 0xC2B2AE3D) & 0xFFFFFFFF
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    h ^= h >> 12
    h = (h * 0x297A2D39) & 0xFFFFFFFF
    h ^= h >> 15
    return h * (1.0 / 4294967296.0)


@kernel(forceinline=True)
def speckle(a, b):
    """Returns a number like `hash_noise` of two int32 in float32, and compiles to vector code."""
    h = np.uint32(np.uint32(a) * np.uint32(0x9E3779B1))
    h ^= np.uint32(np.uint32(b) * np.uint32(0x85EBCA77))
    h = np.uint32((h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
    h = np.uint32((h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39))
    return np.float32(np.int32(h >> np.uint32(8))) * np.float32(1.0 / 16777216.0)
