"""Detectors, trackers and the networks under them, in Keras 3 (extra: waymo-kit[train]).

    detector = waymo_kit.detectors.load("run/")
    boxes = detector.detect(frame)

    waymo_kit.detectors.detect_dataset("run/", "validation/", "preds.parquet")
    waymo_kit.detectors.track_dataset(tracker, "preds.parquet", "validation/", "tracks.parquet")

Names are imported when they are first used, and Keras only when a network is loaded or trained.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waymo_kit.detectors.detection.dataset_detection import detect_dataset
    from waymo_kit.detectors.detection.frame_detector import FrameDetector
    from waymo_kit.detectors.detection.runs import configured_run, named_run
    from waymo_kit.detectors.detection.trained import load
    from waymo_kit.detectors.tracking import track_dataset

_HOMES = {
    "FrameDetector": "detection.frame_detector",
    "configured_run": "detection.runs",
    "detect_dataset": "detection.dataset_detection",
    "load": "detection.trained",
    "named_run": "detection.runs",
    "track_dataset": "tracking",
}
"""Name -> module that it is imported from."""

__all__ = [
    "FrameDetector",
    "configured_run",
    "detect_dataset",
    "load",
    "named_run",
    "track_dataset",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Lists the public names."""
    return __all__
