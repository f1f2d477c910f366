"""Masks of boxes, pasted into images."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.kernels import kernel


def paste_masks(
    masks: ArrayLike, boxes: ArrayLike, height: int, width: int, threshold: float = 0.5
) -> NDArray[np.bool_]:
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
        (K, height, width) bool.

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
    grown = np.clip(grow_boxes(corners, (side + 2) / side), -(2**30), 2**30).astype(np.int64)
    found = np.zeros((len(values), height, width), np.bool_)
    _paste(bordered, grown, np.float32(threshold), found)
    return found


def grow_boxes(corners: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """Returns boxes (K, 4) scaled about their centers, in float32."""
    half = (corners[:, 2:] - corners[:, :2]) * np.float32(0.5) * np.float32(scale)
    center = (corners[:, 2:] + corners[:, :2]) * np.float32(0.5)
    return np.concatenate([center - half, center + half], axis=1)


@kernel
def _paste(masks, boxes, threshold, found):
    """Marks the pixels of each mask that reach the threshold."""
    count, height, width = found.shape
    side = masks.shape[1]
    half, one, zero = np.float32(0.5), np.float32(1), np.float32(0)
    for k in range(count):
        left, top = boxes[k, 0], boxes[k, 1]
        columns = max(boxes[k, 2] - left + 1, 1)
        rows = max(boxes[k, 3] - top + 1, 1)
        scale_y, scale_x = (
            np.float32(side) / np.float32(rows),
            np.float32(side) / np.float32(columns),
        )
        for y in range(max(top, 0), min(top + rows, height)):
            v = max((np.float32(y - top) + half) * scale_y - half, zero)
            row = min(int(v), side - 1)
            below = min(row + 1, side - 1)
            down = min(max(v - np.float32(row), zero), one)
            for x in range(max(left, 0), min(left + columns, width)):
                u = max((np.float32(x - left) + half) * scale_x - half, zero)
                column = min(int(u), side - 1)
                beside = min(column + 1, side - 1)
                right = min(max(u - np.float32(column), zero), one)
                upper = (one - right) * masks[k, row, column] + right * masks[k, row, beside]
                lower = (one - right) * masks[k, below, column] + right * masks[k, below, beside]
                found[k, y, x] = (one - down) * upper + down * lower >= threshold
