"""Predictions matched with labels: which boxes are right."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymo_kit.detectors.calibration.recalibration import ScoredBoxes
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.checks import InputChecks, check_case
from waymo_kit.evaluation.diagnosis import Finding, diagnose
from waymo_kit.evaluation.run import SegmentJob
from waymo_kit.evaluation.scoring import list_outcomes
from waymo_kit.evaluation.settings import EvalSettings
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.evaluation.workers import map_segments
from waymo_kit.metrics.outcomes import ObjectOutcome
from waymo_kit.predictions import open_predictions


@dataclass(frozen=True)
class MatchingJob:
    """Matches the predictions of a segment; can be sent to another process.

    Attributes:
        segments: where predictions and labels are.
    """

    segments: SegmentJob

    def __call__(self, segment: str) -> tuple[ScoredBoxes, InputChecks]:
        """Returns the boxes from the settings' `listing_cutoff` on, and what is odd about them."""
        settings = self.segments.settings
        case, truth = self.segments.load(segment)
        outcome = list_outcomes(case, settings).prediction
        rows = np.isin(outcome, (ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.FALSE_POSITIVE))
        boxes = ScoredBoxes(
            case.predictions.score[rows],
            outcome[rows] == ObjectOutcome.TRUE_POSITIVE,
            case.predictions.type[rows],
        )
        return boxes, check_case(case, truth, settings)


def match_predictions(
    predictions: str,
    ground_truth: str,
    settings: EvalSettings,
    engine: Engine,
    on_progress: Callable[[int, int], None],
) -> tuple[dict[str, ScoredBoxes], tuple[Finding, ...]]:
    """Matches predictions with labels, as `waymo-kit eval --task calibration` does.

    Returns:
        The boxes of the segments that both have, and what is doubtful about the inputs.

    Raises:
        InvalidInputError: there are fewer than two such segments.
    """
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        found = open_predictions(predictions, settings.box_kind, Path(scratch))
        truth = open_truth(ground_truth, settings.box_kind, Path(scratch))
        segments = sorted({*found.segments} & {*truth.segments})
        if len(segments) < 2:
            raise InvalidInputError(
                f"{predictions}: expected predictions for two or more segments of {ground_truth}, "
                f"to fit on some and report on the others, got {len(segments)}"
            )
        job = MatchingJob(SegmentJob(found, truth, settings))
        boxes, checks = {}, InputChecks()
        for done, (some, odd) in enumerate(map_segments(job, segments, engine=engine), 1):
            boxes[segments[done - 1]] = some
            checks = checks + odd
            on_progress(done, len(segments))
        findings = diagnose(
            checks, settings, knows_frames=truth.knows_frames, unused_zones=truth.unused_zones
        )
    unknown = {*found.segments} - {*segments}
    if unknown:
        text = (
            f"predictions of {len(unknown):,} segments that the ground truth lacks, such as "
            f"{min(unknown)}, are rescaled, but neither fitted nor reported"
        )
        findings.append(Finding("note", "unknown_segments", text))
    return boxes, tuple(findings)
