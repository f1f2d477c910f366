"""Crops, flips and resizing that turn an image into the input of a network."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FILL = 128
"""Gray level around an image; `RandAugment` fills with it too."""

_AREA = (0.08, 1.0)
_RATIO = (3 / 4, 4 / 3)
_TRIES = 10
_CENTER = 0.875


class Crop(Enum):
    """Crop of images in training and in evaluation."""

    NONE = "none"
    """The whole image, resized."""
    PAD = "pad"
    """The whole image, resized; in training shifted by up to an eighth (He et al. 2016)."""
    AREA = "area"
    """Random part of 8 to 100 % of the area in training, ratio 3:4 to 4:3 (Szegedy et al. 2015);
    in evaluation the square in the middle, of 7/8 of the shorter side."""


def training_view(
    image: NDArray[np.uint8], size: int, crop: Crop, flip: bool, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Crops and flips an image at random.

    Args:
        image: (height, width, 3) uint8 image.
        size: Side of the result in pixels.
        crop: Crop to apply.
        flip: Whether to flip half of the images, left to right.
        random: Random generator.

    Returns:
        (size, size, 3) uint8.
    """
    if crop is Crop.AREA:
        view = _resize(image, size, _draw_part(image.shape[0], image.shape[1], random))
    else:
        view = _resize(image, size)
    if crop is Crop.PAD:
        border = size // 8
        row, column = random.integers(0, 2 * border + 1, 2)
        padded = np.full((size + 2 * border, size + 2 * border, 3), FILL, np.uint8)
        padded[border : border + size, border : border + size] = view
        view = padded[row : row + size, column : column + size]
    if flip and random.random() < 0.5:
        view = view[:, ::-1]
    return np.ascontiguousarray(view)


def evaluation_view(image: NDArray[np.uint8], size: int, crop: Crop) -> NDArray[np.uint8]:
    """Returns the input in evaluation: (size, size, 3) uint8 of an image (height, width, 3)."""
    if crop is not Crop.AREA:
        return _resize(image, size)
    height, width = image.shape[:2]
    side = _CENTER * min(height, width)
    left, top = (width - side) / 2, (height - side) / 2
    return _resize(image, size, (left, top, left + side, top + side))


_Part = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def _draw_part(height: int, width: int, random: np.random.Generator) -> _Part:
    """Draws until the part fits; after some tries it is the largest one of a right ratio."""
    for _ in range(_TRIES):
        area = height * width * random.uniform(*_AREA)
        ratio = math.exp(random.uniform(math.log(_RATIO[0]), math.log(_RATIO[1])))
        part_width, part_height = math.sqrt(area * ratio), math.sqrt(area / ratio)
        if part_width <= width and part_height <= height:
            left = random.uniform(0, width - part_width)
            top = random.uniform(0, height - part_height)
            return left, top, min(left + part_width, width), min(top + part_height, height)
    part_width = min(width, height * _RATIO[1])
    part_height = min(height, width / _RATIO[0])
    left, top = (width - part_width) / 2, (height - part_height) / 2
    return left, top, left + part_width, top + part_height


def _resize(image: NDArray[np.uint8], size: int, part: _Part | None = None) -> NDArray[np.uint8]:
    if part is None and image.shape[:2] == (size, size):
        return image
    picture = Image.fromarray(image)
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC, box=part))
