"""Corruptions of images, to test classifiers on images unlike those that they learned from.

Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and
Perturbations", ICLR 2019, with the severities of CIFAR-10-C, which are meant for images of 32
pixels. Glass blur and elastic transforms are left out, and frost, which needs photos of frost.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.detectors.classification.labeled_images import LabeledImages
from waymo_kit.errors import InvalidInputError

SEVERITIES = (1, 2, 3, 4, 5)
"""Severities of every corruption, from mild to strong."""

Picture: TypeAlias = NDArray[np.float64]
"""(H, W, 3) float64 image, RGB, in [0, 1]."""

Random: TypeAlias = np.random.Generator | np.random.RandomState
"""Source of randomness."""

_GRAY = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the luma of ITU-R BT.601."""


def gaussian_noise(picture: Picture, severity: int, random: Random) -> Picture:
    """Adds independent normal noise to every value."""
    deviation = (0.04, 0.06, 0.08, 0.09, 0.10)[severity - 1]
    return picture + random.normal(size=picture.shape, scale=deviation)


def shot_noise(picture: Picture, severity: int, random: Random) -> Picture:
    """Draws values from Poisson distributions, as photons arrive in the dark."""
    photons = (500, 250, 100, 75, 50)[severity - 1]
    return random.poisson(picture * photons) / photons


def impulse_noise(picture: Picture, severity: int, random: Random) -> Picture:
    """Sets single values to 0 or 1."""
    share = (0.01, 0.02, 0.03, 0.05, 0.07)[severity - 1]
    is_hit = random.uniform(size=picture.shape) < share
    extreme = (random.uniform(size=picture.shape) < 0.5).astype(np.float64)
    return np.where(is_hit, extreme, picture)


