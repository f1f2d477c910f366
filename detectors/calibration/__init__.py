"""Calibration: temperatures fitted to answers (numpy only), and losses that train for it.

The losses are in `waymo_kit.detectors.calibration.losses`, which needs Keras (waymo-kit[train]).
"""

from .detection_scores import ScoreTemperatures, fit_score_temperatures
from .recalibration import Recalibration, ScoredBoxes, recalibrate
from .soft_bins import SoftBins, soft_calibration_error
from .soft_uncertainty import SoftThreshold, soft_avuc
from .temperature import Criterion, fit_temperature, scale_logits

__all__ = [
    "Criterion",
    "Recalibration",
    "ScoreTemperatures",
    "ScoredBoxes",
    "SoftBins",
    "SoftThreshold",
    "fit_score_temperatures",
    "fit_temperature",
    "recalibrate",
    "scale_logits",
    "soft_avuc",
    "soft_calibration_error",
]
