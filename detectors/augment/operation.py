"""Operations on images, with the parameters that magnitudes stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keras import ops

from waymo_kit.detectors.augment.cutout import cut_out
from waymo_kit.detectors.augment.warp import warp

Tensor = Any
SCALE = 10
"""The magnitude at which an operation has the greatest parameter of the paper's table."""


@dataclass(frozen=True)
class Strength:
    """Strength of an operation: parameter = center + reach(magnitude / 10).

    Attributes:
        reach: Function that gives the reach of a tenth of the magnitude.
        center: The parameter that changes nothing, where `reach` is the distance from it.
        signed: Whether the reach is subtracted for half of the images.
    """

    reach: Callable[[float], float]
    center: float = 0.0
    signed: bool = False

    def parameters(self, magnitude: float, signs: Tensor) -> Tensor:
        """Parameters (B,) float32, for signs (B,) of -1 and 1."""
        reach = self.reach(magnitude / SCALE)
        return self.center + reach * (signs if self.signed else ops.ones_like(signs))


@dataclass(frozen=True)
class Operation:
    """The identity, and the base of the others."""

    name: str
    strength: Strength

    def apply(self, images: Tensor, parameters: Tensor, points: Tensor, fill: Tensor) -> Tensor:
        """Changes images.

        Args:
            images: (B, H, W, 3) uint8 images.
            parameters: (B,) float32 parameter of each image.
            points: (B, 2) float32 points, uniform in [0, 1), for operations at a random place.
            fill: Three levels, for pixels without content.

        Returns:
            Images of the same shape.
        """
        return images

    def source_map(self, parameters: Tensor, height: Any, width: Any) -> Tensor | None:
        """The (B, 6) map of `warp` that moves the pixels; None if they stay in place."""
        return None


@dataclass(frozen=True)
class FixedColor(Operation):
    """Changes levels in a way that has no parameter."""

    change: Callable[[Tensor], Tensor]

    def apply(self, images, parameters, points, fill):
        """See `Operation.apply`."""
        return self.change(images)


@dataclass(frozen=True)
class Color(Operation):
    """Changes levels by `change(images, parameters)`."""

    change: Callable[[Tensor, Tensor], Tensor]

    def apply(self, images, parameters, points, fill):
        """See `Operation.apply`."""
        return self.change(images, parameters)


@dataclass(frozen=True)
class Warp(Operation):
    """Moves pixels through `make_map(parameters, height, width)`."""

    make_map: Callable[[Tensor, Any, Any], Tensor]

    def apply(self, images, parameters, points, fill):
        """See `Operation.apply`."""
        _, height, width, _ = ops.shape(images)
        return warp(images, self.make_map(parameters, height, width), fill)

    def source_map(self, parameters, height, width):
        """See `Operation.source_map`."""
        return self.make_map(parameters, height, width)


@dataclass(frozen=True)
class Cutout(Operation):
    """Covers a square at a random place; the parameter is half its side."""

    def apply(self, images, parameters, points, fill):
        """See `Operation.apply`."""
        return cut_out(images, parameters, points, fill)
