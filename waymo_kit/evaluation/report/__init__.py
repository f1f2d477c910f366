"""The HTML report of an evaluation."""

from __future__ import annotations

import os

from waymo_kit.evaluation.report.page import render
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.io import write_bytes


def write_report(result: Evaluation, path: str | os.PathLike[str], *, command: str = "") -> None:
    """Writes the report of a result, whole or not at all.

    Args:
        result: Result of an evaluation; one `with_profile` shows its errors too.
        path: Path or URI of the HTML file.
        command: Command line that the page names, empty for none.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(render(result, command).encode(), path)
