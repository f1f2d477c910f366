"""LET: camera-only 3D detection, which tolerates longitudinal errors."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from waymo_kit.evaluation.labels import Labels
from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.metrics.detection import LET_CONFIG, DetectionConfig


@dataclass(frozen=True, kw_only=True)
class LetTask(DetectionTask):
    """Scores 3D boxes of cameras by APL, AP and APH with longitudinal tolerance.

    The labels are the camera-synced boxes that a camera sees; the rules on points take those of
    the top lidar. (Hung et al., "LET-3D-AP", arXiv:2206.07705.)
    """

    name: ClassVar[str] = "let"
    title: ClassVar[str] = "Camera-only 3D detection (LET)"
    ranked_by: ClassVar[str] = "APL"
    columns: ClassVar[tuple[str, ...]] = ("APL", "AP", "APH")
    needed_points: ClassVar[str] = "top lidar points"

    config: DetectionConfig = LET_CONFIG

    def candidates(self, labels: Labels) -> Labels:
        """Returns the camera-synced boxes that a camera sees, with their top lidar points."""
        is_seen = (labels.best_camera > 0) & np.isfinite(labels.synced_box).all(axis=1)
        seen = labels.select(is_seen)
        return dataclasses.replace(seen, box=seen.synced_box, points=seen.top_points)
