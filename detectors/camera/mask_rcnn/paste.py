"""Masks of boxes, pasted into images."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.geometry.masks import Masks
from waymo_kit.kernels import kernel

_FAR = 1 << 30
"""Corners are kept within this many pixels."""


def paste_masks(
    masks: ArrayLike, boxes: ArrayLike, height: int, width: int, threshold: float = 0.5
) -> Masks:
    """Returns the masks of detections in an image, as torchvision pastes them.

    A border of one pixel of zeros is put around each mask, the box grows with it, its corners are
    cut to whole pixels, and the mask is resized to it bilinearly.

    Args:
        masks: (K, M, M) probabilities in [0, 1] over each box.
        boxes: (K, 4) corners in pixels.
        height: Height of the image.
        width: Width of the image.
        threshold: Probability from which on a pixel is inside.

    Returns:
        K masks.

    Raises:
        InvalidInputError: A shape is wrong, or a number is not finite.
    """
    corners = as_array("boxes", boxes, ("K", 4)).astype(np.float32)
    shape = (len(corners), "M", "M")
    values = as_array("masks", masks, shape).astype(np.float32)
    if values.shape[1] != values.shape[2]:
        raise InvalidInputError(f"masks: expected squares, got {values.shape[1:]}")
    if not (np.isfinite(corners).all() and np.isfinite(values).all()):
        raise InvalidInputError("masks: expected finite masks and boxes, got NaN or infinity")
    if height < 1 or width < 1:
        raise InvalidInputError(f"height: expected an image with pixels, got {height} x {width}")
    side = values.shape[1]
    bordered = np.zeros((len(values), side + 2, side + 2), np.float32)
    bordered[:, 1:-1, 1:-1] = values
    grown = np.clip(grow_boxes(corners, (side + 2) / side), -_FAR, _FAR).astype(np.int64)
    parts = []
    for mask, (left, top, right, bottom) in zip(bordered, grown.tolist(), strict=True):
        columns, rows = max(right - left + 1, 1), max(bottom - top + 1, 1)
        x = min(max(left, 0), width), min(max(left + columns, 0), width)
        y = min(max(top, 0), height), min(max(top + rows, 0), height)
        part = np.empty((max(y[1] - y[0], 0), max(x[1] - x[0], 0)), np.bool_)
        _paste(mask, rows, columns, y[0] - top, x[0] - left, np.float32(threshold), part)
        parts.append(Masks.of_window(part, y[0], x[0], height, width))
    return Masks.join(parts, height, width)


def grow_boxes(corners: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """Returns boxes (K, 4) scaled about their centers, in float32."""
    half = (corners[:, 2:] - corners[:, :2]) * np.float32(0.5) * np.float32(scale)
    center = (corners[:, 2:] + corners[:, :2]) * np.float32(0.5)
    return np.concatenate([center - half, center + half], axis=1)


@kernel
def _paste(mask, rows, columns, first_row, first_column, threshold, found):
    """Marks which pixels of a part of a box reach the threshold.

    Args:
        mask: (S, S) float32 mask of the whole box.
        rows: Number of rows of the box.
        columns: Number of columns of the box.
        first_row: First row of the part in the box.
        first_column: First column of the part in the box.
        threshold: Minimum value of a pixel inside.
        found: (h, w) bool output.
    """
    side = len(mask)
    half, one, zero = np.float32(0.5), np.float32(1), np.float32(0)
    scale_y = np.float32(side) / np.float32(rows)
    scale_x = np.float32(side) / np.float32(columns)
    for y in range(found.shape[0]):
        v = max((np.float32(first_row + y) + half) * scale_y - half, zero)
        row = min(int(v), side - 1)
        below = min(row + 1, side - 1)
        down = min(max(v - np.float32(row), zero), one)
        for x in range(found.shape[1]):
            u = max((np.float32(first_column + x) + half) * scale_x - half, zero)
            column = min(int(u), side - 1)
            beside = min(column + 1, side - 1)
            right = min(max(u - np.float32(column), zero), one)
            upper = (one - right) * mask[row, column] + right * mask[row, beside]
            lower = (one - right) * mask[below, column] + right * mask[below, beside]
            found[y, x] = (one - down) * upper + down * lower >= threshold
