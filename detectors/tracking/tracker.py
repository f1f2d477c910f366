"""Tracking by detection: frame by frame, in the world frame."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import invert_transform, transform_boxes
from waymo_kit.geometry.arrays import as_array

from .association import Pairs
from .by_type import ByType
from .life import LifeRules, Lives
from .motion import Motion
from .objects import Detections, TrackedObjects, WorldDetections, prepare_detections

AnyMotion = TypeVar("AnyMotion", bound=Motion)


class Method(Protocol[AnyMotion]):
    """How a tracker moves its objects and finds their detections: its settings."""

    @property
    def life(self) -> ByType[LifeRules]:
        """Birth and death."""

    def make_motion(self) -> AnyMotion:
        """Motion without objects."""

    def associate(self, motion: AnyMotion, detections: WorldDetections) -> tuple[Pairs, Pairs]:
        """Pairs objects with detections that correct them, and with some that do not."""


class Tracker(Generic[AnyMotion]):
    """Follows the objects of one segment after the other.

    In each frame the objects are moved on to its time, paired with its detections, corrected by
    them; detections that are left begin objects. Tracks depend neither on the order of the
    detections nor on where the world frame lies.

    Attributes:
        method: its settings.
    """

    def __init__(self, method: Method[AnyMotion]) -> None:
        """Starts without objects.

        Args:
            method: settings, such as `KalmanSettings()`.
        """
        self.method = method
        self._min_score = method.life.table(lambda rules: rules.min_score)
        self.reset()

    def reset(self) -> None:
        """Forgets all objects: another segment begins, with ids from 1 on."""
        self._motion = self.method.make_motion()
        self._lives = Lives(self.method.life)
        self._time_micros: int | None = None

    def update(
        self, detections: Detections, world_from_vehicle: ArrayLike, timestamp_micros: int
    ) -> TrackedObjects:
        """Takes the next frame in; call it for frames without detections, too.

        Args:
            detections: of the frame, none or more.
            world_from_vehicle: (4, 4) pose of the vehicle.
            timestamp_micros: time of the frame; frames need not be evenly spaced.

        Returns:
            The objects to report in this frame.

        Raises:
            InvalidInputError: a shape or value is wrong, or the time is not after the last
                frame's; the tracker is then as before.
        """
        seconds = self._seconds_since(timestamp_micros)
        pose = as_array("world_from_vehicle", world_from_vehicle, (4, 4))
        if not np.isfinite(pose).all():
            raise InvalidInputError("world_from_vehicle: expected finite numbers")
        found = prepare_detections(detections, pose, self._min_score)
        self._time_micros = int(timestamp_micros)
        self._motion.predict(seconds)
        self._lives.wait(seconds)
        pairs, supports = self.method.associate(self._motion, found)
        rows = pairs.detections
        self._motion.correct(pairs.tracks, found.boxes[rows], found.velocities[rows])
        self._lives.see(pairs.tracks, found.scores[rows])
        self._lives.see(supports.tracks, found.scores[supports.detections])
        self._start(found, np.concatenate([rows, supports.detections]))
        alive = self._lives.alive()
        self._motion.keep(alive)
        self._lives.keep(alive)
        return self._report(pose)

    def _seconds_since(self, timestamp_micros: int) -> float:
        """Time since the last frame, 0 for the first one."""
        if self._time_micros is None:
            return 0.0
        micros = int(timestamp_micros) - self._time_micros
        if micros <= 0:
            raise InvalidInputError(
                f"timestamp_micros: expected a time after the last frame's, {self._time_micros}, "
                f"got {timestamp_micros}; call reset() before another segment"
            )
        return micros / 1e6

    def _start(self, found: WorldDetections, taken: NDArray[np.int64]) -> None:
        """Begins objects at the detections that belong to none."""
        free = self._lives.may_start(found.scores, found.types)
        free[taken] = False
        self._motion.start(found.boxes[free], found.types[free], found.velocities[free])
        self._lives.start(found.scores[free], found.types[free])

    def _report(self, pose: NDArray[np.float64]) -> TrackedObjects:
        shown = self._lives.reported()
        return TrackedObjects(
            ids=self._lives.ids[shown],
            boxes=transform_boxes(invert_transform(pose), self._motion.boxes[shown]),
            scores=self._lives.scores()[shown],
            types=self._lives.types[shown],
            velocities=self._motion.velocities[shown] @ pose[:3, :2],
            detected=self._lives.unseen_seconds[shown] == 0.0,
        )
