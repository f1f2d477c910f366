"""The HTML report of an evaluation."""

from __future__ import annotations

from waymo_kit.evaluation.report.page import render
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.io import write_bytes


def write_report(result: Evaluation, path: str) -> None:
    """Writes the report of a result, whole or not at all.

    Args:
        result: evaluated with `with_profile`.
        path: HTML file or URI to write.

    Raises:
        OutputError: the file cannot be written.
    """
    write_bytes(render(result).encode(), path)
