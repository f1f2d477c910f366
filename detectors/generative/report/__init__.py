"""The HTML report of a training of an AC-GAN."""

from __future__ import annotations

import os

from waymo_kit.detectors.generative.accuracy_score import AccuracyScore
from waymo_kit.detectors.generative.evaluation import GanEvaluation
from waymo_kit.detectors.generative.report.page import render
from waymo_kit.io import write_bytes


def write_report(
    result: GanEvaluation,
    path: str | os.PathLike[str],
    *,
    score: AccuracyScore | None = None,
    command: str = "",
) -> None:
    """Writes the report of an evaluation, whole or not at all.

    Args:
        result: Evaluation of a run.
        path: Path or URI of the HTML file.
        score: Classification accuracy score; None leaves its section out.
        command: Command line that the page names, empty for none.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(render(result, score, command).encode(), path)
