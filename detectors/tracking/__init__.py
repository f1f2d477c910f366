"""Objects followed through the frames of a segment, from the detections of each frame."""

from .by_type import ByType
from .kalman import MotionNoise
from .life import LifeRules
from .objects import Detections, TrackedObjects
from .segment import SegmentFrames, TrackingSummary, track_dataset, track_segment
from .settings import GreedyReach, GreedySettings, KalmanSettings, TwoStageSettings
from .tracker import Tracker

__all__ = [
    "ByType",
    "Detections",
    "GreedyReach",
    "GreedySettings",
    "KalmanSettings",
    "LifeRules",
    "MotionNoise",
    "SegmentFrames",
    "TrackedObjects",
    "Tracker",
    "TrackingSummary",
    "TwoStageSettings",
    "track_dataset",
    "track_segment",
]
