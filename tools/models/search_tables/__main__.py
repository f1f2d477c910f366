"""Runs the study of search strategies on real tables; docs/guides/search.md has its protocol.

    python -m tools.models.search_tables run --tables TABLES --runs RUNS
    python -m tools.models.search_tables report --runs RUNS --out docs/results/search

TABLES is a folder with the files that `protocol.TABLES` names. Each finished run is a line of a
file in RUNS, one file for each part, so that a stopped study goes on where it was and parts may
run at the same time.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from tools.models.search_tables.controllers import run_controllers
from tools.models.search_tables.progressive import run_progressive
from tools.models.search_tables.report import write_report
from tools.models.search_tables.runs import Runs
from tools.models.search_tables.surrogates import run_surrogates

PARTS = {
    "progressive": run_progressive,
    "controllers": run_controllers,
    "surrogates": run_surrogates,
}


def main(arguments: list[str] | None = None) -> None:
    """Runs the tool."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("run", "report"))
    parser.add_argument("--tables", type=Path, help="folder of the tables, to run")
    parser.add_argument("--runs", type=Path, required=True, help="folder of the runs")
    parser.add_argument("--part", choices=PARTS, help="the only part to run; default: all")
    parser.add_argument("--out", type=Path, help="folder for the report")
    options = parser.parse_args(arguments)
    if options.what == "run":
        for part in PARTS if options.part is None else (options.part,):
            PARTS[part](Runs(options.runs, part), options.tables)
    else:
        write_report(Runs(options.runs), options.out)


if __name__ == "__main__":
    main()
