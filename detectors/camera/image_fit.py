"""Images of any size on the canvas of a network: resized, moved, mirrored and padded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.formats.image import decode_image


@dataclass(frozen=True)
class ImageFit:
    """Fit of an image to the canvas: mirrored if at all, then resized, then cropped.

    Attributes:
        height: Height of the image in pixels.
        width: Width of the image in pixels.
        resized: Height and width after resizing.
        offset: Row and column of the resized image that come first on the canvas.
        is_mirrored: Whether left and right are exchanged.
        canvas: Height and width of the canvas.
    """

    height: int
    width: int
    resized: tuple[int, int]
    canvas: tuple[int, int]
    offset: tuple[int, int] = (0, 0)
    is_mirrored: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the part of the canvas that shows the image."""
        rows, columns = (
            min(side - first, room)
            for side, first, room in zip(self.resized, self.offset, self.canvas, strict=True)
        )
        return rows, columns

    def place(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Returns the canvas (H, W, 3) with the image (h, w, 3), zeros around it.

        The image may have been decoded at a lower resolution than its own.
        """
        if pixels.shape[:2] != self.resized:
            rows, columns = self.resized
            scaled = Image.fromarray(pixels).resize((columns, rows), Image.Resampling.BILINEAR)
            pixels = np.asarray(scaled)
        if self.is_mirrored:
            pixels = pixels[:, ::-1]
        (top, left), (rows, columns) = self.offset, self.size
        canvas = np.zeros((*self.canvas, 3), np.uint8)
        canvas[:rows, :columns] = pixels[top : top + rows, left : left + columns]
        return canvas

    def move(self, corners: NDArray[np.floating]) -> NDArray[np.float64]:
        """Returns boxes (N, 4) of the image on the canvas, not clipped."""
        boxes = np.array(corners, np.float64).reshape(-1, 4)
        if self.is_mirrored:
            boxes[:, [0, 2]] = self.width - boxes[:, [2, 0]]
        return boxes * self._scale - self._shift

    def restore(self, corners: NDArray[np.floating]) -> NDArray[np.float64]:
        """Returns boxes (N, 4) of the canvas in the image, clipped to it; undoes `move`."""
        boxes = (np.asarray(corners, np.float64).reshape(-1, 4) + self._shift) / self._scale
        if self.is_mirrored:
            boxes[:, [0, 2]] = self.width - boxes[:, [2, 0]]
        return np.clip(boxes, 0, [self.width, self.height, self.width, self.height])

    @property
    def _scale(self) -> NDArray[np.float64]:
        y, x = self.resized[0] / self.height, self.resized[1] / self.width
        return np.array([x, y, x, y])

    @property
    def _shift(self) -> NDArray[np.float64]:
        return np.array([*self.offset[::-1], *self.offset[::-1]], np.float64)


def fit_image(height: int, width: int, canvas: tuple[int, int], scale: float = 1.0) -> ImageFit:
    """Fits an image to a canvas from its top-left corner, its sides in proportion.

    Args:
        height: Height of the image in pixels.
        width: Width of the image in pixels.
        canvas: Height and width of the canvas.
        scale: Factor of the size; above 1 the image sticks out to the right and below.
    """
    factor = scale * min(canvas[0] / height, canvas[1] / width)
    rows, columns = (
        max(1, min(round(side * factor), room) if scale <= 1 else round(side * factor))
        for side, room in zip((height, width), canvas, strict=True)
    )
    return ImageFit(height, width, (rows, columns), canvas)


def decode_for(data: bytes, where: str, fit: ImageFit) -> NDArray[np.uint8]:
    """Decodes an image for a fit; a JPEG at half its resolution or less where that suffices.

    Raises:
        CorruptDataError: The image does not decode.
    """
    rows, columns = fit.resized
    return decode_image(data, where, "RGB", at_least=(columns, rows))
