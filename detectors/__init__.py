"""Detectors, trackers and the networks under them, in Keras 3 (extra: waymo-kit[train]).

    detector = waymo_kit.detectors.load("run/")
    boxes = detector.detect(frame)

    waymo_kit.detectors.detect_dataset("run/", "validation/", "preds.parquet")
    waymo_kit.detectors.track_dataset(tracker, "preds.parquet", "validation/", "tracks.parquet")

Names are imported when they are first used, and Keras only when a network is loaded or trained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waymo_kit.lazy_names import lazy_names

if TYPE_CHECKING:
    from waymo_kit.detectors.detection.dataset_detection import detect_dataset
    from waymo_kit.detectors.detection.frame_detector import FrameDetector
    from waymo_kit.detectors.detection.runs import configured_run, named_run
    from waymo_kit.detectors.detection.trained import load
    from waymo_kit.detectors.tracking import track_dataset

__all__ = [
    "FrameDetector",
    "configured_run",
    "detect_dataset",
    "load",
    "named_run",
    "track_dataset",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "detection.dataset_detection": ("detect_dataset",),
        "detection.frame_detector": ("FrameDetector",),
        "detection.runs": ("configured_run", "named_run"),
        "detection.trained": ("load",),
        "tracking": ("track_dataset",),
    },
)
