"""Divides objects into shards by type, range, size, ..., each of which has metrics of its own.

The rules, numbers and row names are those of the official evaluator. TIME_OF_DAY, LOCATION and
WEATHER, which its enum only names, divide each type by what the segment's context says.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.schema import CameraName, Difficulty, ObjectType

from .objects import Frames, GroundTruth, Objects, Predictions

NONE = -1
"""Number that stands for no shard."""


class Breakdown(enum.IntEnum):
    """Ways to divide objects into shards, with the official numbers."""

    ONE_SHARD = 1
    OBJECT_TYPE = 2
    RANGE = 3
    TIME_OF_DAY = 4
    LOCATION = 5
    WEATHER = 6
    VELOCITY = 7
    ALL_BUT_SIGN = 8
    SIZE = 9
    CAMERA = 10


GROUND_TRUTH_ONLY = frozenset({Breakdown.VELOCITY, Breakdown.CAMERA})
"""Breakdowns whose detections are matched across shards and count in the shard of the label."""

_TYPES = tuple(f"TYPE_{kind.name}" for kind in ObjectType if kind != ObjectType.UNKNOWN)

_CONTEXT_VALUES = {
    Breakdown.TIME_OF_DAY: ("day", "dawn/dusk", "night"),
    Breakdown.LOCATION: ("location_sf", "location_phx", "location_other"),
    Breakdown.WEATHER: ("sunny", "rain"),
}
"""Values of a segment's context for each breakdown, in lower case."""

_PARTS = {
    Breakdown.OBJECT_TYPE: ("",),
    Breakdown.RANGE: ("_[0, 30)", "_[30, 50)", "_[50, +inf)"),
    Breakdown.TIME_OF_DAY: ("_DAY", "_DAWN_DUSK", "_NIGHT"),
    Breakdown.LOCATION: ("_SF", "_PHX", "_OTHER"),
    Breakdown.WEATHER: ("_SUNNY", "_RAIN"),
    Breakdown.VELOCITY: ("_STATIONARY", "_SLOW", "_MEDIUM", "_FAST", "_VERY_FAST"),
    Breakdown.SIZE: ("_small", "_large"),
    Breakdown.CAMERA: ("_FRONT", "_FRONT-LEFT", "_FRONT-RIGHT", "_SIDE-LEFT", "_SIDE-RIGHT"),
}
"""Suffixes of the shards that each type is divided into."""

_RANGE_LIMITS = (30.0, 50.0)
_SIZE_LIMITS = (7.0,)
_SPEED_LIMITS = (float(np.float32(0.2)), 1.0, 3.0, 10.0)
_CAMERA_YAWS = (0.0, 45.0, -45.0, 90.0, -90.0)
"""Yaw in degrees of the axis of each camera's image, in the order of `CameraName`."""

_CAMERA_HALF_WIDTH = 25.2
"""Half of a camera's horizontal field of view in degrees."""


def shard_names(breakdown: Breakdown) -> tuple[str, ...]:
    """Returns the official names of a breakdown's shards, in order."""
    if breakdown == Breakdown.ONE_SHARD:
        return ("ONE_SHARD",)
    if breakdown == Breakdown.ALL_BUT_SIGN:
        return ("ALL_BUT_SIGN", "SIGN")
    parts = _PARTS[breakdown]
    return tuple(f"{breakdown.name}_{kind}{part}" for kind in _TYPES for part in parts)


def row_names(
    breakdowns: Sequence[Breakdown],
    levels: Sequence[Difficulty] = (Difficulty.LEVEL_1, Difficulty.LEVEL_2),
) -> tuple[str, ...]:
    """Returns the official names of result rows: by breakdown, then shard, then level."""
    return tuple(
        f"{shard}_{Difficulty(level).name}"
        for breakdown in breakdowns
        for shard in shard_names(breakdown)
        for level in levels
    )


def shards_of(breakdown: Breakdown, objects: Objects, frames: Frames) -> NDArray[np.int16]:
    """Returns the shard of each object.

    Args:
        breakdown: Way to divide the objects.
        objects: N objects.
        frames: Frames of the objects; TIME_OF_DAY, LOCATION, WEATHER, and CAMERA of 2D boxes read
            them.

    Returns:
        (N,) int16 number of the shard, `NONE` where there is none, as for type UNKNOWN.
    """
    if breakdown == Breakdown.ONE_SHARD:
        return np.zeros(len(objects), np.int16)
    if breakdown == Breakdown.ALL_BUT_SIGN:
        shards_of: NDArray[np.int16] = (objects.type == ObjectType.SIGN).astype(np.int16)
        return shards_of
    return _shard(breakdown, objects, _part_of_type(breakdown, objects, frames))


def matching_groups(breakdown: Breakdown, objects: Objects, frames: Frames) -> NDArray[np.int16]:
    """Returns the groups within which detections are matched.

    A group is a shard, except for two breakdowns in which the label decides on the shard: VELOCITY
    matches all objects of a type (group = type - 1), and CAMERA those whose direction lies in a
    camera's field of view, of which two overlap a little.

    Args:
        breakdown: Way to divide the objects.
        objects: N objects.
        frames: Frames of the objects.

    Returns:
        (N, 2) int16 groups of each object, `NONE` for no first or no second one.
    """
    groups = np.full((len(objects), 2), NONE, np.int16)
    if breakdown == Breakdown.VELOCITY:
        groups[:, 0] = objects.type.astype(np.int16) - 1
    elif breakdown == Breakdown.CAMERA and objects.box.shape[1] == 7:
        views = _cameras_by_direction(objects)
        for k in range(2):
            groups[:, k] = _shard(breakdown, objects, views[:, k])
    else:
        groups[:, 0] = shards_of(breakdown, objects, frames)
    return groups


