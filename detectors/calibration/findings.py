"""Findings about fitted curves: types without one, limits, and results that got worse."""

from __future__ import annotations

from waymo_kit.detectors.calibration.curves import LogitCurve
from waymo_kit.detectors.calibration.detection_scores import MIN_BOXES, ScoreMethod
from waymo_kit.detectors.calibration.recalibration import ROWS, Recalibration
from waymo_kit.evaluation.findings import Finding


def recalibration_findings(result: Recalibration) -> tuple[Finding, ...]:
    """Returns findings about rescaled scores that a user should know before relying on them.

    Args:
        result: Result of `recalibrate`.
    """
    found = []
    for row, name in enumerate(ROWS[1:]):
        right, wrong = result.fit_counts[row]
        distinct, left = result.distinct[row]
        curve = result.curves.curves[row]
        if distinct and curve is None:
            text = (
                f"no calibration for {name}: expected {MIN_BOXES} or more boxes to fit to, with "
                f"true and false positives, got {right:,} true and {wrong:,} false positives; its "
                "scores stay as they are"
            )
            found.append(Finding("note", "not_fitted", text))
        elif isinstance(curve, LogitCurve) and curve.is_at_limit:
            text = (
                f"the temperature of {name} is at its limit, {curve.temperature:g}: no temperature "
                "calibrates these scores"
            )
            found.append(Finding("warning", "temperature_at_limit", text))
        before, after = result.before[row + 1], result.after[row + 1]
        if after.ece > before.ece and after.nll > before.nll:
            text = (
                f"the scores of {name} are calibrated worse than before on the segments reported "
                f"on: ECE {before.ece:.4f} -> {after.ece:.4f}, NLL {before.nll:.4f} -> "
                f"{after.nll:.4f}"
            )
            found.append(Finding("warning", "worse", text))
        if left < distinct:
            text = (
                f"{distinct - left:,} of {distinct:,} distinct scores of {name} became equal to "
                f"others{'' if result.method is ScoreMethod.ISOTONIC else ' in float32'}"
            )
            found.append(Finding("note", "equal_scores", text))
    return tuple(found)