def defocus_blur(picture: Picture, severity: int, random: Random) -> Picture:
    """Convolves with a disk, as a lens out of focus does."""
    from scipy import ndimage

    levels = ((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (1.0, 0.2), (1.5, 0.1))
    radius, softness = levels[severity - 1]
    offsets = np.arange(-3, 4)
    disk = (offsets**2 + offsets[:, None] ** 2 <= radius**2).astype(np.float64)
    edge = np.exp(-(np.arange(-1, 2) ** 2) / (2 * softness**2))
    kernel = ndimage.convolve(disk / disk.sum(), np.outer(edge, edge) / edge.sum() ** 2)
    return ndimage.correlate(picture, kernel[:, :, None], mode="mirror")


def motion_blur(picture: Picture, severity: int, random: Random) -> Picture:
    """Blurs along a line at a random angle up to 45 degrees from the horizontal."""
    radius, deviation = ((6, 1.0), (6, 1.5), (6, 2.0), (8, 2.0), (9, 2.5))[severity - 1]
    return _blur_along(picture, radius, deviation, random.uniform(-45, 45))


def zoom_blur(picture: Picture, severity: int, random: Random) -> Picture:
    """Averages the image with enlarged ones, as while driving forwards."""
    largest = (1.06, 1.11, 1.16, 1.21, 1.26)[severity - 1]
    factors = np.arange(1, largest, 0.01)
    return (picture + sum(_enlarge(picture, factor) for factor in factors)) / (len(factors) + 1)


def snow(picture: Picture, severity: int, random: Random) -> Picture:
    """Whitens the image and adds flakes that fall at an angle."""
    levels = (
        (0.10, 0.2, 1.00, 0.60, 8, 3.0, 0.95),
        (0.10, 0.2, 1.00, 0.50, 10, 4.0, 0.90),
        (0.15, 0.3, 1.75, 0.55, 10, 4.0, 0.90),
        (0.25, 0.3, 2.25, 0.60, 12, 6.0, 0.85),
        (0.30, 0.3, 1.25, 0.65, 14, 12.0, 0.80),
    )
    mean, deviation, factor, threshold, radius, fall, kept = levels[severity - 1]
    flakes = random.normal(size=picture.shape[:2], loc=mean, scale=deviation)[:, :, None]
    flakes = _enlarge(flakes, factor)
    flakes = np.clip(np.where(flakes < threshold, 0, flakes), 0, 1)
    flakes = np.floor(flakes * 255) / 255
    flakes = _blur_along(flakes, radius, fall, random.uniform(-135, -45))
    white = np.maximum(picture, (picture @ _GRAY)[:, :, None] * 1.5 + 0.5)
    return kept * picture + (1 - kept) * white + flakes + np.rot90(flakes, 2)


def fog(picture: Picture, severity: int, random: Random) -> Picture:
    """Adds a cloud drawn by the diamond-square algorithm, and keeps the brightest value."""
    density, decay = ((0.2, 3.0), (0.5, 3.0), (0.75, 2.5), (1.0, 2.0), (1.5, 1.75))[severity - 1]
    height, width = picture.shape[:2]
    cloud = _plasma(1 << (max(height, width) - 1).bit_length(), decay, random)
    brightest = picture.max()
    foggy = picture + density * cloud[:height, :width, None]
    return foggy * brightest / (brightest + density)


def brightness(picture: Picture, severity: int, random: Random) -> Picture:
    """Raises the value of hue, saturation and value."""
    added = (0.05, 0.1, 0.15, 0.2, 0.3)[severity - 1]
    value = picture.max(axis=2, keepdims=True)
    brighter = np.minimum(value + added, 1)
    is_black = value == 0
    return np.where(is_black, brighter, picture * brighter / np.where(is_black, 1, value))


def contrast(picture: Picture, severity: int, random: Random) -> Picture:
    """Moves all values towards the mean of their channel."""
    kept = (0.75, 0.5, 0.4, 0.3, 0.15)[severity - 1]
    mean = picture.mean(axis=(0, 1), keepdims=True)
    return (picture - mean) * kept + mean


def pixelate(picture: Picture, severity: int, random: Random) -> Picture:
    """Reduces the image and enlarges it again without interpolation."""
    scale = (0.95, 0.9, 0.85, 0.75, 0.65)[severity - 1]
    height, width = picture.shape[:2]
    small = (max(int(width * scale), 1), max(int(height * scale), 1))
    reduced = _pil(picture).resize(small, Image.Resampling.BOX)
    return np.asarray(reduced.resize((width, height), Image.Resampling.BOX)) / 255


def jpeg(picture: Picture, severity: int, random: Random) -> Picture:
    """Compresses the image as JPEG."""
    quality = (80, 65, 58, 50, 40)[severity - 1]
    compressed = io.BytesIO()
    _pil(picture).save(compressed, "JPEG", quality=quality)
    return np.asarray(Image.open(compressed)) / 255


@dataclass(frozen=True)
class Corruption:
    """A kind of corruption.

    Attributes:
        family: Family of the corruption: noise, blur, weather or digital.
        apply: Function of an image, a severity and a source of randomness that returns the
            corrupted image; values outside [0, 1] are clipped afterwards.
    """

    family: str
    apply: Callable[[Picture, int, Random], Picture]

    @property
    def name(self) -> str:
        """Returns the name of the corruption, such as `gaussian_noise`."""
        return self.apply.__name__


CORRUPTIONS = (
    Corruption("noise", gaussian_noise),
    Corruption("noise", shot_noise),
    Corruption("noise", impulse_noise),
    Corruption("blur", defocus_blur),
    Corruption("blur", motion_blur),
    Corruption("blur", zoom_blur),
    Corruption("weather", snow),
    Corruption("weather", fog),
    Corruption("weather", brightness),
    Corruption("digital", contrast),
    Corruption("digital", pixelate),
    Corruption("digital", jpeg),
)
"""All corruptions, by family."""


def corrupt(
    image: NDArray[np.uint8], corruption: Corruption, severity: int, random: Random
) -> NDArray[np.uint8]:
    """Corrupts an image.

    Args:
        image: (H, W, 3) uint8 image, RGB.
        corruption: Corruption to apply.
        severity: Severity in `SEVERITIES`.
        random: Source of randomness.

    Returns:
        (H, W, 3) uint8 image; fractions of levels are cut off, as in CIFAR-10-C.

    Raises:
        InvalidInputError: There is no such severity.
    """
    if severity not in SEVERITIES:
        raise InvalidInputError(f"severity: expected 1 to 5, got {severity}")
    changed = np.clip(corruption.apply(image / 255, severity, random), 0, 1) * 255
    return (changed + 1e-9).astype(np.uint8)


class CorruptedImages:
    """Images that are corrupted when they are read, always in the same way.

    Args:
        images: Images to corrupt.
        corruption: Corruption to apply.
        severity: Severity in `SEVERITIES`.
        seed: Seed of the corruption; each image has a random stream of its own.
    """

    def __init__(
        self, images: LabeledImages, corruption: Corruption, severity: int, seed: int
    ) -> None:
        """Corrupts nothing yet."""
        self.whole = images
        self.class_names = images.class_names
        self.labels = images.labels
        self._corruption = corruption
        self._severity = severity
        self._seed = (seed, CORRUPTIONS.index(corruption), severity)

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns a corrupted image; see `LabeledImages`."""
        random = np.random.default_rng((*self._seed, index))
        return corrupt(self.whole.image(index), self._corruption, self._severity, random)

    def name(self, index: int) -> str:
        """Returns the name of an image among those that are corrupted."""
        return self.whole.name(index)


def _pil(picture: Picture) -> Image.Image:
    return Image.fromarray(np.rint(picture * 255).astype(np.uint8))


def _blur_along(picture: Picture, radius: int, deviation: float, degrees: float) -> Picture:
    """Averages values along a line in one direction, with the falling half of a normal curve."""
    steps = np.arange(2 * radius + 1)
    weights = np.exp(-(steps**2) / (2 * deviation**2))
    down, right = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    height, width = picture.shape[:2]
    blurred = np.zeros_like(picture)
    for step, weight in zip(steps, weights / weights.sum(), strict=True):
        rows = np.arange(height) + int(np.ceil(step * right - 0.5))
        columns = np.arange(width) + int(np.ceil(step * down - 0.5))
        rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
        blurred += weight * picture[rows[:, None], columns]
    return np.rint(blurred * 255) / 255


def _enlarge(picture: Picture, factor: float) -> Picture:
    """Enlarges the middle of an image to the size of the image, by linear interpolation."""
    from scipy import ndimage

    height, width = picture.shape[:2]
    rows, columns = int(np.ceil(height / factor)), int(np.ceil(width / factor))
    top, left = (height - rows) // 2, (width - columns) // 2
    middle = picture[top : top + rows, left : left + columns]
    large = ndimage.zoom(middle, (factor, factor, 1), order=1)
    top, left = (large.shape[0] - height) // 2, (large.shape[1] - width) // 2
    return large[top : top + height, left : left + width]


def _plasma(size: int, decay: float, random: Random) -> NDArray[np.float64]:
    """Returns a random height map in [0, 1] that repeats at its borders.

    Args:
        size: Side of the map, a power of two.
        decay: Factor by which the noise shrinks from each scale to the next.
        random: Source of randomness.
    """
    heights = np.zeros((size, size))
    step, amplitude = size, 100.0

    def mean_and_noise(total: NDArray[np.float64]) -> NDArray[np.float64]:
        return total / 4 + amplitude * random.uniform(-amplitude, amplitude, total.shape)

    while step >= 2:
        half = step // 2
        corners = heights[::step, ::step]
        along = corners + np.roll(corners, -1, axis=0)
        heights[half::step, half::step] = mean_and_noise(along + np.roll(along, -1, axis=1))
        centers = heights[half::step, half::step]
        for axis in (0, 1):
            place = (slice(None, None, step), slice(half, None, step))
            around = centers + np.roll(centers, 1, axis=axis)
            around = around + corners + np.roll(corners, -1, axis=1 - axis)
            heights[place[axis], place[1 - axis]] = mean_and_noise(around)
        step, amplitude = half, amplitude / decay
    heights -= heights.min()
    return heights / heights.max()
