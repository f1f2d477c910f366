"""Calibration: temperatures and curves fitted to scores, and losses that train for calibration.

The losses are in `waymo_kit.detectors.calibration.losses`, which needs Keras (waymo-kit[train]).
"""

from waymo_kit.detectors.calibration.curves import IsotonicCurve, LogitCurve, ScoreCurve
from waymo_kit.detectors.calibration.detection_scores import (
    ScoreCurves,
    ScoreMethod,
    fit_score_curves,
)
from waymo_kit.detectors.calibration.recalibration import Recalibration, ScoredBoxes, recalibrate
from waymo_kit.detectors.calibration.soft_bins import SoftBins, soft_calibration_error
from waymo_kit.detectors.calibration.soft_uncertainty import SoftThreshold, soft_avuc
from waymo_kit.detectors.calibration.temperature import Objective, fit_temperature, scale_logits

__all__ = [
    "IsotonicCurve",
    "LogitCurve",
    "Objective",
    "Recalibration",
    "ScoreCurve",
    "ScoreCurves",
    "ScoreMethod",
    "ScoredBoxes",
    "SoftBins",
    "SoftThreshold",
    "fit_score_curves",
    "fit_temperature",
    "recalibrate",
    "scale_logits",
    "soft_avuc",
    "soft_calibration_error",
]
