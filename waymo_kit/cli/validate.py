"""`waymo-kit validate`: whether files are complete and readable."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.progress import TextColumn
from rich.table import Table

from waymo_kit.cli.progress import progress_bar
from waymo_kit.convert.validate import CheckedFile, validate
from waymo_kit.errors import NotFoundError
from waymo_kit.io import json_text

PROBLEMS_EXIT_CODE = 1


@dataclass
class Summary:
    """Counts of the files that were checked, by their kind."""

    files: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    problem_lines: list[str] = field(default_factory=list)

    def add(self, checked: CheckedFile) -> list[str]:
        """Counts a file; returns its problems as lines that name it."""
        lines = [f"{checked.path}: {problem}" for problem in checked.problems]
        self.files[checked.kind] += 1
        self.rows[checked.kind] += checked.rows
        self.problems[checked.kind] += len(lines)
        self.notes.update(checked.notes)
        self.problem_lines += lines
        return lines


@click.command()
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines and a table.")
def command(path: str, as_json: bool) -> None:
    """Check files: checksums, schemas, keys, row counts, leftovers.

    PATH is a v1 file, pattern or folder, a converted dataset, an official v2 download, one Parquet
    file of either, or a URI. Exits with 0 if all is well, 1 if there are problems (one line each),
    2 if nothing could be checked.
    """
    summary = Summary()
    console = Console(stderr=True)
    with progress_bar(console, TextColumn("{task.description}"), transient=True) as bar:
        shown = bar.add_task("")
        for checked in validate(path):
            for line in summary.add(checked):
                if not as_json:
                    click.echo(line)
            bar.update(shown, description=f"{summary.files.total()} files")
    if not summary.files:
        raise NotFoundError(f"{path}: no file to check")
    if as_json:
        click.echo(json_text(_as_json(path, summary)), nl=False)
    else:
        for note, count in summary.notes.items():
            click.echo(f"note: {count} files: {note}")
        Console(soft_wrap=True).print(_table(path, summary))
    if summary.problem_lines:
        sys.exit(PROBLEMS_EXIT_CODE)


def _as_json(path: str, summary: Summary) -> dict[str, object]:
    return {
        "path": path,
        "files": dict(summary.files),
        "rows": dict(summary.rows),
        "problems": summary.problem_lines,
        "notes": dict(summary.notes),
    }


def _table(path: str, summary: Summary) -> Table:
    table = Table(title=path, title_justify="left")
    for name in ("", "files", "records or rows", "problems"):
        table.add_column(name, justify="right" if name else "left")
    for kind in summary.files:
        counts = (summary.files[kind], summary.rows[kind], summary.problems[kind])
        table.add_row(kind, *(f"{count:,}" for count in counts))
    return table
