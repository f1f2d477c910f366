"""2D detection: AP of boxes in camera images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.metrics.detection import DETECTION_2D_CONFIG, DetectionConfig


@dataclass(frozen=True, kw_only=True)
class Detection2DTask(DetectionTask):
    """Scores boxes in camera images by AP; each image is a frame, and every label counts."""

    name: ClassVar[str] = "detection-2d"
    title: ClassVar[str] = "2D detection"
    ranked_by: ClassVar[str] = "AP"
    columns: ClassVar[tuple[str, ...]] = ("AP",)
    needed_labels: ClassVar[str] = "2D labels (camera_labels in v1 files, camera_box in tables)"

    config: DetectionConfig = DETECTION_2D_CONFIG
    point_rules: bool = False
