"""Images of many kinds, to compare operations with Pillow's."""

import numpy as np
from PIL import Image


def images(seed=0, size=(37, 53)):
    """(9, H, W, 3) uint8: noise of many ranges, ramps, few levels, flat, one odd pixel."""
    rng = np.random.default_rng(seed)
    height, width = size
    shape = (height, width, 3)
    noise = rng.integers(0, 256, shape)
    slope = np.linspace(0, 255, height * width * 3).reshape(shape)
    flat = np.broadcast_to(rng.integers(0, 256, 3), shape)
    odd = flat.copy()
    odd[height // 2, width // 3] = [0, 255, 128]
    return np.stack(
        [
            noise,
            noise // 3 + 40,
            255 - noise // 5,
            rng.normal(128, 30, shape).clip(0, 255),
            slope,
            slope[::-1] / 4 + 100,
            rng.integers(0, 3, shape) * 90,
            flat,
            odd,
        ]
    ).astype(np.uint8)


def each_by_pillow(batch, change, *parameters):
    """Applies `change(image, parameter...)` to each image of a batch, as Pillow images."""
    rows = zip(batch, *parameters, strict=True)
    return np.stack([np.asarray(change(Image.fromarray(x), *p)) for x, *p in rows])