def nearest_speeds(
    predictions: Predictions, ground_truth: GroundTruth, num_frames: int
) -> NDArray[np.float64]:
    """Gives each prediction the speed of the nearest label in its frame, as official tracking does.

    Args:
        predictions: N predictions sorted by frame.
        ground_truth: Labels sorted by frame.
        num_frames: Number of frames.

    Returns:
        (N, 2) float64 speeds in m/s, 0 in a frame without labels. Distances are rounded to float32,
        and the first of several nearest labels counts.
    """
    edges = np.arange(num_frames + 1)
    speeds = np.zeros((len(predictions), 2))
    _copy_nearest(
        np.require(predictions.box, requirements="W"),
        np.searchsorted(predictions.frame, edges),
        np.require(ground_truth.box, requirements="W"),
        np.searchsorted(ground_truth.frame, edges),
        np.require(ground_truth.speed, requirements="W"),
        speeds,
    )
    return speeds


@kernel
def _copy_nearest(
    boxes: NDArray[np.float64],
    starts: NDArray[np.int64],
    truth_boxes: NDArray[np.float64],
    truth_starts: NDArray[np.int64],
    truth_speeds: NDArray[np.float64],
    speeds: NDArray[np.float64],
) -> None:
    dimensions = 3 if boxes.shape[1] == 7 else 2
    for frame in range(len(starts) - 1):
        for i in range(starts[frame], starts[frame + 1]):
            nearest, least = -1, np.float32(np.inf)
            for j in range(truth_starts[frame], truth_starts[frame + 1]):
                total = np.float32(0)
                for k in range(dimensions):
                    difference = np.float32(boxes[i, k] - truth_boxes[j, k])
                    total = np.float32(total + np.float32(difference * difference))
                distance = np.sqrt(total)
                if nearest < 0 or distance < least:
                    nearest, least = j, distance
            if nearest >= 0:
                speeds[i, 0] = truth_speeds[nearest, 0]
                speeds[i, 1] = truth_speeds[nearest, 1]


def _shard(breakdown: Breakdown, objects: Objects, part: NDArray[np.int16]) -> NDArray[np.int16]:
    """Combines type and part of the type."""
    shard = (objects.type.astype(np.int16) - 1) * np.int16(len(_PARTS[breakdown])) + part
    result: NDArray[np.int16] = np.where(
        (objects.type == ObjectType.UNKNOWN) | (part < 0), np.int16(NONE), shard
    )
    return result


def _part_of_type(breakdown: Breakdown, objects: Objects, frames: Frames) -> NDArray[np.int16]:
    """Returns the part of its type that each object is in, (N,) int16, `NONE` for none."""
    box = objects.box
    if breakdown == Breakdown.RANGE:
        height = box[:, 2] if box.shape[1] == 7 else 0.0
        distance = np.sqrt(box[:, 0] ** 2 + box[:, 1] ** 2 + height**2)
        return np.searchsorted(_RANGE_LIMITS, distance, side="right").astype(np.int16)
    if breakdown == Breakdown.SIZE:
        sides = box[:, 3:6] if box.shape[1] == 7 else box[:, 2:4]
        part_of_type: NDArray[np.int16] = np.searchsorted(
            _SIZE_LIMITS, sides.max(axis=1), side="right"
        ).astype(np.int16)
        return part_of_type
    if breakdown == Breakdown.VELOCITY:
        speed = np.sqrt(objects.speed[:, 0] ** 2 + objects.speed[:, 1] ** 2)
        return np.searchsorted(_SPEED_LIMITS, speed, side="right").astype(np.int16)
    if breakdown == Breakdown.CAMERA:
        return _camera_parts(objects, frames)
    if breakdown in _CONTEXT_VALUES:
        values = _CONTEXT_VALUES[breakdown]
        said = np.char.lower(getattr(frames, breakdown.name.lower()))
        part = np.full(len(frames), NONE, np.int16)
        for k, value in enumerate(values):
            part[said == value] = k
        return part[objects.frame]
    return np.zeros(len(objects), np.int16)


def _camera_parts(objects: Objects, frames: Frames) -> NDArray[np.int16]:
    """Returns the image's camera, or the one that sees a 3D object best, or that looks its way."""
    if objects.box.shape[1] == 4:
        camera = frames.camera[objects.frame].astype(np.int16)
    else:
        camera = objects.camera.astype(np.int16)
    part = np.where(camera <= CameraName.SIDE_RIGHT, camera - 1, NONE).astype(np.int16)
    if objects.box.shape[1] == 4:
        return part
    return np.where(camera == CameraName.UNKNOWN, _cameras_by_direction(objects)[:, 0], part)


def _cameras_by_direction(objects: Objects) -> NDArray[np.int16]:
    """Returns the first and second camera, from 0, that see the box's center: (N, 2) int16."""
    direction = np.arctan2(objects.box[:, 1], objects.box[:, 0]) * (180.0 / np.pi)
    found = np.full((len(objects), 2), NONE, np.int16)
    for camera, yaw in enumerate(_CAMERA_YAWS):
        seen = (direction > yaw - _CAMERA_HALF_WIDTH) & (direction < yaw + _CAMERA_HALF_WIDTH)
        second = seen & (found[:, 0] != NONE)
        found[second, 1] = camera
        found[seen & ~second, 0] = camera
    return found
