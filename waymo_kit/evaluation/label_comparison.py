"""Compares imported boxes with labels, to find mistakes of conventions before anything is scored.

The search is that of an evaluation, over a few segments, so that its cost has a bound.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation.findings import Finding
from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.predictions import PredictionSource

MAX_SEGMENTS = 10
"""Maximum number of segments that are compared; as many as the search takes frames from."""


@dataclass(frozen=True)
class LabelComparison:
    """Result of the comparison of predictions with labels.

    Attributes:
        predictions: The predictions, converted where that was asked for.
        segments: Number of segments that were compared, 0 where there are no labels.
        findings: Mistakes of conventions.
    """

    predictions: PredictionSource
    segments: int
    findings: tuple[Finding, ...]


def compare_with_labels(
    predictions: str | os.PathLike[str],
    ground_truth: str | os.PathLike[str],
    scratch: Path,
    *,
    fix: bool = False,
) -> LabelComparison:
    """Finds mistakes of conventions in predicted 3D boxes by comparison with labels.

    Args:
        predictions: Predictions in any form that `open_predictions` takes.
        ground_truth: Labels in any form that `open_truth` takes. At most `MAX_SEGMENTS` of the
            predicted segments are compared, spread over all.
        scratch: Folder for temporary files, which must exist as long as the result is used.
        fix: Whether to convert the predictions, those of all segments. Defaults to False, which
            names the mistakes with the mAP that the converted boxes would have.

    Raises:
        CorruptDataError: A file does not decode.
        InvalidInputError: A label or a prediction is wrong.
    """
    task = DetectionTask()
    inputs = task.open(predictions, ground_truth, scratch)
    common = sorted({*inputs.predictions.segments} & {*inputs.truth.segments})
    spread = np.unique(np.linspace(0, len(common) - 1, min(len(common), MAX_SEGMENTS)).astype(int))
    chosen = [common[place] for place in spread]
    try:
        labeled = any(len(inputs.truth.read(segment).labels) for segment in chosen)
    except NotFoundError:  # tables of a part without labels
        labeled = False
    if not labeled:
        return LabelComparison(inputs.predictions, 0, _unfixed(inputs.truth.where) if fix else ())

    def map_all(function: Callable[[str], Any]) -> Iterator[Any]:
        return map(function, chosen)

    if fix:
        inputs, notes = task.fixed(inputs, map_all)
        return LabelComparison(inputs.predictions, len(chosen), notes)
    found = task.second_look(inputs, task.checks(inputs, map_all), map_all)
    return LabelComparison(inputs.predictions, len(chosen), tuple(found))


def _unfixed(where: str) -> tuple[Finding, ...]:
    words = f"nothing is converted: {where} has no labels of these segments to compare with"
    return (Finding("warning", "no_labels", words),)
