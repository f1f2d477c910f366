"""Tables of the scores of a study, and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from waymo_kit.detectors.study.trial import TrialScores
from waymo_kit.io import write_bytes, write_json

Tables: TypeAlias = Mapping[str, Sequence[Sequence[str]]]
"""Title -> rows of cells; the first row holds the headings."""


def cell(value: float | None) -> str:
    """Returns a metric as a cell of a table; a dash where there is none."""
    return "-" if value is None else f"{value:.4f}"


def write_tables(folder: Path, tables: Tables, scores: Mapping[str, TrialScores]) -> None:
    """Writes `table.md` with the tables and `table.json` with all scores.

    Args:
        folder: Folder of the study.
        tables: Tables to write.
        scores: Scores of the trials by name.

    Raises:
        OutputError: A file cannot be written.
    """
    write_markdown(folder / "table.md", tables)
    values = {
        name: {"segments": trial.segments, "steps": trial.steps, "rows": trial.rows}
        for name, trial in scores.items()
    }
    write_json(values, folder / "table.json")


def write_markdown(path: Path, tables: Tables) -> None:
    """Writes tables as a page of Markdown.

    Args:
        path: File to write.
        tables: Tables to write.

    Raises:
        OutputError: The file cannot be written.
    """
    pages = []
    for title, (headings, *rows) in tables.items():
        lines = [headings, ["---"] * len(headings), *rows]
        pages.append(f"{title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines))
    write_bytes(("\n\n".join(pages) + "\n").encode(), path)
