"""`waymo-kit validate`: checks that files are complete and readable."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field

import click

from waymo_kit.cli import options, output
from waymo_kit.convert.validate import CheckedFile, validate
from waymo_kit.errors import NotFoundError
from waymo_kit.progress import Progress
from waymo_kit.query.subset import chosen_segments

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

    def table(self) -> list[output.Row]:
        """Returns a row for each kind of file."""
        return [
            output.Row(
                kind,
                [f"{n:,}" for n in (self.files[kind], self.rows[kind], self.problems[kind])],
            )
            for kind in self.files
        ]


@click.command(
    epilog=options.example("waymo-kit validate tables/", "waymo-kit validate 'segments/*.tfrecord'")
)
@click.argument("path")
@options.subset("path")
@options.json_path()
def command(path: str, json_path: str | None) -> None:
    """Check files: checksums, schemas, keys, row counts, leftovers.

    PATH is a v1 file, a pattern, a folder of v1 files, a converted dataset, an official v2
    download, a Parquet file of either, or a URI. With --subset, whole segments are checked. Each
    problem is one line. The exit code is 0 if there are none, 1 if there are some, 2 if nothing
    could be checked.
    """
    summary = Summary()
    (dataset,), segments = chosen_segments([path])
    as_text = json_path != options.STDOUT
    with output.progress("validate", "files") as bar:
        for checked in validate(dataset, segments):
            for problem in summary.add(checked):
                if as_text:
                    output.line(problem)
            bar.update(Progress(summary.files.total(), 0))
    if not summary.files:
        raise NotFoundError(f"{path}: no file to check")
    if as_text:
        for note, files in summary.notes.items():
            output.line(f"note: {output.count(files, 'file')}: {note}")
        output.table(["files", "records or rows", "problems"], summary.table(), title=path)
    values = {
        "path": path,
        "files": summary.files,
        "rows": summary.rows,
        "problems": summary.problem_lines,
        "notes": summary.notes,
    }
    output.write_json(values, json_path)
    if summary.problem_lines:
        sys.exit(PROBLEMS_EXIT_CODE)
