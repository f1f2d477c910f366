"""Longitudinal error tolerance (LET): scores detections of cameras, which misjudge depth.

Before its IoU is taken, a prediction is moved along the line of sight from the sensor to the point
nearest the label. In return it counts by its longitudinal affinity, which falls from 1 to 0 as the
error of depth grows to the tolerance, a tenth of the range.

Source: Hung et al., "LET-3D-AP: Longitudinal Error Tolerant 3D Average Precision for Camera-Only 3D
Detection", 2022, arXiv:2206.07705.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import measure_iou
from waymo_kit.kernels import kernel


class Alignment(enum.IntEnum):
    """Cases in which a prediction moves along its line of sight to the point nearest the label."""

    NONE = 1
    RANGE = 2
    """Moves every prediction."""
    CENTER = 3
    """Moves none; its center seen from above becomes that of the ground truth instead."""
    FURTHER_ONLY = 4
    """Moves only predictions that get nearer to the sensor without crossing it."""
    ANY_CLOSER_ONLY = 5
    """Moves only predictions that get farther from the sensor, or cross it."""
    BETWEEN_ORIGIN_AND_TRUTH_ONLY = 6
    """Moves only predictions that get farther from the sensor."""


_NONE = int(Alignment.NONE)
_CENTER = int(Alignment.CENTER)
_FURTHER_ONLY = int(Alignment.FURTHER_ONLY)
_ANY_CLOSER_ONLY = int(Alignment.ANY_CLOSER_ONLY)
_BETWEEN = int(Alignment.BETWEEN_ORIGIN_AND_TRUTH_ONLY)

_MIN_RANGE = 1e-6
"""Smallest range in meters, and smallest squared range, by which is divided."""


@dataclass(frozen=True)
class LongitudinalTolerance:
    """Configures how much longitudinal error is tolerated; the defaults are the official ones.

    Attributes:
        sensor: x, y, z of the camera in the vehicle frame in meters. Defaults to the mean of the
            five cameras.
        fraction_of_range: Tolerance as a fraction of the label's range. Defaults to a tenth.
        min_tolerance: Smallest tolerance in meters. Defaults to 0.5.
        alignment: Cases in which predictions move. Defaults to all.
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
        """Returns the numbers for the kernels, rounded to float32 where the official ones are."""
        fraction, smallest = np.float32(self.fraction_of_range), np.float32(self.min_tolerance)
        return np.array([self.alignment, *self.sensor, fraction, smallest], dtype=np.float64)


NO_TOLERANCE = np.zeros(6)
"""Kernel parameters that mean plain IoU."""


@kernel
def tolerant_iou(
    parameters: NDArray[np.float64],
    kind: int,
    prediction: NDArray[np.float64],
    truth: NDArray[np.float64],
    moved: NDArray[np.float64],
    seen: NDArray[np.float64],
) -> float:
    """Returns the IoU of two prepared boxes after the prediction moved along its line of sight.

    Args:
        parameters: (6,) numbers from `LongitudinalTolerance.parameters`.
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
        factor = product / max(square, _MIN_RANGE)
        shortens = 0.0 <= factor < 1.0
        if (
            (alignment == _FURTHER_ONLY and not shortens)
            or (alignment == _ANY_CLOSER_ONLY and shortens)
            or (alignment == _BETWEEN and factor < 1.0)
        ):
            factor = 1.0
        for k in range(3):
            moved[k] *= factor
    tolerant_iou: float = measure_iou(kind, moved, seen)
    return tolerant_iou


@kernel
def longitudinal_affinity(
    parameters: NDArray[np.float64], prediction: NDArray[np.float64], truth: NDArray[np.float64]
) -> float:
    """Returns 1 for a prepared box at the right depth, 0 where the tolerance is used up."""
    product, own, range_squared = 0.0, 0.0, 0.0
    for k in range(3):
        p, t = prediction[k] - parameters[1 + k], truth[k] - parameters[1 + k]
        product += p * t
        own += p * p
        range_squared += t * t
    truth_range = max(np.sqrt(range_squared), _MIN_RANGE)
    own_range = max(np.sqrt(own), _MIN_RANGE)
    cosine = product / truth_range / own_range
    tolerance = np.float64(np.float32(max(parameters[4] * truth_range, parameters[5])))
    error = abs((own_range * cosine - truth_range) / tolerance)
    longitudinal_affinity: float = max(0.0, min(1.0 - error, 1.0))
    return longitudinal_affinity
