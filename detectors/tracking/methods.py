"""The three tracking methods; defaults are for 10 frames per second and calibrated scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.association import (
    NO_MATCHES,
    Matches,
    match_by_likelihood,
    match_by_overlap,
    match_nearest,
)
from waymo_kit.detectors.tracking.kalman import KalmanFilters, MotionNoise
from waymo_kit.detectors.tracking.motion import ConstantVelocity
from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.detectors.tracking.sorted_detections import SortedDetections
from waymo_kit.detectors.tracking.track_management import TrackManagementConfig
from waymo_kit.geometry.iou import Overlap

NOISE = PerClass(
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
"""Motion of objects in streets, and errors of the detections of a good LiDAR detector."""

TRACK_MANAGEMENT = TrackManagementConfig(
    min_score=0.1,
    new_track_score=0.1,
    confirm_score=0.9,
    min_hits=2,
    max_tentative_age=0.2,
    max_age=3.0,
    max_coast=0.5,
    leave_probability=0.01,
    prior_hits=1.0,
)
"""Track management of the Kalman tracker, alike for all classes; the others differ a little."""


def _alike(**changes: float) -> PerClass[TrackManagementConfig]:
    """Returns the same configuration for all classes, with some fields changed."""
    config = replace(TRACK_MANAGEMENT, **changes)  # type: ignore[arg-type]
    return PerClass(vehicle=config, pedestrian=config, sign=config, cyclist=config)


@dataclass(frozen=True)
class KalmanMethod:
    """The tracker of the Waymo paper: Kalman filters, and the Hungarian method on 1 - IoU.

    Attributes:
        min_iou: 3D IoU that a detection and its track exceed.
        noise: Noise of motion and detections.
        management: Rules by which tracks start, are reported and end.
    """

    min_iou: PerClass[float] = PerClass(vehicle=0.05, pedestrian=0.02, sign=0.02, cyclist=0.02)
    noise: PerClass[MotionNoise] = NOISE
    management: PerClass[TrackManagementConfig] = _alike()

    def create_motion(self) -> KalmanFilters:
        """Returns filters without tracks."""
        return KalmanFilters(self.noise)

    def associate(
        self, motion: KalmanFilters, detections: SortedDetections
    ) -> tuple[Matches, Matches]:
        """Matches by IoU, then by the distance that the filters expect; no second matches."""
        matches = match_by_overlap(
            motion.boxes,
            motion.types,
            detections.boxes,
            detections.types,
            Overlap.IOU_3D,
            self.min_iou.table(float),
        )
        return _and_expected(matches, motion, detections, np.arange(len(detections.types))), (
            NO_MATCHES
        )


def _and_expected(
    matches: Matches,
    motion: KalmanFilters,
    detections: SortedDetections,
    rows: NDArray[np.int64],
) -> Matches:
    """Adds matches by likelihood of tracks seen a frame ago with some rows of the detections."""
    tracks = np.setdiff1d(np.flatnonzero(motion.is_fresh), matches.tracks)
    rest = np.setdiff1d(rows, matches.detections)
    more = match_by_likelihood(motion, tracks, detections, rest)
    joined = Matches(*map(np.concatenate, zip(matches, more, strict=True)))
    order = np.argsort(joined.tracks)
    return Matches(joined.tracks[order], joined.detections[order])


@dataclass(frozen=True)
class MaxDistance:
    """Maximum distance of a detection from the predicted place of its track.

    Attributes:
        distance: Maximum distance in bird's-eye view, meters.
        speed: Maximum speed of an object whose velocity is not known yet, m/s.
    """

    distance: float
    speed: float


@dataclass(frozen=True)
class GreedyMethod:
    """CenterPoint's tracker: the nearest center, with the detector's velocities.

    Attributes:
        max_distance: Maximum distance of each class.
        management: Rules by which tracks start, are reported and end.
    """

    max_distance: PerClass[MaxDistance] = PerClass(
        vehicle=MaxDistance(distance=2.0, speed=20.0),
        pedestrian=MaxDistance(distance=1.0, speed=2.0),
        sign=MaxDistance(distance=0.4, speed=0.0),
        cyclist=MaxDistance(distance=1.5, speed=8.0),
    )
    management: PerClass[TrackManagementConfig] = _alike(new_track_score=0.3)

    def create_motion(self) -> ConstantVelocity:
        """MotionModel without objects."""
        return ConstantVelocity()

    def associate(
        self, motion: ConstantVelocity, detections: SortedDetections
    ) -> tuple[Matches, Matches]:
        """Matches by distance; there are no second matches.

        A detection with a velocity is moved back to the time of its track's last detection; without
        one the track is moved on.
        """
        limits = self.max_distance.table(lambda one: [one.distance, one.speed])[motion.types]
        tracks, found = motion.boxes[:, None, :2], detections.boxes[None, :, :2]
        seconds = motion.seconds_since_update[:, None]
        moved_back = found - seconds[..., None] * detections.velocities[None, :, :2]
        is_known = np.isfinite(detections.velocities[None, :, 0])
        gaps = np.where(
            is_known[..., None], moved_back - motion.detected_at[:, None, :2], found - tracks
        )
        unsure = ~is_known & np.isnan(motion.velocities[:, :1])
        max_distances = limits[:, :1] + np.where(unsure, seconds * limits[:, 1:], 0.0)
        distances = np.hypot(gaps[..., 0], gaps[..., 1])
        same_type = motion.types[:, None] == detections.types
        possible = same_type & (distances < max_distances)
        return match_nearest(np.where(possible, distances, np.inf)), NO_MATCHES


@dataclass(frozen=True)
class TwoStageMethod:
    """SimpleTrack's tracker: the Hungarian method on 1 - GIoU, with a second chance.

    Tracks are first matched with detections that may start tracks (`new_track_score`). Those that
    are left are matched with the other detections, which keep them alive at their predicted places
    but do not move them.

    Attributes:
        min_giou: 3D GIoU that a detection and its track exceed.
        noise: Noise of motion and detections.
        management: Rules by which tracks start, are reported and end.
    """

    min_giou: PerClass[float] = PerClass(vehicle=-0.2, pedestrian=-0.4, sign=-0.4, cyclist=-0.4)
    noise: PerClass[MotionNoise] = NOISE
    management: PerClass[TrackManagementConfig] = _alike(new_track_score=0.3)

    def create_motion(self) -> KalmanFilters:
        """Returns filters without tracks."""
        return KalmanFilters(self.noise)

    def associate(
        self, motion: KalmanFilters, detections: SortedDetections
    ) -> tuple[Matches, Matches]:
        """Matches by GIoU; the second ones only keep tracks alive."""
        new_track_score = self.management.table(lambda one: one.new_track_score)
        good = detections.scores >= new_track_score[detections.types]
        tracks = np.arange(len(motion.types))
        first = self._match(motion, tracks, detections, np.flatnonzero(good))
        matches = _and_expected(first, motion, detections, np.flatnonzero(good))
        left = np.setdiff1d(tracks, matches.tracks)
        return matches, self._match(motion, left, detections, np.flatnonzero(~good))

    def _match(
        self,
        motion: KalmanFilters,
        tracks: NDArray[np.int64],
        detections: SortedDetections,
        rows: NDArray[np.int64],
    ) -> Matches:
        """Matches some tracks with some detections."""
        matches = match_by_overlap(
            motion.boxes[tracks],
            motion.types[tracks],
            detections.boxes[rows],
            detections.types[rows],
            Overlap.GIOU_3D,
            self.min_giou.table(float),
        )
        return Matches(tracks[matches.tracks], rows[matches.detections])


METHODS: dict[str, Callable[[], Any]] = {
    "kalman": KalmanMethod,
    "greedy": GreedyMethod,
    "two-stage": TwoStageMethod,
}
"""Name -> tracking method with its defaults."""
