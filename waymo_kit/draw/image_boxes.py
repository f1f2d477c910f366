"""An image with 2D boxes and masks over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.draw.style import BACKGROUND, style_view, type_color
from waymo_kit.geometry import Masks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FILLING = 0.45
"""Share of the color of a mask in its pixels; its edge has all of it."""


def draw_image_boxes(axes: Axes, image: NDArray[np.uint8], boxes: ImageBoxes) -> None:
    """Draws an image with objects in the colors of their types: their masks, or else their boxes.

    Args:
        axes: matplotlib axes to draw into; their limits and ticks are set.
        image: (H, W, 3) uint8 RGB.
        boxes: Boxes of the image, with or without `masks`.

    Raises:
        InvalidInputError: A mask is damaged or of an image of another size.
    """
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgb

    height, width = image.shape[:2]
    colors = [type_color(kind) for kind in boxes.types.tolist()]
    shown = image.astype(np.float64)
    masks = np.full(len(boxes), "", object) if boxes.masks is None else boxes.masks
    outlined = np.flatnonzero(masks == "")
    for row in np.flatnonzero(masks != ""):
        (mask,) = Masks.from_texts([masks[row]], height, width, f"mask {row}").pixels
        paint_mask(shown, mask, 255 * np.array(to_rgb(colors[row])))
    style_view(axes)
    axes.imshow(shown.round().astype(np.uint8), extent=(0, width, height, 0))
    middle, half = np.split(boxes.array[outlined] * [1, 1, 0.5, 0.5], 2, axis=1)
    edges = [colors[row] for row in outlined]
    ring = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    lines = list(middle[:, None] + half[:, None] * ring)
    # A dark line under each one keeps it legible on any image.
    for color, alpha, line_width in ((BACKGROUND, 0.55, 2.0), (edges, 1.0, 1.0)):
        axes.add_collection(
            LineCollection(lines, colors=color, alpha=alpha, linewidths=line_width), autolim=False
        )
    axes.set(xlim=(0, width), ylim=(height, 0))


def paint_mask(
    image: NDArray[np.float64], mask: NDArray[np.bool_], color: NDArray[np.float64]
) -> None:
    """Colors the pixels of a mask: its edge in full, its inside in part.

    Args:
        image: (H, W, 3) float64 RGB from 0 to 255, which is changed.
        mask: (H, W) bool.
        color: (3,) RGB from 0 to 255.
    """
    padded = np.pad(mask, 1)
    inside = mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    image[inside] += _FILLING * (color - image[inside])
    image[mask & ~inside] = color
