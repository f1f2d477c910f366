"""Motion of the vehicle between two frames, from the objects alone, for data without poses.

Objects that stand still seem to move together. The rigid motion in the ground plane that brings the
most detections onto tracks is found by voting of pairs, then by iterated closest points (Besl and
McKay, "A Method for Registration of 3-D Shapes", PAMI 1992) with Kabsch's solution in the plane.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry import (
    invert_transform,
    make_transform,
    rotation_from_euler,
    transform_boxes,
)

_MAX_SPEED = 45.0
"""Maximum speed of the vehicle, m/s."""

_MAX_STRETCH = 1.35
"""Maximum ratio of sides of one object in two frames."""

_INLIER = 0.6
"""Distance in meters below which a detection and a track agree."""

_VOTE = 0.5
"""Distance in meters within which two displacements agree."""

_MIN_INLIERS = 3
"""Minimum number of agreeing objects for a motion that is neither none nor that of the past."""

_PREFERENCE = 1.05
"""Factor by which a motion must explain the objects better than standing still does."""

_ITERATIONS = 6

ESTIMATED_POSE_ERROR = 0.15
"""Standard deviation in meters of the places of objects, seen from an estimated pose."""


class PlaneMotion(NamedTuple):
    """A motion of the vehicle in the ground plane, along its axes before the motion.

    Attributes:
        x: Displacement along x, meters.
        y: Displacement along y, meters.
        yaw: Turn, radians, counter-clockwise.
    """

    x: float
    y: float
    yaw: float

    def matrix(self) -> NDArray[np.float64]:
        """Returns the (4, 4) transform from the vehicle after the motion to that before it."""
        return make_transform(rotation_from_euler(0.0, 0.0, self.yaw), [self.x, self.y, 0.0])

    def apply(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns (N, 2) points after the motion in the axes before it."""
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        return points @ np.array([[cos, sin], [-sin, cos]]) + [self.x, self.y]

    def scaled(self, factor: float) -> PlaneMotion:
        """Returns the motion in another time, at the same speed."""
        return PlaneMotion(self.x * factor, self.y * factor, self.yaw * factor)


STILL = PlaneMotion(0.0, 0.0, 0.0)


def estimate_motion(
    tracks: NDArray[np.float64],
    track_types: NDArray[np.int64],
    detections: NDArray[np.float64],
    types: NDArray[np.int64],
    seconds: float,
    expected: PlaneMotion,
) -> PlaneMotion:
    """Returns the motion that brings the most detections onto tracks.

    Args:
        tracks: (N, 7) predicted boxes of the tracks in the vehicle frame before the motion.
        track_types: (N,) `ObjectType`.
        detections: (M, 7) detections in the vehicle frame after the motion.
        types: (M,) `ObjectType`.
        seconds: Time between the frames.
        expected: Motion that continues that of the frames before.

    Returns:
        The motion; `STILL` or `expected` where too few objects say otherwise.
    """
    if not len(tracks) or not len(detections):
        return expected
    same = track_types[:, None] == types
    sides, other_sides = np.log(np.maximum(tracks[:, 3:6], 0.01)), detections[:, 3:6]
    stretch = np.abs(sides[:, None] - np.log(np.maximum(other_sides, 0.01)))
    possible = same & (stretch.max(axis=2) < np.log(_MAX_STRETCH))
    best, most = STILL, _PREFERENCE * _agreement(tracks, detections, possible, STILL)[0]
    voted = _vote(tracks, detections, possible, _MAX_SPEED * seconds)
    for start in (expected, *voted):
        motion = _refine(tracks, detections, possible, start)
        value, count = _agreement(tracks, detections, possible, motion)
        if value > most and count >= _MIN_INLIERS:
            best, most = motion, value
    few = possible.any(axis=1).sum() < _MIN_INLIERS
    return expected if few else best


def _vote(
    tracks: NDArray[np.float64],
    detections: NDArray[np.float64],
    possible: NDArray[np.bool_],
    reach: float,
) -> list[PlaneMotion]:
    """Returns the displacements with which most pairs agree, at most two."""
    gaps = tracks[:, None, :2] - detections[None, :, :2]
    near = possible & (np.hypot(gaps[..., 0], gaps[..., 1]) < reach)
    pairs = np.argwhere(near)
    if not len(pairs):
        return []
    moves = gaps[near]
    agree = np.hypot(*(moves[:, None] - moves[None]).transpose(2, 0, 1)) < _VOTE
    found = []
    for _ in range(2):
        votes = agree.sum(axis=1)
        k = int(votes.argmax())
        if votes[k] < 2:
            break
        x, y = moves[agree[k]].mean(axis=0).tolist()
        found.append(PlaneMotion(x, y, 0.0))
        agree = agree & ~agree[k]
    return found


