"""Images with labeled boxes, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class LabeledPicture:
    """An encoded image with its boxes.

    Attributes:
        data: JPEG or PNG file.
        where: Name of the image in error messages.
        boxes: (N, 4) float64 x_min, y_min, x_max, y_max in pixels.
        labels: (N,) int32 index of the class.
        masks: (N, H, W) bool masks of the objects; None where there are none.
    """

    data: bytes
    where: str
    boxes: NDArray[np.float64]
    labels: NDArray[np.int32]
    masks: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        """Checks the boxes, and that each has a label and, where there are masks, a mask.

        Raises:
            InvalidInputError: A box is not finite or has no area, or the columns differ in length.
        """
        counts = {"labels": len(self.labels)}
        if self.masks is not None:
            counts["masks"] = len(self.masks)
        for name, count in counts.items():
            if count != len(self.boxes):
                raise InvalidInputError(
                    f"{self.where}: expected {len(self.boxes)} {name}, one per box, got {count}"
                )
        wrong = ~np.isfinite(self.boxes).all(axis=1)
        wrong |= ~(self.boxes[:, 2:] > self.boxes[:, :2]).all(axis=1)
        if wrong.any():
            row = int(wrong.argmax())
            raise InvalidInputError(
                f"{self.where}: expected finite boxes with an area, got corners "
                f"{self.boxes[row].tolist()} in row {row}"
            )


class PictureSource(Protocol):
    """Labeled images by index; called from several threads at once."""

    def __len__(self) -> int:
        """Number of images."""

    def name(self, index: int) -> str:
        """Returns a name by which a user finds an image."""

    def picture(self, index: int) -> LabeledPicture:
        """Returns an image with its boxes.

        Raises:
            WaymoKitError: The image or its labels cannot be read.
        """

    def close(self) -> Any:
        """Closes open files."""
