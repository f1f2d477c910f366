"""Augmentation of images with boxes: mirroring, scale jitter, and RandAugment on batches."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.camera.config import check_fraction
from waymo_kit.detectors.camera.image_fit import ImageFit, fit_image
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class ImageAugmentation:
    """Random augmentation of images, different in each epoch.

    Attributes:
        mirrored: Share of images whose left and right are exchanged.
        min_scale: Minimum factor of the size; 1 fills the canvas.
        max_scale: Maximum factor; a random part of an image larger than the canvas is used.
        min_visible: Minimum share of a box that must stay in the image for the box to count.
        operations: Number of operations of RandAugment, in the ranges of "efficientnet"; their
            order and places differ between images. Defaults to 0, which applies none.
        magnitude: Magnitude of these operations, 0 to 30.
        pasted: Share of images into which objects of another one are pasted, each with probability
            1/2. Only for networks with masks, by which they are cut out. Defaults to 0.
    """

    mirrored: float = 0.5
    min_scale: float = 0.8
    max_scale: float = 1.25
    min_visible: float = 0.25
    operations: int = 0
    magnitude: float = 5.0
    pasted: float = 0.0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        check_fraction("mirrored", self.mirrored)
        check_fraction("min_visible", self.min_visible)
        check_fraction("pasted", self.pasted)
        if not 0.05 <= self.min_scale <= self.max_scale <= 20:
            raise InvalidInputError(
                "min_scale: expected 0.05 <= min_scale <= max_scale <= 20, got "
                f"{self.min_scale} and {self.max_scale}"
            )
        if self.operations < 0 or not 0 <= self.magnitude <= 30:
            raise InvalidInputError(
                "operations: expected at least 0 and a magnitude of 0 to 30, got "
                f"{self.operations} and {self.magnitude}"
            )

    def draw_fit(
        self, height: int, width: int, canvas: tuple[int, int], rng: np.random.Generator
    ) -> ImageFit:
        """Returns a random fit of an image on the canvas.

        Args:
            height: Height of the image in pixels.
            width: Width of the image in pixels.
            canvas: Height and width of the canvas.
            rng: Source of the random numbers.
        """
        scale = rng.uniform(self.min_scale, self.max_scale)
        fit = fit_image(height, width, canvas, scale)
        rows, columns = (
            int(rng.integers(max(side - room, 0) + 1))
            for side, room in zip(fit.resized, canvas, strict=True)
        )
        is_mirrored = bool(rng.random() < self.mirrored)
        return dataclasses.replace(fit, offset=(rows, columns), is_mirrored=is_mirrored)
