"""Multi-scale structural similarity of pairs of images, which works from 16 px on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""Exponents of the scales, finest first (Wang, Simoncelli and Bovik 2003)."""

MIN_SIDE = 2 ** (len(WEIGHTS) - 1)
"""Smallest side in pixels: the last scale has one pixel then."""

_PAIRS = 100
"""Number of pairs that are compared at a time, to bound the memory."""

_WINDOW = 11
_DEVIATION = 1.5
_K1, _K2 = 0.01, 0.03
_LEVELS = 255.0


def ms_ssim(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Returns the MS-SSIM of each pair of images.

    Wang, Simoncelli and Bovik, "Multiscale structural similarity for image quality assessment",
    2003, in the form of the numpy program that the AC-GAN paper used (models/research/compression/
    image_encoder/msssim.py): the Gaussian window of 11 pixels and deviation 1.5 shrinks in
    proportion where a scale is smaller than it, so that small images have all five scales. Channels
    are averaged before the product of the scales. A negative mean contrast term, which has no
    fractional power, counts as 0.

    Args:
        first: (N, H, W, C) levels from 0 to 255.
        second: (N, H, W, C) the other image of each pair.

    Returns:
        (N,) similarities in [0, 1]; 1 for equal images.

    Raises:
        InvalidInputError: The shapes differ or a side is below 16 pixels.
    """
    contrast, similarity = _terms(first, second)
    return _product(contrast, similarity)


def batch_ms_ssim(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Returns one MS-SSIM of all pairs, whose maps are averaged before the product of the scales.

    This is what the numpy program returns for a batch. The arguments are those of `ms_ssim`.
    """
    contrast, similarity = _terms(first, second)
    return float(_product(contrast.mean(0, keepdims=True), similarity.mean(0, keepdims=True))[0])


def class_diversity(images: NDArray[np.uint8], name: str, pairs: int = 100, seed: int = 0) -> float:
    """Returns the mean MS-SSIM of random pairs of images of a class: low where they are diverse.

    Odena et al. 2017, section 4.2.

    Args:
        images: (N, H, W, 3) uint8 images of one class.
        name: Name of the class, for the error message.
        pairs: Number of pairs, each of two different images.
        seed: Random seed of the pairs.

    Raises:
        InvalidInputError: There are fewer than two images.
    """
    if len(images) < 2:
        raise InvalidInputError(
            f"class {name}: expected two or more images for pairs, got {len(images)}"
        )
    random = np.random.default_rng(seed)
    one = random.integers(0, len(images), pairs)
    other = (one + random.integers(1, len(images), pairs)) % len(images)
    similarities = [
        ms_ssim(images[one[start : start + _PAIRS]], images[other[start : start + _PAIRS]])
        for start in range(0, pairs, _PAIRS)
    ]
    return float(np.concatenate(similarities).mean())


def _product(contrast: NDArray[np.float64], similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    weights = np.array(WEIGHTS)
    terms = np.concatenate([contrast[:, :-1], similarity[:, -1:]], 1)
    product: NDArray[np.float64] = np.prod(np.maximum(terms, 0.0) ** weights, 1)
    return product


def _terms(
    first: NDArray[np.uint8], second: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns mean contrast term and mean SSIM of each pair at each scale: (N, 5) each."""
    if first.shape != second.shape or first.ndim != 4:
        raise InvalidInputError(
            f"expected two arrays (N, H, W, C) of one shape, got {first.shape} and {second.shape}"
        )
    if min(first.shape[1:3]) < MIN_SIDE:
        raise InvalidInputError(
            f"MS-SSIM: expected sides of {MIN_SIDE} pixels or more, got {first.shape[1:3]}"
        )
    one, other = first.astype(np.float64), second.astype(np.float64)
    contrasts, similarities = [], []
    for _ in WEIGHTS:
        contrast, similarity = _one_scale(one, other)
        contrasts.append(contrast)
        similarities.append(similarity)
        one, other = _halved(one), _halved(other)
    return np.stack(contrasts, 1), np.stack(similarities, 1)


def _one_scale(
    one: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns mean contrast term and mean SSIM of each pair: (N,) each."""
    size = min(_WINDOW, *one.shape[1:3])
    rows, columns = (_window_matrix(side, size) for side in one.shape[1:3])

    def blurred(values: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.einsum(
            "oh,nhwc,pw->nopc", rows, values, columns, optimize=True
        )
        return found

    mean_one, mean_other = blurred(one), blurred(other)
    spread = blurred(one * one) + blurred(other * other) - mean_one**2 - mean_other**2
    shared = blurred(one * other) - mean_one * mean_other
    c1, c2 = (_K1 * _LEVELS) ** 2, (_K2 * _LEVELS) ** 2
    contrast = (2 * shared + c2) / (spread + c2)
    light = (2 * mean_one * mean_other + c1) / (mean_one**2 + mean_other**2 + c1)
    return contrast.mean((1, 2, 3)), (light * contrast).mean((1, 2, 3))


def _window_matrix(side: int, size: int) -> NDArray[np.float64]:
    """Returns the matrix (side - size + 1, side) that filters a line with the Gaussian window."""
    offsets = np.arange(size) - (size - 1) / 2
    deviation = size * _DEVIATION / _WINDOW
    window = np.exp(-(offsets**2) / (2 * deviation**2))
    window /= window.sum()
    matrix = np.zeros((side - size + 1, side))
    for row in range(len(matrix)):
        matrix[row, row : row + size] = window
    return matrix


def _halved(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns means of 2 x 2 pixels; an odd last row or column is repeated."""
    odd = [(0, side % 2) for side in values.shape[1:3]]
    padded = np.pad(values, ((0, 0), *odd, (0, 0)), "edge")
    rows = (padded[:, ::2] + padded[:, 1::2]) / 2
    halved: NDArray[np.float64] = (rows[:, :, ::2] + rows[:, :, 1::2]) / 2
    return halved
