"""The two sets of operations that go by the name of RandAugment, with their ranges."""

from __future__ import annotations

from dataclasses import dataclass

from waymo_kit.detectors.augment import enhancement, gray_levels, warp
from waymo_kit.detectors.augment.operation import (
    Color,
    Cutout,
    FixedColor,
    Operation,
    Strength,
    Warp,
)

NONE = Strength(lambda part: 0.0)


@dataclass(frozen=True)
class Policy:
    """Operations to draw from, all equally likely, and the greatest magnitude they are made for."""

    operations: tuple[Operation, ...]
    max_magnitude: float

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the operations, in their order."""
        return tuple(operation.name for operation in self.operations)


def _paper() -> Policy:
    """The 14 operations of Cubuk et al. (2019), in the ranges of AutoAugment's table."""
    factor = Strength(lambda part: 0.9 * part, center=1.0, signed=True)
    shear = Strength(lambda part: 0.3 * part, signed=True)
    shift = Strength(lambda part: 150 / 331 * part, signed=True)
    bits = Strength(lambda part: round(8 - 4 * part))
    operations = (
        Operation("identity", NONE),
        FixedColor("auto_contrast", NONE, gray_levels.auto_contrast),
        FixedColor("equalize", NONE, gray_levels.equalize),
        Warp("rotate", Strength(lambda part: 30 * part, signed=True), warp.rotation),
        Color("solarize", Strength(lambda part: 255 - 255 * part), gray_levels.solarize),
        Color("color", factor, enhancement.color),
        Color("posterize", bits, gray_levels.posterize),
        Color("contrast", factor, enhancement.contrast),
        Color("brightness", factor, enhancement.brightness),
        Color("sharpness", factor, enhancement.sharpness),
        Warp("shear_x", shear, warp.horizontal_shear),
        Warp("shear_y", shear, warp.vertical_shear),
        Warp("translate_x", shift, warp.relative_horizontal_shift),
        Warp("translate_y", shift, warp.relative_vertical_shift),
    )
    return Policy(operations, max_magnitude=10)


def _efficientnet() -> Policy:
    """The 16 operations with which EfficientNet was trained, in its public code's ranges.

    In that code `posterize` keeps 0 bits below magnitude 2.5 and shifts by a negative number of
    bits from 22.5 on; here the number of bits that are kept is clipped to 1..8.
    """
    factor = Strength(lambda part: 1.8 * part + 0.1)
    shear = Strength(lambda part: 0.3 * part, signed=True)
    shift = Strength(lambda part: 100 * part, signed=True)
    bits = Strength(lambda part: int(4 * part))
    addition = Strength(lambda part: int(110 * part))
    operations = (
        FixedColor("auto_contrast", NONE, gray_levels.auto_contrast),
        FixedColor("equalize", NONE, gray_levels.equalize),
        FixedColor("invert", NONE, gray_levels.invert),
        Warp("rotate", Strength(lambda part: 30 * part, signed=True), warp.rotation),
        Color("posterize", bits, gray_levels.posterize),
        Color("solarize", Strength(lambda part: int(256 * part)), gray_levels.solarize),
        Color("color", factor, enhancement.color),
        Color("contrast", factor, enhancement.contrast),
        Color("brightness", factor, enhancement.brightness),
        Color("sharpness", factor, enhancement.sharpness),
        Warp("shear_x", shear, warp.horizontal_shear),
        Warp("shear_y", shear, warp.vertical_shear),
        Warp("translate_x", shift, warp.horizontal_shift),
        Warp("translate_y", shift, warp.vertical_shift),
        Cutout("cutout", Strength(lambda part: int(40 * part))),
        Color("solarize_add", addition, gray_levels.solarize_add),
    )
    return Policy(operations, max_magnitude=30)


POLICIES = {"paper": _paper(), "efficientnet": _efficientnet()}
"""Policies by name."""
