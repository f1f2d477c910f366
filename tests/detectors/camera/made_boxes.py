"""Random boxes for property tests."""

import numpy as np


def random_boxes(rng, count, extent=40.0, whole=False):
    """(count, 4) float32 corners; whole numbers give many equal overlaps."""
    low = rng.uniform(0, extent, (count, 2))
    boxes = np.concatenate([low, low + rng.uniform(1, extent / 2, (count, 2))], axis=1)
    return (np.round(boxes) if whole else boxes).astype(np.float32)
