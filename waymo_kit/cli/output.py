"""Output of all commands: lines, tables, JSON, notes, errors and progress.

Names of segments, cities and files come from data that others wrote. All text passes through
`printable` here, and none of it is taken for markup.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import rich.progress
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from waymo_kit.cli.compilation import kernel_in_work
from waymo_kit.cli.options import STDOUT
from waymo_kit.errors import count as count
from waymo_kit.io import json_text
from waymo_kit.io import write_json as write_json_file
from waymo_kit.progress import Progress

if TYPE_CHECKING:
    from waymo_kit.evaluation.findings import Finding

PIPE_WIDTH = 120
"""Characters in a line where the output is no terminal."""

LINE_SECONDS = 60.0
"""Time between two lines of progress where the output is no terminal."""

_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
_PLAIN = str.maketrans({"²": "2", "³": "3", "─": "-", "→": ">", "°": "deg", "±": "+-"})
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_PASSWORD = re.compile(r"(?<=://)[^/\s@]+@")
_SECRET = re.compile(
    r"(?i)([?&][\w-]*(?:key|token|secret|signature|password|sig|credential)[\w-]*=)[^&\s]+"
)


def printable(text: str) -> str:
    r"""Returns text that a terminal shows as it is.

    Characters that control a terminal, or that change the order of what it shows, become escapes
    such as \x1b. Passwords and keys in URIs become ***.
    """
    text = _SECRET.sub(r"\1***", _PASSWORD.sub("***@", text))
    return _UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return ascii(found[0])[1:-1]


def size(number: int) -> str:
    """Returns "512 B", "3.4 MB" or "1.2 GB"."""
    value, unit = float(number), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def line(text: str = "", style: str = "") -> None:
    """Prints a line of the result."""
    _print(sys.stdout, text, style)


def note(text: str, kind: str = "note") -> None:
    """Prints a line on stderr that begins with its kind: note, warning or error."""
    stream = sys.stderr
    shown = Text.assemble((kind, _STYLES.get(kind, "")), f": {_shown(text, stream)}")
    _console(stream).print(shown, soft_wrap=True)


def findings(found: Iterable[Finding]) -> None:
    """Prints what is doubtful about the inputs of a command, one line each."""
    for finding in found:
        note(finding.message, finding.severity)


def progress_line(text: str) -> None:
    """Prints a line on stderr that says what happens."""
    _print(sys.stderr, text, "")


def error(message: str) -> None:
    """Prints an error as one line on stderr."""
    _print(sys.stderr, f"waymo-kit: error: {' '.join(message.split())}", "")


def write_json(values: Mapping[str, Any], path: str | None) -> None:
    """Writes the summary of a command where `--json` says; NaN and infinity become null.

    Args:
        values: The summary.
        path: Path or URI, `STDOUT`, or None for nothing at all.
    """
    if path is None:
        return
    if path == STDOUT:
        sys.stdout.write(json_text(values))
    else:
        write_json_file(values, path)


def fields(values: Mapping[str, str], *, title: str = "") -> None:
    """Prints names and what belongs to each, a line each.

    Args:
        values: Name -> text.
        title: Line above them.
    """
    if title:
        line(title, "bold")
    width = max(map(len, values))
    for name, text in values.items():
        line(f"{name:{width}}  {text}")


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        label: Text in the first column.
        cells: Values, one for each heading.
        strong: Whether the row stands out: a sum or a mean.
    """

    label: str
    cells: Sequence[str]
    strong: bool = False


def table(
    headings: Sequence[str], rows: Sequence[Row], *, title: str = "", corner: str = ""
) -> None:
    """Prints a table; columns that do not fit in the width follow in further blocks.

    Args:
        headings: Headings of all columns but the first.
        rows: Rows, each with as many cells as there are headings.
        title: Line above the table.
        corner: Heading of the first column.
    """
    console = _console(sys.stdout)
    shown = [_shown(text, sys.stdout) for text in headings]
    labels = [_shown(text, sys.stdout) for text in (corner, *(row.label for row in rows))]
    cells = [[_shown(cell, sys.stdout) for cell in row.cells] for row in rows]
    widths = [
        max(cell_len(text) for text in (heading, *(row[column] for row in cells)))
        for column, heading in enumerate(shown)
    ]
    label_width = max(map(cell_len, labels))
    if title:
        line(title, "bold")
    for block in _blocks(widths, (console.width - label_width)):
        width = label_width + sum(2 + widths[column] for column in block)
        line(_table_line(labels[0], label_width, [(shown[c], widths[c]) for c in block]), "bold")
        line("─" * width, "dim")
        for row, label, values in zip(rows, labels[1:], cells, strict=True):
            text = _table_line(label, label_width, [(values[c], widths[c]) for c in block])
            line(text, "bold" if row.strong else "")
        line()


