"""Metrics of the Waymo Open Dataset and beyond, with NumPy and Numba only.

- Detection: `evaluate_detections`, `DetectionMetric` (AP, APH, LET-3D-AP).
- Tracking: `evaluate_tracks`, `TrackingMetric` (MOTA, AMOTA, IDF1, HOTA); for any other sequences
  `measure_clear_mot`, `measure_identity` and `measure_hota`.
- Segmentation: `SegmentationMetric` (mIoU of points), `PanopticMetric` (wSTQ of images).
- Keypoints: `KeypointMetric` (OKS-AP, PEM, PCK, MPJPE).
- Calibration: `DetectionCalibrationMetric`, `ClassifierCalibrationMetric`, `reliability_curve`.
- Planned trajectories: `average_displacement` (ADE), `rater_feedback_score` (RFS).
- Coverage: `CoverageMetric` (area that a dataset has seen).

Every `...Metric` accumulates with `update`, joins with `merge` and ends with `result`. Inputs of
boxes come from arrays (`Predictions.from_arrays`, `GroundTruth.from_arrays`) or from `Boxes`
(`align_boxes`):

    frame = [0, 0, 1]
    truth = GroundTruth.from_arrays(frame, boxes, 1)
    predictions = Predictions.from_arrays(frame, boxes, 1, [0.9, 0.8, 0.7])
    evaluate_detections(predictions, truth, Frames.anonymous(2)).as_dict()
"""

from .aligned_boxes import align_boxes
from .breakdowns import Breakdown, row_names
from .calibration import (
    ClassifierCalibrationMetric,
    ClassifierCalibrationResult,
    brier_score,
    classifier_reliability,
    classwise_error,
    negative_log_likelihood,
)
from .clear_mot import ClearMot
from .coverage import (
    CoverageMetric,
    CoverageResult,
    GrowthCurve,
    coverage_overlap,
)
from .detection import (
    DETECTION_2D_CONFIG,
    LET_CONFIG,
    DetectionConfig,
    DetectionMetric,
    DetectionResult,
    evaluate_detections,
)
from .detection_calibration import DetectionCalibrationMetric, DetectionCalibrationResult
from .displacement import average_displacement
from .hota import Hota
from .identity import Identity
from .instances import AveragePrecision, InstanceMetric, InstanceResult, Instances
from .keypoint_matching import match_by_error, match_by_iou, pair_poses
from .keypoint_types import KeypointType
from .keypoints import KeypointMetric, KeypointResult
from .let import Alignment, LongitudinalTolerance
from .matching import Matcher
from .metric import Metric
from .no_label_zones import in_no_label_zones
from .objects import (
    Frames,
    GroundTruth,
    Predictions,
    apply_point_rules,
    number_frames,
    take_rows,
)
from .outcomes import DetectionOutcomes, ObjectOutcome, best_cutoffs, detection_outcomes
from .panoptic import PanopticMetric, PanopticResult, merge_instances, panoptic_label
from .poses import Poses, Visibility, ordered_keypoints
from .rater_feedback import fitted_trajectory, rater_feedback_score
from .reliability import ReliabilityCurve, reliability_curve
from .segmentation import SegmentationMetric, SegmentationResult
from .sequences import ClearMotRule, measure_clear_mot, measure_hota, measure_identity
from .tracking import (
    TRACKING_2D_CONFIG,
    TrackingConfig,
    TrackingMetric,
    TrackingResult,
    evaluate_tracks,
)

__all__ = [
    "DETECTION_2D_CONFIG",
    "LET_CONFIG",
    "TRACKING_2D_CONFIG",
    "Alignment",
    "AveragePrecision",
    "Breakdown",
    "ClassifierCalibrationMetric",
    "ClassifierCalibrationResult",
    "ClearMot",
    "ClearMotRule",
    "CoverageMetric",
    "CoverageResult",
    "DetectionCalibrationMetric",
    "DetectionCalibrationResult",
    "DetectionConfig",
    "DetectionMetric",
    "DetectionOutcomes",
    "DetectionResult",
    "Frames",
    "GroundTruth",
    "GrowthCurve",
    "Hota",
    "Identity",
    "InstanceMetric",
    "InstanceResult",
    "Instances",
    "KeypointMetric",
    "KeypointResult",
    "KeypointType",
    "LongitudinalTolerance",
    "Matcher",
    "Metric",
    "ObjectOutcome",
    "PanopticMetric",
    "PanopticResult",
    "Poses",
    "Predictions",
    "ReliabilityCurve",
    "SegmentationMetric",
    "SegmentationResult",
    "TrackingConfig",
    "TrackingMetric",
    "TrackingResult",
    "Visibility",
    "align_boxes",
    "apply_point_rules",
    "average_displacement",
    "best_cutoffs",
    "brier_score",
    "classifier_reliability",
    "classwise_error",
    "coverage_overlap",
    "detection_outcomes",
    "evaluate_detections",
    "evaluate_tracks",
    "fitted_trajectory",
    "in_no_label_zones",
    "match_by_error",
    "match_by_iou",
    "measure_clear_mot",
    "measure_hota",
    "measure_identity",
    "merge_instances",
    "negative_log_likelihood",
    "number_frames",
    "ordered_keypoints",
    "pair_poses",
    "panoptic_label",
    "rater_feedback_score",
    "reliability_curve",
    "row_names",
    "take_rows",
]
