"""Anchors of a feature pyramid: boxes of fixed sizes in each cell of each level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.camera.config import ImageAnchors


def place_anchors(
    anchors: ImageAnchors, canvas: tuple[int, int], grids: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """Returns the anchors of all levels in the order of a head's outputs.

    The order is that of torchvision's `AnchorGenerator`: levels, rows, columns, ratios, sizes.

    Args:
        anchors: Sizes and ratios.
        canvas: Height and width of the network's image in pixels.
        grids: Numbers of rows and columns of each level.

    Returns:
        (A, 4) float32 x_min, y_min, x_max, y_max in pixels.
    """
    roots = np.sqrt(np.asarray(anchors.ratios, np.float32))
    parts = []
    for sizes, (rows, columns) in zip(anchors.sizes, grids, strict=True):
        sides = np.asarray(sizes, np.float32)
        widths = (np.float32(1) / roots)[:, None] * sides
        heights = roots[:, None] * sides
        shapes = np.stack([-widths, -heights, widths, heights], axis=-1).reshape(-1, 4) / 2
        if anchors.rounded:
            shapes = np.round(shapes)
        stride_y, stride_x = canvas[0] // rows, canvas[1] // columns
        offset = 0.5 if anchors.centered else 0.0
        y, x = np.meshgrid(
            (np.arange(rows) + offset) * stride_y,
            (np.arange(columns) + offset) * stride_x,
            indexing="ij",
        )
        cells = np.stack([x, y, x, y], axis=-1).reshape(-1, 1, 4)
        parts.append((cells.astype(np.float32) + shapes).reshape(-1, 4))
    return np.concatenate(parts)
