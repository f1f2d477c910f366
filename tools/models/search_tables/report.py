"""The files of the page of results: figures, tables, pictures and the runs in short."""

from __future__ import annotations

from pathlib import Path

from tools.models.search_tables.markdown import study_text
from tools.models.search_tables.pictures import draw_curves, draw_factors
from tools.models.search_tables.protocol import TABLES
from tools.models.search_tables.results import study_values
from tools.models.search_tables.runs import Runs, shortened
from waymo_kit.io import write_json
from waymo_kit.io.json_files import json_line


def write_report(runs: Runs, folder: Path) -> None:
    """Writes all files into a folder; tables.md is there to be copied from."""
    folder.mkdir(parents=True, exist_ok=True)
    values = study_values(runs)
    write_json(values, folder / "results.json")
    (folder / "runs.jsonl").write_text(
        "".join(json_line(shortened(line)) for line in runs.lines.values())
    )
    for table in TABLES:
        draw_curves(runs, table, folder)
    draw_factors(values["comparisons"], folder / "factors.png")
    (folder / "tables.md").write_text(study_text(values))
