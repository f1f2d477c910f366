"""LET: camera-only 3D detection, which tolerates longitudinal errors."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.labels import SegmentTruth
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

    def label_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields findings about the values of labels; it is an error if no synced box is there."""
        if checks.labels and not checks.scored_labels and not checks["labels_without_points"].count:
            yield Finding(
                "error",
                "no_labels",
                "no label of the ground truth has a camera_synced_box with a "
                "most_visible_camera_name (lidar_camera_synced_box in tables), which this task "
                "scores; releases before 1.3.1 and labels of other tools lack them",
            )
            return
        yield from super().label_findings(checks)

    def candidates(self, truth: SegmentTruth) -> SegmentTruth:
        """Returns the camera-synced boxes that a camera sees, with their top lidar points."""
        has_box = np.isfinite(truth.synced_boxes).all(axis=1)
        seen = truth.select((truth.labels.require("cameras") > 0) & has_box)
        assert isinstance(seen.labels, Boxes)
        points = seen.labels.require("num_top_points")
        labels = dataclasses.replace(seen.labels, array=seen.synced_boxes, num_points=points)
        return dataclasses.replace(seen, labels=labels)
