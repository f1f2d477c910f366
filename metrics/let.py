"""Longitudinal error tolerance: how LET-3D-AP forgives wrong depth along the line of sight.

Camera-only detectors misjudge depth far more than direction. A prediction is moved along the line
from the sensor before its IoU is taken, and pays by its longitudinal affinity, which falls from 1
to 0 as the error grows to a tenth of the range. (Hung et al., "LET-3D-AP: Longitudinal Error
Tolerant 3D Average Precision for Camera-Only 3D Detection", 2022, arXiv:2206.07705.)
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import measure_iou


class Alignment(enum.IntEnum):
    """When a prediction moves along its line of sight to the point nearest the ground truth."""

    NONE = 1
    RANGE = 2
    """Always."""
    CENTER = 3
    """Never, but its center seen from above becomes that of the ground truth."""
    FURTHER_ONLY = 4
    """If that brings it nearer to the sensor without crossing it."""
    ANY_CLOSER_ONLY = 5
    """If that takes it away from the sensor or across it."""
    BETWEEN_ORIGIN_AND_TRUTH_ONLY = 6
    """If that takes it away from the sensor."""


_NONE = int(Alignment.NONE)
_CENTER = int(Alignment.CENTER)
_FURTHER_ONLY = int(Alignment.FURTHER_ONLY)
_ANY_CLOSER_ONLY = int(Alignment.ANY_CLOSER_ONLY)
_BETWEEN = int(Alignment.BETWEEN_ORIGIN_AND_TRUTH_ONLY)

_LEAST = 1e-6
"""Least range, metres, and least squared range that is divided by."""


@dataclass(frozen=True)
class LongitudinalTolerance:
    """How much longitudinal error is tolerated; the defaults are those of the official LET tool.

    Attributes:
        sensor: x, y, z of the camera in the vehicle frame, metres; the mean of the five.
        fraction_of_range: tolerance as a fraction of the ground truth's range.
        min_tolerance: smallest tolerance, metres.
        alignment: when predictions move.
    """

    sensor: tuple[float, float, float] = (1.43, 0.0, 2.18)
    fraction_of_range: float = 0.1
    min_tolerance: float = 0.5
    alignment: Alignment = Alignment.RANGE

    def __post_init__(self) -> None:
        """Checks the numbers."""
        if not (self.fraction_of_range >= 0 and self.min_tolerance > 0):
            raise InvalidInputError(
                "longitudinal tolerance: expected fraction_of_range >= 0 and min_tolerance > 0, "
                f"got {self.fraction_of_range} and {self.min_tolerance}"
            )

    def parameters(self) -> NDArray[np.float64]:
        """The numbers that the kernels read, rounded to float32 where the official config is."""
        fraction, least = np.float32(self.fraction_of_range), np.float32(self.min_tolerance)
        return np.array([self.alignment, *self.sensor, fraction, least], dtype=np.float64)


NO_TOLERANCE = np.zeros(6)
"""Kernel parameters that mean plain IoU."""


@numba.njit(cache=True, nogil=True, error_model="numpy")
def tolerant_iou(parameters, kind, prediction, truth, moved, seen):
    """IoU of two prepared boxes after the prediction moved along its line of sight.

    Args:
        parameters: what `LongitudinalTolerance.parameters` gives.
        kind: IOU_3D or IOU_BEV.
        prediction: (9,) prepared box.
        truth: (9,) prepared box.
        moved: (9,) scratch.
        seen: (9,) scratch.
    """
    for k in range(9):
        moved[k], seen[k] = prediction[k], truth[k]
    for k in range(3):
        moved[k] -= parameters[1 + k]
        seen[k] -= parameters[1 + k]
    alignment = int(parameters[0])
    if alignment == _CENTER:
        moved[0], moved[1] = seen[0], seen[1]
    elif alignment != _NONE:
        product = moved[0] * seen[0] + moved[1] * seen[1] + moved[2] * seen[2]
        square = moved[0] * moved[0] + moved[1] * moved[1] + moved[2] * moved[2]
        factor = product / max(square, _LEAST)
        shortens = 0.0 <= factor < 1.0
        if (
            (alignment == _FURTHER_ONLY and not shortens)
            or (alignment == _ANY_CLOSER_ONLY and shortens)
            or (alignment == _BETWEEN and factor < 1.0)
        ):
            factor = 1.0
        for k in range(3):
            moved[k] *= factor
    return measure_iou(kind, moved, seen)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def longitudinal_affinity(parameters, prediction, truth):
    """1 for a prediction at the right depth, 0 where the tolerance is used up; prepared boxes."""
    product, own, range_squared = 0.0, 0.0, 0.0
    for k in range(3):
        p, t = prediction[k] - parameters[1 + k], truth[k] - parameters[1 + k]
        product += p * t
        own += p * p
        range_squared += t * t
    truth_range = max(np.sqrt(range_squared), _LEAST)
    own_range = max(np.sqrt(own), _LEAST)
    cosine = product / truth_range / own_range
    tolerance = np.float64(np.float32(max(parameters[4] * truth_range, parameters[5])))
    error = abs((own_range * cosine - truth_range) / tolerance)
    return max(0.0, min(1.0 - error, 1.0))
