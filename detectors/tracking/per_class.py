"""Settings that differ between the classes of objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema import ObjectType

Setting = TypeVar("Setting")


@dataclasses.dataclass(frozen=True)
class PerClass(Generic[Setting]):
    """One setting for each class of objects.

    Attributes:
        vehicle: Setting of vehicles.
        pedestrian: Setting of pedestrians.
        sign: Setting of signs.
        cyclist: Setting of cyclists.
    """

    vehicle: Setting
    pedestrian: Setting
    sign: Setting
    cyclist: Setting

    def table(self, get: Callable[[Setting], Any]) -> NDArray[np.float64]:
        """Returns a number, or row of numbers, of each setting: (5, ...) float64 by `ObjectType`.

        Row 0, of UNKNOWN, is NaN: no track has that type.
        """
        rows = {
            ObjectType.VEHICLE: get(self.vehicle),
            ObjectType.PEDESTRIAN: get(self.pedestrian),
            ObjectType.SIGN: get(self.sign),
            ObjectType.CYCLIST: get(self.cyclist),
        }
        table = np.full((max(ObjectType) + 1, *np.shape(get(self.vehicle))), np.nan)
        for kind, row in rows.items():
            table[kind] = row
        return table

    def map(self, change: Callable[[Setting], Setting]) -> PerClass[Setting]:
        """Returns the settings, each changed by a function."""
        return PerClass(*(change(getattr(self, field.name)) for field in dataclasses.fields(self)))
