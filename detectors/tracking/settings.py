"""Settings of the three trackers; the defaults are for 10 frames a second and calibrated scores."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.iou import Overlap

from .association import NO_PAIRS, Pairs, pair_by_overlap, pair_nearest
from .by_type import ByType
from .constant_velocity import ConstantVelocity
from .kalman import KalmanMotion, MotionNoise
from .life import LifeRules
from .motion import Motion
from .objects import WorldDetections

NOISE = ByType(
    vehicle=MotionNoise(
        position=0.2,
        elevation=0.1,
        size=0.15,
        heading=0.1,
        speed=12.0,
        climb=0.5,
        known_speed=2.0,
        speed_drift=1.2,
        climb_drift=0.3,
        size_drift=0.02,
        heading_drift=0.4,
    ),
    pedestrian=MotionNoise(
        position=0.12,
        elevation=0.1,
        size=0.1,
        heading=0.3,
        speed=1.5,
        climb=0.3,
        known_speed=0.7,
        speed_drift=0.4,
        climb_drift=0.2,
        size_drift=0.02,
        heading_drift=1.0,
    ),
    sign=MotionNoise(
        position=0.1,
        elevation=0.1,
        size=0.1,
        heading=0.2,
        speed=0.1,
        climb=0.1,
        known_speed=0.1,
        speed_drift=0.01,
        climb_drift=0.01,
        size_drift=0.01,
        heading_drift=0.01,
    ),
    cyclist=MotionNoise(
        position=0.15,
        elevation=0.1,
        size=0.1,
        heading=0.15,
        speed=6.0,
        climb=0.3,
        known_speed=1.5,
        speed_drift=0.8,
        climb_drift=0.2,
        size_drift=0.02,
        heading_drift=0.6,
    ),
)
"""How objects move in streets, and how exact detections of a good LiDAR detector are."""

LIFE = LifeRules(
    min_score=0.1,
    birth_score=0.1,
    trust_score=0.5,
    trust_hits=3,
    trial_seconds=0.2,
    memory_seconds=3.0,
    coast_seconds=0.5,
    leave_chance=0.01,
    doubt_hits=2.0,
)
"""Birth and death of objects of all types in the Kalman tracker; the others differ a little."""


def _alike(**changes: float) -> ByType[LifeRules]:
    """The same rules for all types."""
    rules = replace(LIFE, **changes)  # type: ignore[arg-type]
    return ByType(vehicle=rules, pedestrian=rules, sign=rules, cyclist=rules)


@dataclass(frozen=True)
class KalmanSettings:
    """The tracker of the Waymo paper: Kalman filters, Hungarian method on 1 - IoU.

    Attributes:
        min_iou: a detection overlaps its object by more than this 3D IoU.
        noise: of motion and detections.
        life: birth and death.
    """

    min_iou: ByType[float] = ByType(vehicle=0.05, pedestrian=0.02, sign=0.02, cyclist=0.02)
    noise: ByType[MotionNoise] = NOISE
    life: ByType[LifeRules] = _alike()

    def make_motion(self) -> KalmanMotion:
        """Filters without objects."""
        return KalmanMotion(self.noise)

    def associate(self, motion: Motion, detections: WorldDetections) -> tuple[Pairs, Pairs]:
        """Pairs by IoU; there are no second pairs."""
        least = self.min_iou.table(float)
        return (
            pair_by_overlap(
                motion.boxes,
                motion.types,
                detections.boxes,
                detections.types,
                Overlap.IOU_3D,
                least,
            ),
            NO_PAIRS,
        )


@dataclass(frozen=True)
class GreedyReach:
    """How far a detection may lie from an object's predicted place.

    Attributes:
        distance: metres from above.
        speed: of an object whose velocity is not known yet, at most, m/s.
    """

    distance: float
    speed: float


@dataclass(frozen=True)
class GreedySettings:
    """CenterPoint's tracker: the nearest center, by the detector's velocities.

    Attributes:
        reach: greatest distances.
        life: birth and death.
    """

    reach: ByType[GreedyReach] = ByType(
        vehicle=GreedyReach(distance=2.0, speed=20.0),
        pedestrian=GreedyReach(distance=1.0, speed=2.0),
        sign=GreedyReach(distance=0.4, speed=0.0),
        cyclist=GreedyReach(distance=1.5, speed=8.0),
    )
    life: ByType[LifeRules] = _alike(birth_score=0.3, trust_score=0.3)

    def make_motion(self) -> ConstantVelocity:
        """Motion without objects."""
        return ConstantVelocity()

    def associate(
        self, motion: ConstantVelocity, detections: WorldDetections
    ) -> tuple[Pairs, Pairs]:
        """Pairs by distance; there are no second pairs.

        A detection with a velocity is moved back to where its object was last seen, else the object
        is moved on.
        """
        reach = self.reach.table(lambda one: [one.distance, one.speed])[motion.types]
        tracks, found = motion.boxes[:, None, :2], detections.boxes[None, :, :2]
        seconds = motion.unseen_seconds[:, None]
        moved_back = found - seconds[..., None] * detections.velocities[None, :, :2]
        is_known = np.isfinite(detections.velocities[None, :, 0])
        gaps = np.where(
            is_known[..., None], moved_back - motion.seen_at[:, None, :2], found - tracks
        )
        unsure = ~is_known & np.isnan(motion.velocities[:, :1])
        most = reach[:, :1] + np.where(unsure, seconds * reach[:, 1:], 0.0)
        same_type = motion.types[:, None] == detections.types
        distances = np.where(same_type, np.hypot(gaps[..., 0], gaps[..., 1]), np.inf)
        return pair_nearest(distances, most, np.arange(len(detections.scores))), NO_PAIRS


@dataclass(frozen=True)
class TwoStageSettings:
    """SimpleTrack's tracker: Hungarian method on 1 - GIoU, and a second chance.

    Objects are paired first with detections that may begin objects (`LifeRules.birth_score`), and
    those that are left with the others, which keep them alive at their predicted places but do
    not move them.

    Attributes:
        min_giou: a detection has more than this 3D GIoU with its object.
        noise: of motion and detections.
        life: birth and death.
    """

    min_giou: ByType[float] = ByType(vehicle=-0.2, pedestrian=-0.4, sign=-0.4, cyclist=-0.4)
    noise: ByType[MotionNoise] = NOISE
    life: ByType[LifeRules] = _alike(birth_score=0.3)

    def make_motion(self) -> KalmanMotion:
        """Filters without objects."""
        return KalmanMotion(self.noise)

    def associate(self, motion: Motion, detections: WorldDetections) -> tuple[Pairs, Pairs]:
        """Pairs by GIoU; the second pairs are with detections that only keep objects alive."""
        birth_score = self.life.table(lambda rules: rules.birth_score)
        good = detections.scores >= birth_score[detections.types]
        tracks = np.arange(len(motion.types))
        pairs = self._pair(motion, tracks, detections, np.flatnonzero(good))
        left = np.setdiff1d(tracks, pairs.tracks)
        return pairs, self._pair(motion, left, detections, np.flatnonzero(~good))

    def _pair(
        self,
        motion: Motion,
        tracks: NDArray[np.int64],
        detections: WorldDetections,
        rows: NDArray[np.int64],
    ) -> Pairs:
        """Pairs some objects with some detections."""
        pairs = pair_by_overlap(
            motion.boxes[tracks],
            motion.types[tracks],
            detections.boxes[rows],
            detections.types[rows],
            Overlap.GIOU_3D,
            self.min_giou.table(float),
        )
        return Pairs(tracks[pairs.tracks], rows[pairs.detections])
