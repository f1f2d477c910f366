"""The HTML report of an evaluation."""

from __future__ import annotations

import tempfile
from pathlib import Path

from waymo_kit.evaluation.report.page import render
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.io import locate
from waymo_kit.io.storage import write_bytes


def write_report(result: Evaluation, path: str) -> None:
    """Writes the report of a result, whole or not at all.

    Args:
        result: evaluated with `with_profile`.
        path: HTML file or URI to write.

    Raises:
        OutputError: the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as scratch:
        write_bytes(render(result).encode(), locate(path), Path(scratch) / "report.html")