def _blocks(widths: Sequence[int], room: int) -> list[list[int]]:
    """Returns the columns of each block; at least one, however wide it is."""
    blocks: list[list[int]] = [[]]
    left = room
    for column, width in enumerate(widths):
        if blocks[-1] and left < width + 2:
            blocks.append([])
            left = room
        blocks[-1].append(column)
        left -= width + 2
    return blocks


def _table_line(label: str, label_width: int, cells: Sequence[tuple[str, int]]) -> str:
    padded = [label + " " * (label_width - cell_len(label))]
    padded += [" " * (width - cell_len(cell)) + cell for cell, width in cells]
    return "  ".join(padded).rstrip()


class ProgressBar:
    """Progress of a command: a bar on a terminal, a line now and then elsewhere."""

    def __init__(
        self, title: str, unit: str, work: str, bar: rich.progress.Progress | None
    ) -> None:
        """Begins with nothing done; see `progress`."""
        self._title, self._unit, self._work = title, unit, work
        self._bar = bar
        self._now = Progress(0, 0)
        self._detail = ""
        self._began = time.monotonic()
        self._shown = None if bar is None else bar.add_task(title, total=None, bar=self)

    def update(self, now: Progress, detail: str = "") -> None:
        """Shows the progress of the command; an `OnProgress`.

        Args:
            now: Progress of the command.
            detail: Further words to show, such as the loss.
        """
        self._now, self._detail = now, detail
        if self._bar is not None and self._shown is not None:
            self._bar.update(self._shown, completed=now.done, total=now.total or None)

    def amount(self) -> str:
        """Returns the amount of work done, and the kernel that is being compiled."""
        done, total, work = self._now
        parts = [f"{done:,} of {total:,} {self._unit}" if total else f"{done:,} {self._unit}"]
        if self._work == "bytes":
            parts.append(size(work))
        elif self._work:
            parts.append(f"{work:,} {self._work}")
        if self._detail:
            parts.append(printable(self._detail))
        kernel = kernel_in_work()
        if kernel is not None:
            parts.append(f"compiling {kernel}")
        return ", ".join(parts)

    def describe(self) -> str:
        """Returns one line that says how far the command is."""
        done, total, _ = self._now
        text = f"{self._title}: {self.amount()}"
        if not 0 < done < total:
            return text
        passed = time.monotonic() - self._began
        return f"{text}, {_duration(passed / done * (total - done))} left"


class _AmountColumn(rich.progress.ProgressColumn):
    """Shows `ProgressBar.amount`."""

    def render(self, task: rich.progress.Task) -> Text:
        bar: ProgressBar = task.fields["bar"]
        return Text(_shown(bar.amount(), sys.stderr))


@contextmanager
def progress(title: str, unit: str = "segments", work: str = "") -> Iterator[ProgressBar]:
    """Shows the progress of a command while the block runs, on stderr.

    Args:
        title: Name of the activity, such as "convert".
        unit: Unit of `Progress.done`, in the plural.
        work: Unit of `Progress.work`, in the plural; "" does not show it.
    """
    kernel_in_work()  # From now on, kernels are noticed.
    console = _console(sys.stderr)
    if not console.is_terminal:
        bar = ProgressBar(title, unit, work, None)
        ended = threading.Event()
        writer = threading.Thread(target=_write_lines, args=(bar.describe, ended), daemon=True)
        writer.start()
        try:
            yield bar
        finally:
            ended.set()
            writer.join()
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        _AmountColumn(),
        TimeRemainingColumn(),
    )
    with rich.progress.Progress(*columns, console=console, transient=True) as drawn:
        yield ProgressBar(title, unit, work, drawn)


def _write_lines(describe: Callable[[], str], ended: threading.Event) -> None:
    while not ended.wait(LINE_SECONDS):
        progress_line(describe())


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _console(stream: TextIO) -> Console:
    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def _print(stream: TextIO, text: str, style: str) -> None:
    _console(stream).print(Text(_shown(text, stream), style=style), soft_wrap=True)


def _shown(text: str, stream: TextIO) -> str:
    """Returns printable text that the stream can encode."""
    text = printable(text)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    return text
