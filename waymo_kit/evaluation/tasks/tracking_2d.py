"""2D tracking: tracks of boxes in the images of each camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from waymo_kit.evaluation.tasks.tracking import TrackingTask
from waymo_kit.metrics.tracking import TRACKING_2D_CONFIG, TrackingConfig


@dataclass(frozen=True, kw_only=True)
class Tracking2DTask(TrackingTask):
    """Scores tracks in camera images; each camera is a sequence of its own.

    Objects are not followed from one camera to another: ids of different cameras have nothing to do
    with each other.
    """

    name: ClassVar[str] = "tracking-2d"
    title: ClassVar[str] = "2D tracking"
    needed_labels: ClassVar[str] = "2D labels (camera_labels in v1 files, camera_box in tables)"

    config: TrackingConfig = TRACKING_2D_CONFIG
