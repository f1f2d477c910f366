"""The files of the page of results: figures, tables, pictures and the runs in short."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tools.models.search_tables.markdown import study_text
from tools.models.search_tables.protocol import TABLES
from tools.models.search_tables.results import OTHER_RUNS, PNAS_RUNS, study_values
from tools.models.search_tables.runs import Runs, shortened
from waymo_kit.detectors.search.comparison import mean_of_best
from waymo_kit.draw.search_plots import draw_search_curves
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
        draw_table(runs, table, folder)
    (folder / "tables.md").write_text(study_text(values))


def draw_table(runs: Runs, table: str, folder: Path) -> None:
    """Draws the means of the best 5 in one table of networks, where searches end."""
    every = {run: runs.accuracies(table, run) for run in (*PNAS_RUNS, *OTHER_RUNS)}
    shown = {run: each for run, each in every.items() if each}
    ends = [np.median([mean_of_best(run, 5)[-1] for run in each]) for each in shown.values()]
    draw_search_curves(
        shown,
        folder / f"{table.replace(' ', '-').replace('(', '').replace(')', '')}.png",
        top=5,
        bottom=float(min(ends) - 2 * (max(ends) - min(ends))),
        title=table,
    )
