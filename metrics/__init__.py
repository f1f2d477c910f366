"""Metrics of the Waymo Open Dataset and beyond: numpy and numba only, no TensorFlow."""

from .breakdowns import Breakdown, row_names
from .detection import (
    DETECTION_2D_CONFIG,
    LET_CONFIG,
    DetectionConfig,
    DetectionMetric,
    DetectionResult,
    evaluate_detections,
)
from .hungarian import maximum_weight_assignment
from .let import Alignment, LongitudinalTolerance
from .matching import Matcher
from .no_label_zones import in_no_label_zones
from .objects import (
    Frames,
    GroundTruth,
    Predictions,
    apply_point_rules,
    number_frames,
    take_rows,
)
from .outcomes import DetectionOutcomes, Outcome, best_cutoffs, detection_outcomes

__all__ = [
    "DETECTION_2D_CONFIG",
    "LET_CONFIG",
    "Alignment",
    "Breakdown",
    "DetectionConfig",
    "DetectionMetric",
    "DetectionOutcomes",
    "DetectionResult",
    "Frames",
    "GroundTruth",
    "LongitudinalTolerance",
    "Matcher",
    "Outcome",
    "Predictions",
    "apply_point_rules",
    "best_cutoffs",
    "detection_outcomes",
    "evaluate_detections",
    "in_no_label_zones",
    "maximum_weight_assignment",
    "number_frames",
    "row_names",
    "take_rows",
]
