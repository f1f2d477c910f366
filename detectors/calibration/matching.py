"""Right and wrong boxes, by matching predictions with labels."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymo_kit.detectors.calibration.recalibration import ScoredBoxes
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.checks import InputChecks
from waymo_kit.evaluation.findings import Finding, sort_findings
from waymo_kit.evaluation.tasks import CalibrationTask
from waymo_kit.evaluation.tasks.boxes import BoxInputs
from waymo_kit.evaluation.workers import map_segments
from waymo_kit.metrics.outcomes import ObjectOutcome
from waymo_kit.progress import OnProgress, ignore_progress


@dataclass(frozen=True)
class MatchingJob:
    """Matches the predictions of a segment; can be sent to another process.

    Attributes:
        task: Task whose matching counts.
        inputs: Predictions and labels.
    """

    task: CalibrationTask
    inputs: BoxInputs

    def __call__(self, segment: str) -> tuple[ScoredBoxes, InputChecks]:
        """Returns the boxes from the task's `listing_cutoff` on, and what is odd about them."""
        case, checks = self.task.read(self.inputs, segment)
        outcome = self.task.outcomes(case).prediction
        rows = np.isin(outcome, (ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.FALSE_POSITIVE))
        boxes = ScoredBoxes(
            case.predictions.score[rows],
            outcome[rows] == ObjectOutcome.TRUE_POSITIVE,
            case.predictions.type[rows],
        )
        return boxes, checks


def match_predictions(
    predictions: str,
    ground_truth: str,
    task: CalibrationTask,
    engine: Engine,
    on_progress: OnProgress = ignore_progress,
) -> tuple[dict[str, ScoredBoxes], tuple[Finding, ...]]:
    """Matches predictions with labels, as `waymo-kit eval --task calibration` does.

    Args:
        predictions: Path or URI of the predictions.
        ground_truth: Path or URI of the labels.
        task: Task with its settings.
        engine: Engine that runs the workers.
        on_progress: Function called with the number of segments that are done.

    Returns:
        The boxes of the segments that both have, and what is doubtful about the inputs.

    Raises:
        InvalidInputError: There are fewer than two such segments.
    """
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        inputs = task.open(predictions, ground_truth, Path(scratch))
        found = inputs.predictions
        segments = sorted({*found.segments} & {*inputs.truth.segments})
        if len(segments) < 2:
            raise InvalidInputError(
                f"{predictions}: expected predictions for two or more segments of {ground_truth}, "
                f"to fit on some and report on the others, got {len(segments)}"
            )
        job = MatchingJob(task, inputs)
        boxes, checks = {}, InputChecks()
        for done in map_segments(job, segments, engine=engine, on_progress=on_progress):
            boxes[done.item], odd = done.result
            checks = checks + odd
        findings = [*sort_findings(task.findings(checks, inputs))]
    unknown = {*found.segments} - {*segments}
    if unknown:
        text = (
            f"predictions of {count(len(unknown), 'segment')} that the ground truth lacks, such as "
            f"{min(unknown)}, are rescaled, but neither fitted nor reported"
        )
        findings.append(Finding("note", "unknown_segments", text))
    return boxes, tuple(findings)
