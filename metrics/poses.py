"""Keypoints of the objects of a frame as arrays."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array

from .keypoint_types import LASER_KEYPOINTS, KeypointType


class Visibility(enum.IntEnum):
    """Visibility of a keypoint."""

    MISSING = 0
    OCCLUDED = 1
    VISIBLE = 2


@dataclass(frozen=True)
class Poses:
    """N objects with K keypoints each, in D = 2 (pixels) or 3 (meters) dimensions.

    Attributes:
        locations: (N, K, D) float64 locations in any fixed order of types; any finite number where
            a keypoint is missing.
        visibility: (N, K) int8 `Visibility`.
        boxes: (N, 7) for D = 3, (N, 4) for D = 2, or None where the objects have no boxes.

    Raises:
        InvalidInputError: A shape is wrong, a number is not finite, or a visibility is unknown.
    """

    locations: NDArray[np.float64]
    visibility: NDArray[np.int8]
    boxes: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Checks the arrays and brings them to their types."""
        locations = as_array("locations", self.locations, ("N", "K", "D"))
        visibility = np.asarray(self.visibility)
        dimensions = locations.shape[2]
        if dimensions not in (2, 3):
            raise InvalidInputError(
                f"locations: expected 2 or 3 coordinates per keypoint, got {dimensions}"
            )
        if visibility.shape != locations.shape[:2]:
            raise InvalidInputError(
                f"visibility: expected shape {locations.shape[:2]}, got {visibility.shape}"
            )
        if not np.isin(visibility, (0, 1, 2)).all():
            raise InvalidInputError(
                "visibility: expected 0 (missing), 1 (occluded) or 2 (visible), got"
                f" {visibility[~np.isin(visibility, (0, 1, 2))][0]}"
            )
        if not np.isfinite(locations).all():
            row = int((~np.isfinite(locations)).any(axis=(1, 2)).argmax())
            raise InvalidInputError(f"locations: expected finite numbers, got NaN in object {row}")
        boxes = self.boxes
        if boxes is not None:
            boxes = as_array("boxes", boxes, ("N", 7 if dimensions == 3 else 4))
            if len(boxes) != len(locations):
                raise InvalidInputError(
                    f"boxes: expected one for each of {len(locations)} objects, got {len(boxes)}"
                )
            sides = boxes[:, dimensions : 2 * dimensions]
            bad = ~np.isfinite(boxes).all(axis=1) | (sides < 0).any(axis=1)
            if bad.any():
                raise InvalidInputError(
                    "boxes: expected finite numbers and sides >= 0, got"
                    f" {boxes[bad][0].tolist()} in object {int(bad.argmax())}"
                )
        object.__setattr__(self, "locations", locations)
        object.__setattr__(self, "visibility", visibility.astype(np.int8))
        object.__setattr__(self, "boxes", boxes)

    def __len__(self) -> int:
        """Number of objects."""
        return len(self.locations)

    @property
    def is_visible(self) -> NDArray[np.bool_]:
        """Whether each keypoint is visible, neither missing nor occluded, (N, K) bool."""
        is_visible: NDArray[np.bool_] = self.visibility == Visibility.VISIBLE
        return is_visible

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Whether each keypoint has a location, visible or occluded, (N, K) bool."""
        is_known: NDArray[np.bool_] = self.visibility != Visibility.MISSING
        return is_known

    @property
    def has_visible(self) -> NDArray[np.bool_]:
        """Whether each object has a visible keypoint, (N,) bool."""
        has_visible: NDArray[np.bool_] = np.any(self.is_visible, axis=1)
        return has_visible

    def take(self, rows: ArrayLike) -> Poses:
        """Returns the objects of some rows; row -1 is an empty object, zero everywhere."""
        index = np.asarray(rows, dtype=np.int64)
        return Poses(
            _with_empty(self.locations)[index],
            _with_empty(self.visibility)[index],
            None if self.boxes is None else _with_empty(self.boxes)[index],
        )


def _with_empty(rows: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([rows, np.zeros((1, *rows.shape[1:]), rows.dtype)])


def ordered_keypoints(
    types: ArrayLike,
    locations: ArrayLike,
    is_occluded: ArrayLike,
    order: Sequence[KeypointType] = LASER_KEYPOINTS,
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Puts the keypoints of one object, as a label stores them, into a fixed order.

    Args:
        types: (M,) int of `KeypointType`.
        locations: (M, D).
        is_occluded: (M,) bool.
        order: K types; keypoints of other types are left out.

    Returns:
        (K, D) locations, zero where missing, and (K,) visibility.

    Raises:
        InvalidInputError: Lengths differ or a type occurs twice.
    """
    kinds = np.asarray(types, dtype=np.int64)
    points = as_array("locations", locations, ("M", "D"))
    occluded = np.asarray(is_occluded, dtype=bool)
    if kinds.shape != points.shape[:1] or occluded.shape != kinds.shape:
        raise InvalidInputError(
            "expected as many types, locations and occlusion flags, got"
            f" {kinds.shape}, {points.shape} and {occluded.shape}"
        )
    if len(np.unique(kinds)) < len(kinds):
        raise InvalidInputError(f"expected each keypoint type once, got {kinds.tolist()}")
    result = np.zeros((len(order), points.shape[1]))
    visibility = np.zeros(len(order), np.int8)
    for slot, kind in enumerate(order):
        (found,) = np.nonzero(kinds == kind)
        if found.size:
            result[slot] = points[found[0]]
            visibility[slot] = Visibility.OCCLUDED if occluded[found[0]] else Visibility.VISIBLE
    return result, visibility