def _refine(
    tracks: NDArray[np.float64],
    detections: NDArray[np.float64],
    possible: NDArray[np.bool_],
    motion: PlaneMotion,
) -> PlaneMotion:
    """Improves a motion by closest pairs, nearer ones in each iteration."""
    for reach in np.linspace(2.0, _INLIER, _ITERATIONS):
        rows, columns, _ = _closest(tracks, detections, possible, motion, reach)
        if len(rows) < 2:
            break
        motion = _align(tracks[rows, :2], detections[columns, :2])
    return motion


def _align(before: NDArray[np.float64], after: NDArray[np.float64]) -> PlaneMotion:
    """Returns the motion with the least squared distances of (K, 2) pairs."""
    center, other = before.mean(axis=0), after.mean(axis=0)
    p, q = after - other, before - center
    cross, dot = p[:, 0] @ q[:, 1] - p[:, 1] @ q[:, 0], (p * q).sum()
    # One meter of prior spread keeps two close objects from turning the world.
    yaw = float(np.arctan2(cross, dot + len(p)))
    turned = PlaneMotion(0.0, 0.0, yaw).apply(other[None])[0]
    x, y = (center - turned).tolist()
    return PlaneMotion(x, y, yaw)


def _closest(
    tracks: NDArray[np.float64],
    detections: NDArray[np.float64],
    possible: NDArray[np.bool_],
    motion: PlaneMotion,
    reach: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Returns tracks and detections that are each other's closest, and their distances."""
    moved = motion.apply(detections[:, :2])
    gaps = tracks[:, None, :2] - moved[None]
    distances = np.where(possible, np.hypot(gaps[..., 0], gaps[..., 1]), np.inf)
    columns = distances.argmin(axis=1)
    rows = np.arange(len(tracks))
    nearest = distances[rows, columns]
    mutual = (distances.argmin(axis=0)[columns] == rows) & (nearest < reach)
    return rows[mutual], columns[mutual], nearest[mutual]


def _agreement(
    tracks: NDArray[np.float64],
    detections: NDArray[np.float64],
    possible: NDArray[np.bool_],
    motion: PlaneMotion,
) -> tuple[float, int]:
    """Returns the agreement of a motion with the objects, and the number of objects that agree."""
    distances = _closest(tracks, detections, possible, motion, _INLIER)[2]
    return float((1.0 - np.square(distances / _INLIER)).sum()), len(distances)


class VehicleMotion:
    """Keeps the pose of the vehicle, and estimates it in frames that do not tell.

    A frame tells nothing if it has no pose, or exactly that of the frame before: poses of real
    vehicles change even while they stand.

    Attributes:
        pose: (4, 4) float64 world_from_vehicle of the last frame. The world is that of the given
            poses, as long as nothing was estimated.
        step: Estimated motion since the frame before; None if the poses told it.
        seconds: Time of that step.
    """

    def __init__(self) -> None:
        """Starts without a pose."""
        self.pose = np.eye(4)
        self.step: PlaneMotion | None = None
        self.seconds = 0.0
        self._given: NDArray[np.float64] | None = None
        self._offset: NDArray[np.float64] | None = None
        self._is_first = True

    def advance(
        self,
        given: NDArray[np.float64] | None,
        seconds: float,
        tracks: NDArray[np.float64],
        track_types: NDArray[np.int64],
        detections: NDArray[np.float64],
        types: NDArray[np.int64],
    ) -> None:
        """Takes in a frame.

        Args:
            given: (4, 4) world_from_vehicle, or None.
            seconds: Time since the frame before.
            tracks: (N, 7) predicted boxes of the tracks in the world.
            track_types: (N,) `ObjectType`.
            detections: (M, 7) detections in the vehicle frame.
            types: (M,) `ObjectType`.
        """
        same = given is None or (self._given is not None and np.array_equal(given, self._given))
        before, last_seconds = self.step, self.seconds
        self.step, self.seconds = None, seconds
        if same and not self._is_first:
            expected = STILL if before is None else before.scaled(seconds / last_seconds)
            own = transform_boxes(invert_transform(self.pose), tracks)
            self.step = estimate_motion(own, track_types, detections, types, seconds, expected)
            if self.step != STILL:
                self.pose = self.pose @ self.step.matrix()
                anchor = np.eye(4) if self._given is None else self._given
                self._offset = self.pose @ invert_transform(anchor)
        elif given is not None:
            self.pose = given if self._offset is None else self._offset @ given
        self._given = self._given if given is None else given
        self._is_first = False

    @property
    def is_estimated(self) -> bool:
        """Whether the last frame's pose was estimated, and the vehicle moved."""
        return self.step is not None and self.step != STILL

    def over_given_ground(
        self, velocities: NDArray[np.float64], boxes: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Returns velocities in the world of the given poses.

        Args:
            velocities: (N, 2) m/s over the estimated ground, along the axes of the vehicle.
            boxes: (N, 7) boxes in the vehicle frame.
        """
        if self._given is None or self.step is None or not self.is_estimated:
            return velocities
        x, y, yaw = self.step.scaled(1.0 / self.seconds)
        return velocities - [x, y] - yaw * np.stack([-boxes[:, 1], boxes[:, 0]], axis=1)
