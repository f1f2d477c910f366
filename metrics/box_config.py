"""The part of a configuration that all metrics of boxes share."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar, TypeVar

import numpy as np

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap
from waymo_kit.schema import Difficulty

from .breakdowns import Breakdown, row_names
from .objects import Objects

_Objects = TypeVar("_Objects", bound=Objects)

OFFICIAL_CUTOFFS = tuple(float(np.float32(i * 0.01)) for i in range(101))
"""The official score cutoffs: 0, 0.01, ... 1, rounded to float32."""


@dataclass(frozen=True)
class BoxMetricConfig:
    """Base class of `DetectionConfig` and `TrackingConfig`; the defaults are the official ones.

    Attributes:
        breakdowns: Ways to divide the objects; the result has rows for each. Defaults to types, and
            types by range.
        levels: Difficulties to score. LEVEL_2 includes LEVEL_1. Defaults to both.
        overlap: Measure of overlap: IOU_3D, IOU_BEV, or IOU_2D for image boxes. Defaults to IOU_3D.
        iou_thresholds: Lowest IoU of a match for vehicles, pedestrians, signs and cyclists, in
            (0, 1]. Defaults to 0.7 for vehicles and 0.5 for the others.
        score_cutoffs: Ascending score cutoffs. Defaults to 0, 0.01, ... 1.
        single_precision: Whether to round boxes and speeds to float32 first. Defaults to True, as
            the official op does; the official C++ tool does not. It matters for IoUs next to a
            threshold.
    """

    _name: ClassVar[str] = "config"

    breakdowns: tuple[Breakdown, ...] = (Breakdown.OBJECT_TYPE, Breakdown.RANGE)
    levels: tuple[Difficulty, ...] = (Difficulty.LEVEL_1, Difficulty.LEVEL_2)
    overlap: Overlap = Overlap.IOU_3D
    iou_thresholds: tuple[float, float, float, float] = (0.7, 0.5, 0.5, 0.5)
    score_cutoffs: tuple[float, ...] = OFFICIAL_CUTOFFS
    single_precision: bool = True

    def __post_init__(self) -> None:
        """Checks the values.

        Raises:
            InvalidInputError: A value is out of range; the message names it.
        """
        for name, (holds, expected) in self._requirements().items():
            if not holds:
                raise InvalidInputError(
                    f"{self._name}: expected {name} to be {expected}, got {getattr(self, name)}"
                )

    def _requirements(self) -> dict[str, tuple[bool, str]]:
        """Returns whether the value of a field holds, and what is expected of it."""
        return {
            "breakdowns": (len(set(self.breakdowns)) == len(self.breakdowns) > 0, "at least one"),
            "levels": (len(self.levels) > 0, "at least one"),
            "overlap": (self.overlap != Overlap.GIOU_3D, "an IoU"),
            "iou_thresholds": (
                len(self.iou_thresholds) == 4 and all(0 < t <= 1 for t in self.iou_thresholds),
                "four numbers in (0, 1]",
            ),
            "score_cutoffs": (
                len(self.score_cutoffs) > 0
                and bool(np.isfinite(self.score_cutoffs).all())
                and bool((np.diff(self.score_cutoffs) > 0).all()),
                "ascending numbers",
            ),
        }

    @property
    def row_names(self) -> tuple[str, ...]:
        """Official names of the result's rows."""
        return row_names(self.breakdowns, self.levels)

    def prepare(self, objects: _Objects) -> _Objects:
        """Checks the width of the boxes, and rounds them if the configuration says so.

        Raises:
            InvalidInputError: The boxes do not fit the measure of overlap.
        """
        width = 4 if self.overlap == Overlap.IOU_2D else 7
        if objects.box.shape[1] != width:
            raise InvalidInputError(
                f"{type(objects).__name__}: expected box of shape (N, {width}) for "
                f"{self.overlap.name}, got {objects.box.shape}"
            )
        if not self.single_precision:
            return objects
        return dataclasses.replace(
            objects,
            box=objects.box.astype(np.float32).astype(np.float64),
            speed=objects.speed.astype(np.float32).astype(np.float64),
        )
