"""Tracking: objects followed through the frames of a segment, from the detections of each frame."""

from waymo_kit.detectors.tracking.dataset_tracking import (
    SegmentFrames,
    TrackingSummary,
    track_dataset,
    track_segment,
)
from waymo_kit.detectors.tracking.image import (
    IMAGE_METHODS,
    ByteTrack,
    ImageTracker,
    OcSort,
    Sort,
)
from waymo_kit.detectors.tracking.kalman import MotionNoise
from waymo_kit.detectors.tracking.methods import (
    METHODS,
    GreedyMethod,
    KalmanMethod,
    MaxDistance,
    TwoStageMethod,
)
from waymo_kit.detectors.tracking.offline import OfflineConfig, smooth_tracks
from waymo_kit.detectors.tracking.per_class import PerClass
from waymo_kit.detectors.tracking.settings import configured_method, write_method
from waymo_kit.detectors.tracking.track_management import TrackManagementConfig
from waymo_kit.detectors.tracking.tracker import Tracker, TrackingMethod

__all__ = [
    "IMAGE_METHODS",
    "METHODS",
    "ByteTrack",
    "GreedyMethod",
    "ImageTracker",
    "KalmanMethod",
    "MaxDistance",
    "MotionNoise",
    "OcSort",
    "OfflineConfig",
    "PerClass",
    "SegmentFrames",
    "Sort",
    "TrackManagementConfig",
    "Tracker",
    "TrackingMethod",
    "TrackingSummary",
    "TwoStageMethod",
    "configured_method",
    "smooth_tracks",
    "track_dataset",
    "track_segment",
    "write_method",
]
