"""Tracking by detection: frame by frame, in the world frame."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.tracking.association import Matches
from waymo_kit.detectors.tracking.ego_motion import ESTIMATED_POSE_ERROR, VehicleMotion
from waymo_kit.detectors.tracking.motion import MotionModel
from waymo_kit.detectors.tracking.offline import FollowedDetections
from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.detectors.tracking.sorted_detections import SortedDetections, prepare_detections
from waymo_kit.detectors.tracking.track_management import TrackManagementConfig, TrackManager
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import invert_transform, transform_boxes
from waymo_kit.geometry.arrays import as_array

AnyMotion = TypeVar("AnyMotion", bound=MotionModel)


class TrackingMethod(Protocol[AnyMotion]):
    """Method of a tracker: the motion of its tracks, and their matching with detections."""

    @property
    def management(self) -> PerClass[TrackManagementConfig]:
        """Rules for the start, report and end of tracks."""

    def create_motion(self) -> AnyMotion:
        """Returns a motion model without tracks."""

    def associate(self, motion: AnyMotion, detections: SortedDetections) -> tuple[Matches, Matches]:
        """Matches tracks with detections that correct them, and with some that do not."""


class Tracker(Generic[AnyMotion]):
    """Follows the objects of a segment, one segment after the other.

    In each frame the tracks are moved on to its time, matched with its detections and corrected by
    them; detections that are left start tracks. Tracks depend neither on the order of the
    detections nor on where the world frame lies.

    Attributes:
        method: Method that moves and matches the tracks.
        is_detected: (N,) bool for the boxes that `update` returned last: whether the frame has a
            detection of the object. Elsewhere its place is predicted.
        followed: Detections of the last frame that belong to tracks; None before the first frame.
        estimated_poses: Number of frames since the last reset whose pose was missing or
            estimated.
    """

    def __init__(self, method: TrackingMethod[AnyMotion]) -> None:
        """Starts without tracks.

        Args:
            method: Method that moves and matches the tracks, such as `KalmanMethod()`.
        """
        self.method = method
        self._min_score = method.management.table(lambda one: one.min_score)
        self.reset()

    def reset(self) -> None:
        """Forgets all tracks: another segment begins, with ids from 1 on."""
        self._motion = self.method.create_motion()
        self._tracks = TrackManager(self.method.management)
        self._ego = VehicleMotion()
        self._time_micros: int | None = None
        self.is_detected = np.empty(0, np.bool_)
        self.followed: FollowedDetections | None = None
        self.estimated_poses = 0

    def update(
        self, detections: Boxes, world_from_vehicle: ArrayLike | None, timestamp_micros: int
    ) -> Boxes:
        """Takes in the next frame; call it for frames without detections, too.

        Args:
            detections: Boxes of the frame with scores, in the vehicle frame. Their `velocities`, if
                there are any, are used where they are not NaN.
            world_from_vehicle: (4, 4) pose of the vehicle. Without it, or where it is exactly that
                of the frame before, the motion of the vehicle is estimated from the detections.
            timestamp_micros: Time of the frame; frames need not be evenly spaced.

        Returns:
            The objects that the frame reports, in the vehicle frame, in the order of their first
            detections: boxes with ids (numbers from 1 on), scores, velocities (NaN where not known
            yet) and times.

        Raises:
            InvalidInputError: A column is missing, a value is wrong, or the time is not after the
                last frame's; the tracker is then as before.
        """
        seconds = self._seconds_since(timestamp_micros)
        pose = None
        if world_from_vehicle is not None:
            pose = as_array("world_from_vehicle", world_from_vehicle, (4, 4))
            if not np.isfinite(pose).all():
                raise InvalidInputError("world_from_vehicle: expected finite numbers")
        seen = prepare_detections(detections, self._min_score)
        self._time_micros = int(timestamp_micros)
        self._motion.predict(seconds)
        self._tracks.advance(seconds)
        tracks = self._motion.boxes, self._motion.types
        self._ego.advance(pose, seconds, *tracks, seen.boxes, seen.types)
        self.estimated_poses += pose is None or self._ego.is_estimated
        if self._ego.is_estimated:
            self._motion.blur(ESTIMATED_POSE_ERROR)
        found = seen.moved(self._ego.pose)
        matches, supports = self.method.associate(self._motion, found)
        rows = matches.detections
        self._motion.correct(matches.tracks, found.boxes[rows], found.velocities[rows])
        self._tracks.update(matches.tracks, found.scores[rows])
        self._tracks.update(supports.tracks, found.scores[supports.detections])
        taken = np.concatenate([rows, supports.detections])
        owners = self._tracks.ids[np.concatenate([matches.tracks, supports.tracks])]
        free = self._start(found, taken)
        taken = np.concatenate([taken, free])
        owners = np.concatenate([owners, self._tracks.ids[len(self._tracks.ids) - len(free) :]])
        self.followed = FollowedDetections(
            seconds,
            self._time_micros,
            owners,
            found.types[taken],
            found.boxes[taken],
            found.velocities[taken],
            found.scores[taken],
            self._ego,
        )
        alive = self._tracks.alive()
        self._motion.keep(alive)
        self._tracks.keep(alive)
        return self._report(self._time_micros)

    def _seconds_since(self, timestamp_micros: int) -> float:
        """Returns the time since the last frame, 0 for the first one."""
        if self._time_micros is None:
            return 0.0
        micros = int(timestamp_micros) - self._time_micros
        if micros <= 0:
            raise InvalidInputError(
                f"timestamp_micros: expected a time after the last frame's, {self._time_micros}, "
                f"got {timestamp_micros}; call reset() before another segment"
            )
        return micros / 1e6

    def _start(self, found: SortedDetections, taken: NDArray[np.int64]) -> NDArray[np.int64]:
        """Starts tracks at detections that belong to none, and returns these."""
        free = self._tracks.may_start(found.scores, found.types)
        free[taken] = False
        self._motion.start(found.boxes[free], found.types[free], found.velocities[free])
        self._tracks.start(found.scores[free], found.types[free])
        return np.flatnonzero(free)

    def _report(self, timestamp_micros: int) -> Boxes:
        pose, shown = self._ego.pose, np.flatnonzero(self._tracks.reported())
        self.is_detected = self._tracks.seconds_since_update[shown] == 0.0
        boxes = transform_boxes(invert_transform(pose), self._motion.boxes[shown])
        velocities = self._motion.velocities[shown] @ pose[:3, :2]
        return Boxes(
            boxes,
            self._tracks.types[shown].astype(np.int8),
            ids=self._tracks.ids[shown].astype(np.str_).astype(object),
            scores=self._tracks.scores()[shown],
            velocities=self._ego.over_given_ground(velocities, boxes),
            timestamps_micros=np.full(len(shown), timestamp_micros),
        )
