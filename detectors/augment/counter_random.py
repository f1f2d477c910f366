"""Random numbers that are a function of a seed and a counter, without a state."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

GOLDEN = 0x9E3779B9
"""2**32 over the golden ratio: spreads neighboring counters over the 32-bit integers."""


def uniform(seed: int, indices, draws: int):
    """Returns numbers in [0, 1), the same for the same seed, index and position.

    A 32-bit mixing function (the finalizer of MurmurHash3, Appleby 2011) is applied once for each
    half of the seed and of the index, and once for the position: good for choices of augmentations,
    not for cryptography.

    Args:
        seed: Seed, 0 <= seed < 2**64.
        indices: (B,) counters, not negative; int64, or int32 where there are no wider numbers.
        draws: Number of draws for each index.

    Returns:
        (B, draws) float32, multiples of 2**-24.
    """
    low, high = _words(ops.convert_to_tensor(indices)[:, None])
    state = _mix(_word(seed % 2**32) + _word(GOLDEN))
    state = _mix(state ^ _word(seed // 2**32))
    state = _mix(state ^ low)
    state = _mix(state ^ high)
    positions = np.arange(1, draws + 1, dtype=np.uint64) * GOLDEN % 2**32
    bits = _mix(state ^ ops.convert_to_tensor(positions.astype(np.uint32)))
    return ops.cast(ops.right_shift(bits, _word(8)), "float32") * 2.0**-24


def _words(indices):
    """Returns the lower and the upper half of 64-bit integers."""
    if keras.backend.standardize_dtype(indices.dtype) != "int64":
        low = ops.cast(indices, "uint32")
        return low, ops.zeros_like(low)
    return ops.cast(indices % 2**32, "uint32"), ops.cast(indices // 2**32, "uint32")


def _mix(word):
    word = (word ^ ops.right_shift(word, _word(16))) * _word(0x85EBCA6B)
    word = (word ^ ops.right_shift(word, _word(13))) * _word(0xC2B2AE35)
    return word ^ ops.right_shift(word, _word(16))


def _word(value):
    return ops.convert_to_tensor(np.uint32(value))
